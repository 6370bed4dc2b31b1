"""Load advice that knows the weeks before a set."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.load.rules import LoadContext
    from analysis.report.types import SetReport
    from analysis.settings import SetSettings
    from coaching.records.lifter import Lifter
    from coaching.records.records import Records
    from history.store import Store


def with_history_advice(store: "Store", lifter: "Lifter", report: "SetReport", at: datetime) -> "SetReport":
    """Replace the advice of a report by the one that the history allows.

    Parameters
    ----------
    store
        The open history.
    lifter
        Who lifted.
    report
        The set; where it was saved before, that earlier copy does not count as history.
    at
        Wall time of the set.

    Returns
    -------
    SetReport
        The same report with its advice replaced.
    """
    from analysis.load.advice import advise_on_load

    # A set that was saved and is analysed again must not count as the session before itself.
    records = store.load_records(lifter.id, exclude_clip=report.clip.sha256)
    settings, context = fill_in_lifter_facts(lifter, records, report.settings, at)
    advice = advise_on_load(report.reps, report.summary, report.camera, settings, context)
    return replace(report, advice=advice)


def fill_in_lifter_facts(
    lifter: "Lifter", records: "Records", entered: "SetSettings", at: datetime
) -> "tuple[SetSettings, LoadContext]":
    """Complete the settings of a set by what is known of the lifter, and collect what went before it.

    Parameters
    ----------
    lifter
        Who lifted, with their bar and plates.
    records
        Their earlier sets and logs.
    entered
        What the person entered about this set; it wins over what is known.
    at
        Wall time of the set.

    Returns
    -------
    SetSettings
        With the 1RM and the plate step filled in, in the unit that was entered.
    LoadContext
        What the load advice knows of the weeks before.
    """
    from coaching.load.context import build_load_context, make_settings_from_records

    if entered.unit is not lifter.unit:  # their bar and plates are of the other kind
        lifter = replace(lifter, unit=entered.unit, bar=None, plates=())
    usual = make_settings_from_records(lifter, records, entered.lift, entered.load, at, entered.pain)
    settings = replace(
        entered,
        # 0 is a value that was entered; only None is left to the history.
        one_rm=usual.one_rm if entered.one_rm is None else entered.one_rm,
        plate_step=entered.plate_step or usual.plate_step,
    )
    return settings, build_load_context(lifter, records, entered.lift, at, entered.load)
