"""A lifter's weeks as a PDF for a coach: sentences and charts."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from analysis.quantities.definitions import THRESHOLD_PCT
from analysis.wording import format_count
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
from reporting.progress import charts as progress_charts
from reporting.progress import rows as progress_rows
from reporting.progress.lifter_progress import LifterProgress
from reporting.text import RULE_SOURCE

FOOT = 6 * mm
WIDTH_PX = 420
PROGRESS_LIMITS = (
    "EvenRep reports movement, left against right, as ordinary video shows it. It diagnoses nothing and "
    f"measures no force. Sides are the lifter's own. A rep is uneven beyond {THRESHOLD_PCT:g} % (the rule of "
    f"{RULE_SOURCE}); intervals are 95 %.",
)


def write_progress_pdf(
    seen: LifterProgress, stream: BinaryIO, version: str, deterministic: bool = False
) -> None:
    """Write the PDF; with deterministic, the same weeks give the same bytes."""
    pdf = io.BytesIO()
    name = seen.lifter.name or "a lifter"
    document = BaseDocTemplate(
        pdf,
        pagesize=A4,
        title=f"EvenRep progress: {name}",
        author=seen.lifter.name,
        creator=f"EvenRep {version}",
        lang="en",
        displayDocTitle=1,
        invariant=int(deterministic),
    )
    frame = Frame(MARGIN, MARGIN + FOOT, TEXT_WIDTH, A4[1] - 2 * MARGIN - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    foot = f"EvenRep {version} · {name} · {seen.at:%Y-%m-%d}"
    document.build(
        [*_build_story(seen), PageBreak()],
        canvasmaker=lambda *args, **keys: NumberedCanvas(foot, *args, **keys),
    )
    stream.write(pdf.getvalue())


def _build_story(seen: LifterProgress) -> list[Flowable]:
    progress = seen.progress
    even_reps = format_count(progress.streak.current, "even rep")
    pairs = [
        ("Lifter", seen.lifter.name or "–"),
        ("Until", f"{seen.at:%d %B %Y}"),
        ("Weeks", str(len(progress.weeks))),
        ("Streak", f"{even_reps} in a row; longest {progress.streak.longest}"),
    ]
    figures = list(_build_figures(seen))
    quantities = progress_rows.list_quantities(progress)
    changes = [
        progress_rows.describe_change(progress, lift, key)
        for lift in progress_rows.choose_measured_lift(progress)
        for key in quantities
    ]
    thresholds = [
        f"{progress_rows.name_lift(lift)}: {threshold.sentence}"
        for lift, threshold in seen.thresholds.items()
    ]
    hips = [change.sentence for change in seen.mobility]
    sides = [progress_rows.describe_consistency(progress, key) for key in quantities]
    return [
        build_paragraph("EvenRep", "brand"),
        build_paragraph("Progress over weeks", "title"),
        build_facts_table(pairs, columns=2, style="soft"),
        build_verdict_box(progress_rows.describe_clean_rate(progress)),
        *(build_headed_section("Loading threshold", *build_bullets(thresholds)) if thresholds else []),
        *build_headed_section("Sides", *build_bullets([seen.side.now.sentence, *sides])),
        *build_headed_section(
            "How much of the programme was done", *build_bullets([progress_rows.describe_adherence(progress)])
        ),
        *(build_headed_section("Looking back", *build_bullets(seen.looks_back)) if seen.looks_back else []),
        *(build_headed_section("Hip mobility", *build_bullets(hips)) if hips else []),
        *(build_headed_section("Charts", *build_chart_grid(figures)) if figures else []),
        *(build_headed_section("What counts as a change", *build_bullets(changes)) if changes else []),
        *build_headed_section("What it does not say", *build_paragraphs(PROGRESS_LIMITS, "small")),
    ]


def _build_figures(seen: LifterProgress) -> Iterator[ChartFigure]:
    """Every chart of the page, all quantities, and all lifts with a load."""
    progress = seen.progress
    if progress_rows.build_clean_rows(progress):
        yield ChartFigure(
            progress_charts.build_clean_chart(progress, width=WIDTH_PX),
            progress_rows.describe_clean_rate(progress),
        )
    done = progress_charts.build_adherence_chart(progress, width=WIDTH_PX)
    if done is not None:
        yield ChartFigure(done, progress_rows.describe_adherence(progress))
    for quantity in progress_rows.list_quantities(progress):
        chart = progress_charts.build_quantity_weeks_chart(progress, quantity, width=WIDTH_PX)
        yield ChartFigure(chart, progress_rows.describe_consistency(progress, quantity))
    if progress_rows.list_quantities(progress):
        yield ChartFigure(progress_charts.build_side_chart(progress, width=WIDTH_PX), "")
    for lift, threshold in seen.thresholds.items():
        by_load = progress_charts.build_threshold_chart(threshold, width=WIDTH_PX)
        if by_load is not None:
            yield ChartFigure(by_load, threshold.sentence)
        over = progress_charts.build_load_chart(progress, lift, str(seen.lifter.unit), width=WIDTH_PX)
        if over is not None:
            yield ChartFigure(over, "")
