"""The mathematics of the accuracy table: pairs of truth and reading in, figures out. Unknown is NaN."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.grading.rules import is_bad
from analysis.quantities.definitions import THRESHOLD_PCT, Quantity
from analysis.report.types import Grade, Value
from analysis.settings import View

CLEAR_PP = 3.0
"""A rep is clear of the line if its truth is at least this far from it."""
EVEN_PCT = 5.0
SURE = (Quantity.HIP_DROP, Quantity.KNEE_VALGUS, Quantity.LATERAL_SHIFT)
"""What one rep is graded by; hip rotation is an indication."""


@dataclass(frozen=True)
class Pair:
    """One true rep and what was read of it."""

    clip: str
    rep: int
    truth: Mapping[Quantity, float]
    values: Mapping[Quantity, Value]
    grade: Grade
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CameraPair:
    """A clip's camera, as it was and as it was read. NaN or None where the truth is not told."""

    clip: str
    view: View | None
    read_view: View | None
    yaw_deg: float
    read_yaw_deg: float
    roll_deg: float
    read_roll_deg: float


@dataclass(frozen=True)
class Scored:
    """Everything that one way of reading made of all clips.

    missing   true reps that were not found
    extra     reps found where there is none
    failed    clip -> why nothing of it was read
    """

    pairs: tuple[Pair, ...]
    cameras: tuple[CameraPair, ...]
    missing: int = 0
    extra: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)

    def select_group(self, group: str, label: str) -> "Scored":
        """Only the pairs of one group."""
        return Scored(tuple(pair for pair in self.pairs if pair.groups.get(group) == label), ())


@dataclass(frozen=True)
class QuantityScore:
    """One quantity over all reps whose truth of it is known.

    rmse_pp, bias_pp, gain, r  of the reps that were read; gain is the slope of reading on truth
    truly_bad     |truth| over the line; found: of these, called bad by this quantity
    false_alarms  called bad by it although the truth is within the line
    sensitivity, specificity   of the reps that are clear of the line; not read counts as not found
    inside        share of the truths within the 95 % interval
    ungraded      share of the reps without a value
    """

    reps: int
    rmse_pp: float
    gain: float
    bias_pp: float
    r: float
    truly_bad: int
    found: int
    false_alarms: int
    sensitivity: float
    specificity: float
    inside: float
    ungraded: float


@dataclass(frozen=True)
class RepScore:
    """Whole reps, by the three sure quantities.

    sensitivity  of reps with one of them clearly over: share called bad by one; ungraded is not found
    specificity  of graded reps with all of them clearly under: share not called bad by any
    even_good    of reps with all four within 5 %: share graded good
    """

    reps: int
    missing: int
    extra: int
    clearly_bad: int
    sensitivity: float
    clearly_good: int
    specificity: float
    even: int
    even_good: float
    ungraded: float


@dataclass(frozen=True)
class CameraScore:
    """Camera angles of the clips of one view, degrees; `read_as` counts the views they were taken for."""

    clips: int
    yaw_rmse_deg: float
    yaw_bias_deg: float
    roll_rmse_deg: float
    read_as: Mapping[str, int]


def score_quantity(pairs: Iterable[Pair], key: Quantity) -> QuantityScore:
    """RMSE, gain and the verdicts of one quantity."""
    known = [pair for pair in pairs if np.isfinite(pair.truth[key])]
    truth = np.array([pair.truth[key] for pair in known])
    values = [pair.values[key] for pair in known]
    pct, low, high = (np.array([getattr(v, name) for v in values]) for name in ("pct", "low_pct", "high_pct"))
    read = np.isfinite(pct)
    called = np.array([is_bad(value) for value in values], bool)
    bad = np.abs(truth) > THRESHOLD_PCT
    error = (pct - truth)[read]
    with np.errstate(invalid="ignore"):
        inside = (low <= truth) & (truth <= high)
    gain, r = _fit_slope(truth[read], pct[read])
    return QuantityScore(
        reps=len(known),
        rmse_pp=float(np.sqrt(np.mean(error**2))) if len(error) else float("nan"),
        gain=gain,
        bias_pp=float(error.mean()) if len(error) else float("nan"),
        r=r,
        truly_bad=int(bad.sum()),
        found=int((bad & called).sum()),
        false_alarms=int((~bad & called).sum()),
        sensitivity=_compute_share(called, np.abs(truth) >= THRESHOLD_PCT + CLEAR_PP),
        specificity=_compute_share(~called, (np.abs(truth) <= THRESHOLD_PCT - CLEAR_PP) & read),
        inside=_compute_share(inside, read),
        ungraded=_compute_share(~read, np.ones(len(read), bool)),
    )


