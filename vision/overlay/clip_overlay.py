"""Draw a set onto its clip: skeleton, level, plumb line, live bars and each rep's verdict.

`Overlay` prepares once and draws many frames; `draw_frame` draws a single one; `write_overlay` makes a clip.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.errors import Cancelled, OutputError
from analysis.pose.landmarks import MIRROR_INDEX, Joint
from vision.overlay.bars import draw_values
from vision.overlay.body import BodyDrawing, draw_balance, draw_hips, draw_knees, draw_sides, draw_skeleton
from vision.overlay.drawing import Image, Rect
from vision.overlay.layout import LayoutSettings, plan_layout
from vision.overlay.plan import LiveValue, OverlayPlan, Part, RepGrade, RepMark
from vision.overlay.track_matching import is_left_on_right, match_frame, smooth_for_drawing
from vision.overlay.verdict_panel import draw_border, draw_verdict
from vision.video.reader import open_clip
from vision.video.writer import VideoWriter, choose_clip_format

__all__ = [
    "LayoutSettings",
    "LiveValue",
    "Overlay",
    "OverlayPlan",
    "OverlaySettings",
    "Part",
    "RepGrade",
    "RepMark",
    "draw_frame",
    "write_overlay",
]


@dataclass(frozen=True)
class OverlaySettings:
    """How long things stay, how smooth they are, and which joints are drawn."""

    # A verdict stays on this long after its rep, or until the next rep starts.
    hold_s: float = 1.5
    # Standard deviation of the drawing filter: removes the jitter, keeps the movement.
    smooth_s: float = 0.05
    # Numbers change at most five times a second: faster ones cannot be read.
    refresh_s: float = 0.2
    # A knee's track is drawn through about so many points, however long the rep.
    trail_points: int = 40
    # A joint the model itself hardly sees is not drawn.
    min_visibility: float = 0.3
    # A frame farther than this from every frame of the track is shown without the lifter's lines.
    max_lag_s: float = 0.1
    layout: LayoutSettings = field(default_factory=LayoutSettings)


class Overlay:
    """Draws the frames of one clip.

    Parameters
    ----------
    plan : OverlayPlan
        What to draw.
    frame_px : tuple of int
        (width, height) of the images that will be given.
    settings : OverlaySettings, optional
        How to draw it.

    Attributes
    ----------
    layout : Layout
        Its `canvas` is the (width, height) of the images that come back: at most 1280 px long, and with
        margins added where a panel would hide the lifter (`LayoutSettings.keep_clear`).
    """

    def __init__(
        self, plan: OverlayPlan, frame_px: tuple[int, int], settings: OverlaySettings | None = None
    ) -> None:
        self.plan = plan
        self.settings = settings or OverlaySettings()
        self.layout = plan_layout(plan, frame_px, self.settings.layout)
        self._points = self._place_on_canvas(smooth_for_drawing(plan.track, self.settings.smooth_s))
        turn = np.radians(plan.roll_deg)
        self._level = np.array([np.cos(turn), -np.sin(turn)])
        self._left_is_right = is_left_on_right(self._points, plan.track.cut_frames)

    def _place_on_canvas(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Landmarks under the lifter's own names, in px of the canvas, unseen ones NaN."""
        track, image_rect = self.plan.track, self.layout.image_rect
        points[track.visibility < self.settings.min_visibility] = np.nan
        scale = np.array([image_rect.width, image_rect.height]) / track.size_px
        placed = points * scale + [image_rect.x, image_rect.y]
        return placed[:, MIRROR_INDEX] if self.plan.mirrored else placed

    def draw_overlay(self, image_rgb: Image, frame_index: int | None, time_s: float | None = None) -> Image:
        """Draw the overlay for one frame; the image given stays as it is.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (h, w, 3)
            RGB, the clip's frame.
        frame_index : int or None
            Frame of the track that belongs to it; None: the lifter's lines are left out.
        time_s : float, optional
            s of the clip, to find the rep; that of the track's frame if left out.

        Returns
        -------
        ndarray of uint8
            A new RGB image of the canvas's size.
        """
        if time_s is None:
            time_s = float(self.plan.track.time_s[frame_index]) if frame_index is not None else 0.0
        canvas = self._make_canvas(image_rgb)
        rep = self.plan.find_rep(time_s, self.settings.hold_s)
        if frame_index is not None:
            self._draw_body(canvas, frame_index, rep)
        draw_verdict(canvas, self.layout, self.plan, rep, time_s)
        values, caption = self._select_values(frame_index, time_s, rep)
        as_from_front = frame_index is None or bool(self._left_is_right[frame_index])
        draw_values(canvas, self.layout, self.plan.live_values, values, caption, as_from_front)
        if rep and rep.grade:
            draw_border(canvas, rep.grade, self.layout.border_px)
        return canvas

    def _make_canvas(self, image_rgb: Image) -> Image:
        width, height = self.layout.canvas
        image_rect = self.layout.image_rect
        canvas = np.empty((height, width, 3), np.uint8)
        size = (image_rect.width, image_rect.height)
        same = image_rgb.shape[1::-1] == size
        # area averaging costs five times as much, and only strong shrinking needs it
        way = cv2.INTER_AREA if image_rgb.shape[0] > 2 * image_rect.height else cv2.INTER_LINEAR
        image_rect.select_pixels(canvas)[:] = (
            image_rgb if same else cv2.resize(np.ascontiguousarray(image_rgb), size, interpolation=way)
        )
        # the margins repeat the image's edge: through the panels no border line is seen
        top, bottom, right = image_rect.y, image_rect.bottom, image_rect.right
        canvas[:top], canvas[bottom:] = canvas[top], canvas[bottom - 1]
        canvas[:, : image_rect.x] = canvas[:, image_rect.x, None]
        canvas[:, right:] = canvas[:, right - 1, None]
        return canvas

    def _draw_body(self, canvas: Image, index: int, rep: RepMark | None) -> None:
        layout = self.layout
        to_left = self._level if self._left_is_right[index] else -self._level
        body = BodyDrawing(self._points[index], self._level, to_left, layout.text_px, self._find_label_area())
        judged = self._is_judged(index, rep)
        draw_balance(canvas, body, *self._select_drawn_value("balance", index, judged))
        draw_skeleton(canvas, body)
        draw_hips(canvas, body, *self._select_drawn_value("hips", index, judged))
        value, limit, _ = self._select_drawn_value("knees", index, judged)
        draw_knees(canvas, body, self._select_knee_trail(index, rep), value, limit)
        draw_sides(canvas, body)

    def _find_label_area(self) -> Rect:
        """The image without the panels."""
        layout, image_rect = self.layout, self.layout.image_rect
        if layout.verdict.width < layout.canvas[0] * 0.6:
            return image_rect.shrink_by(layout.border_px)
        top = max(image_rect.y, layout.verdict.bottom)
        height = min(image_rect.bottom, layout.values.y) - top
        return Rect(image_rect.x, top, image_rect.width, height).shrink_by(layout.border_px)

    def _is_judged(self, index: int, rep: RepMark | None) -> bool:
        """Whether the lifter's lines say even or uneven: only within a rep that is graded."""
        if not self.plan.reps:
            return True
        return bool(rep and rep.grade != "ungraded" and self.plan.track.time_s[index] <= rep.end_s)

    def _select_drawn_value(self, part: Part, index: int, judged: bool) -> tuple[float, float, str]:
        """(value, limit, number in words) of what is drawn at a part of the body; NaN unless `judged`."""
        live = self.plan.find_live_value(part)
        if live is None or not judged:
            return float("nan"), float("nan"), ""
        number = float(live.values[self._find_held_frame(index)])
        shown = f"{abs(number):.0f} {live.unit}" if np.isfinite(number) else ""
        return float(live.values[index]), live.limit, shown

    def _find_held_frame(self, index: int) -> int:
        """The first frame of the tick that `index` lies in: its number stays up until the next tick."""
        time_s = self.plan.track.time_s
        tick = np.floor(time_s[index] / self.settings.refresh_s) * self.settings.refresh_s
        return min(int(np.searchsorted(time_s, tick - 1e-9)), index)

    def _select_knee_trail(self, index: int, rep: RepMark | None) -> NDArray[np.float64]:
        """(n, 2, 2) px: the knees from the rep's start to now."""
        knees = self._points[:, list(Joint.KNEE.pair)]
        if rep is None:
            return knees[:0]
        times = self.plan.track.time_s
        first, stop = np.searchsorted(times, [rep.start_s, min(times[index], rep.end_s) + 1e-9])
        so_far = knees[first:stop]
        return so_far[:: -max(len(so_far) // self.settings.trail_points, 1)][::-1]

    def _select_values(
        self, index: int | None, time_s: float, rep: RepMark | None
    ) -> tuple[list[float], str]:
        """The rep's own values once it is over, else the live ones; and a caption that says which.

        A rep that is not graded shows no live numbers: they would look like a measurement.
        """
        if rep and rep.values and time_s >= rep.end_s:
            return list(rep.values), f"Rep {rep.number}"
        if index is None or (rep and rep.grade == "ungraded"):
            return [float("nan")] * len(self.plan.live_values), ""
        held = self._find_held_frame(index)
        return [float(live.values[held]) for live in self.plan.live_values], "Now"


def draw_frame(
    image_rgb: Image, frame_index: int, plan: OverlayPlan, settings: OverlaySettings | None = None
) -> Image:
    """Draw the overlay for a single frame; for many frames of a clip make an `Overlay` once.

    Parameters
    ----------
    image_rgb : ndarray of uint8, shape (h, w, 3)
        RGB; it stays as it is.
    frame_index : int
        Frame of the track that belongs to it.
    plan : OverlayPlan
        What to draw.
    settings : OverlaySettings, optional
        How to draw it.

    Returns
    -------
    ndarray of uint8
        A new RGB image of the canvas's size.
    """
    size = (image_rgb.shape[1], image_rgb.shape[0])
    return Overlay(plan, size, settings).draw_overlay(image_rgb, frame_index)


def write_overlay(
    clip_path: Path | str,
    plan: OverlayPlan,
    out_path: Path | str,
    progress: Callable[[int, int | None], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    settings: OverlaySettings | None = None,
) -> Path:
    """Write the clip with its overlay, without sound, at the clip's own frame times.

    Parameters
    ----------
    clip_path : Path or str
        The clip that the track was made from.
    plan : OverlayPlan
        What to draw.
    out_path : Path or str
        The annotated clip; its extension says the format.
    progress : callable, optional
        Called with (frames done, frames expected or None).
    should_stop : callable, optional
        Asked before every frame; True stops writing.
    settings : OverlaySettings, optional
        How to draw it.

    Returns
    -------
    Path
        `out_path`.

    Raises
    ------
    VideoError
        The clip cannot be read.
    OutputError
        `out_path` cannot be written, or is the clip itself.
    Cancelled
        `should_stop` said so. After any of these, `out_path` is as it was.
    """
    settings = settings or OverlaySettings()
    source, target = Path(clip_path), Path(out_path)
    choose_clip_format(target)
    if source.exists() and target.exists() and source.samefile(target):
        raise OutputError(f"{target} is the clip itself: give the annotated clip another name.")
    overlay = Overlay(plan, plan.track.size_px, settings)
    with open_clip(source, long_side_px=max(overlay.layout.image_rect[2:])) as clip:
        rate = 1.0 / clip.period_s
        with VideoWriter(target, overlay.layout.canvas, rate) as writer:
            for frame in clip:
                if should_stop and should_stop():
                    raise Cancelled("Stopped; no annotated clip was written.")
                index = match_frame(plan.track, frame.time_s, settings.max_lag_s)
                writer.write_frame(overlay.draw_overlay(frame.image_rgb, index, frame.time_s), frame.time_s)
                if progress:
                    progress(writer.frames, clip.frames_expected)
    return target
