"""How much of the programme was done in a week: days with something logged, of the days planned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coaching.plan.drill_part import DrillRules
from coaching.plan.exercises import BANDS, CAMERA_SINGLE_LEG, CORE, DRILLS, HOLDS, SINGLE_LEG, ProgrammePart
from coaching.plan.weaning import WeaningStage, judge_weaning
from coaching.records.lifter import Lifter
from coaching.records.records import Records
from coaching.records.sessions import is_two_legged


@dataclass(frozen=True)
class Adherence:
    """Days of one part of the programme in one week.

    Attributes
    ----------
    done
        Days with something logged.
    due
        Days planned up to now; 0 where nothing was planned (weaned off).
    """

    done: int
    due: int

    @property
    def share(self) -> float:
        """0–1, never above; NaN where nothing was due."""
        return min(1.0, self.done / self.due) if self.due else float("nan")


def compute_adherence(
    lifter: Lifter, records: Records, first: date, end: datetime
) -> dict[ProgrammePart, Adherence]:
    """Compute the adherence to each part of the programme in one week.

    Parameters
    ----------
    lifter
        How many lifting sessions a week they want.
    records
        The lifter's log.
    first
        First day of the week.
    end
        Only the part of the week before this time is due.

    Returns
    -------
    dict of ProgrammePart to Adherence
        Empty in weeks before the programme.
    """
    started = records.programme.started
    if started is None or first < started or end.date() < first:
        return {}
    # A microsecond less: a week that ends at midnight has passed seven days, not eight.
    passed = min(7, (end - timedelta(microseconds=1)).date().toordinal() - first.toordinal() + 1)
    # As the week began: work that was dropped in the middle of it was still due.
    weaned = (
        judge_weaning(lifter, records, datetime.combine(first, datetime.min.time())).stage
        is WeaningStage.DROPPED
    )
    planned = {
        ProgrammePart.ISOMETRICS: 0 if weaned else 7,
        ProgrammePart.DRILLS: 0 if weaned else DrillRules().least_days_a_week,
        ProgrammePart.BILATERAL: lifter.training_days,
        ProgrammePart.BANDS: lifter.training_days,
        ProgrammePart.SINGLE_LEG: lifter.training_days,
    }
    done = _make_day_counter(records, first, end)
    # Rounded up: of three sessions a week the first is due on the first day.
    return {part: Adherence(done(part), -(-week * passed // 7)) for part, week in planned.items()}


_KEYS = {
    ProgrammePart.ISOMETRICS: {row.key for row in HOLDS},
    ProgrammePart.DRILLS: {row.key for row in DRILLS},
    ProgrammePart.BANDS: {row.key for row in BANDS},
    ProgrammePart.SINGLE_LEG: {row.key for row in (*SINGLE_LEG, *CORE)},
}


def _make_day_counter(records: Records, first: date, end: datetime) -> Callable[[ProgrammePart], int]:
    """How many days of the week have something logged for a part."""
    stop = first + timedelta(days=7)
    exercises = [one for one in records.exercises if first <= one.at.date() < stop and one.at <= end]
    sets = [one for one in records.sets if first <= one.at.date() < stop and one.at <= end]

    def count_days(part: ProgrammePart) -> int:
        if part is ProgrammePart.BILATERAL:
            return len({one.at.date() for one in sets if is_two_legged(one)})
        filmed = {
            one.at.date()
            for one in sets
            if part is ProgrammePart.SINGLE_LEG and one.lift in CAMERA_SINGLE_LEG
        }
        return len(filmed | {one.at.date() for one in exercises if one.exercise in _KEYS[part]})

    return count_days
