"""The content of a report that is filed, one source for the HTML and the PDF. Plain text, unescaped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import altair as alt

from analysis.lifts.catalogue import label_lift
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Grade, SetReport, Standing
from analysis.settings import View
from analysis.wording import format_count
from reporting import text as report_text
from reporting.charts.set_charts import (
    build_depth_chart,
    build_quantity_chart,
    build_rep_strip,
    describe_depth_chart,
    describe_quantity_chart,
    describe_rep_strip,
)
from reporting.images.stills import describe_still
from reporting.lift_text import find_counted_lift
from reporting.method_text import METHOD_LIMITS, define_quantity, describe_method
from reporting.table import ReportTable, build_report_table
from reporting.value_text import GRADE_WORD
from vision.overlay.drawing import Image

# Two charts stand next to each other on a sheet of A4; at this width their labels are as large as its text.
CHART_WIDTH_PX = 460
STRIP_WIDTH_PX = 420


@dataclass(frozen=True)
class ChartFigure:
    """A chart and the sentences that say what it shows."""

    chart: alt.LayerChart
    description: str


@dataclass(frozen=True, eq=False)
class StillFigure:
    """An image of the lifter, its title and what it shows."""

    image: Image
    title: str
    caption: str


@dataclass(frozen=True, eq=False)
class ReportContent:
    """Everything about one set in reading order. `facts` are (name, text); the rest are whole sentences."""

    title: str
    date: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    advice: str
    advice_reasons: tuple[str, ...]
    claims: tuple[str, ...]
    strip: ChartFigure | None
    table: ReportTable | None
    stills: tuple[StillFigure, ...]
    charts: tuple[ChartFigure, ...]
    camera: str
    camera_advice: tuple[str, ...]
    warnings: tuple[str, ...]
    corrections: tuple[str, ...]
    method: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    origin: tuple[tuple[str, str], ...]
    note: str
    version: str


def build_report_content(
    report: SetReport,
    date: str,
    version: str,
    stills: Mapping[Quantity, Image] | None = None,
    lifter: str = "",
    note: str = "",
) -> ReportContent:
    """Gather the content of one set's report.

    Parameters
    ----------
    report
        The set.
    date
        As it is to be shown, "2026-11-22"; from the caller's clock, so that a call can be repeated.
    version
        Of EvenRep.
    stills
        (h, w, 3) RGB by quantity, from `reporting.images.stills.draw_report_stills`.
    lifter, note
        Free text that a person entered.

    Returns
    -------
    ReportContent
        For `reporting.exports.write_report`.
    """
    # A set without a graded rep, or from a refused view, gets neither claims nor a table: they would look
    # like results.
    graded = bool(report.summary.good + report.summary.bad)
    tabled = bool(report.reps) and report.camera.gradable
    return ReportContent(
        title=f"{label_lift(report.settings.lift)}: {_choose_question(report)}",
        date=date,
        facts=tuple(_list_facts(report, date, lifter)),
        verdict=report_text.describe_verdict(report),
        advice=report_text.format_advice_headline(report.advice),
        advice_reasons=report.advice.reasons,
        claims=tuple(report_text.list_claim_lines(report.summary.claims.values())) if graded else (),
        strip=_build_strip_figure(report) if tabled else None,
        table=build_report_table(report) if tabled else None,
        stills=tuple(_build_still_figures(report, stills or {})),
        charts=tuple(_build_chart_figures(report)),
        camera=report_text.describe_camera(report.camera),
        camera_advice=_list_camera_advice(report),
        warnings=_list_warnings(report),
        corrections=(*report.corrections, *_describe_entered_settings(report)),
        method=describe_method(report.model.mirror_averaged),
        definitions=tuple(define_quantity(key) for key in Quantity),
        limits=METHOD_LIMITS,
        origin=tuple(_list_origin(report, version)),
        note=note,
        version=version,
    )


def _list_facts(report: SetReport, date: str, lifter: str) -> Iterator[tuple[str, str]]:
    settings, clip = report.settings, report.clip
    if lifter:
        yield "Lifter", lifter
    yield "Date", date
    yield "Clip", clip.name + (f", shot {report.shot} of {report.shots}" if report.shots > 1 else "")
    masses = (("", settings.load, "on the bar"), ("1RM ", settings.one_rm, ""))
    entered = [f"{before}{mass:g} {settings.unit} {after}".strip() for before, mass, after in masses if mass]
    if settings.body_mass:
        entered.append(f"body mass {settings.body_mass:g} {settings.unit}")
    if entered:
        yield "Load", ", ".join(entered)
    if settings.pain:
        yield "Pain", "reported by the lifter in this set"


def _build_strip_figure(report: SetReport) -> ChartFigure:
    return ChartFigure(build_rep_strip(report, width=STRIP_WIDTH_PX), describe_rep_strip(report))


def _choose_question(report: SetReport) -> str:
    return "reps and sides" if find_counted_lift(report) else "even left and right?"


def _build_still_figures(report: SetReport, stills: Mapping[Quantity, Image]) -> Iterator[StillFigure]:
    for key in Quantity:
        if key in stills:
            yield StillFigure(stills[key], QUANTITIES[key].label, describe_still(report, key))


def _build_chart_figures(report: SetReport) -> Iterator[ChartFigure]:
    """Two for each quantity that was measured in any rep: over the reps, and within them."""
    for key in Quantity:
        if all(rep.values[key].standing is Standing.UNGRADED for rep in report.reps):
            continue
        chart = build_quantity_chart(report, key, width=CHART_WIDTH_PX)
        yield ChartFigure(chart, describe_quantity_chart(report, key))
        within = build_depth_chart(report, key, width=CHART_WIDTH_PX)
        if within is not None:
            yield ChartFigure(within, describe_depth_chart(report, key))


def _list_camera_advice(report: SetReport) -> tuple[str, ...]:
    found = (*report.camera.reasons, *report.camera.warnings)
    return tuple(map(report_text.make_sentence, found)) or (
        "Nothing to change: film the next set the same way.",
    )


def _list_warnings(report: SetReport) -> tuple[str, ...]:
    """Those that the report does not show elsewhere."""
    # The same sentence twice in a report looks like two different problems.
    elsewhere = {*report.corrections, *report.camera.reasons, *report.camera.warnings}
    warnings = [
        report_text.make_sentence(warning)
        for warning in dict.fromkeys(report.warnings)
        if warning not in elsewhere
    ]
    refused = bool(report.reps) and not report.camera.gradable
    return (report_text.describe_found_reps(report.reps), *warnings) if refused else tuple(warnings)


def _describe_entered_settings(report: SetReport) -> Iterator[str]:
    """What a person entered about the filming that an image cannot show and that changes the result."""
    if report.settings.mirrored:
        yield "Set by hand: the file is a mirrored (selfie) clip, so left and right are exchanged."
    if report.settings.view:
        where = "the front" if report.settings.view is View.FRONT else "behind"
        yield f"Set by hand: it was filmed from {where}."


def _list_origin(report: SetReport, version: str) -> Iterator[tuple[str, str]]:
    clip, model = report.clip, report.model
    frames = format_count(clip.frames, "frame")
    size = f"{clip.width_px} × {clip.height_px} px, {frames} in {clip.duration_s:.1f} s"
    yield "EvenRep", version
    yield "Pose model", f"{model.name}, SHA-256 {model.sha256}"
    yield "Calibration", report.measured_by or "not recorded"
    yield "Clip", f"{size}, SHA-256 {clip.sha256}"
    counted = {grade: getattr(report.summary, grade.value) for grade in Grade}
    cut = f", {report.summary.incomplete} cut off and not counted" if report.summary.incomplete else ""
    yield "Reps", ", ".join(f"{count} {GRADE_WORD[grade]}" for grade, count in counted.items()) + cut
