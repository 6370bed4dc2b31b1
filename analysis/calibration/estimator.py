"""From raw signals to calibrated quantities with a 95 % interval: the interface a better estimator can
implement.

`Estimator` is the interface. `analysis.calibration.regression_estimator` is the one that ships. `GainTable`
is the plain one that it is compared with: one gain and one spread per view and quantity
(docs/decisions/0005-interim-gain-table.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.quantities.frontal_plane import Plane, Spans
from analysis.report.types import CameraReport, Standing

# Half a 95 % interval in standard errors (normal distribution).
Z_95 = 1.96


@dataclass(frozen=True, eq=False)
class EstimatorInput:
    """Everything an estimator may look at: one stance of one shot, cleaned and levelled.

    Attributes
    ----------
    track
        Cleaned landmarks of the stance, T frames.
    plane
        The same in the levelled frontal plane.
    spans
        Standing lengths, px.
    camera
        The judged camera.
    raw
        Quantity -> (T,) raw signal, percent, + = the lifter's left, standing not yet subtracted.
    standing
        (T,) quiet-standing baseline frames.
    depth
        (T,) share of standing hip height.
    """

    track: PoseTrack
    plane: Plane
    spans: Spans
    camera: CameraReport
    raw: Mapping[Quantity, FloatArray]
    standing: NDArray[np.bool_]
    depth: FloatArray

    def select_frames(self, frames: NDArray[np.bool_]) -> "EstimatorInput":
        """The scene with the chosen (T,) frames alone; spans and camera stay."""
        return replace(
            self,
            track=self.track.select_frames(frames),
            plane=Plane(self.plane.points[frames]),
            raw={key: series[frames] for key, series in self.raw.items()},
            standing=self.standing[frames],
            depth=self.depth[frames],
        )


@dataclass(frozen=True)
class Estimate:
    """One quantity over some frames: value and 95 % interval in percent. NaN where ungraded, then with the
    reason.
    """

    pct: float
    low_pct: float
    high_pct: float
    standing: Standing
    reason: str = ""


class Estimator(Protocol):
    """Estimates the four quantities of a scene. Must be odd: a mirrored scene gives mirrored values."""

    @property
    def name(self) -> str:
        """How the report names the calibration."""
        ...

    def estimate_means(self, scene: EstimatorInput, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        """Calibrated mean over the chosen frames, standing subtracted, with its interval.

        Parameters
        ----------
        scene
            One stance.
        frames
            (T,) frames to average, usually one phase of a rep.

        Returns
        -------
        dict[Quantity, Estimate]
            Every quantity -> percent, + = the lifter's left; ungraded, with the reason, where there is none.
        """
        ...

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, FloatArray]:
        """Every frame's value, standing subtracted: for drawing, never for grading, because single frames
        jitter.

        Returns
        -------
        dict[Quantity, FloatArray]
            Every quantity -> (T,) percent, + = the lifter's left; NaN where unseen or not calibrated.
        """
        ...


# Up to here the spread in the table holds; a camera further off-axis widens every interval.
FINE_YAW_DEG = 4.0


# Neighbouring frames are not independent samples: dividing by the square root of their number would make the
# interval far too narrow, and the narrower the higher the frame rate.
# Jitter and sway give about this many independent samples per second.
NOISE_HZ = 2.0


def compute_standing_error(scene: EstimatorInput, series: FloatArray) -> float:
    """Standard error of this clip's standing, in the unit of the series: its jitter over its length."""
    return compute_jitter_error(series[scene.standing], float(np.median(np.diff(scene.track.time_s))))


def compute_jitter_error(still: FloatArray, frame_s: float) -> float:
    """Standard error of the mean of a standing series.

    Parameters
    ----------
    still
        (n,) the series in quiet standing; NaN are passed over.
    frame_s
        Time between its frames, s.

    Returns
    -------
    float
        In the unit of the series; 0 for fewer than two seen frames, where no scatter is known.
    """
    seen = still[np.isfinite(still)]
    if len(seen) < 2:
        return 0.0
    return float(np.std(seen) / np.sqrt(max(1.0, NOISE_HZ * len(seen) * frame_s)))


def make_ungraded_estimate(reason: str) -> Estimate:
    """No number, and why."""
    nan = float("nan")
    return Estimate(nan, nan, nan, Standing.UNGRADED, reason)