def score_reps(scored: Scored) -> RepScore:
    """The verdict on whole reps."""
    pairs = scored.pairs
    known = np.array([np.isfinite([pair.truth[key] for key in SURE]).any() for pair in pairs], bool)
    worst = np.array([_find_worst(pair.truth, SURE) for pair in pairs])
    called = np.array([any(is_bad(pair.values[key]) for key in SURE) for pair in pairs], bool)
    graded = np.array([pair.grade is not Grade.UNGRADED for pair in pairs], bool)
    even = np.array([_find_worst(pair.truth, Quantity) <= EVEN_PCT for pair in pairs], bool)
    good = np.array([pair.grade is Grade.GOOD for pair in pairs], bool)
    bad = known & (worst >= THRESHOLD_PCT + CLEAR_PP)
    fine = known & (worst <= THRESHOLD_PCT - CLEAR_PP) & graded
    return RepScore(
        reps=len(pairs),
        missing=scored.missing,
        extra=scored.extra,
        clearly_bad=int(bad.sum()),
        sensitivity=_compute_share(called, bad),
        clearly_good=int(fine.sum()),
        specificity=_compute_share(~called, fine),
        even=int(even.sum()),
        even_good=_compute_share(good, even),
        ungraded=_compute_share(~graded, np.ones(len(pairs), bool)),
    )


def score_camera(cameras: Sequence[CameraPair], view: View) -> CameraScore:
    """Yaw and roll of the clips that were truly filmed from this view."""
    own = [camera for camera in cameras if camera.view is view]
    yaw = np.array([camera.read_yaw_deg - camera.yaw_deg for camera in own])
    roll = np.array([camera.read_roll_deg - camera.roll_deg for camera in own])
    names = [str(camera.read_view) if camera.read_view else "not read" for camera in own]
    return CameraScore(
        clips=len(own),
        yaw_rmse_deg=_apply_to_known(yaw, lambda error: float(np.sqrt(np.mean(error**2)))),
        yaw_bias_deg=_apply_to_known(yaw, lambda error: float(error.mean())),
        roll_rmse_deg=_apply_to_known(roll, lambda error: float(np.sqrt(np.mean(error**2)))),
        read_as={name: names.count(name) for name in sorted(set(names))},
    )


def list_group_labels(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """[(group, label), …] in the order in which groups come, labels sorted; groups of one label left out."""
    found: dict[str, set[str]] = {}
    for pair in pairs:
        for group, label in pair.groups.items():
            found.setdefault(group, set()).add(label)
    return [(group, label) for group, names in found.items() if len(names) > 1 for label in sorted(names)]


def _find_worst(truth: Mapping[Quantity, float], keys: Iterable[Quantity]) -> float:
    """Largest magnitude of the known ones; NaN where none is."""
    known = [abs(truth[key]) for key in keys if np.isfinite(truth[key])]
    return max(known, default=float("nan"))


def _fit_slope(truth: np.ndarray, read: np.ndarray) -> tuple[float, float]:
    """(slope of reading on truth, correlation); NaN where the truth does not vary."""
    if len(truth) < 2 or np.ptp(truth) == 0:
        return float("nan"), float("nan")
    centred = truth - truth.mean()
    gain = float(centred @ (read - read.mean()) / (centred @ centred))
    r = float(np.corrcoef(truth, read)[0, 1]) if np.ptp(read) > 0 else float("nan")
    return gain, r


def _compute_share(hits: np.ndarray, among: np.ndarray) -> float:
    """Share of `hits` among the chosen; NaN where none is chosen."""
    return float(hits[among].mean()) if among.any() else float("nan")


def _apply_to_known(values: np.ndarray, figure: Callable[[np.ndarray], float]) -> float:
    known = values[np.isfinite(values)]
    return figure(known) if len(known) else float("nan")
