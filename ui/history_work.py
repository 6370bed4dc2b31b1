"""What the subcommands of `evenrep history` do: open the history, ask or change it, say what was done."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from analysis.errors import Cancelled, NotInHistory, ResultError
from ui import engine
from ui.console import print_line, print_table
from ui.keeping import open_store, short, who
from ui.outputs import STDOUT, open_output
from ui.terminal import print_report
from ui.words import GRADE_SYMBOL

if TYPE_CHECKING:
    from history.kept import SetLine
    from history.store import Store


def overview() -> int:
    """Where the history lies, and who is in it."""
    with open_store() as store:
        print_line(f"The history is kept in {store.place}", sys.stdout)
        rows = [
            (each.lifter.name, str(each.sessions), str(each.sets), _day(each.last)) for each in store.held()
        ]
    if rows:
        print_table(("Lifter", "Sessions", "Sets", "Last"), rows, sys.stdout)
    else:
        print_line("Nobody is in it yet. Add one: evenrep history lifters add NAME", sys.stdout)
    return 0


def add_lifter(name: str) -> int:
    with open_store() as store:
        return _say(f"Added {store.add_lifter(name).name}.")


def rename_lifter(old: str, new: str) -> int:
    with open_store() as store:
        lifter = who(store, old)
        return _say(f"{lifter.name} is now {store.change_lifter(replace(lifter, name=new)).name}.")


def list_sets(lifter: str, since: datetime | None) -> int:
    """A line per set; sessions are numbered per lifter."""
    with open_store() as store:
        names = {each.id: each.name for each in store.lifters()}
        lines = store.sets(_lifter_id(store, lifter), since)
    if not lines:
        return _say("No sets are kept" + (" since then." if since else " yet: evenrep analyze CLIP --save"))
    header = ("Set", "When", "Lifter", "Session", "Lift", "Load", "Reps", "Kept", "Clip")
    print_table(header, [_cells(line, names[line.lifter]) for line in lines], sys.stdout)
    return 0


def show_set(start: str, json: Path | None, track: Path | None, video: Path | None) -> int:
    """The report as after the analysis; or what is kept of it, into files."""
    with open_store() as store:
        saved = store.saved_set(store.find_set(start))
        line = saved.line
        if track:
            _write(track, store.track(line.id), "track", line)
        if video:
            with open_output(video) as stream:
                if not store.write_video(line.id, stream):
                    raise NotInHistory(_not_kept("video", line))
        name = store.lifter(line.lifter).name
    if json:
        import io

        text = io.StringIO()
        engine.write_json([saved.report], text)
        _write(json, text.getvalue().encode("utf-8"), "result", line)
    if not (json or track or video):
        note = f" · {line.note}" if line.note else ""
        print_line(
            f"{name} · {_day(line.at)} · session {line.session} · set {short(line.id)}{note}", sys.stdout
        )
        print_report(saved.report, sys.stdout)
    return 0


def export_all(file: Path, lifter: str) -> int:
    with open_store() as store:
        lifter_id = _lifter_id(store, lifter)
        with open_output(file) as stream:
            store.export(stream, lifter_id)
        sets = len(store.sets(lifter_id))
    if file == STDOUT:
        return 0
    return _say(
        f"Wrote {file}: {_count(sets, 'set')}{f' of {lifter}' if lifter else ''}, with tracks and logs."
    )


def import_all(file: Path) -> int:
    try:
        with file.open("rb") as stream, open_store() as store:
            done = store.import_(stream)
    except OSError as error:
        raise ResultError(f"Cannot read {file} ({error.strerror or error}). Check the name.") from error
    new = f" New: {', '.join(done.names)}." if done.names else ""
    known = f" {done.known} were here already." if done.known else ""
    added = f"{_count(done.sets, 'set')} and {_count(done.entries, 'entry', 'entries')} of logs"
    return _say(f"Added {added}.{new}{known}")


def write_csv(file: Path, lifter: str, per: str) -> int:
    from history.coach_table import rep_rows, set_rows

    with open_store() as store:
        table = (rep_rows if per == "rep" else set_rows)(store, _lifter_id(store, lifter))
    with open_output(file) as stream:
        engine.write_table(table, "csv", stream)
    return 0 if file == STDOUT else _say(f"Wrote {file}: {_count(len(table), 'row')}.")


def delete_lifter(name: str, yes: bool) -> int:
    with open_store() as store:
        lifter = who(store, name)
        (held,) = [each for each in store.held() if each.lifter.id == lifter.id]
        _ask(f"Delete {lifter.name} with {_count(held.sets, 'set')} and all logs for good?", yes)
        store.delete_lifter(lifter.id)
    return _say(
        f"Deleted {lifter.name} and everything of theirs. Exports and backups you made still hold it."
    )


def delete_set(start: str, yes: bool) -> int:
    with open_store() as store:
        line = store.saved_set(store.find_set(start)).line
        _ask(f"Delete the set {short(line.id)} of {_day(line.at)} ({line.clip})?", yes)
        store.delete_set(line.id)
    return _say(f"Deleted the set {short(line.id)}.")


def _ask(question: str, yes: bool) -> None:
    """Anything but yes leaves everything as it is."""
    try:
        if yes or typer.confirm(question, err=True):
            return
    except typer.Abort:
        print_line("", sys.stderr)
    raise Cancelled("Nothing was deleted.")


def _lifter_id(store: "Store", name: str) -> str | None:
    return who(store, name).id if name else None


def _cells(line: "SetLine", name: str) -> tuple[str, ...]:
    load = "" if line.load is None else f"{line.load:g} {line.unit}"
    counts = [(GRADE_SYMBOL[grade], count) for grade, count in line.counts.items() if count]
    reps = " ".join(f"{count}{sign}" for sign, count in counts) or "–"
    kept = "+".join(name for name, has in (("track", line.has_track), ("video", line.has_video)) if has)
    clip = line.clip + (f" {line.shot}/{line.shots}" if line.shots > 1 else "")
    when = _day(line.at) + (" pain" if line.pain else "")
    return (short(line.id), when, name, str(line.session), line.lift, load, reps, kept or "report", clip)


def _write(file: Path, content: bytes | None, what: str, line: "SetLine") -> None:
    if content is None:
        raise NotInHistory(_not_kept(what, line))
    with open_output(file) as stream:
        stream.write(content)


def _not_kept(what: str, line: "SetLine") -> str:
    return f"The {what} of the set {short(line.id)} was not kept."


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _say(sentence: str) -> int:
    print_line(sentence, sys.stdout)
    return 0
