"""The details behind the verdict: the camera check, and every number of every rep."""

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import SetReport
from analysis.wording import format_count
from reporting import text as report_text
from reporting.lift_text import SCREENED, find_counted_lift
from reporting.value_text import GRADE_WORD

_FIRST_COLUMNS = ("rep", "grade", "reasons")
_LAST_COLUMNS = ("depth_pct", "down_s", "up_s", "bottom_s", "flags")


def show_camera_section(report: SetReport) -> None:
    """The camera check, open when there is something to do better next time."""
    everything = dict.fromkeys((*report.camera.reasons, *report.camera.warnings, *report.warnings))
    tips = [text for text in everything if text not in report.corrections]
    title = f"{format_count(len(tips), 'tip')} for next time" if tips else "nothing to improve"
    with st.expander(f"Camera check: {title}", icon=":material/photo_camera:", expanded=bool(tips)):
        st.markdown(report_text.describe_camera(report.camera))
        averaged = "each frame also mirrored" if report.model.mirror_averaged else "frames not mirrored"
        calibration = report.measured_by or "an earlier version"
        st.caption(f"Pose model {report.model.name}, {averaged}; measured by {calibration}.")
        for warning in tips:
            st.markdown(f"- {report_text.make_sentence(warning)}")


def show_table_section(reports: Sequence[SetReport]) -> None:
    """A row per rep, sortable by each column; the numbers are those of every export."""
    from analysis.report.tables import tabulate_reps

    st.subheader("All numbers", anchor=False)
    table = tabulate_reps(reports)
    all_columns = st.toggle("All columns", key="every-column", persist_state="session")
    columns = list(table.columns) if all_columns else _list_usual_columns(reports)
    st.dataframe(
        # The files hold good and bad; people read even and uneven.
        table.replace({"grade": {str(grade): word for grade, word in GRADE_WORD.items()}}),
        hide_index=True,
        placeholder="–",
        column_order=columns,
        column_config=build_column_config(),
        alt="One row per rep: its grade, why, and each quantity in percent; plus is to the left.",
    )
    st.caption(
        "In percent; + is the lifter's left: left hip lower, left knee in, shift left, left hip forward. "
        + report_text.LIMITS
    )


def _list_usual_columns(reports: Sequence[SetReport]) -> list[str]:
    part = ("shot",) if len(reports) > 1 else ()
    lift = find_counted_lift(reports[0])
    if lift is None:
        return [*part, *_FIRST_COLUMNS, *(f"{quantity}_pct" for quantity in Quantity), *_LAST_COLUMNS]
    of_leg = ("side", "pelvic_drop_deg") if lift.one_leg else ()
    return [*part, "rep", *of_leg, *lift.shown, *_LAST_COLUMNS]


def build_column_config() -> dict[str, ColumnConfig | str | None]:
    """Headings with their units, and help."""
    config: dict[str, ColumnConfig | str | None] = {
        "shot": st.column_config.NumberColumn("Part"),
        "rep": st.column_config.NumberColumn("Rep", pinned=True),
        "grade": st.column_config.TextColumn("Grade", help="Uneven: a quantity is beyond 15 %."),
        "reasons": st.column_config.TextColumn("Why"),
        "flags": st.column_config.TextColumn("Flags", help="close_call: 15 % lies inside an interval."),
        "depth_pct": st.column_config.NumberColumn("Depth, %", help="Travel of the hips / standing height."),
        "side": st.column_config.TextColumn("Leg", help="The standing leg, or the front leg."),
        "pelvic_drop_deg": st.column_config.NumberColumn("Pelvic drop, °", help=SCREENED),
        "pelvic_drop_low_deg": st.column_config.NumberColumn("Pelvic drop from, °"),
        "pelvic_drop_high_deg": st.column_config.NumberColumn("Pelvic drop to, °"),
        "hip_line_deg": st.column_config.NumberColumn("Hip line, °", help="Shown, never graded."),
        "pelvis_shift_pct": st.column_config.NumberColumn("Hips to the side, %", help="Shown, never graded."),
        "start_s": st.column_config.NumberColumn("Start, s"),
        "bottom_s": st.column_config.NumberColumn("Deepest at, s"),
        "end_s": st.column_config.NumberColumn("End, s"),
        "down_s": st.column_config.NumberColumn("Down, s"),
        "up_s": st.column_config.NumberColumn("Up, s"),
    }
    for quantity, info in QUANTITIES.items():
        help_ = f"{info.definition}. 15 % means {info.at_threshold}. + is the lifter's left."
        config[f"{quantity}_pct"] = st.column_config.NumberColumn(f"{info.label}, %", help=help_)
        config[f"{quantity}_low_pct"] = st.column_config.NumberColumn(f"{info.label} from, %")
        config[f"{quantity}_high_pct"] = st.column_config.NumberColumn(f"{info.label} to, %")
        config[f"{quantity}_deg"] = st.column_config.NumberColumn(f"{info.label}, °")
    return config
