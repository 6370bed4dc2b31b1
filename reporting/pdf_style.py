"""How the PDF looks: the fonts that come with EvenRep, colours, styles of paragraphs."""

from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reporting.charts.style import PALETTES, Theme
from vision.overlay.font_files import BOLD_FONT, REGULAR_FONT

FONT, BOLD = "EvenRepSans", "EvenRepSansBold"
UNKNOWN_SIGN = "\N{REPLACEMENT CHARACTER}"

PALETTE = PALETTES[Theme.LIGHT]
INK, SOFT, LINE = HexColor(PALETTE.ink), HexColor(PALETTE.soft), HexColor("#d9dfe5")
BOX = HexColor("#f3f6f9")
_STYLES: dict[str, dict[str, Any]] = {
    "body": {"fontSize": 8.6, "leading": 11.6},
    "small": {"fontSize": 7.4, "leading": 9.8, "spaceAfter": 1.5 * mm},
    "tiny": {"fontSize": 7.0, "leading": 9.0, "textColor": SOFT},
    "soft": {"fontSize": 8.0, "leading": 10.5, "textColor": SOFT},
    "brand": {"fontSize": 8.6, "leading": 11, "fontName": BOLD, "textColor": HexColor(PALETTE.even)},
    "title": {"fontSize": 15, "leading": 19, "fontName": BOLD, "spaceAfter": 1.5 * mm},
    "verdict": {"fontSize": 14, "leading": 18, "fontName": BOLD},
    "heading": {
        "fontSize": 9.8,
        "leading": 13,
        "fontName": BOLD,
        "spaceBefore": 3.5 * mm,
        "spaceAfter": 1 * mm,
    },
    "good": {"fontName": BOLD, "textColor": HexColor(PALETTE.even)},
    # Darker than the charts' orange: small text needs more contrast than a mark.
    "bad": {"fontName": BOLD, "textColor": HexColor("#a84600")},
    "beyond": {"fontName": BOLD, "textColor": HexColor("#a84600")},
    "ungraded": {"fontName": BOLD, "textColor": SOFT},
    "cell": {},
}
_CELL_STYLES = ("good", "bad", "beyond", "ungraded", "cell")


# reportlab keeps one registry of fonts per process; registering twice would read the files again.
@cache
def register_fonts() -> TTFont:
    """Registers both fonts; returns the ordinary one."""
    ordinary = TTFont(FONT, REGULAR_FONT)
    pdfmetrics.registerFont(ordinary)
    pdfmetrics.registerFont(TTFont(BOLD, BOLD_FONT))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)
    return ordinary


def replace_missing_letters(text: str) -> str:
    """The text as far as the font has its letters; a sign stands for each letter of other scripts."""
    glyphs = register_fonts().face.charToGlyph
    return "".join(sign if ord(sign) in glyphs or sign == "\n" else UNKNOWN_SIGN for sign in text)


@cache
def build_paragraph_style(name: str) -> ParagraphStyle:
    """By its name in _STYLES, or bullet, or headline."""
    register_fonts()
    own: dict[str, Any] = {"fontName": FONT, "textColor": INK} | _STYLES["body"]
    if name == "bullet":
        own |= {"leftIndent": 4 * mm, "bulletIndent": 0.6 * mm, "bulletFontName": FONT, "bulletFontSize": 8}
    elif name == "headline":
        own |= {"fontName": BOLD, "fontSize": 9.8, "leading": 14}
    else:
        own |= {"fontSize": 7.8, "leading": 10} if name in _CELL_STYLES else {}
        own |= _STYLES[name]
    return ParagraphStyle(name, **own)
