"""The report on a terminal: a coach reads it in ten seconds. Plain aligned text when it is piped."""

from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from analysis.quantities import QUANTITIES, Quantity
from analysis.report_types import Action, Grade, RepReport, SetReport
from ui import words
from ui.console import new_table, printing, shown
from ui.lift_words import is_counted, lift_columns, lift_notes

_NOTES_FROM_WIDTH = 118
"""Columns from which the notes stand in the table; below, they follow it."""

_CELLS_FROM_WIDTH = 76
"""Columns from which a cell fits on one line; below, it is wrapped rather than cut off."""

_GRADE_STYLE = {Grade.GOOD: "green", Grade.BAD: "bold red", Grade.UNGRADED: "yellow"}
_ACTION_STYLE = {Action.KEEP: "green", Action.MAY_RAISE: "green", Action.NONE: "yellow"}


def print_report(report: SetReport, stream: TextIO, titled: bool = False) -> None:
    """One set: verdict, advice, table, side claims, camera, warnings, limits; if `titled`, its name first."""
    with printing(stream) as console:
        if titled:
            _title(console, report)
        _verdict(console, report)
        if is_counted(report):
            _counted(console, report)
        elif report.reps and report.camera.gradable:
            _table(console, report)
            _claims(console, report)
        elif report.reps:
            console.print(Text(words.found_line(report.reps)))
        _camera(console, report)
        _footer(console, report)


def _title(console: Console, report: SetReport) -> None:
    shot = f" · shot {report.shot} of {report.shots}" if report.shots > 1 else ""
    name = shown(f"{report.clip.name}{shot}")
    line = Rule(Text(name, "bold"), align="left", style="dim") if console.is_terminal else f"== {name}"
    console.print()
    console.print(line)


def _verdict(console: Console, report: SetReport) -> None:
    good = report.summary.good > 0 and not report.summary.bad
    style = "bold green" if good else "bold yellow" if not report.summary.bad else "bold"
    advice = report.advice
    verdict = words.verdict(report)
    console.print(Text(shown(verdict), style))
    console.print()
    console.print(Text(f"→ {words.advice_headline(advice)}", _ACTION_STYLE.get(advice.action, "bold red")))
    for reason in advice.reasons:
        if reason not in verdict:
            console.print(_indented(words.sentence(reason)))
    console.print()


def _table(console: Console, report: SetReport) -> None:
    """The reps; on a narrow terminal the notes stand below instead of in a last column."""
    codes = words.reason_codes(report.reps)
    wide = not console.is_terminal or console.width >= _NOTES_FROM_WIDTH
    whole = not console.is_terminal or console.width >= _CELLS_FROM_WIDTH
    table = new_table(console)
    for name in ("Rep", "Grade", *(QUANTITIES[key].label for key in Quantity)):
        table.add_column(name, justify="right" if name == "Rep" else "left", no_wrap=whole)
    if wide:
        for name in ("At", "Notes"):
            table.add_column(name, justify="right" if name == "At" else "left", no_wrap=name == "At")
    for rep in report.reps:
        extra = (Text(f"{rep.bottom_s:.1f} s"), Text(shown(words.notes(rep)))) if wide else ()
        table.add_row(str(rep.rep), *_cells(rep, codes), *extra)
    console.print(table)
    console.print()
    if not wide:
        _notes_below(console, report)
    for reason, code in codes.items():
        console.print(_indented(f"{words.MISSING} {code}  {reason}", "dim"))
    console.print(_indented(words.table_key(report.reps), "dim"))


def _counted(console: Console, report: SetReport) -> None:
    """The reps of a lift of which nothing is graded."""
    columns = lift_columns(report)
    table = new_table(console)
    for name in ("Rep", *(heading for heading, _ in columns)):
        table.add_column(name, justify="right" if name == "Rep" else "left", no_wrap=True)
    for rep in report.reps:
        table.add_row(str(rep.rep), *(Text(cell(rep)) for _, cell in columns))
    console.print(table)
    console.print()
    for note in lift_notes(report):
        console.print(_indented(note, "dim"))
    _claims(console, report)


def _cells(rep: RepReport, codes: dict[str, str]) -> list[Text]:
    cells = [Text(words.grade_text(rep), _GRADE_STYLE[rep.grade])]
    for key in Quantity:
        text = words.value_text(rep.values[key], codes.get(rep.values[key].reason, ""))
        text = f" {text}" if text[1:2] == " " and text[0].isdigit() else text  # units under units
        dim = text.startswith((words.MISSING, "("))
        cells.append(Text(text, "bold red" if text.endswith("!") else "dim" if dim else ""))
    return cells


def _notes_below(console: Console, report: SetReport) -> None:
    noted = [(rep, words.notes(rep)) for rep in report.reps]
    for rep, text in noted:
        if text:
            console.print(_indented(f"Rep {rep.rep}: {text}"))
    if any(text for _, text in noted):
        console.print()


def _claims(console: Console, report: SetReport) -> None:
    claims = report.summary.claims.values()
    certain = {claim.sentence for claim in claims if claim.side}
    console.print()
    if report.summary.good + report.summary.bad:
        for line in words.claim_lines(claims):
            console.print(Text(shown(line), "bold" if line in certain else "dim"))
        console.print()
    if incomplete := report.summary.incomplete:
        console.print(f"{incomplete} incomplete rep{'s' * (incomplete > 1)} not counted.")
        console.print()


def _camera(console: Console, report: SetReport) -> None:
    console.print(Text(words.camera_line(report.camera)))
    in_verdict = 0 if report.camera.gradable else 1
    told = (*report.camera.reasons[in_verdict:], *report.camera.warnings, *report.warnings)
    for warning in dict.fromkeys(told):
        console.print(_indented(f"! {words.sentence(warning)}", "yellow"))


def _footer(console: Console, report: SetReport) -> None:
    clip, model = report.clip, report.model
    averaged = ", mirror-averaged" if model.mirror_averaged else ", not mirror-averaged"
    mirrored = " · mirrored (selfie) clip" if report.settings.mirrored else ""
    source = f"{clip.name} · {clip.duration_s:.1f} s · model {model.name}{averaged}{mirrored}"
    console.print(Text(shown(source), "dim"))
    console.print(Text(words.LIMITS, "dim"))


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(shown(text), style), (0, 0, 0, 2))
