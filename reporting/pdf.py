"""The report as a PDF of one to two A4 pages per set: real text, embedded fonts."""

import io
from collections.abc import Sequence
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from reporting.content import ReportContent
from reporting.pdf_flowables import (
    MARGIN,
    STRIP_SHARE,
    TEXT_WIDTH,
    NumberedCanvas,
    build_advice_box,
    build_bullets,
    build_chart_grid,
    build_facts_table,
    build_headed_section,
    build_paragraph,
    build_paragraphs,
    build_rep_table_flowables,
    build_still_row,
    build_strip_image,
    build_verdict_box,
    place_side_by_side,
)

# Reserved for the line at the foot of every page, above the margin.
FOOT = 6 * mm


def write_pdf(contents: Sequence[ReportContent], stream: BinaryIO, deterministic: bool = False) -> None:
    """Write one or several sets; with deterministic, the same contents give the same bytes."""
    pdf = io.BytesIO()
    clips = ", ".join(dict.fromkeys(_find_clip_name(content) for content in contents))
    first = contents[0]
    document = BaseDocTemplate(
        pdf,
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
    story = [piece for content in contents for piece in [*_build_story(content), PageBreak()]]
    document.build(story, canvasmaker=lambda *args, **kwargs: NumberedCanvas(foot, *args, **kwargs))
    stream.write(pdf.getvalue())


def _build_story(content: ReportContent) -> list[Flowable]:
    """One set from top to bottom, in the order of the HTML."""
    return [
        build_paragraph("EvenRep", "brand"),
        build_paragraph(content.title, "title"),
        build_facts_table(content.facts, columns=2, style="soft"),
        build_verdict_box(content.verdict),
        build_advice_box(content.advice, content.advice_reasons),
        *(
            build_headed_section("Note", *build_paragraphs(content.note.splitlines()))
            if content.note.strip()
            else []
        ),
        *_build_reps(content),
        *(
            build_headed_section("Rep by rep", *build_rep_table_flowables(content.table))
            if content.table
            else []
        ),
        *(
            build_headed_section("The largest of each, on the frame", build_still_row(content.stills))
            if content.stills
            else []
        ),
        *(
            build_headed_section("Over the set, and within the reps", *build_chart_grid(content.charts))
            if content.charts
            else []
        ),
        _build_remarks(content),
        *build_headed_section(
            "How it was measured",
            *build_paragraphs(content.method, "small"),
            build_facts_table(content.definitions),
        ),
        _build_limits(content),
    ]


def _build_reps(content: ReportContent) -> list[Flowable]:
    """The strip of reps, and next to it which side."""
    if content.strip is None:
        return []
    claims = (
        [build_paragraph("Which side", "heading"), *build_bullets(content.claims)] if content.claims else []
    )
    return [place_side_by_side([build_strip_image(content.strip)], claims, STRIP_SHARE)]


def _build_remarks(content: ReportContent) -> Flowable:
    """The camera, and next to it warnings and what was changed by hand."""
    camera = [
        build_paragraph("Camera", "heading"),
        *build_paragraphs([content.camera]),
        *build_bullets(content.camera_advice),
    ]
    warnings = (
        [build_paragraph("Worth knowing", "heading"), *build_bullets(content.warnings)]
        if content.warnings
        else []
    )
    changed = [
        build_paragraph("Changed by hand", "heading"),
        *build_bullets(content.corrections or ("Nothing.",)),
    ]
    return place_side_by_side(camera, [*warnings, *changed], share=0.5)


def _build_limits(content: ReportContent) -> Flowable:
    """What the numbers do not say, and next to it what they were made with."""
    limits = [build_paragraph("What it does not say", "heading"), *build_paragraphs(content.limits, "small")]
    origin = [
        build_paragraph("Made with", "heading"),
        build_facts_table(content.origin, width=0.5 * TEXT_WIDTH),
    ]
    return place_side_by_side(limits, origin, share=0.5)


def _find_clip_name(content: ReportContent) -> str:
    return dict(content.facts)["Clip"]
