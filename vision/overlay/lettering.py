"""Text on images: each text is drawn once by Pillow, cached as a bitmap, and laid onto many frames.

cv2's own fonts know neither ± nor °. The bundled font is DejaVu Sans Condensed Bold: free to ship, narrow
enough for a phone held upright, heavy enough to read on a moving image.
"""

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from vision.overlay.drawing import Color, Image, Point, Rect, blend_color
from vision.overlay.font_files import BOLD_FONT

# Height of a line of text in units of its size.
LINE_HEIGHT = 1.25

# Where letters stand within the line, in units of the size.
_BASELINE = 0.96

Align = Literal["left", "center", "right"]


@lru_cache(maxsize=64)
def _load_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BOLD_FONT, size)


@lru_cache(maxsize=4096)
def measure_text_width(text: str, size: int) -> int:
    """Measure one line of text.

    Parameters
    ----------
    text : str
        One line.
    size : int
        Size of the font, px.

    Returns
    -------
    int
        Width, px.
    """
    return int(np.ceil(_load_font(size).getlength(text)))


@lru_cache(maxsize=1024)
def render_text(text: str, size: int, halo: int = 0) -> NDArray[np.uint8]:
    """(height, width) coverage 0..255 of one line of text, grown by `halo` px."""
    width = measure_text_width(text, size) + 2 * halo
    bitmap = PillowImage.new("L", (max(width, 1), round(LINE_HEIGHT * size) + 2 * halo))
    ImageDraw.Draw(bitmap).text(
        (halo, halo + round(_BASELINE * size)), text, 255, _load_font(size), anchor="ls", stroke_width=halo
    )
    return np.asarray(bitmap)


def fit_text(text: str, size: int, max_width: int, min_size: int) -> tuple[str, int]:
    """Make one line of text fit: smaller first, then cut with an ellipsis.

    Parameters
    ----------
    text : str
        One line.
    size, min_size : int
        Wanted and smallest size of the font, px.
    max_width : int
        Room, px.

    Returns
    -------
    text : str
        The line, perhaps cut.
    size : int
        The size at which it fits, px.
    """
    while size > min_size and measure_text_width(text, size) > max_width:
        size -= 1
    if measure_text_width(text, size) <= max_width:
        return text, size
    while text and measure_text_width(text + "…", size) > max_width:
        text = text[:-1].rstrip()
    return (text + "…" if text else ""), size


def wrap_text(text: str, size: int, max_width: int, max_lines: int) -> list[str]:
    """Break text into lines. A number stays with its % sign.

    Parameters
    ----------
    text : str
        Words separated by spaces.
    size : int
        Size of the font, px.
    max_width : int
        Width of a line, px.
    max_lines : int
        Most lines; the last one takes the rest, however long.

    Returns
    -------
    list of str
        The lines.
    """
    lines: list[str] = []
    for word in text.replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == max_lines or measure_text_width(longer, size) <= max_width):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_text(
    canvas: Image,
    text: str,
    at: tuple[float, float],
    size: int,
    color: Color,
    align: Align = "left",
    halo: int = 0,
) -> Rect:
    """Draw one line of text.

    Parameters
    ----------
    canvas : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    text : str
        One line.
    at : tuple of float
        (x, y) px of its top left, top centre or top right corner, as `align` says.
    size : int
        Size of the font, px.
    color : Color
        RGB.
    align : {"left", "center", "right"}
        Which point of the line `at` is.
    halo : int
        px of black round the letters, for text that stands on the clip's frame itself.

    Returns
    -------
    Rect
        Where the line stands.
    """
    width = measure_text_width(text, size)
    left = round(at[0] - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width)
    top = round(at[1])
    if text:
        if halo:
            blend_color(canvas, render_text(text, size, halo), (left - halo, top - halo), (0, 0, 0))
        blend_color(canvas, render_text(text, size, 0), (left, top), color)
    return Rect(left, top, width, round(LINE_HEIGHT * size))


def draw_label(canvas: Image, text: str, at: Point, size: int, color: Color, within: Rect) -> None:
    """Draw a label with a halo, pushed back where it would leave an area.

    Parameters
    ----------
    canvas : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    text : str
        One line.
    at : Point
        Its centre, px; nothing is drawn if it is NaN.
    size : int
        Size of the font, px.
    color : Color
        RGB.
    within : Rect
        The area.
    """
    if not np.isfinite(at).all():
        return
    halo = max(size // 10, 1)
    width, height = measure_text_width(text, size) + 2 * halo, LINE_HEIGHT * size + 2 * halo
    x = float(np.clip(at[0], within.x + width / 2, max(within.right - width / 2, within.x + width / 2)))
    y = float(np.clip(at[1] - height / 2, within.y, max(within.bottom - height, within.y)))
    draw_text(canvas, text, (x, y + halo), size, color, "center", halo)
