"""Even people before a camera that stands ever further aside: what is still graded, and is it graded good?"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from analysis.report.types import Grade
from benchmarks.accuracy_run import PRODUCT, Way, load_held_out_sources, score_all
from benchmarks.accuracy_score import CameraPair, Scored
from benchmarks.accuracy_table import EVEN_GOOD

MODEL = "full"
BANDS_DEG = (4.0, 8.0, 15.0, 90.0)
"""Up to where nothing is said, a warning is given, anything is graded; beyond, all must be refused."""


@dataclass(frozen=True)
class Band:
    """Clips whose true yaw lies between two angles, degrees.

    good, bad, ungraded  their (even) reps by grade
    refused              clips of which nothing was graded
    yaw_rmse_deg         error of the yaw that was read
    """

    above_deg: float
    most_deg: float
    clips: int
    good: int
    bad: int
    ungraded: int
    refused: int
    yaw_rmse_deg: float

    @property
    def good_share(self) -> float:
        """Of the graded reps; NaN where none was."""
        graded = self.good + self.bad
        return self.good / graded if graded else float("nan")


def score_off_axis(folder: Path, way: Way = PRODUCT) -> tuple[Band, ...]:
    """Every band that has clips; none where the folder holds nothing."""
    scored = score_all(load_held_out_sources(folder), MODEL, way)
    bounds = zip((0.0, *BANDS_DEG), BANDS_DEG, strict=False)
    bands = (_build_band(scored, *pair) for pair in bounds)
    return tuple(band for band in bands if band.clips)


def _build_band(scored: Scored, above_deg: float, most_deg: float) -> Band:
    cameras = [one for one in scored.cameras if above_deg < abs(one.yaw_deg) <= most_deg]
    grades = {one.clip: [p.grade for p in scored.pairs if p.clip == one.clip] for one in cameras}
    every = [grade for own in grades.values() for grade in own]
    return Band(
        above_deg,
        most_deg,
        len(cameras),
        every.count(Grade.GOOD),
        every.count(Grade.BAD),
        every.count(Grade.UNGRADED),
        sum(all(grade is Grade.UNGRADED for grade in own) for own in grades.values()),
        _compute_yaw_rmse(cameras),
    )


def _compute_yaw_rmse(cameras: Sequence[CameraPair]) -> float:
    error = np.array([one.read_yaw_deg - one.yaw_deg for one in cameras])
    error = error[np.isfinite(error)]
    return float(np.sqrt(np.mean(error**2))) if len(error) else float("nan")


def merge_allowed_bands(bands: Sequence[Band]) -> Band:
    """All bands in which anything may be graded, as one. Its yaw error is not told."""
    inside = [band for band in bands if band.most_deg <= BANDS_DEG[-2]]
    counts = [
        sum(getattr(band, name) for band in inside)
        for name in ("clips", "good", "bad", "ungraded", "refused")
    ]
    return Band(0.0, BANDS_DEG[-2], *counts, float("nan"))


def format_off_axis_table(bands: Sequence[Band]) -> Iterator[str]:
    """One line a band; nothing without any."""
    if not bands:
        return
    yield f"even people, the camera ever further aside ({MODEL}, {PRODUCT.name}):"
    for band in bands:
        share = "" if np.isnan(band.good_share) else f" ({band.good_share:.0%} of the graded)"
        yield (
            f"  {band.above_deg:2.0f}–{band.most_deg:2.0f}°  {band.clips:2d} clips, {band.refused} refused; "
            f"reps good {band.good}{share}, bad {band.bad}, ungraded {band.ungraded}; "
            f"yaw RMSE {band.yaw_rmse_deg:.1f}°"
        )
    share = merge_allowed_bands(bands).good_share
    verdict = "kept" if share >= EVEN_GOOD else "FALLS SHORT"
    yield (
        f"  at any allowed yaw: {share:.1%} of the graded reps good   promised ≥ {EVEN_GOOD:.0%}   {verdict}"
    )


def build_off_axis_json(bands: Sequence[Band]) -> list[dict[str, object]]:
    """Plain values; NaN is null."""
    return [
        {key: None if isinstance(value, float) and np.isnan(value) else value for key, value in row.items()}
        for row in map(asdict, bands)
    ]
