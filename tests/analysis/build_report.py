"""Builds SetReports by hand, so that a test says in one line what the report holds."""

import math

import numpy as np

from analysis.landmarks import Side
from analysis.quantities import QUANTITIES, Quantity
from analysis.report_types import (
    Action,
    Advice,
    CameraReport,
    FrameSeries,
    Grade,
    Phase,
    RepReport,
    SetReport,
    SetSummary,
    SideClaim,
    Standing,
    Value,
)
from analysis.settings import SetSettings, Unit, View
from analysis.track import ClipInfo, ModelInfo

NAN = math.nan


def build_value(
    quantity: Quantity,
    pct: float,
    half_width: float = 4.0,
    standing: Standing = Standing.GRADED,
    reason: str = "",
) -> Value:
    """A value with a symmetric interval; NaN makes it ungraded."""
    if math.isnan(pct):
        return Value(quantity, NAN, NAN, NAN, NAN, None, Standing.UNGRADED, reason or "not yet calibrated")
    deg = math.degrees(math.atan(pct / 100)) if QUANTITIES[quantity].has_deg else NAN
    return Value(quantity, pct, pct - half_width, pct + half_width, deg, Phase.UP, standing, reason)


def build_rep(
    rep: int = 1,
    pcts: tuple[float, float, float, float] = (2.0, -3.0, 4.0, NAN),
    flags: tuple[str, ...] = (),
    reasons: tuple[str, ...] | None = None,
    grade: Grade | None = None,
) -> RepReport:
    """One rep of 2.5 s every 3 s; graded by the 15 % rule unless told. NaN = that quantity left out."""
    values = {key: build_value(key, pct) for key, pct in zip(Quantity, pcts, strict=True)}
    faults = [QUANTITIES[key].format_fault(v.side) for key, v in values.items() if v.side and abs(v.pct) > 15]
    left_out = tuple(f"left_out:{key}" for key, pct in zip(Quantity, pcts, strict=True) if math.isnan(pct))
    start = 1.0 + 3.0 * (rep - 1)
    return RepReport(
        rep=rep,
        start_s=start,
        bottom_s=start + 1.4,
        end_s=start + 2.5,
        down_s=1.4,
        up_s=1.1,
        depth_pct=48.25,
        grade=grade or (Grade.BAD if faults else Grade.GOOD),
        reasons=tuple(faults) if reasons is None else reasons,
        flags=flags + left_out,
        values=values,
        split_left_pct=50.0 + pcts[2] / 2,
        knee_separation_ratio=0.987,
        trunk_lean_deg=1.25,
        pelvis_shift_pct=3.5,
        fppa_left_deg=NAN,
        fppa_right_deg=4.125,
    )


def build_claim(quantity: Quantity, side: Side | None = None, mean_pct: float = 2.0) -> SideClaim:
    sentence = (
        f"{QUANTITIES[quantity].label}: no consistent side (mean {mean_pct:+.0f} %, 75% of 8 reps one way)."
    )
    if math.isnan(mean_pct):
        sentence = f"{QUANTITIES[quantity].label}: 0 graded reps are too few to name a side (5 needed)."
    if side:
        sentence = (
            f"{QUANTITIES[quantity].format_finding(side)} ({abs(mean_pct):.0f} % on average).".capitalize()
        )
    return SideClaim(quantity, side, mean_pct, 0.8, 0.875, 8, sentence)


def build_camera(**changes: object) -> CameraReport:
    known: dict[str, object] = {
        "view": View.FRONT,
        "roll_deg": -1.2,
        "yaw_deg": 3.4,
        "yaw_sd_deg": 1.0,
        "person_height_pct": 71.3,
        "frame_rate": 29.97,
        "gradable": True,
        "reasons": (),
        "warnings": (),
    }
    return CameraReport(**(known | changes))  # type: ignore[arg-type]


def build_frames(reps: int, rate: float = 10.0) -> FrameSeries:
    """Depth as a sine per 3 s after 1 s of standing; the fourth quantity is unseen throughout."""
    time = np.arange(0.0, 1.0 + 3.0 * reps, 1.0 / rate)
    inside = (time >= 1.0) & ((time - 1.0) % 3.0 < 2.5)
    number = np.where(inside, ((time - 1.0) // 3.0).astype(int) + 1, 0)
    depth = np.where(inside, 48.0 * np.sin(np.pi * ((time - 1.0) % 3.0) / 2.5), 0.0)
    pct = {key: np.full(len(time), 2.0 + i) for i, key in enumerate(Quantity)}
    pct[Quantity.HIP_ROTATION][:] = NAN
    return FrameSeries(time, depth, number, time < 1.0, pct)


EIGHT_REPS = (
    build_rep(1, (2.0, -3.0, 4.0, NAN)),
    build_rep(2, (3.4, -4.0, 6.0, NAN)),
    build_rep(3, (1.0, 2.2, 9.0, NAN)),
    build_rep(4, (-2.0, 5.0, 11.8, NAN), flags=("close_call", "watch")),
    build_rep(5, (4.0, 6.0, 14.7, NAN), flags=("close_call", "watch")),
    build_rep(6, (5.1, 9.0, 17.5, NAN), flags=("close_call",)),
    build_rep(7, (6.0, 16.2, 21.0, NAN), flags=("close_call",)),
    build_rep(8, (NAN, NAN, NAN, NAN), reasons=("feet out of the picture",), grade=Grade.UNGRADED),
)
"""Five even reps, two that shift ever more to the left, one that was not seen."""


def build_report(
    reps: tuple[RepReport, ...] = EIGHT_REPS,
    settings: SetSettings | None = None,
    camera: CameraReport | None = None,
    name: str = "squat.mp4",
    warnings: tuple[str, ...] = (),
    shot: int = 1,
    shots: int = 1,
    advice: Advice | None = None,
) -> SetReport:
    """A whole report; the summary is counted from the reps, the set leans as its mean shift does."""
    counts = {grade: sum(rep.grade is grade for rep in reps) for grade in Grade}
    means = {key: _mean([rep.values[key].pct for rep in reps]) for key in Quantity}
    claims = {
        key: build_claim(key, Side.from_sign(mean) if abs(mean) >= 8 else None, mean)
        for key, mean in means.items()
    }
    summary = SetSummary(
        len(reps), counts[Grade.GOOD], counts[Grade.BAD], counts[Grade.UNGRADED], 0, means, claims
    )
    told = settings or SetSettings(load=60.0, one_rm=90.0)
    reasons = ("Reps 6 and 7 were bad one after the other.", "1 of 7 graded reps more than last time.")
    return SetReport(
        clip=ClipInfo(name, "ab" * 32, 26.0333333, 780, 1080, 1920),
        model=ModelInfo("full", "cd" * 32),
        settings=told,
        camera=camera or build_camera(),
        reps=reps,
        summary=summary,
        advice=advice or Advice(Action.END_SET, 52.5, Unit(told.unit), reasons),
        warnings=warnings,
        frames=build_frames(len(reps)),
        shot=shot,
        shots=shots,
    )


def build_side_view() -> SetReport:
    """A clip that was read, in which nothing may be graded."""
    reason = "Filmed from the side: film from straight in front or straight behind."
    camera = build_camera(view=View.SIDE, gradable=False, yaw_deg=81.0, reasons=(reason,))
    nothing = Advice(Action.NONE, None, Unit.KG, ("Nothing was graded.",))
    return build_report((), camera=camera, advice=nothing, name="side.mp4")


def _mean(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else NAN
