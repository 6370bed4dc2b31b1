"""What the subcommands of `evenrep history` do: open the history, ask or change it, say what was done."""

import io
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from analysis.errors import Cancelled, NotInHistory, ResultError
from analysis.wording import format_count
from cli.console import print_line, print_table
from cli.outputs import STDOUT, open_output
from services.history import (
    find_lifter,
    import_history,
    open_history,
    shorten_set_id,
    tabulate_history,
)

if TYPE_CHECKING:
    from history.store import Store
    from history.types import SetLine


def print_history_overview() -> int:
    """Print where the history is stored, and the lifters in it."""
    with open_history() as store:
        print_line(f"The history is stored in {store.place}", sys.stdout)
        rows = [
            (each.lifter.name, str(each.sessions), str(each.sets), _format_time(each.last))
            for each in store.summarize_lifters()
        ]
    if rows:
        print_table(("Lifter", "Sessions", "Sets", "Last"), rows, sys.stdout)
    else:
        print_line("Nobody is in it yet. Add one: evenrep history lifters add NAME", sys.stdout)
    return 0


def add_lifter(name: str) -> int:
    with open_history() as store:
        return _print_sentence(f"Added {store.add_lifter(name).name}.")


def rename_lifter(old: str, new: str) -> int:
    with open_history() as store:
        lifter = find_lifter(store, old)
        return _print_sentence(f"{lifter.name} is now {store.change_lifter(replace(lifter, name=new)).name}.")


def print_sets(lifter: str, since: datetime | None) -> int:
    """Print a line per set; sessions are numbered per lifter."""
    with open_history() as store:
        names = {each.id: each.name for each in store.list_lifters()}
        lines = store.list_sets(_find_lifter_id(store, lifter), since)
    if not lines:
        return _print_sentence(
            "No sets are saved" + (" since then." if since else " yet: evenrep analyze CLIP --save")
        )
    header = ("Set", "When", "Lifter", "Session", "Lift", "Load", "Reps", "Saved", "Clip")
    print_table(header, [_format_set_cells(line, names[line.lifter]) for line in lines], sys.stdout)
    return 0


def print_or_export_set(start: str, json: Path | None, track: Path | None, video: Path | None) -> int:
    """Print the report as after the analysis, or write what was saved to files."""
    with open_history() as store:
        saved = store.load_saved_set(store.find_set(start))
        line = saved.line
        if track:
            _write_content(track, store.load_track(line.id), "track", line)
        if video:
            with open_output(video) as stream:
                if not store.write_video(line.id, stream):
                    raise NotInHistory(_describe_not_saved("video", line))
        name = store.load_lifter(line.lifter).name
    if json:
        from analysis.report.json_writer import write_json

        text = io.StringIO()
        write_json([saved.report], text)
        _write_content(json, text.getvalue().encode("utf-8"), "result", line)
    if not (json or track or video):
        from cli.terminal import print_report

        note = f" · {line.note}" if line.note else ""
        where = f"session {line.session} · set {shorten_set_id(line.id)}"
        print_line(f"{name} · {_format_time(line.at)} · {where}{note}", sys.stdout)
        print_report(saved.report, sys.stdout)
    return 0


def export_all(file: Path, lifter: str) -> int:
    with open_history() as store:
        lifter_id = _find_lifter_id(store, lifter)
        with open_output(file) as stream:
            store.export_to(stream, lifter_id)
        sets = len(store.list_sets(lifter_id))
    if file == STDOUT:
        return 0
    return _print_sentence(
        f"Wrote {file}: {format_count(sets, 'set')}{f' of {lifter}' if lifter else ''}, with tracks and logs."
    )


def import_all(file: Path) -> int:
    try:
        with file.open("rb") as stream:
            return _print_sentence(import_history(stream))
    except OSError as error:
        raise ResultError(f"Cannot read {file} ({error.strerror or error}). Check the name.") from error


def write_history_csv(file: Path, lifter: str, per: str) -> int:
    from reporting.exports import write_table

    with open_history() as store:
        table = tabulate_history(store, per, _find_lifter_id(store, lifter))
    with open_output(file) as stream:
        write_table(table, "csv", stream)
    return 0 if file == STDOUT else _print_sentence(f"Wrote {file}: {format_count(len(table), 'row')}.")


def delete_lifter(name: str, yes: bool) -> int:
    with open_history() as store:
        lifter = find_lifter(store, name)
        (held,) = [each for each in store.summarize_lifters() if each.lifter.id == lifter.id]
        _ask_to_confirm(
            f"Delete {lifter.name} with {format_count(held.sets, 'set')} and all logs for good?", yes
        )
        store.delete_lifter(lifter.id)
    return _print_sentence(
        f"Deleted {lifter.name} and everything of theirs. Exports and backups you made still hold it."
    )


def delete_set(start: str, yes: bool) -> int:
    with open_history() as store:
        line = store.load_saved_set(store.find_set(start)).line
        _ask_to_confirm(
            f"Delete the set {shorten_set_id(line.id)} of {_format_time(line.at)} ({line.clip})?", yes
        )
        store.delete_set(line.id)
    return _print_sentence(f"Deleted the set {shorten_set_id(line.id)}.")


def _ask_to_confirm(question: str, yes: bool) -> None:
    """Anything but yes leaves everything as it is."""
    try:
        if yes or typer.confirm(question, err=True):
            return
    except typer.Abort:
        print_line("", sys.stderr)
    raise Cancelled("Nothing was deleted.")


def _find_lifter_id(store: "Store", name: str) -> str | None:
    return find_lifter(store, name).id if name else None


def _format_set_cells(line: "SetLine", name: str) -> tuple[str, ...]:
    from reporting.value_text import GRADE_SYMBOL

    load = "" if line.load is None else f"{line.load:g} {line.unit}"
    counts = [(GRADE_SYMBOL[grade], count) for grade, count in line.counts.items() if count]
    reps = " ".join(f"{count}{sign}" for sign, count in counts) or "–"
    files = "+".join(name for name, has in (("track", line.has_track), ("video", line.has_video)) if has)
    clip = line.clip + (f" {line.shot}/{line.shots}" if line.shots > 1 else "")
    when = _format_time(line.at) + (" pain" if line.pain else "")
    return (
        shorten_set_id(line.id),
        when,
        name,
        str(line.session),
        line.lift,
        load,
        reps,
        files or "report",
        clip,
    )


def _write_content(file: Path, content: bytes | None, what: str, line: "SetLine") -> None:
    if content is None:
        raise NotInHistory(_describe_not_saved(what, line))
    with open_output(file) as stream:
        stream.write(content)


def _describe_not_saved(what: str, line: "SetLine") -> str:
    return f"The {what} of the set {shorten_set_id(line.id)} was not saved."


def _format_time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _print_sentence(sentence: str) -> int:
    print_line(sentence, sys.stdout)
    return 0
