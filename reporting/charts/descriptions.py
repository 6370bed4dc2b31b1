"""What charts show, in sentences, for screen readers."""

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Grade, SetReport, Standing
from analysis.wording import format_count
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
from reporting.value_text import GRADE_WORD


def describe_rep_strip(report: SetReport) -> str:
    """Say what the strip of reps shows: "Reps 1 to 5 even. Rep 6 uneven: …"."""
    if not report.reps:
        return "No repetition was found."
    even = [rep.rep for rep in report.reps if rep.grade is Grade.GOOD]
    sentences = [f"{_name_reps(even)} even."] if even else []
    sentences += [
        make_sentence(f"Rep {rep.rep} {GRADE_WORD[rep.grade]}: {explain_grade(rep)}")
        for rep in report.reps
        if rep.grade is not Grade.GOOD
    ]
    return " ".join(sentences)


def describe_quantity_chart(report: SetReport, quantity: Quantity) -> str:
    """Say what the chart of one quantity over the reps shows.

    Parameters
    ----------
    report
        The set.
    quantity
        Which of them.

    Returns
    -------
    str
        Which reps lie beyond 15 %, the values, and what is not graded.
    """
    label = QUANTITIES[quantity].label
    reps = format_count(len(report.reps), "rep")
    states = {rep.rep: classify_value(rep.values[quantity]) for rep in report.reps}
    measured = [rep for rep in report.reps if states[rep.rep] != NOT_GRADED]
    if not measured:
        return make_sentence(f"{label} of {reps}: {_describe_none_graded(report, quantity)}")
    sentences = [f"{label} of {reps}, in percent towards the left or the right."]
    sentences += [_describe_reps_beyond(states)]
    sentences += [f"Rep {rep.rep}: {describe_value(rep.values[quantity])}." for rep in measured]
    missing = [rep for rep, state in states.items() if state == NOT_GRADED]
    return " ".join(sentences + ([f"{_name_reps(missing)} not graded."] if missing else []))


def describe_depth_chart(report: SetReport, quantity: Quantity) -> str:
    """Say what the chart of one quantity within the reps shows.

    Parameters
    ----------
    report
        The set.
    quantity
        Which of them.

    Returns
    -------
    str
        In which half of the reps it was larger.
    """
    label = QUANTITIES[quantity].label
    measured = [value for rep in report.reps if classify_value(value := rep.values[quantity]) != NOT_GRADED]
    if not measured:
        return make_sentence(f"{label} within the reps: {_describe_none_graded(report, quantity)}")
    larger = {way: sum(value.phase == way for value in measured) for way in ("down", "up")}
    ways = ", ".join(
        f"on the way {way} in {count} of {len(measured)}" for way, count in larger.items() if count
    )
    return (
        f"{label} from standing to the bottom and back, one line for each of "
        f"{format_count(len(measured), 'rep')}. Larger {ways}."
    )


def describe_comparison(
    first: SetReport,
    second: SetReport,
    quantity: Quantity,
    names: tuple[str, str] = ("First set", "Second set"),
) -> str:
    """Say what the charts of two sets show.

    Parameters
    ----------
    first, second
        The sets.
    quantity
        Which of them.
    names
        Of the sets.

    Returns
    -------
    str
        One set after the other.
    """
    one, other = (describe_quantity_chart(report, quantity) for report in (first, second))
    return f"{names[0]}: {one} {names[1]}: {other}"


def _name_reps(found: list[int]) -> str:
    return f"{'Rep' if len(found) == 1 else 'Reps'} {format_rep_numbers(found)}"


def _describe_reps_beyond(states: dict[int, str]) -> str:
    beyond = [rep for rep, state in states.items() if state in (BEYOND, INDICATION_BEYOND)]
    hints = any(state in (INDICATION, INDICATION_BEYOND) for state in states.values())
    indication = " These values are an indication only." if hints else ""
    return (f"{_name_reps(beyond)} beyond 15 %." if beyond else "No rep beyond 15 %.") + indication


def _describe_none_graded(report: SetReport, quantity: Quantity) -> str:
    values = [rep.values[quantity] for rep in report.reps]
    reasons = dict.fromkeys(value.reason for value in values if value.standing is Standing.UNGRADED)
    return "none graded" + (f", because {'; '.join(filter(None, reasons))}" if any(reasons) else "")
