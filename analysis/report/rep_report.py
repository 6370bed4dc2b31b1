"""The report of one repetition: measured, graded by itself, with its times and secondary values."""

from dataclasses import replace

from analysis.camera.checks import list_left_out_quantities
from analysis.grading.rules import grade_values
from analysis.lifts.catalogue import PELVIC_DROP_FLAG, Lift
from analysis.lifts.single_leg import LegMeasurement, is_flagged
from analysis.quantities.definitions import Quantity
from analysis.quantities.rep_metrics import (
    compute_secondary_values,
    describe_hidden_joint,
    make_ungraded_value,
    measure_rep,
)
from analysis.report.stages import Stages
from analysis.report.stance_segment import StanceSegment
from analysis.report.types import (
    CameraReport,
    Grade,
    Phase,
    RepReport,
)
from analysis.reps.detection import Rep


def build_rep_report(
    number: int, lift: Lift, part: StanceSegment, index: int, camera: CameraReport, stages: Stages
) -> RepReport:
    """One rep measured and graded by itself; what follows from its neighbours is added later.

    Parameters
    ----------
    number
        Its number in the set, from 1.
    lift
        The row of the catalogue.
    part, index
        The stance, and the place of the rep in it.
    camera
        The judged camera.
    stages
        Settings and estimator.
    """
    rep = part.reps[index]
    why_not = _explain_ungraded(lift, part, rep, camera)
    grade, reasons, flags = Grade.UNGRADED, why_not, tuple[str, ...]()
    if why_not:
        values = {quantity: make_ungraded_value(quantity, why_not[0]) for quantity in Quantity}
    else:
        measured = measure_rep(part.scene, rep, stages.estimator, stages.reps, lift.phases)
        left_out = list_left_out_quantities(camera, stages.camera) | dict(lift.ungraded)
        values = measured | {key: make_ungraded_value(key, why) for key, why in left_out.items()}
        grade, reasons, flags = grade_values(values, stages.grading)
    # A deadlift goes up first: which half is "down" depends on the lift.
    start, bottom, end = (float(part.scene.track.time_s[index]) for index in (rep.start, rep.bottom, rep.end))
    halves = dict(zip(lift.phases, (bottom - start, end - bottom), strict=True))
    extras = compute_secondary_values(part.scene, rep, stages.reps)
    shown = lift.shown if lift.graded or camera.gradable else ()
    found = RepReport(
        rep=number,
        start_s=start,
        bottom_s=bottom,
        end_s=end,
        down_s=halves[Phase.DOWN],
        up_s=halves[Phase.UP],
        depth_pct=100.0 * rep.depth,
        grade=grade,
        reasons=reasons,
        flags=flags,
        values=values,
        split_left_pct=50.0 + values[Quantity.LATERAL_SHIFT].pct / 2.0,
        side=None,
        **{name: value if name in shown else float("nan") for name, value in extras.items()},
    )
    return _add_leg_values(found, part.legs[index], stages) if part.legs and camera.gradable else found


def _add_leg_values(rep: RepReport, leg: LegMeasurement, stages: Stages) -> RepReport:
    """The rep with what its standing leg shows."""
    flagged = is_flagged(leg.drop_deg, stages.one_leg)
    return replace(
        rep,
        side=leg.side,
        depth_pct=100.0 * leg.depth,
        pelvic_drop_deg=leg.drop_deg,
        pelvic_drop_low_deg=leg.low_deg,
        pelvic_drop_high_deg=leg.high_deg,
        flags=(*rep.flags, PELVIC_DROP_FLAG) if flagged else rep.flags,
    )


def _explain_ungraded(lift: Lift, part: StanceSegment, rep: Rep, camera: CameraReport) -> tuple[str, ...]:
    """Sentences why no quantity of this rep can be graded; empty when they can."""
    if not camera.gradable:
        return camera.reasons
    if not lift.graded:
        return tuple(dict.fromkeys(lift.ungraded.values()))
    if part.baseline.reason:
        return (part.baseline.reason,)
    hidden = describe_hidden_joint(part.scene, rep)
    return (hidden,) if hidden else ()
