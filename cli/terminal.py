"""The report on a terminal: a coach reads it in ten seconds. Plain aligned text when it is piped.

In cli, not in reporting, because it draws on a console of cli/console.py: only cli imports rich.
"""

from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Action, Grade, RepReport, SetReport
from analysis.wording import format_count
from cli.console import make_console_table, open_buffered_console, replace_control_characters
from reporting import text as report_text
from reporting import value_text
from reporting.lift_text import is_counted, list_lift_columns, list_lift_notes

# Columns from which the notes stand in the table; below, they follow it.
_NOTES_FROM_WIDTH = 118

# Columns from which a cell fits on one line; below, it is wrapped rather than cut off.
_CELLS_FROM_WIDTH = 76

_GRADE_STYLE = {Grade.GOOD: "green", Grade.BAD: "bold red", Grade.UNGRADED: "yellow"}
_ACTION_STYLE = {Action.KEEP: "green", Action.MAY_RAISE: "green", Action.NONE: "yellow"}


def print_report(report: SetReport, stream: TextIO, titled: bool = False) -> None:
    """Print one set: verdict, advice, table, side claims, camera, warnings, limits.

    Parameters
    ----------
    report
        The set.
    stream
        Where it goes; only a terminal gets colours and lines.
    titled
        Begin with the clip's name, to separate sets from each other.
    """
    with open_buffered_console(stream) as console:
        if titled:
            _print_title(console, report)
        _print_verdict(console, report)
        if is_counted(report):
            _print_counted_reps(console, report)
        elif report.reps and report.camera.gradable:
            _print_table(console, report)
            _print_claims(console, report)
        elif report.reps:
            console.print(Text(report_text.describe_found_reps(report.reps)))
        _print_camera(console, report)
        _print_footer(console, report)


def _print_title(console: Console, report: SetReport) -> None:
    shot = f" · shot {report.shot} of {report.shots}" if report.shots > 1 else ""
    name = replace_control_characters(f"{report.clip.name}{shot}")
    line = Rule(Text(name, "bold"), align="left", style="dim") if console.is_terminal else f"== {name}"
    console.print()
    console.print(line)


def _print_verdict(console: Console, report: SetReport) -> None:
    good = report.summary.good > 0 and not report.summary.bad
    style = "bold green" if good else "bold yellow" if not report.summary.bad else "bold"
    advice = report.advice
    verdict = report_text.describe_verdict(report)
    console.print(Text(replace_control_characters(verdict), style))
    console.print()
    console.print(
        Text(f"→ {report_text.format_advice_headline(advice)}", _ACTION_STYLE.get(advice.action, "bold red"))
    )
    for reason in advice.reasons:
        if reason not in verdict:
            console.print(_indent_text(report_text.make_sentence(reason)))
    console.print()


def _print_table(console: Console, report: SetReport) -> None:
    """The reps; on a narrow terminal the notes stand below instead of in a last column."""
    codes = value_text.assign_reason_codes(report.reps)
    wide = not console.is_terminal or console.width >= _NOTES_FROM_WIDTH
    whole = not console.is_terminal or console.width >= _CELLS_FROM_WIDTH
    table = make_console_table(console)
    for name in ("Rep", "Grade", *(QUANTITIES[key].label for key in Quantity)):
        table.add_column(name, justify="right" if name == "Rep" else "left", no_wrap=whole)
    if wide:
        for name in ("At", "Notes"):
            table.add_column(name, justify="right" if name == "At" else "left", no_wrap=name == "At")
    for rep in report.reps:
        extra = (
            (
                Text(f"{rep.bottom_s:.1f} s"),
                Text(replace_control_characters(report_text.describe_rep_notes(rep))),
            )
            if wide
            else ()
        )
        table.add_row(str(rep.rep), *_format_cells(rep, codes), *extra)
    console.print(table)
    console.print()
    if not wide:
        _print_notes_below(console, report)
    for reason, code in codes.items():
        console.print(_indent_text(f"{value_text.MISSING} {code}  {reason}", "dim"))
    console.print(_indent_text(value_text.describe_table_key(report.reps), "dim"))


def _print_counted_reps(console: Console, report: SetReport) -> None:
    """The reps of a lift that is not graded."""
    columns = list_lift_columns(report)
    table = make_console_table(console)
    for name in ("Rep", *(heading for heading, _ in columns)):
        table.add_column(name, justify="right" if name == "Rep" else "left", no_wrap=True)
    for rep in report.reps:
        table.add_row(str(rep.rep), *(Text(cell(rep)) for _, cell in columns))
    console.print(table)
    console.print()
    for note in list_lift_notes(report):
        console.print(_indent_text(note, "dim"))
    _print_claims(console, report)


def _format_cells(rep: RepReport, codes: dict[str, str]) -> list[Text]:
    cells = [Text(value_text.format_grade(rep), _GRADE_STYLE[rep.grade])]
    for key in Quantity:
        text = value_text.format_value(rep.values[key], codes.get(rep.values[key].reason, ""))
        text = f" {text}" if text[1:2] == " " and text[0].isdigit() else text  # units under units
        dim = text.startswith((value_text.MISSING, "("))
        cells.append(Text(text, "bold red" if text.endswith("!") else "dim" if dim else ""))
    return cells


def _print_notes_below(console: Console, report: SetReport) -> None:
    noted = [(rep, report_text.describe_rep_notes(rep)) for rep in report.reps]
    for rep, text in noted:
        if text:
            console.print(_indent_text(f"Rep {rep.rep}: {text}"))
    if any(text for _, text in noted):
        console.print()


def _print_claims(console: Console, report: SetReport) -> None:
    claims = report.summary.claims.values()
    certain = {claim.sentence for claim in claims if claim.side}
    console.print()
    if report.summary.good + report.summary.bad:
        for line in report_text.list_claim_lines(claims):
            console.print(Text(replace_control_characters(line), "bold" if line in certain else "dim"))
        console.print()
    if incomplete := report.summary.incomplete:
        console.print(f"{format_count(incomplete, 'incomplete rep')} not counted.")
        console.print()


def _print_camera(console: Console, report: SetReport) -> None:
    console.print(Text(report_text.describe_camera(report.camera)))
    in_verdict = 0 if report.camera.gradable else 1  # the verdict gives the first reason already
    remarks = (*report.camera.reasons[in_verdict:], *report.camera.warnings, *report.warnings)
    for warning in dict.fromkeys(remarks):
        console.print(_indent_text(f"! {report_text.make_sentence(warning)}", "yellow"))


def _print_footer(console: Console, report: SetReport) -> None:
    clip, model = report.clip, report.model
    averaged = ", mirror-averaged" if model.mirror_averaged else ", not mirror-averaged"
    mirrored = " · mirrored (selfie) clip" if report.settings.mirrored else ""
    source = f"{clip.name} · {clip.duration_s:.1f} s · model {model.name}{averaged}{mirrored}"
    console.print(Text(replace_control_characters(source), "dim"))
    console.print(Text(report_text.LIMITS, "dim"))


def _indent_text(text: str, style: str = "") -> Padding:
    return Padding(Text(replace_control_characters(text), style), (0, 0, 0, 2))
