"""The report as a PDF of one to two A4 pages per set: real text, embedded fonts."""

import io
from collections.abc import Sequence
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from ui.pdf_pieces import (
    MARGIN,
    STRIP_SHARE,
    TEXT_WIDTH,
    NumberedCanvas,
    advice_box,
    bullets,
    chart_grid,
    facts,
    heading,
    paragraphs,
    rep_table,
    side_by_side,
    still_row,
    strip,
    text,
    verdict,
)
from ui.report_content import ReportContent

FOOT = 6 * mm
"""Kept for the line at the foot of every page, above the margin."""


def write_pdf(contents: Sequence[ReportContent], stream: BinaryIO, deterministic: bool = False) -> None:
    """deterministic: the same contents give the same bytes (no time of writing in the file)."""
    made = io.BytesIO()
    clips = ", ".join(dict.fromkeys(_clip(content) for content in contents))
    first = contents[0]
    document = BaseDocTemplate(
        made,
        pagesize=A4,
        title=f"EvenRep report: {clips}",
        author=dict(first.facts).get("Lifter", ""),
        subject=first.verdict,
        creator=f"EvenRep {first.version}",
        lang="en",
        displayDocTitle=1,
        invariant=int(deterministic),
    )
    frame = Frame(MARGIN, MARGIN + FOOT, TEXT_WIDTH, A4[1] - 2 * MARGIN - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    foot = f"EvenRep {first.version} · {clips} · {first.date}"
    story = [piece for content in contents for piece in [*_story(content), PageBreak()]]
    document.build(story, canvasmaker=lambda *args, **kwargs: NumberedCanvas(foot, *args, **kwargs))
    stream.write(made.getvalue())


def _story(content: ReportContent) -> list[Flowable]:
    """One set from top to bottom, in the order of the HTML."""
    return [
        text("EvenRep", "brand"),
        text(content.title, "title"),
        facts(content.facts, columns=2, style="soft"),
        verdict(content.verdict),
        advice_box(content.advice, content.advice_reasons),
        *(heading("Note", *paragraphs(content.note.splitlines())) if content.note.strip() else []),
        *_reps(content),
        *(heading("Rep by rep", *rep_table(content.table)) if content.table else []),
        *(heading("The largest of each, on the frame", still_row(content.stills)) if content.stills else []),
        *(
            heading("Over the set, and within the reps", *chart_grid(content.charts))
            if content.charts
            else []
        ),
        _remarks(content),
        *heading("How it was measured", *paragraphs(content.method, "small"), facts(content.definitions)),
        _limits(content),
    ]


def _reps(content: ReportContent) -> list[Flowable]:
    """The strip of reps beside what is said of the sides."""
    if content.strip is None:
        return []
    claims = [text("Which side", "heading"), *bullets(content.claims)] if content.claims else []
    return [side_by_side([strip(content.strip)], claims, STRIP_SHARE)]


def _remarks(content: ReportContent) -> Flowable:
    """The camera beside what else is to be known."""
    camera = [text("Camera", "heading"), *paragraphs([content.camera]), *bullets(content.camera_advice)]
    known = [text("Worth knowing", "heading"), *bullets(content.warnings)] if content.warnings else []
    changed = [text("Changed by hand", "heading"), *bullets(content.corrections or ("Nothing.",))]
    return side_by_side(camera, [*known, *changed], share=0.5)


def _limits(content: ReportContent) -> Flowable:
    """What the numbers do not say beside what they were made with."""
    said = [text("What it does not say", "heading"), *paragraphs(content.limits, "small")]
    made = [text("Made with", "heading"), facts(content.origin, width=0.5 * TEXT_WIDTH)]
    return side_by_side(said, made, share=0.5)


def _clip(content: ReportContent) -> str:
    return dict(content.facts)["Clip"]
