"""Small pieces of HTML that a result is told with. Whatever text goes in is escaped here."""

from collections.abc import Sequence
from html import escape

from analysis.lifts.catalogue import PELVIC_DROP_FLAG
from analysis.pose.landmarks import Side
from analysis.report.json_writer import round_number
from analysis.report.types import Grade, RepReport
from reporting import text as report_text
from reporting.lift_text import describe_leg

GRADE_WORD = {Grade.GOOD: "even", Grade.BAD: "uneven", Grade.UNGRADED: "not graded"}


def render_verdict(kicker: str, verdict: str, counts: dict[Grade, int], level: int = 1) -> str:
    """The heading of a result: file, sentence, counts."""
    chips = "".join(
        f'<li class="er-chip er-{grade}"><span aria-hidden="true">{report_text.GRADE_SYMBOL[grade]}</span> '
        f"{count} {GRADE_WORD[grade]}</li>"
        for grade, count in counts.items()
        if count
    )
    first, dot, rest = verdict.partition(". ")
    return (
        f'<section class="er-verdict"><p class="er-kicker">{escape(kicker)}</p>'
        f'<h{level}>{escape(first + dot.strip())} <span class="er-rest">{escape(rest)}</span></h{level}>'
        f'<ul class="er-chips" aria-label="Reps by grade">{chips}</ul></section>'
    )


def render_advice(headline: str, reasons: Sequence[str]) -> str:
    """What to do with the load, and why."""
    lines = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    return (
        f'<section class="er-advice" aria-label="Load advice"><h2>{escape(headline)}</h2>'
        f"<ul>{lines}</ul></section>"
    )


def render_rep_strip(reps: Sequence[RepReport]) -> str:
    """Every rep in order: sign, word, colour, and why."""
    return f'<ol class="er-strip" aria-label="Every rep in order">{"".join(map(_render_tile, reps))}</ol>'


def describe_tile(rep: RepReport) -> str:
    """Why a rep is what it is, without the jargon of flags."""
    told = list(rep.reasons)
    if not told and rep.grade is Grade.GOOD:
        told = ["Up to 15 %: worth watching" if "watch" in rep.flags else "Nothing beyond 15 %"]
    if "close_call" in rep.flags:
        told.append("a close call")
    if rep.side:
        told = [describe_leg(rep)]
    if PELVIC_DROP_FLAG in rep.flags:
        told.append("the pelvis drops more than 5°")
    if "both_knees_in" in rep.flags:
        told.append("both knees in")
    return "; ".join(told)


def _keep_percent_together(text: str) -> str:
    """A number and its percent sign stay on one line."""
    return text.replace(" %", "\u00a0%")


def _render_tile(rep: RepReport) -> str:
    why = describe_tile(rep)
    return (
        f'<li class="er-tile er-{rep.grade}"><span class="er-no">Rep {rep.rep}</span>'
        f'<span class="er-mark"><span aria-hidden="true">{report_text.GRADE_SYMBOL[rep.grade]}</span> '
        f"{GRADE_WORD[rep.grade]}</span>"
        f'<span class="er-why">{escape(_keep_percent_together(report_text.make_sentence(why))) if why else ""}</span></li>'
    )


def render_corrections(changes: Sequence[str]) -> str:
    """What the person changed by hand."""
    lines = "".join(f"<li>{escape(change)}</li>" for change in changes)
    return (
        '<section class="er-advice" aria-label="Corrected by hand">'
        f"<h2>Corrected by hand</h2><ul>{lines}</ul></section>"
    )


def render_difference_table(rows: Sequence[tuple[str, str, str, str]], names: tuple[str, str]) -> str:
    """Means of two sets and what changed."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("Quantity", *names, "Change"))
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return f'<table class="er-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def format_grade_counts(counts: dict[Grade, int]) -> str:
    """ "5 even, 2 uneven, 1 not graded"; what there is none of is left out."""
    return ", ".join(f"{count} {GRADE_WORD[grade]}" for grade, count in counts.items() if count) or "no rep"


def format_mean(pct: float) -> str:
    """ "12.3 % left"; "–" where it is not known."""
    known = round_number("pct", pct)
    if known is None:
        return report_text.MISSING
    side = Side.from_sign(known)
    return f"{abs(known):.1f} %" + (f" {side}" if side else "")
