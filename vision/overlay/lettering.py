"""Text on pictures: each text is drawn once by Pillow, kept as a bitmap, and laid onto many frames.

cv2's own fonts know neither ± nor °. The bundled font is DejaVu Sans Condensed Bold: free to ship, narrow
enough for a phone held upright, heavy enough to read on a moving picture.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from vision.overlay.drawing import Color, Image, Point, Rect, blend_color

FONT_FILE = Path(__file__).with_name("fonts") / "DejaVuSansCondensed-Bold.ttf"

LINE_HEIGHT = 1.25
"""Height of a line of text in units of its size."""

_BASELINE = 0.96
"""Where letters stand within the line, in units of the size."""

Align = Literal["left", "center", "right"]


@lru_cache(maxsize=64)
def _load_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, size)


@lru_cache(maxsize=4096)
def measure_text_width(text: str, size: int) -> int:
    """Width in px of `text` at `size` px."""
    return int(np.ceil(_load_font(size).getlength(text)))


@lru_cache(maxsize=1024)
def render_text(text: str, size: int, halo: int = 0) -> NDArray[np.uint8]:
    """(height, width) coverage 0..255 of one line of text, grown by `halo` px."""
    width = measure_text_width(text, size) + 2 * halo
    picture = PillowImage.new("L", (max(width, 1), round(LINE_HEIGHT * size) + 2 * halo))
    ImageDraw.Draw(picture).text(
        (halo, halo + round(_BASELINE * size)), text, 255, _load_font(size), anchor="ls", stroke_width=halo
    )
    return np.asarray(picture)


def fit_text(text: str, size: int, max_width: int, min_size: int) -> tuple[str, int]:
    """The text and size that fit into `max_width` px: smaller first, then cut with an ellipsis."""
    while size > min_size and measure_text_width(text, size) > max_width:
        size -= 1
    if measure_text_width(text, size) <= max_width:
        return text, size
    while text and measure_text_width(text + "…", size) > max_width:
        text = text[:-1].rstrip()
    return (text + "…" if text else ""), size


def wrap_text(text: str, size: int, max_width: int, max_lines: int) -> list[str]:
    """`text` in at most `max_lines` lines of `max_width` px; the last line takes the rest.

    A number stays with its % sign.
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
    """Draw one line onto `canvas` in place; `at` is its top left, top centre or top right. Returns its place.

    `halo` px of black around the letters keep text legible that stands on the picture itself.
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
    """A haloed label centred on `at`, pushed back so that it stays `within`; nothing where `at` is NaN."""
    if not np.isfinite(at).all():
        return
    halo = max(size // 10, 1)
    width, height = measure_text_width(text, size) + 2 * halo, LINE_HEIGHT * size + 2 * halo
    x = float(np.clip(at[0], within.x + width / 2, max(within.right - width / 2, within.x + width / 2)))
    y = float(np.clip(at[1] - height / 2, within.y, max(within.bottom - height, within.y)))
    draw_text(canvas, text, (x, y + halo), size, color, "center", halo)
