"""Build tables for a coach's spreadsheet: a row per set, or per rep, of all lifters or of one."""

import math

import pandas as pd

from analysis.quantities.definitions import Quantity
from analysis.report.tables import tabulate_reps
from history.store import Store
from history.types import SavedSet


def tabulate_saved_sets(store: Store, lifter_id: str | None = None) -> pd.DataFrame:
    """One row per saved set, the oldest first.

    Parameters
    ----------
    store
        The history.
    lifter_id
        None: all lifters.

    Returns
    -------
    pandas.DataFrame
        Counts, loads in `unit`, means over the graded reps in percent with + = the lifter's left, the advice
        and its reasons. Unknown is an empty cell, never 0.
    """
    names = {lifter.id: lifter.name for lifter in store.list_lifters()}
    rows = [_build_set_row(names, saved) for saved in _load_saved_sets(store, lifter_id)]
    columns = _list_set_columns()
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def tabulate_saved_reps(store: Store, lifter_id: str | None = None) -> pd.DataFrame:
    """One row per rep of every saved set, the oldest set first.

    Parameters
    ----------
    store
        The history.
    lifter_id
        None: all lifters.

    Returns
    -------
    pandas.DataFrame
        Lifter, date, session, set, lift, side and load, then the columns of `evenrep analyze --csv`.
    """
    names = {lifter.id: lifter.name for lifter in store.list_lifters()}
    tables = []
    for saved in _load_saved_sets(store, lifter_id):
        table = tabulate_reps([saved.report])
        for place, (name, value) in enumerate(_build_key_columns(names, saved).items()):
            # A rep on one leg names its own leg, which is surer than the set's.
            own = table.pop(name).replace("", None).fillna(value) if name in table else value
            table.insert(place, name, own)
        tables.append(table)
    return pd.concat(tables, ignore_index=True) if tables else tabulate_reps([])


def _load_saved_sets(store: Store, lifter_id: str | None) -> list[SavedSet]:
    return [store.load_saved_set(line.id) for line in reversed(store.list_sets(lifter_id))]


def _build_key_columns(names: dict[str, str], saved: SavedSet) -> dict[str, str | float]:
    line = saved.line
    return {
        "lifter": names[line.lifter],
        "date": line.at.isoformat(timespec="minutes"),
        "session": line.session,
        "set": line.id,
        "lift": line.lift,
        "side": str(saved.side or ""),
        "load": math.nan if line.load is None else line.load,
        "unit": str(line.unit),
    }


def _build_set_row(names: dict[str, str], saved: SavedSet) -> dict[str, object]:
    report = saved.report
    counts, advice = report.summary, report.advice
    masses = {name: getattr(report.settings, name) for name in ("one_rm", "body_mass")}
    return {
        **_build_key_columns(names, saved),
        **{name: math.nan if value is None else value for name, value in masses.items()},
        **{name: getattr(counts, name) for name in ("good", "bad", "ungraded")},
        **{f"mean_{key}_pct": counts.mean_pct[key] for key in Quantity},
        "pain": report.settings.pain,
        "feedback": saved.feedback,
        "advice": str(advice.action),
        "advised_load": math.nan if advice.new_load is None else advice.new_load,
        "why": " ".join(advice.reasons),
        "clip": report.clip.name,
        "shot": report.shot,
        "note": saved.line.note,
    }


def _list_set_columns() -> dict[str, str]:
    texts = ("lifter", "date", "set", "lift", "side", "unit", "advice", "why", "clip", "note")
    counts = ("session", "good", "bad", "ungraded", "shot")
    order = (
        *("lifter", "date", "session", "set", "lift", "side", "load", "unit", "one_rm", "body_mass"),
        *("good", "bad", "ungraded", *(f"mean_{key}_pct" for key in Quantity)),
        *("pain", "feedback", "advice", "advised_load", "why", "clip", "shot", "note"),
    )
    kinds = dict.fromkeys(texts, "string") | dict.fromkeys(counts, "int64")
    kinds |= dict.fromkeys(("pain", "feedback"), "bool")
    return {name: kinds.get(name, "float64") for name in order}
