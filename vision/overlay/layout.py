"""Where things go: the image, a panel for the verdict, a panel for the values, away from the body."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.overlay.drawing import Rect
from vision.overlay.lettering import LINE_HEIGHT
from vision.overlay.plan import OverlayPlan

# All in text sizes.
TITLE_SIZE = 1.75
LINE_STEP = 1.3
STRIP_HEIGHT = 1.75
CAPTION_HEIGHT = 1.2
ROW_HEIGHT = 1.4
PADDING = 0.4

# The font has no smaller letters that can be read.
MAX_DETAILS = 2
MIN_FONT_PX = 6
PANEL_OPACITY = 0.82


@dataclass(frozen=True)
class LayoutSettings:
    """Sizes as shares of the canvas height, so that a clip reads the same on every phone."""

    # Enough for a phone or a laptop, and every phone decodes it.
    long_side_px: int = 1280
    # A smaller clip is enlarged, so that the letters on it are sharp (not with `keep_clear` off).
    min_long_side_px: int = 640
    # Ordinary text: 33 px of 1280.
    text_share: float = 0.026
    # Of a landscape image's height, which is shown smaller than a portrait one.
    text_share_wide: float = 0.036
    # Width of the panel column in a landscape image, of the canvas width.
    min_text_share: float = 0.022
    column_share: float = 0.34
    # Width over height from which an image is landscape and the panels stand next to the body.
    wide_from: float = 1.2
    # Add margins to the image where a panel would hide the body. Off: same size out as in (live view).
    keep_clear: bool = True
    # Thickness of the border round an uneven rep, of the canvas height.
    border_share: float = 0.012
    # Head top, fingers and bar beyond the outermost landmarks, of the body's height.
    body_margin: float = 0.07


@dataclass(frozen=True)
class Layout:
    """Places on the canvas, px.

    Attributes
    ----------
    canvas : tuple of int
        (width, height) of the whole image.
    image_rect, verdict, values : Rect
        The clip's frame, the panel of the verdict, the panel of bars.
    text_px, min_text_px : int
        Size of ordinary text, and of the smallest.
    border_px : int
        Thickness of the border round an uneven rep.
    """

    canvas: tuple[int, int]
    image_rect: Rect
    verdict: Rect
    values: Rect
    text_px: int
    min_text_px: int
    border_px: int

    def compute_content_rect(self, place: Rect) -> Rect:
        """Where a panel's content stands: clear of the border at the image's edge."""
        width, height = self.canvas
        pad = round(PADDING * self.text_px)
        left, top = max(place.x, self.border_px) + pad, max(place.y, self.border_px) + pad
        right, bottom = min(place.right, width - self.border_px), min(place.bottom, height - self.border_px)
        return Rect(left, top, max(right - pad - left, 1), max(bottom - pad - top, 1))


def plan_layout(
    plan: OverlayPlan, frame_px: tuple[int, int], settings: LayoutSettings | None = None
) -> Layout:
    """Plan the layout for all frames of a clip.

    Parameters
    ----------
    plan : OverlayPlan
        What will be drawn: the panels are as high as their text, and off the body.
    frame_px : tuple of int
        (width, height) of the frames as they will be given.
    settings : LayoutSettings, optional
        Sizes.

    Returns
    -------
    Layout
    """
    settings = settings or LayoutSettings()
    body = compute_body_extent(plan.track.image_px, plan.track.size_px, settings.body_margin)
    if frame_px[0] >= settings.wide_from * frame_px[1]:
        return _place_panels_at_side(plan, frame_px, body, settings)
    return _place_panels_above_and_below(plan, frame_px, body, settings)


def compute_body_extent(
    image_px: NDArray[np.float64], size_px: tuple[int, int], margin: float
) -> tuple[float, float, float, float]:
    """Compute how much of the image the body takes up over the clip.

    Parameters
    ----------
    image_px : ndarray of float64, shape (T, 33, 2)
        Landmarks in px, NaN where unseen.
    size_px : tuple of int
        (width, height) of the track's frames.
    margin : float
        Added for head top, fingers and bar, as a share of the body's height.

    Returns
    -------
    tuple of float
        (left, top, right, bottom) as shares 0..1 of the image; its middle where nobody is seen.
    """
    seen = image_px[np.isfinite(image_px).any(axis=(1, 2))]
    if not len(seen):
        return 0.5, 0.5, 0.5, 0.5
    # without the most extreme fiftieth of the frames: one wild landmark must not push the panels away
    low = np.percentile(np.nanmin(seen, axis=1), 2, axis=0)
    high = np.percentile(np.nanmax(seen, axis=1), 98, axis=0)
    pad = margin * (high[1] - low[1])
    left, top = np.clip((low - pad) / size_px, 0, 1)
    right, bottom = np.clip((high + np.array([pad, 0.5 * pad])) / size_px, 0, 1)
    return float(left), float(top), float(right), float(bottom)


def _place_panels_above_and_below(
    plan: OverlayPlan, frame_px: tuple[int, int], body: tuple[float, ...], settings: LayoutSettings
) -> Layout:
    text = settings.text_share
    above, below = _compute_verdict_height(plan) * text, _compute_values_height(plan) * text
    share, before = (
        _compute_image_share(above, below, body[1], 1 - body[3]) if settings.keep_clear else (1.0, 0.0)
    )
    height = _round_up_to_even(_limit_long_side(frame_px[1] / share, settings))
    inner = _scale_size(frame_px, share * height / frame_px[1])
    width = _round_up_to_even(inner[0])
    image_rect = Rect(0, min(round(before * height), height - inner[1]), *inner)
    border = max(round(settings.border_share * height), 3)
    upper = Rect(0, 0, width, round(above * height) + border if above else 0)
    lower_height = round(below * height) + border if below else 0
    lower = Rect(0, height - lower_height, width, lower_height)
    return _build_layout((width, height), image_rect, upper, lower, text, settings, border)


def _place_panels_at_side(
    plan: OverlayPlan, frame_px: tuple[int, int], body: tuple[float, ...], settings: LayoutSettings
) -> Layout:
    on_left = body[0] >= 1 - body[2]
    column, free = settings.column_share, max(body[0], 1 - body[2])
    share, added = _compute_image_share(column, 0.0, free, 1.0) if settings.keep_clear else (1.0, 0.0)
    width = _round_up_to_even(_limit_long_side(frame_px[0] / share, settings))
    inner = _scale_size(frame_px, share * width / frame_px[0])
    height = _round_up_to_even(inner[1])
    image_rect = Rect(min(round(added * width), width - inner[0]) if on_left else 0, 0, *inner)
    border = max(round(settings.border_share * height), 3)
    text = settings.text_share_wide
    panel_width = round(column * width)
    place = Rect(0 if on_left else width - panel_width, 0, panel_width, 0)
    above, below = _compute_verdict_height(plan) * text, _compute_values_height(plan) * text
    upper = place._replace(height=round(above * height) + border if above else 0)
    lower_height = round(below * height) + border if below else 0
    lower = place._replace(y=height - lower_height, height=lower_height)
    return _build_layout((width, height), image_rect, upper, lower, text, settings, border)


def _build_layout(
    canvas: tuple[int, int],
    image_rect: Rect,
    verdict: Rect,
    values: Rect,
    text_share: float,
    settings: LayoutSettings,
    border: int,
) -> Layout:
    height = canvas[1]
    smallest = max(int(np.ceil(settings.min_text_share * height)), MIN_FONT_PX)
    text = max(round(text_share * height), smallest)
    return Layout(canvas, image_rect, verdict, values, text, smallest, border)


def _limit_long_side(long_side: float, settings: LayoutSettings) -> float:
    """The canvas's longer side, px."""
    least = settings.min_long_side_px if settings.keep_clear else 0
    return min(max(long_side, least), settings.long_side_px)


