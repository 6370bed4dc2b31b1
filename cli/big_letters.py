"""Letters five rows high, made of blocks: a word on a terminal that is read from across a room."""

_ROWS = 5
_GLYPHS = {
    "A": " ### |#   #|#####|#   #|#   #",
    "B": "#### |#   #|#### |#   #|#### ",
    "C": " ####|#    |#    |#    | ####",
    "D": "#### |#   #|#   #|#   #|#### ",
    "E": "#####|#    |#### |#    |#####",
    "F": "#####|#    |#### |#    |#    ",
    "G": " ####|#    |#  ##|#   #| ####",
    "H": "#   #|#   #|#####|#   #|#   #",
    "I": "###| # | # | # |###",
    "J": "    #|    #|    #|#   #| ### ",
    "K": "#   #|#  # |###  |#  # |#   #",
    "L": "#    |#    |#    |#    |#####",
    "M": "#   #|## ##|# # #|#   #|#   #",
    "N": "#   #|##  #|# # #|#  ##|#   #",
    "O": " ### |#   #|#   #|#   #| ### ",
    "P": "#### |#   #|#### |#    |#    ",
    "Q": " ### |#   #|# # #|#  # | ## #",
    "R": "#### |#   #|#### |#  # |#   #",
    "S": " ####|#    | ### |    #|#### ",
    "T": "#####|  #  |  #  |  #  |  #  ",
    "U": "#   #|#   #|#   #|#   #| ### ",
    "V": "#   #|#   #|#   #| # # |  #  ",
    "W": "#   #|#   #|# # #|## ##|#   #",
    "X": "#   #| # # |  #  | # # |#   #",
    "Y": "#   #| # # |  #  |  #  |  #  ",
    "Z": "#####|   # |  #  | #   |#####",
    "0": " ### |#  ##|# # #|##  #| ### ",
    "1": " # |## | # | # |###",
    "2": "#### |    #| ### |#    |#####",
    "3": "#### |    #| ### |    #|#### ",
    "4": "#   #|#   #|#####|    #|    #",
    "5": "#####|#    |#### |    #|#### ",
    "6": " ### |#    |#### |#   #| ### ",
    "7": "#####|   # |  #  | #   |#    ",
    "8": " ### |#   #| ### |#   #| ### ",
    "9": " ### |#   #| ####|    #| ### ",
    " ": "  |  |  |  |  ",
    "!": "#|#|#| |#",
    "-": "    |    |####|    |    ",
}


def render_big_letters(text: str, width: int) -> list[str] | None:
    """Five lines; None where a letter is missing or the text is wider than `width` columns."""
    glyphs = [_GLYPHS.get(letter) for letter in text.upper()]
    if not glyphs or None in glyphs:
        return None
    cut = [glyph.split("|") for glyph in glyphs if glyph is not None]
    lines = [" ".join(glyph[row] for glyph in cut).replace("#", "█").rstrip() for row in range(_ROWS)]
    return lines if max(map(len, lines)) <= width else None
