"""Saving what was analysed, and advice that knows the weeks before: the command line and the page ask here.

Heavy imports wait: who saves nothing does not wait for a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import HistoryError, NotInHistory, UsageError

if TYPE_CHECKING:
    from analysis.load.rules import LoadContext
    from analysis.pose.landmarks import Side
    from analysis.report.types import SetReport
    from analysis.settings import SetSettings
    from coaching.records.lifter import Lifter
    from coaching.records.records import Records
    from history.store import Store

NEW = "new"
SHORT_ID = 8
"""Letters of a set's id that are shown: enough to tell thousands apart."""


@dataclass(frozen=True)
class SaveOptions:
    """What the command line asks for.

    lifter    by name; "": the only one there is
    save      keep the set; else only its advice knows the history
    session   "": by the time of the set; "new"; or a number that `evenrep history list` shows
    at        wall time of the set; None: now
    feedback  the lifter heard or saw the grades during the set
    """

    lifter: str = ""
    save: bool = True
    session: str = ""
    at: datetime | None = None
    feedback: bool | None = None
    track: bool = True
    video: bool = False
    note: str = ""


class HistorySession:
    """A store and the lifter whose sets come next."""

    def __init__(self, store: "Store", wanted: SaveOptions) -> None:
        self.store = store
        self.wanted = wanted
        self.lifter = find_lifter(store, wanted.lifter)
        self._session = _find_session_id(store, self.lifter, wanted.session)

    def add_history_advice(self, reports: "Sequence[SetReport]") -> "tuple[SetReport, ...]":
        """The reports with the advice that the lifter's history allows."""
        at = self.wanted.at or datetime.now()
        return tuple(with_history_advice(self.store, self.lifter, report, at) for report in reports)

    def save_clip_sets(self, reports: "Sequence[SetReport]", track: bytes | None, video: Path | None) -> str:
        """Saves the sets of one clip; returns a sentence that says so."""
        from history.types import NewSet, SetFiles

        wanted = self.wanted
        new = [
            NewSet(one, at=wanted.at, feedback=wanted.feedback, side=find_working_side(one), note=wanted.note)
            for one in reports
        ]
        ids = self.store.save_sets(self.lifter.id, new, SetFiles(track, video), self._session)
        lines = {line.id: line for line in self.store.list_sets(self.lifter.id)}
        line = lines[ids[0]]
        if self._session == NEW:
            self._session = line.session_id  # the next clip of the same command belongs to it
        names = ", ".join(shorten_set_id(set_id) for set_id in ids)
        return f"Saved for {self.lifter.name}: session {line.session}, set {names}."


def open_store() -> "Store":
    """Where the environment says. Raises HistoryError."""
    from history.store import Store

    return Store.open()


def find_lifter(store: "Store", name: str) -> "Lifter":
    """The lifter of that name, or the only one. Raises HistoryError that says how to add one."""
    lifters = store.list_lifters()
    if not name.strip():
        if len(lifters) == 1:
            return lifters[0]
        raise UsageError(f"--lifter: say who lifted. {_describe_known_lifters(lifters)}")
    found = store.find_lifter_by_name(name)
    if found is None:
        raise NotInHistory(f"There is no lifter called {name}. {_describe_known_lifters(lifters)}")
    return found


def with_history_advice(store: "Store", lifter: "Lifter", report: "SetReport", at: datetime) -> "SetReport":
    """The report with the advice that the history allows; the set itself, saved before, is not counted."""
    from analysis.load.advice import advise_on_load

    records = store.load_records(lifter.id, but_for_clip=report.clip.sha256)
    settings, context = fill_in_lifter_facts(lifter, records, report.settings, at)
    told = advise_on_load(report.reps, report.summary, report.camera, settings, context)
    return replace(report, advice=told)


def fill_in_lifter_facts(
    lifter: "Lifter", records: "Records", told: "SetSettings", at: datetime
) -> "tuple[SetSettings, LoadContext]":
    """What was told of a set, completed by what is known of the lifter, and what went before."""
    from coaching.load.context import build_load_context, make_settings_from_records

    if told.unit is not lifter.unit:  # their bar and plates are of the other kind
        lifter = replace(lifter, unit=told.unit, bar=None, plates=())
    usual = make_settings_from_records(lifter, records, told.lift, told.load, at, told.pain)
    settings = replace(
        told,
        one_rm=usual.one_rm if told.one_rm is None else told.one_rm,
        plate_step=told.plate_step or usual.plate_step,
    )
    return settings, build_load_context(lifter, records, told.lift, at, told.load)


def find_working_side(report: "SetReport") -> "Side | None":
    """The leg of a single-leg lift, as told or as every rep shows it; None for both together."""
    from coaching.plan.exercises import CAMERA_SINGLE_LEG

    if report.settings.lift not in CAMERA_SINGLE_LEG:
        return None
    seen = {rep.side for rep in report.reps}
    return report.settings.side or (seen.pop() if len(seen) == 1 else None)


def shorten_set_id(set_id: str) -> str:
    """As it is shown; a command takes it too."""
    return set_id[:SHORT_ID]


def _find_session_id(store: "Store", lifter: "Lifter", told: str) -> str | None:
    if told in ("", NEW):
        return told or None
    for line in store.list_sets(lifter.id):
        if str(line.session) == told:
            return line.session_id
    raise HistoryError(f"{lifter.name} has no session {told}: `evenrep history list` shows them.")


def _describe_known_lifters(lifters: "Sequence[Lifter]") -> str:
    add = "Add one: evenrep history lifters add NAME"
    if not lifters:
        return f"There is nobody in the history yet. {add}"
    return f"Known: {', '.join(lifter.name for lifter in lifters)}. {add}"
