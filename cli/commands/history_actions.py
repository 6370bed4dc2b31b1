"""What the subcommands of `evenrep history` do: open the history, ask or change it, say what was done."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from analysis.errors import Cancelled, NotInHistory, ResultError
from cli.console import print_line, print_table
from cli.outputs import STDOUT, open_output
from cli.terminal import print_report
from reporting.text import GRADE_SYMBOL
from services import analysis as analysis_service
from services.history import find_lifter, open_store, shorten_set_id

if TYPE_CHECKING:
    from history.store import Store
    from history.types import SetLine


def print_history_overview() -> int:
    """Where the history lies, and who is in it."""
    with open_store() as store:
        print_line(f"The history is kept in {store.place}", sys.stdout)
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
    with open_store() as store:
        return _print_sentence(f"Added {store.add_lifter(name).name}.")


def rename_lifter(old: str, new: str) -> int:
    with open_store() as store:
        lifter = find_lifter(store, old)
        return _print_sentence(f"{lifter.name} is now {store.change_lifter(replace(lifter, name=new)).name}.")


def print_sets(lifter: str, since: datetime | None) -> int:
    """A line per set; sessions are numbered per lifter."""
    with open_store() as store:
        names = {each.id: each.name for each in store.list_lifters()}
        lines = store.list_sets(_find_lifter_id(store, lifter), since)
    if not lines:
        return _print_sentence(
            "No sets are kept" + (" since then." if since else " yet: evenrep analyze CLIP --save")
        )
    header = ("Set", "When", "Lifter", "Session", "Lift", "Load", "Reps", "Kept", "Clip")
    print_table(header, [_format_set_cells(line, names[line.lifter]) for line in lines], sys.stdout)
    return 0


def print_or_export_set(start: str, json: Path | None, track: Path | None, video: Path | None) -> int:
    """The report as after the analysis; or what is kept of it, into files."""
    with open_store() as store:
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
        import io

        text = io.StringIO()
        analysis_service.write_json([saved.report], text)
        _write_content(json, text.getvalue().encode("utf-8"), "result", line)
    if not (json or track or video):
        note = f" · {line.note}" if line.note else ""
        print_line(
            f"{name} · {_format_time(line.at)} · session {line.session} · set {shorten_set_id(line.id)}{note}",
            sys.stdout,
        )
        print_report(saved.report, sys.stdout)
    return 0


def export_all(file: Path, lifter: str) -> int:
    with open_store() as store:
        lifter_id = _find_lifter_id(store, lifter)
        with open_output(file) as stream:
            store.export_to(stream, lifter_id)
        sets = len(store.list_sets(lifter_id))
    if file == STDOUT:
        return 0
    return _print_sentence(
        f"Wrote {file}: {_format_count(sets, 'set')}{f' of {lifter}' if lifter else ''}, with tracks and logs."
    )


def import_all(file: Path) -> int:
    try:
        with file.open("rb") as stream, open_store() as store:
            done = store.import_from(stream)
    except OSError as error:
        raise ResultError(f"Cannot read {file} ({error.strerror or error}). Check the name.") from error
    new = f" New: {', '.join(done.names)}." if done.names else ""
    known = f" {done.known} were here already." if done.known else ""
    added = f"{_format_count(done.sets, 'set')} and {_format_count(done.entries, 'entry', 'entries')} of logs"
    return _print_sentence(f"Added {added}.{new}{known}")


def write_history_csv(file: Path, lifter: str, per: str) -> int:
    from history.coach_table import tabulate_saved_reps, tabulate_saved_sets

    with open_store() as store:
        table = (tabulate_saved_reps if per == "rep" else tabulate_saved_sets)(
            store, _find_lifter_id(store, lifter)
        )
    with open_output(file) as stream:
        analysis_service.write_table(table, "csv", stream)
    return 0 if file == STDOUT else _print_sentence(f"Wrote {file}: {_format_count(len(table), 'row')}.")


def delete_lifter(name: str, yes: bool) -> int:
    with open_store() as store:
        lifter = find_lifter(store, name)
        (held,) = [each for each in store.summarize_lifters() if each.lifter.id == lifter.id]
        _ask_to_confirm(
            f"Delete {lifter.name} with {_format_count(held.sets, 'set')} and all logs for good?", yes
        )
        store.delete_lifter(lifter.id)
    return _print_sentence(
        f"Deleted {lifter.name} and everything of theirs. Exports and backups you made still hold it."
    )


def delete_set(start: str, yes: bool) -> int:
    with open_store() as store:
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
    load = "" if line.load is None else f"{line.load:g} {line.unit}"
    counts = [(GRADE_SYMBOL[grade], count) for grade, count in line.counts.items() if count]
    reps = " ".join(f"{count}{sign}" for sign, count in counts) or "–"
    kept = "+".join(name for name, has in (("track", line.has_track), ("video", line.has_video)) if has)
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
        kept or "report",
        clip,
    )


def _write_content(file: Path, content: bytes | None, what: str, line: "SetLine") -> None:
    if content is None:
        raise NotInHistory(_describe_not_saved(what, line))
    with open_output(file) as stream:
        stream.write(content)


def _describe_not_saved(what: str, line: "SetLine") -> str:
    return f"The {what} of the set {shorten_set_id(line.id)} was not kept."


def _format_time(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _format_count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _print_sentence(sentence: str) -> int:
    print_line(sentence, sys.stdout)
    return 0
