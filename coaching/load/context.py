"""Earlier sets as load advice wants them: what goes into `analysis.report.pipeline.analyse(…, context=…)`."""

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

DAY = timedelta(days=1)


def find_day_zero(records: Records) -> date | None:
    """The first day of the programme; without one, of the first set; None when nothing is known."""
    if records.programme.started is not None:
        return records.programme.started
    return records.sets[0].at.date() if records.sets else None


def count_days_since_start(records: Records, at: datetime) -> float | None:
    """Days since day zero, with fraction."""
    start = find_day_zero(records)
    return None if start is None else (at - datetime.combine(start, time())) / DAY


def build_load_context(
    lifter: Lifter,
    records: Records,
    lift: str,
    now: datetime,
    load: float | None = None,
    side: Side | None = None,
    rules: PainRules = PainRules(),
) -> LoadContext:
    """What is known before a set of `lift` at `now`.

    load  that is on the bar now, in the lifter's unit; tells whether the last advice was followed
    """
    known = records.select_until(now)
    sets = [one for one in known.sets if one.lift == lift and one.side is side and one.load is not None]
    working = drop_warm_ups(
        [one for one in sets if not one.check], load, find_session_number(known, now), lifter
    )
    most, why = _compute_ceiling_after_pain(lifter, known, working, now, rules)
    return LoadContext(
        past=tuple(_list_past_sets(lifter, known, working, load)),
        day=0.0 if find_day_zero(known) is None else count_days_since_start(known, now),
        session=find_session_number(known, now),
        bar=lifter.bar_mass,
        most=most,
        most_why=why,
        pain_today=any(at.date() == now.date() for at in list_pain_times(known, now)),
    )


def make_settings_from_records(
    lifter: Lifter, records: Records, lift: str, load: float | None, now: datetime, pain: bool = False
) -> SetSettings:
    """The facts of a set, as far as records know them; the caller adds what concerns the clip."""
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
    """Its load in the lifter's unit; NaN where it was not told."""
    return float("nan") if one.load is None else convert_mass(one.load, one.unit, lifter.unit)


def drop_warm_ups(
    sets: Sequence[SetRecord], load: float | None, session: int, lifter: Lifter
) -> list[SetRecord]:
    """The sets that count: in each training from its first heaviest on, and those that told to lower.

    load, session  what is on the bar now, and in which training
    """
    kept: list[SetRecord] = []
    for number, group in groupby(sets, key=lambda one: one.session):
        of_session = list(group)
        loads = [convert_load(lifter, one) for one in of_session]
        heaviest = max(loads)
        reached = loads.index(heaviest)
        if number == session and load is not None and load > heaviest:
            reached = len(loads)
        kept += [
            one for index, one in enumerate(of_session) if index >= reached or one.action is Action.LOWER
        ]
    return kept


def compute_max_mean_pct(one: SetRecord) -> float:
    """Largest |mean| of its quantities over its graded reps, percent; 0 where nothing was read."""
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
            day=count_days_since_start(records, one.at) or 0.0,
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
    return after is None or after < before


def _find_painful_sessions(records: Records) -> set[int]:
    """Trainings with pain in a set, and the last ones before pain was told."""
    sessions = {one.session for one in records.sets if one.pain}
    for pain in (one for one in records.pains if one.pain):
        before = [one.session for one in records.sets if one.at <= pain.at]
        sessions |= set(before[-1:])
    return sessions


def _compute_ceiling_after_pain(
    lifter: Lifter, records: Records, sets: Sequence[SetRecord], now: datetime, rules: PainRules
) -> tuple[float, str]:
    """(highest load, why) after pain on an earlier day; infinite without, or once the watch is over.

    However long it was, the first session after it restarts low.
    """
    last = find_last_pain_before_today(records, now)
    before = [one for one in sets if last is not None and one.at <= last]
    if last is None or not before:
        return float("inf"), ""
    trained_since = any(one.at.date() < now.date() for one in sets if one.at > last)
    if trained_since and (now.date() - last.date()).days > rules.watch_days:
        return float("inf"), ""
    base = max(convert_load(lifter, one) for one in before if one.session == before[-1].session)
    restart = compute_restart_load(lifter, before[-1].lift, base, rules)
    most = restart * (1.0 + rules.rise_share) if trained_since else restart
    return most, f"the restart after pain on {last:%d %B} ({base:g} {lifter.unit} before it)"


def compute_restart_load(lifter: Lifter, lift: str, before: float, rules: PainRules = PainRules()) -> float:
    """Where to begin again after pain: half of the load before, on the plates, not below a bar it needs."""
    bar = 0.0 if lift in WITHOUT_BAR else lifter.bar_mass
    half = round_down_to_step(before * rules.restart_share, lifter.plate_step, bar)
    return max(half, bar) if before > bar else half
