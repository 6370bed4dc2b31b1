"""A lifter's weeks as a PDF for a coach: sentences, charts, and a table of the weeks."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from reporting.content import ChartFigure
from reporting.pdf_flowables import (
    MARGIN,
    TEXT_WIDTH,
    NumberedCanvas,
    build_bullets,
    build_chart_grid,
    build_facts_table,
    build_headed_section,
    build_paragraph,
    build_paragraphs,
    build_verdict_box,
)
from reporting.progress import charts, rows
from reporting.progress.lifter_progress import LifterProgress
from services.package_info import read_version

FOOT = 6 * mm
WIDTH_PX = 420
LIMITS = (
    "EvenRep reports movement, left against right, as ordinary video shows it. It diagnoses nothing and "
    "measures no force. Sides are the lifter's own. A rep is uneven from 15 % on; intervals are 95 %.",
)


def write_progress_pdf(seen: LifterProgress, stream: BinaryIO, deterministic: bool = False) -> None:
    """deterministic: the same weeks give the same bytes."""
    made = io.BytesIO()
    name = seen.lifter.name or "a lifter"
    document = BaseDocTemplate(
        made,
        pagesize=A4,
        title=f"EvenRep progress: {name}",
        author=seen.lifter.name,
        creator=f"EvenRep {read_version()}",
        lang="en",
        displayDocTitle=1,
        invariant=int(deterministic),
    )
    frame = Frame(MARGIN, MARGIN + FOOT, TEXT_WIDTH, A4[1] - 2 * MARGIN - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    foot = f"EvenRep {read_version()} · {name} · {seen.at:%Y-%m-%d}"
    document.build(
        [*_build_story(seen), PageBreak()],
        canvasmaker=lambda *args, **keys: NumberedCanvas(foot, *args, **keys),
    )
    stream.write(made.getvalue())


def _build_story(seen: LifterProgress) -> list[Flowable]:
    progress = seen.progress
    pairs = [
        ("Lifter", seen.lifter.name or "–"),
        ("Until", f"{seen.at:%d %B %Y}"),
        ("Weeks", str(len(progress.weeks))),
        ("Streak", f"{progress.streak.current} clean reps in a row; longest {progress.streak.longest}"),
    ]
    figures = list(_build_figures(seen))
    quantities = rows.list_quantities(progress)
    changes = [
        rows.describe_change(progress, lift, key)
        for lift in rows.choose_measured_lift(progress)
        for key in quantities
    ]
    thresholds = [f"{rows.name_lift(lift)}: {one.sentence}" for lift, one in seen.thresholds.items()]
    hips = [one.sentence for one in seen.mobility]
    sides = [rows.describe_consistency(progress, key) for key in quantities]
    return [
        build_paragraph("EvenRep", "brand"),
        build_paragraph("Progress over weeks", "title"),
        build_facts_table(pairs, columns=2, style="soft"),
        build_verdict_box(rows.describe_clean_rate(progress)),
        *(build_headed_section("Loading threshold", *build_bullets(thresholds)) if thresholds else []),
        *build_headed_section("Sides", *build_bullets([seen.side.now.sentence, *sides])),
        *build_headed_section(
            "What was done of the programme", *build_bullets([rows.describe_adherence(progress)])
        ),
        *(build_headed_section("Looking back", *build_bullets(seen.looks_back)) if seen.looks_back else []),
        *(build_headed_section("Hip mobility", *build_bullets(hips)) if hips else []),
        *(build_headed_section("Charts", *build_chart_grid(figures)) if figures else []),
        *(build_headed_section("What counts as a change", *build_bullets(changes)) if changes else []),
        *build_headed_section("What it does not say", *build_paragraphs(LIMITS, "small")),
    ]


def _build_figures(seen: LifterProgress) -> Iterator[ChartFigure]:
    """Every chart of the page, all quantities, and all lifts with a told load."""
    progress = seen.progress
    if rows.build_clean_rows(progress):
        yield _build_figure(
            charts.build_clean_chart(progress, width=WIDTH_PX), rows.describe_clean_rate(progress)
        )
    done = charts.build_adherence_chart(progress, width=WIDTH_PX)
    if done is not None:
        yield _build_figure(done, rows.describe_adherence(progress))
    for quantity in rows.list_quantities(progress):
        chart = charts.build_quantity_weeks_chart(progress, quantity, width=WIDTH_PX)
        yield _build_figure(chart, rows.describe_consistency(progress, quantity))
    if rows.list_quantities(progress):
        yield _build_figure(charts.build_side_chart(progress, width=WIDTH_PX), "")
    for lift, threshold in seen.thresholds.items():
        by_load = charts.build_threshold_chart(threshold, width=WIDTH_PX)
        if by_load is not None:
            yield _build_figure(by_load, threshold.sentence)
        over = charts.build_load_chart(progress, lift, str(seen.lifter.unit), width=WIDTH_PX)
        if over is not None:
            yield _build_figure(over, "")


def _build_figure(chart: object, words: str) -> ChartFigure:
    return ChartFigure(chart, words)  # type: ignore[arg-type]
