"""The preview of a clip: a box around the lifter, numbers at the others, L and R at the shoulders."""

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from analysis.pose.landmarks import Joint
from vision.overlay.font_files import BOLD_FONT

if TYPE_CHECKING:
    from vision.tracking.clip_preview import ClipPreview, VisiblePerson

_LIFTER, _OTHER, _DARK, _WHITE = (86, 180, 233), (190, 190, 190), (16, 20, 24), (255, 255, 255)
_MARGIN = 0.08
# px on the page: the button below it should stay in sight on a laptop.
_MAX_WIDTH, _MAX_HEIGHT = 560, 360


def draw_preview(preview: "ClipPreview", lifter: int | None, mirrored: bool) -> Image.Image:
    """Mark on the first frame which person is followed, and which side is which.

    Parameters
    ----------
    preview
        The frame and the people found in it.
    lifter
        Index into `preview.people`; None where nobody was found.
    mirrored
        Whether the clip is a mirrored (selfie) one, so that L and R are exchanged.

    Returns
    -------
    Image.Image
        A new image: the lifter in a thick blue box, others in thin grey ones with numbers.
    """
    image = Image.fromarray(preview.image_rgb).convert("RGB")
    draw = ImageDraw.Draw(image)
    size = max(14, round(0.035 * max(image.size)))
    font = ImageFont.truetype(BOLD_FONT, size)
    for index, person in enumerate(preview.people):
        is_lifter = index == lifter
        colour = _LIFTER if is_lifter else _OTHER
        left, top, right, bottom = _compute_person_box(person, image.size)
        draw.rectangle(
            (left, top, right, bottom), outline=colour, width=max(2, size // (5 if is_lifter else 9))
        )
        name = "Lifter" if is_lifter else "Not followed"
        # The numbers are those of the choice below the image; with one person there is nothing to choose.
        text = f"{index + 1}: {name}" if len(preview.people) > 1 else name
        _draw_label(draw, (left, max(0.0, top - 1.3 * size)), text, font, colour)
        if is_lifter:
            _draw_sides(draw, person, font, size, mirrored)
    return image


def compute_preview_width(image: Image.Image) -> int:
    """Compute how wide a preview is shown.

    Parameters
    ----------
    image
        Of any size.

    Returns
    -------
    int
        px on the page, so that the button below it stays in sight.
    """
    return min(_MAX_WIDTH, round(_MAX_HEIGHT * image.width / image.height))


def describe_preview(preview: "ClipPreview", lifter: int | None) -> str:
    """Say what a preview shows, for a screen reader.

    Parameters
    ----------
    preview
        The frame and the people found in it.
    lifter
        Index into `preview.people`; None where nobody was found.

    Returns
    -------
    str
        One or two sentences.
    """
    if lifter is None:
        return "The first frame of the clip. Nobody was found in it."
    if len(preview.people) == 1:
        return "The first frame: one person, boxed as the lifter, with L and R at the shoulders."
    return (
        f"The first frame: {len(preview.people)} people, numbered from the left. "
        f"Number {lifter + 1} is boxed as the lifter, with L and R at the shoulders."
    )


def _compute_person_box(person: "VisiblePerson", size: tuple[int, int]) -> tuple[float, float, float, float]:
    box = person.box.grow_by(_MARGIN, _MARGIN)
    return max(0, box.left), max(0, box.top), min(size[0] - 1, box.right), min(size[1] - 1, box.bottom)


def _draw_sides(
    draw: ImageDraw.ImageDraw,
    person: "VisiblePerson",
    font: ImageFont.FreeTypeFont,
    size: int,
    mirrored: bool,
) -> None:
    """L and R next to the shoulders, where the lifter's own left and right are."""
    left, right = (person.landmarks_px[index] for index in Joint.SHOULDER.pair)
    if not np.isfinite([left, right]).all():
        return
    outward = np.sign(left[0] - right[0]) * 1.2 * size
    for letter, point, way in (("L", left, outward), ("R", right, -outward)):
        shown = {"L": "R", "R": "L"}[letter] if mirrored else letter
        x, y = float(point[0] + way), float(point[1])
        draw.ellipse(
            (x - size * 0.8, y - size * 0.8, x + size * 0.8, y + size * 0.8), fill=_DARK, outline=_WHITE
        )
        draw.text((x, y), shown, font=font, fill=_WHITE, anchor="mm")


def _draw_label(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    colour: tuple[int, int, int],
) -> None:
    left, top, right, bottom = draw.textbbox(place, text, font=font)
    draw.rectangle((left - 4, top - 3, right + 4, bottom + 3), fill=colour)
    draw.text(place, text, font=font, fill=_DARK)
