"""What charts show, in sentences: for screen readers, and for who cannot see a picture."""

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Grade, SetReport, Standing
from reporting.charts.data import (
    BEYOND,
    INDICATION,
    INDICATION_BEYOND,
    NOT_GRADED,
    classify_value,
    describe_value,
    explain_grade,
    format_rep_numbers,
)
from reporting.text import make_sentence


def describe_rep_strip(report: SetReport) -> str:
    """The strip of reps: "Reps 1 to 5 good. Rep 6 bad: …"."""
    if not report.reps:
        return "No repetition was found."
    good = [rep.rep for rep in report.reps if rep.grade is Grade.GOOD]
    told = [f"{_name_reps(good)} good."] if good else []
    told += [
        make_sentence(f"Rep {rep.rep} {rep.grade}: {explain_grade(rep)}")
        for rep in report.reps
        if rep.grade is not Grade.GOOD
    ]
    return " ".join(told)


def describe_quantity_chart(report: SetReport, quantity: Quantity) -> str:
    """One quantity over the reps: which reps lie beyond 15 %, the values, and what is not graded."""
    label = QUANTITIES[quantity].label
    states = {rep.rep: classify_value(rep.values[quantity]) for rep in report.reps}
    read = [rep for rep in report.reps if states[rep.rep] != NOT_GRADED]
    if not read:
        return make_sentence(f"{label} of {len(report.reps)} reps: {_describe_none_graded(report, quantity)}")
    told = [f"{label} of {len(report.reps)} reps, in percent towards the left or the right."]
    told += [_describe_reps_beyond(states)]
    told += [f"Rep {rep.rep}: {describe_value(rep.values[quantity])}." for rep in read]
    missing = [rep for rep, state in states.items() if state == NOT_GRADED]
    return " ".join(told + ([f"{_name_reps(missing)} not graded."] if missing else []))


def describe_depth_chart(report: SetReport, quantity: Quantity) -> str:
    """One quantity within the reps: in which half of them it was larger."""
    label = QUANTITIES[quantity].label
    read = [value for rep in report.reps if classify_value(value := rep.values[quantity]) != NOT_GRADED]
    if not read:
        return make_sentence(f"{label} within the reps: {_describe_none_graded(report, quantity)}")
    larger = {way: sum(value.phase == way for value in read) for way in ("down", "up")}
    told = ", ".join(f"on the way {way} in {count} of {len(read)}" for way, count in larger.items() if count)
    return (
        f"{label} from standing to the bottom and back, one line for each of {len(read)} reps. Larger {told}."
    )


def describe_comparison(
    first: SetReport,
    second: SetReport,
    quantity: Quantity,
    names: tuple[str, str] = ("First set", "Second set"),
) -> str:
    """Two sets one after the other."""
    one, other = (describe_quantity_chart(report, quantity) for report in (first, second))
    return f"{names[0]}: {one} {names[1]}: {other}"


def _name_reps(found: list[int]) -> str:
    return f"Rep{'s' * (len(found) > 1)} {format_rep_numbers(found)}"


def _describe_reps_beyond(states: dict[int, str]) -> str:
    beyond = [rep for rep, state in states.items() if state in (BEYOND, INDICATION_BEYOND)]
    hints = any(state in (INDICATION, INDICATION_BEYOND) for state in states.values())
    indication = " These values are an indication only." if hints else ""
    return (f"{_name_reps(beyond)} beyond 15 %." if beyond else "No rep beyond 15 %.") + indication


def _describe_none_graded(report: SetReport, quantity: Quantity) -> str:
    values = [rep.values[quantity] for rep in report.reps]
    reasons = dict.fromkeys(value.reason for value in values if value.standing is Standing.UNGRADED)
    return "none graded" + (f", because {'; '.join(filter(None, reasons))}" if any(reasons) else "")
