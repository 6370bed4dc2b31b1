"""A lifter's weeks as a PDF for a coach: sentences, charts, and a table of the weeks."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from ui import progress_charts as charts
from ui import progress_rows as rows
from ui.about import version
from ui.pdf_pieces import (
    MARGIN,
    TEXT_WIDTH,
    NumberedCanvas,
    bullets,
    chart_grid,
    facts,
    heading,
    paragraphs,
    text,
    verdict,
)
from ui.progress_view import View
from ui.report_content import ChartFigure

FOOT = 6 * mm
WIDTH_PX = 420
LIMITS = (
    "EvenRep reports movement, left against right, as ordinary video shows it. It diagnoses nothing and "
    "measures no force. Sides are the lifter's own. A rep is uneven from 15 % on; intervals are 95 %.",
)


def write_progress_pdf(seen: View, stream: BinaryIO, deterministic: bool = False) -> None:
    """deterministic: the same weeks give the same bytes."""
    made = io.BytesIO()
    name = seen.lifter.name or "a lifter"
    document = BaseDocTemplate(
        made,
        pagesize=A4,
        title=f"EvenRep progress: {name}",
        author=seen.lifter.name,
        creator=f"EvenRep {version()}",
        lang="en",
        displayDocTitle=1,
        invariant=int(deterministic),
    )
    frame = Frame(MARGIN, MARGIN + FOOT, TEXT_WIDTH, A4[1] - 2 * MARGIN - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    foot = f"EvenRep {version()} · {name} · {seen.at:%Y-%m-%d}"
    document.build(
        [*_story(seen), PageBreak()], canvasmaker=lambda *args, **keys: NumberedCanvas(foot, *args, **keys)
    )
    stream.write(made.getvalue())


def _story(seen: View) -> list[Flowable]:
    progress = seen.progress
    pairs = [
        ("Lifter", seen.lifter.name or "–"),
        ("Until", f"{seen.at:%d %B %Y}"),
        ("Weeks", str(len(progress.weeks))),
        ("Streak", f"{progress.streak.current} clean reps in a row; longest {progress.streak.longest}"),
    ]
    figures = list(_figures(seen))
    quantities = rows.quantities_of(progress)
    changes = [
        rows.change_sentence(progress, lift, key)
        for lift in rows.measured_lift(progress)
        for key in quantities
    ]
    thresholds = [f"{rows.lift_name(lift)}: {one.sentence}" for lift, one in seen.thresholds.items()]
    hips = [one.sentence for one in seen.mobility]
    sides = [rows.consistency_sentence(progress, key) for key in quantities]
    return [
        text("EvenRep", "brand"),
        text("Progress over weeks", "title"),
        facts(pairs, columns=2, style="soft"),
        verdict(rows.clean_sentence(progress)),
        *(heading("Loading threshold", *bullets(thresholds)) if thresholds else []),
        *heading("Sides", *bullets([seen.side.now.sentence, *sides])),
        *heading("What was done of the programme", *bullets([rows.adherence_sentence(progress)])),
        *(heading("Looking back", *bullets(seen.looks_back)) if seen.looks_back else []),
        *(heading("Hip mobility", *bullets(hips)) if hips else []),
        *(heading("Charts", *chart_grid(figures)) if figures else []),
        *(heading("What counts as a change", *bullets(changes)) if changes else []),
        *heading("What it does not say", *paragraphs(LIMITS, "small")),
    ]


def _figures(seen: View) -> Iterator[ChartFigure]:
    """Every chart of the page, all quantities, and all lifts with a told load."""
    progress = seen.progress
    if rows.clean_rows(progress):
        yield _figure(charts.clean_chart(progress, width=WIDTH_PX), rows.clean_sentence(progress))
    done = charts.adherence_chart(progress, width=WIDTH_PX)
    if done is not None:
        yield _figure(done, rows.adherence_sentence(progress))
    for quantity in rows.quantities_of(progress):
        chart = charts.quantity_weeks_chart(progress, quantity, width=WIDTH_PX)
        yield _figure(chart, rows.consistency_sentence(progress, quantity))
    if rows.quantities_of(progress):
        yield _figure(charts.side_chart(progress, width=WIDTH_PX), "")
    for lift, threshold in seen.thresholds.items():
        by_load = charts.threshold_chart(threshold, width=WIDTH_PX)
        if by_load is not None:
            yield _figure(by_load, threshold.sentence)
        over = charts.load_chart(progress, lift, str(seen.lifter.unit), width=WIDTH_PX)
        if over is not None:
            yield _figure(over, "")


def _figure(chart: object, words: str) -> ChartFigure:
    return ChartFigure(chart, words)  # type: ignore[arg-type]
