"""What stands on the pages as HTML of our own: what goes into each template of web/templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.lifts.catalogue import PELVIC_DROP_DEG, PELVIC_DROP_FLAG
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import THRESHOLD_PCT
from analysis.report.json_writer import round_number
from analysis.report.types import Grade, RepReport
from reporting import text as report_text
from reporting import value_text
from reporting.lift_text import describe_leg
from reporting.value_text import GRADE_WORD
from web.templating import render_template

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class RepTile:
    """One rep at a glance."""

    number: int
    grade: Grade
    symbol: str
    word: str
    why: str


def render_intro(title: str = "", lead: str = "") -> str:
    """Title of a page, and a sentence or two under it."""
    return render_template("intro", title=title, lead=lead)


def render_steps(items: Sequence[tuple[str, str]], ordered: bool = False) -> str:
    """Steps, each a title and a sentence."""
    return render_template("steps", items=items, ordered=ordered)


def render_verdict(kicker: str, verdict: str, counts: Mapping[Grade, int], level: int = 1) -> str:
    """The heading of a result: file, sentence, counts."""
    chips = [
        (grade, value_text.GRADE_SYMBOL[grade], f"{count} {GRADE_WORD[grade]}")
        for grade, count in counts.items()
        if count
    ]
    # The first sentence answers the question; the rest is set smaller under it.
    first, dot, rest = verdict.partition(". ")
    return render_template(
        "verdict", kicker=kicker, first=first + dot.strip(), rest=rest, chips=chips, level=level
    )


def render_advice(headline: str, reasons: Sequence[str]) -> str:
    """What to do with the load, and why."""
    return render_template("notice", label="Load advice", headline=headline, lines=reasons)


def render_corrections(changes: Sequence[str]) -> str:
    """What the person changed by hand."""
    title = "Corrected by hand"
    return render_template("notice", label=title, headline=title, lines=changes)


def render_rep_strip(reps: Sequence[RepReport]) -> str:
    """Every rep in order: sign, word, colour and why."""
    return render_template("rep_strip", tiles=[_build_tile(rep) for rep in reps])


def render_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], tight: bool = False, strong: int | None = None
) -> str:
    """A small table; `strong` is the row whose last cell is bold."""
    cells = [[_keep_percent_together(cell) for cell in row] for row in rows]
    return render_template("table", head=head, rows=cells, tight=tight, strong=strong)


def describe_tile(rep: RepReport) -> str:
    """Why a rep has its grade, without the jargon of flags."""
    remarks = list(rep.reasons)
    if not remarks and rep.grade is Grade.GOOD:
        limit = f"{THRESHOLD_PCT:g} %"
        remarks = [f"Up to {limit}: worth watching" if "watch" in rep.flags else f"Nothing beyond {limit}"]
    if "close_call" in rep.flags:
        remarks.append("a close call")
    if rep.side:  # in lifts on one leg the leg is what matters; nothing is graded there
        remarks = [describe_leg(rep)]
    if PELVIC_DROP_FLAG in rep.flags:
        remarks.append(f"the pelvis drops more than {PELVIC_DROP_DEG:g}°")
    if "both_knees_in" in rep.flags:
        remarks.append("both knees in")
    return "; ".join(remarks)


def format_grade_counts(counts: Mapping[Grade, int]) -> str:
    """ "5 even, 2 uneven, 1 not graded", without what there is none of; "no reps"."""
    return ", ".join(f"{count} {GRADE_WORD[grade]}" for grade, count in counts.items() if count) or "no reps"


def format_mean(pct: float) -> str:
    """ "12.3 % left"; "–" where it is not known."""
    rounded = round_number("pct", pct)
    if rounded is None:
        return value_text.MISSING
    side = Side.from_sign(rounded)
    return f"{abs(rounded):.1f} %" + (f" {side}" if side else "")


def _keep_percent_together(text: str) -> str:
    """A number and its percent sign stay on one line, in a narrow tile or cell too."""
    return text.replace(" %", f"{NO_BREAK}%")


def _build_tile(rep: RepReport) -> RepTile:
    why = describe_tile(rep)
    if why:
        why = _keep_percent_together(report_text.make_sentence(why))
    return RepTile(rep.rep, rep.grade, value_text.GRADE_SYMBOL[rep.grade], GRADE_WORD[rep.grade], why)
