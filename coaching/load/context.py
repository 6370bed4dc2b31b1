"""Earlier sets as load advice needs them (docs/measurement.md section 7): a log becomes a `LoadContext`."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

import numpy as np

from analysis.load.rules import WITHOUT_BAR, LoadContext, PastSet, round_down_to_step
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.types import Action, Grade
from analysis.settings import SetSettings
from coaching.load.one_rm import find_one_rm
from coaching.records.from_report import find_session_number
from coaching.records.lifter import Lifter, convert_mass
from coaching.records.pain import PainRules, find_last_pain_before_today, list_pain_times
from coaching.records.records import Records, SetRecord

_DAY = timedelta(days=1)


def find_day_zero(records: Records) -> date | None:
    """Find day 0, from which the days of load advice and the weeks of Progress are counted.

    Parameters
    ----------
    records
        The lifter's log.

    Returns
    -------
    date or None
        The first day of the programme, else the day of the first set; None in an empty log.
    """
    # Without a programme the first set stands in, so that weeks and ceilings can be counted all the same.
    if records.programme.started is not None:
        return records.programme.started
    return records.sets[0].at.date() if records.sets else None


def _count_days_since_start(records: Records, at: datetime) -> float | None:
    """Days since midnight of day 0, with fraction; None in an empty log."""
    start = find_day_zero(records)
    return None if start is None else (at - datetime.combine(start, time())) / _DAY


def build_load_context(
    lifter: Lifter,
    records: Records,
    lift: str,
    now: datetime,
    load: float | None = None,
    side: Side | None = None,
    rules: PainRules = PainRules(),
) -> LoadContext:
    """Build what load advice has to know before a set.

    Parameters
    ----------
    lifter
        Unit, bar and plates.
    records
        The lifter's log; entries after `now` are left out.
    lift
        Key of the lift.
    now
        Wall time of the set.
    load
        What is on the bar now, in the lifter's unit; shows whether the last advice was followed.
    side
        Standing leg of a single-leg lift; None: both legs.
    rules
        How far loads are held down after pain.

    Returns
    -------
    LoadContext
        Earlier working sets, day and session, bar, and the limit after pain; loads in the lifter's unit.
    """
    earlier = records.select_until(now)
    sets = [one for one in earlier.sets if one.lift == lift and one.side is side and one.load is not None]
    working = drop_warm_ups(
        [one for one in sets if not one.check], load, find_session_number(earlier, now), lifter
    )
    most, why = _compute_ceiling_after_pain(lifter, earlier, working, now, rules)
    return LoadContext(
        past=tuple(_list_past_sets(lifter, earlier, working, load)),
        day=0.0 if find_day_zero(earlier) is None else _count_days_since_start(earlier, now),
        session=find_session_number(earlier, now),
        bar=lifter.bar_mass,
        most=most,
        most_why=why,
        pain_today=any(at.date() == now.date() for at in list_pain_times(earlier, now)),
    )


def make_settings_from_records(
    lifter: Lifter, records: Records, lift: str, load: float | None, now: datetime, pain: bool = False
) -> SetSettings:
    """Make the settings of a set from the log; the caller adds what concerns the clip.

    Parameters
    ----------
    lifter
        Unit and plates.
    records
        For the latest 1RM of this lift and the latest body mass.
    lift
        Key of the lift.
    load
        In the lifter's unit; None: not entered.
    now
        Wall time of the set; later entries are left out.
    pain
        The lifter felt pain in this set.

    Returns
    -------
    SetSettings
        Masses in the lifter's unit; None where the log has none.
    """
    one_rm = find_one_rm(records, lift, now, lifter.unit)
    masses = [one for one in records.body_masses if one.at <= now]
    return SetSettings(
        lift=lift,
        load=load,
        one_rm=one_rm.load if one_rm else None,
        body_mass=convert_mass(masses[-1].mass, masses[-1].unit, lifter.unit) if masses else None,
        unit=lifter.unit,
        plate_step=lifter.plate_step,
        pain=pain,
    )


def convert_load(lifter: Lifter, one: SetRecord) -> float:
    """Convert the load of a set to the lifter's unit; NaN where no load was entered."""
    return float("nan") if one.load is None else convert_mass(one.load, one.unit, lifter.unit)


