"""Automaticity and weaning: reps that stay even without feedback end the special work step by step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from analysis.wording import format_count, format_pct
from coaching.records.lifter import Lifter
from coaching.records.records import Records
from coaching.records.sessions import TrainingSession, list_sessions


class WeaningStage(StrEnum):
    """How much of parts 1 and 2 (holds and drills) is left."""

    FULL = "full"
    HALVED = "halved"
    DROPPED = "dropped"


@dataclass(frozen=True)
class WeaningRules:
    """What it takes to do less of parts 1 and 2, and what brings them back.

    Attributes
    ----------
    clean_share, in_a_row
        So many sessions in a row without feedback need this share of even reps each (0–1).
    heavy_share
        One of them needs at least this share of the 1RM (0–1).
    days_halved
        Halved work stays for at least so many days.
    relapse_share, relapse_in_a_row
        So many sessions in a row below this share of even reps bring the last stage back.
    """

    clean_share: float = 0.90
    in_a_row: int = 3
    heavy_share: float = 0.70
    days_halved: int = 14
    relapse_share: float = 0.75
    relapse_in_a_row: int = 2


@dataclass(frozen=True)
class Weaning:
    """Where the lifter stands on the way out of the special work.

    Attributes
    ----------
    stage
        How much of parts 1 and 2 is left.
    since
        When this stage began; None: on the first day.
    qualifying
        Latest even sessions in a row without feedback in this stage.
    heavy
        One of them had enough load.
    ready
        It is time for sessions without feedback: the last two sessions were even.
    why
        The stage and what is missing for the next, in sentences.
    """

    stage: WeaningStage
    since: datetime | None
    qualifying: int
    heavy: bool
    ready: bool
    why: tuple[str, ...]


@dataclass
class _Walk:
    stage: WeaningStage = WeaningStage.FULL
    since: datetime | None = None
    clean: int = 0
    heavy: bool = False
    low: int = 0

    def enter_stage(self, stage: WeaningStage, at: datetime) -> None:
        self.stage, self.since, self.clean, self.heavy, self.low = stage, at, 0, False, 0


def judge_weaning(
    lifter: Lifter, records: Records, now: datetime, rules: WeaningRules = WeaningRules()
) -> Weaning:
    """Judge the stage after all sessions of the programme so far.

    Parameters
    ----------
    lifter
        For the unit of loads.
    records
        The lifter's log.
    now
        Later sessions are left out.
    rules
        What it takes to do less, and what brings the work back.

    Returns
    -------
    Weaning
        FULL without any sessions.

    References
    ----------
    Even movement has to become automatic before the special work ends: the glute-imbalance article
    (docs/sources.md).
    """
    start = records.programme.started
    counted = [
        one
        for one in list_sessions(lifter, records, now)
        if one.counted and (start is None or one.at.date() >= start)
    ]
    walk = _Walk()
    for session in counted:
        _apply_session(walk, session, rules)
    last = [one.counts.clean_share for one in counted[-2:]]
    ready = len(last) == 2 and min(last) >= rules.clean_share
    return Weaning(walk.stage, walk.since, walk.clean, walk.heavy, ready, _explain_stage(walk, now, rules))


def _apply_session(walk: _Walk, session: TrainingSession, rules: WeaningRules) -> None:
    share = session.counts.clean_share
    # One bad session can be a bad day; two in a row are a relapse.
    walk.low = walk.low + 1 if share < rules.relapse_share else 0
    if walk.low >= rules.relapse_in_a_row and walk.stage is not WeaningStage.FULL:
        walk.enter_stage(
            WeaningStage.HALVED if walk.stage is WeaningStage.DROPPED else WeaningStage.FULL, session.at
        )
        return
    # A session with feedback does not show what happens without it: it neither counts nor breaks the row.
    if session.feedback:
        return
    if share < rules.clean_share or session.pain:
        walk.clean, walk.heavy = 0, False
        return
    walk.clean += 1
    walk.heavy = (
        walk.heavy or (session.one_rm_share or 0.0) >= rules.heavy_share - 1e-9
    )  # 70 kg of 100 is 70 %
    if walk.clean < rules.in_a_row or not walk.heavy:
        return
    if walk.stage is WeaningStage.FULL:
        walk.enter_stage(WeaningStage.HALVED, session.at)
    elif walk.stage is WeaningStage.HALVED and _is_long_enough(walk, session.at, rules):
        walk.enter_stage(WeaningStage.DROPPED, session.at)


def _is_long_enough(walk: _Walk, at: datetime, rules: WeaningRules) -> bool:
    return walk.since is not None and at - walk.since >= timedelta(days=rules.days_halved)


def _explain_stage(walk: _Walk, now: datetime, rules: WeaningRules) -> tuple[str, ...]:
    share, heavy = (format_pct(100.0 * one) for one in (rules.clean_share, rules.heavy_share))
    since = f" since {walk.since:%d %B}" if walk.since else ""
    if walk.stage is WeaningStage.DROPPED:
        return (
            f"Holds and drills are no longer needed{since}: you stay even without looking at the grades.",
        )
    state = "Holds and drills in full" if walk.stage is WeaningStage.FULL else "Holds and drills are halved"
    needed = (
        f"To do less: {format_count(rules.in_a_row, 'session')} in a row without feedback, each with "
        f"at least {share} even reps, one of them at {heavy} of 1RM or more."
    )
    so_far = f"{walk.clean} in a row, {'one' if walk.heavy else 'none'} that heavy"
    reached = f"So far {so_far if walk.clean else 'none'}."
    sentences = [f"{state}{since}.", f"{needed} {reached}"]
    if walk.stage is WeaningStage.HALVED and walk.since is not None:
        left = rules.days_halved - (now - walk.since).days
        if left > 0:
            sentences.append(f"They stay halved for at least {format_count(left, 'more day')}.")
    return tuple(sentences)