def _compute_image_share(
    before: float, after: float, free_before: float, free_after: float
) -> tuple[float, float]:
    """(share of the canvas left to the image, margin before it) so that both panels lie off the body.

    `before`, `after`: the panels as shares of the canvas; `free_*`: shares of the image without body.
    Each round gives the image what the panels leave; it converges because the body takes some of it.
    """
    share = 1.0
    for _ in range(40):
        margins = max(before - free_before * share, 0.0), max(after - free_after * share, 0.0)
        share = max(1.0 - sum(margins), 0.5)
    return share, margins[0]


def _compute_verdict_height(plan: OverlayPlan) -> float:
    """Height of the verdict panel in text sizes: title, headline, details, and the strip of reps."""
    details = min(max((len(rep.details) for rep in plan.reps), default=0), MAX_DETAILS)
    rep_lines = TITLE_SIZE * LINE_HEIGHT + LINE_STEP * (1 + details) if plan.reps else 0.0
    lines = max(rep_lines, LINE_STEP * min(len(plan.summary_lines), MAX_DETAILS + 2))
    return lines + (STRIP_HEIGHT if has_strip(plan) else 0.0) + 2 * PADDING if lines else 0.0


def has_strip(plan: OverlayPlan) -> bool:
    """Whether there is a strip of badges: one rep needs none, the title says it all."""
    return len(plan.reps) > 1


def _compute_values_height(plan: OverlayPlan) -> float:
    """Height of the panel of bars in text sizes; none without values."""
    return CAPTION_HEIGHT + ROW_HEIGHT * len(plan.live_values) + 2 * PADDING if plan.live_values else 0.0


def _round_up_to_even(length: float) -> int:
    return max(int(np.ceil(length / 2 - 1e-9)) * 2, 2)


def _scale_size(frame_px: tuple[int, int], scale: float) -> tuple[int, int]:
    """As `open_clip` rounds: the longer side first, then the other in proportion; so its frames fit as is."""
    longest = max(frame_px)
    exact = round(longest * scale) / longest
    return max(round(frame_px[0] * exact), 2), max(round(frame_px[1] * exact), 2)
