"""The first screen of a result: the verdict, what to do with the load and why, every rep at a glance."""

import streamlit as st

from analysis.report.types import Action, Grade, SetReport
from analysis.wording import format_count
from reporting import text as report_text
from web.html_components import render_advice, render_corrections, render_rep_strip, render_verdict


def show_findings(report: SetReport) -> None:
    """What a coach reads in the first ten seconds."""
    counts = report.summary
    st.html(
        render_verdict(
            _format_heading(report),
            report_text.describe_verdict(report),
            {Grade.GOOD: counts.good, Grade.BAD: counts.bad, Grade.UNGRADED: counts.ungraded},
        )
    )
    if report.corrections:
        st.html(render_corrections(report.corrections))
    if not report.camera.gradable:
        for reason in report.camera.reasons[1:]:
            st.warning(report_text.make_sentence(reason), icon=":material/photo_camera:")
    if report.advice.action is not Action.NONE or report.reps:
        st.html(render_advice(report_text.format_advice_headline(report.advice), report.advice.reasons))
    if report.reps:
        st.html(render_rep_strip(report.reps))
        if any("close_call" in rep.flags for rep in report.reps):
            st.caption(
                "A close call: 15 % lies inside the interval of a value, so the rep could be even or uneven."
            )
    if report.summary.incomplete:
        cut_off = format_count(report.summary.incomplete, "rep")
        st.caption(f"{cut_off} cut off by the end of the clip: not counted.")


def _format_heading(report: SetReport) -> str:
    settings = report.settings
    load = f", {settings.load:g} {settings.unit}" if settings.load is not None else ""
    part = f", part {report.shot} of {report.shots}" if report.shots > 1 else ""
    mirrored = ", mirrored clip corrected" if settings.mirrored else ""
    return f"{report.clip.name}{part}{load}{mirrored}"
