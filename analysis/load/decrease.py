"""When the load has to come down, and by how much: docs/measurement.md section 7, each rule in a sentence."""

from collections.abc import Sequence
from itertools import groupby

from analysis.load.rules import (
    LoadContext,
    LoadRules,
)
from analysis.report.types import Grade, RepReport
from analysis.settings import SetSettings
from analysis.wording import format_count, format_pct


def compute_running_score(grades: Sequence[Grade], rules: LoadRules = LoadRules()) -> list[int]:
    """Score after each rep: uneven +3, even −1, ungraded 0, never below 0 (close calls come as ungraded)."""
    points = {Grade.BAD: rules.bad_points, Grade.GOOD: rules.good_points, Grade.UNGRADED: 0}
    scores, score = [], 0
    for grade in grades:
        score = max(0, score + points[grade])
        scores.append(score)
    return scores


def explain_alarm(grades: Sequence[Grade], rules: LoadRules) -> str:
    """Why the load has to come down: the first rep at which the score reaches the alarm; "" if never."""
    for number, score in enumerate(compute_running_score(grades, rules), start=1):
        if score >= rules.alarm_points:
            bad = sum(grade is Grade.BAD for grade in grades[:number])
            counted = f"{format_count(bad, 'clearly uneven rep')} by rep {number}"
            return (
                f"{counted}: score {score}, alarm at {rules.alarm_points} "
                f"(uneven +{rules.bad_points}, even {rules.good_points}): end a set there."
            )
    return ""


def explain_bad_streak(reps: Sequence[RepReport], rules: LoadRules) -> str:
    """Why the set should have ended: so many uneven reps in a row; "" if there were none."""
    streak = 0
    for rep in reps:
        streak = streak + 1 if rep.grade is Grade.BAD else 0
        if streak >= rules.bad_in_a_row:
            return f"{format_count(streak, 'uneven rep')} in a row (up to rep {rep.rep}): end the set there."
    return ""


def choose_lowering_share(reps: Sequence[RepReport], rules: LoadRules) -> tuple[float, str]:
    """(share, why in numbers): 20 % when the set was mostly uneven or uneven from the start, else 10 %."""
    last = [rep.grade for rep in reps][-rules.recent_reps :]
    graded = sum(grade is not Grade.UNGRADED for grade in last)
    bad = last.count(Grade.BAD)
    if graded >= rules.recent_least_graded and bad >= rules.recent_bad_share * len(last):
        return rules.lower_more_share, f"{bad} of the last {len(last)} reps were uneven"
    early = [rep.grade for rep in reps][: rules.first_reps].count(Grade.BAD)
    if early >= rules.first_bad:
        return rules.lower_more_share, f"{early} of the first {rules.first_reps} reps were uneven"
    return rules.lower_share, "uneven reps have piled up"


def find_easier_variation(settings: SetSettings, bar: float, highest: float) -> tuple[float | None, str]:
    """What comes after the last lowering: empty bar, goblet squat or RDL, bodyweight, an easier variation.

    Parameters
    ----------
    settings
        Load and unit.
    bar
        Mass of the empty bar, 0 in a lift without one.
    highest
        No load above this is named.

    Returns
    -------
    tuple[float | None, str]
        (load or None, what it is in words).
    """
    load = settings.load or 0.0
    if load > bar > 0 and bar <= highest:
        return bar, "the empty bar"
    if load >= bar > 0:
        return None, "a goblet squat or Romanian deadlift"
    if load > 0:
        return 0.0, "bodyweight"
    return 0.0, "an easier variation (higher box, smaller range); bodyweight is the floor"


def explain_failed_lowering(
    reps: Sequence[RepReport], settings: SetSettings, context: LoadContext, rules: LoadRules
) -> list[str]:
    """A sentence if two lowerings, with enough reps at each load, left the share of uneven reps where it was.

    This set is the last of them, or belongs to it.
    """
    grades = [rep.grade for rep in reps]
    bad = grades.count(Grade.BAD)
    sets = [(past.load, past.graded, past.bad) for past in context.past]
    if settings.load is not None:
        sets.append((settings.load, bad + grades.count(Grade.GOOD), bad))
    blocks = [
        (load, sum(one[1] for one in listed), sum(one[2] for one in listed))
        for load, group in groupby(sets, key=lambda one: one[0])
        for listed in [list(group)]
    ][-3:]
    if len(blocks) < 3 or any(graded < rules.no_effect_reps for _, graded, _ in blocks):
        return []
    (first, *_), (second, *_), (third, *_) = blocks
    before, after = (bad / graded for _, graded, bad in (blocks[0], blocks[2]))
    if not first > second > third or before - after >= rules.no_effect_points - 1e-9:
        return []
    before_pct, after_pct = (format_pct(100.0 * share) for share in (before, after))
    points = f"{100.0 * rules.no_effect_points:.0f} percentage points"
    return [
        f"Two lowerings of {rules.no_effect_reps} reps each did not bring the share of uneven reps "
        f"down by {points} ({before_pct} at {first:g}, {after_pct} at {third:g} {settings.unit}): load is "
        "probably not the cause."
    ]