def drop_warm_ups(
    sets: Sequence[SetRecord], load: float | None, session: int, lifter: Lifter
) -> list[SetRecord]:
    """Drop warm-ups: in each session the sets before its first heaviest one.

    Parameters
    ----------
    sets
        Of one lift, all with a load, in order of time.
    load, session
        What is on the bar now (lifter's unit; None: not entered), and in which session.
    lifter
        For the unit of loads.

    Returns
    -------
    list of SetRecord
        Working sets in order; a set whose advice was to lower is always among them.
    """
    working: list[SetRecord] = []
    for number, group in groupby(sets, key=lambda one: one.session):
        of_session = list(group)
        loads = [convert_load(lifter, one) for one in of_session]
        heaviest = max(loads)
        reached = loads.index(heaviest)
        # More on the bar than in any set of today: all of them were steps on the way up.
        if number == session and load is not None and load > heaviest:
            reached = len(loads)
        # A set that ended in "lower" was heavy enough to go wrong, so it was no warm-up.
        working += [
            one for index, one in enumerate(of_session) if index >= reached or one.action is Action.LOWER
        ]
    return working


def compute_max_mean_pct(one: SetRecord) -> float:
    """Compute the largest |mean| of the quantities of a set over its graded reps.

    Parameters
    ----------
    one
        The set.

    Returns
    -------
    float
        Percent, without a sign; 0 where nothing was measured.
    """
    # The largest of all quantities: a set that is even in three of them and not in the fourth is not even.
    graded = [rep for rep in one.reps if rep.grade is not Grade.UNGRADED]
    means = [
        abs(float(np.mean([rep.values[key].pct for rep in graded if key in rep.values])))
        for key in Quantity
        if any(key in rep.values for rep in graded)
    ]
    return max(means, default=0.0)


def _list_past_sets(
    lifter: Lifter, records: Records, sets: Sequence[SetRecord], load: float | None
) -> list[PastSet]:
    painful = _find_painful_sessions(records)
    loads = [convert_load(lifter, one) for one in sets]
    after = [*loads[1:], load]
    return [
        PastSet(
            day=_count_days_since_start(records, one.at) or 0.0,
            session=one.session,
            load=loads[index],
            graded=one.graded,
            bad=one.bad,
            max_mean_pct=compute_max_mean_pct(one),
            pain=one.session in painful,
            lowered_after=one.action is Action.LOWER and _was_lowered(after[index], loads[index]),
        )
        for index, one in enumerate(sets)
    ]


def _was_lowered(after: float | None, before: float) -> bool:
    """Whether a lowering was followed; where no set came after it, it is taken as followed."""
    # The week without a rise after a lowering must not end because the lifter went home.
    return after is None or after < before


def _find_painful_sessions(records: Records) -> set[int]:
    """Sessions with pain in a set, and the last session before each report of pain."""
    sessions = {one.session for one in records.sets if one.pain}
    for pain in (one for one in records.pains if one.pain):
        # Pain at night or the next morning belongs to the session it most likely came from.
        before = [one.session for one in records.sets if one.at <= pain.at]
        sessions |= set(before[-1:])
    return sessions


def _compute_ceiling_after_pain(
    lifter: Lifter, records: Records, sets: Sequence[SetRecord], now: datetime, rules: PainRules
) -> tuple[float, str]:
    """(highest load, why) after pain on an earlier day; infinite without pain, or once the watch is over."""
    last = find_last_pain_before_today(records, now)
    before = [one for one in sets if last is not None and one.at <= last]
    if last is None or not before:
        return float("inf"), ""
    # However long the break was, the first session after pain restarts low: only training ends the watch.
    trained_since = any(one.at.date() < now.date() for one in sets if one.at > last)
    if trained_since and (now.date() - last.date()).days > rules.watch_days:
        return float("inf"), ""
    # Base: the heaviest set of the last session up to the pain. Later, lighter sets would make it smaller.
    base = max(convert_load(lifter, one) for one in before if one.session == before[-1].session)
    restart = _compute_restart_load(lifter, before[-1].lift, base, rules)
    most = restart * (1.0 + rules.rise_share) if trained_since else restart
    return most, f"the restart after pain on {last:%d %B} ({base:g} {lifter.unit} before the pain)"


def _compute_restart_load(lifter: Lifter, lift: str, before: float, rules: PainRules) -> float:
    """Where to begin again after pain: half of the load before, on the plates, not below a bar it needs."""
    bar = 0.0 if lift in WITHOUT_BAR else lifter.bar_mass
    half = round_down_to_step(before * rules.restart_share, lifter.plate_step, bar)
    return max(half, bar) if before > bar else half
