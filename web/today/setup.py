"""What only the lifter knows: first day, sides, sport, bar and plates; the 1RM and body mass."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.errors import RecordError
from analysis.pose.landmarks import Side
from analysis.settings import Unit
from services.programme import LifterDay, log_records, read_wall_time, save_lifter_and_programme
from web.errors import show_error
from web.today.log_forms import rerun_with_message

if TYPE_CHECKING:
    from coaching.records.lifter import Lifter, Season
    from coaching.records.records import ProgrammeRecord

_SIDES = ("From the measurements", "Left", "Right")
_SEVERITY = ("From the measurements", "Mild", "Severe")


def show_begin_form(day: LifterDay) -> None:
    """The first day of the programme."""
    from coaching.records.records import ProgrammeRecord

    with st.container(border=True):
        st.markdown("**The programme has not begun.** Choose its first day.")
        first = st.date_input("First day", value=day.now.date(), key="begin-day")
        if st.button("Begin the programme", type="primary", key="begin") and isinstance(first, date):
            save_lifter_and_programme(day.lifter, ProgrammeRecord(first, day.records.programme.severity))
            rerun_with_message(f"The programme begins on {first:%d %B %Y}.")


def show_settings_form(day: LifterDay) -> None:
    """Everything that the plan needs from the lifter."""
    lifter, programme = day.lifter, day.records.programme
    with st.form("today-settings", border=False):
        with st.container(horizontal=True):
            first = st.date_input("First day of the programme", programme.started, key="set-first")
            weaker = st.selectbox(
                "Weaker side",
                _SIDES,
                _find_side_index(lifter.weaker_side),
                key="set-weaker",
                help="Choose a side only if you or a professional know it.",
            )
            severity = st.selectbox(
                "Severity of the imbalance", _SEVERITY, _find_severity_index(programme), key="set-severity"
            )
            days = st.number_input("Lifting sessions per week", 1, 7, lifter.training_days, key="set-days")
        with st.container(horizontal=True):
            unit = st.selectbox("Unit", list(Unit), list(Unit).index(lifter.unit), key="set-unit")
            bar = st.number_input(
                "Empty bar", 0.0, 100.0, lifter.bar, 0.5, key="set-bar", placeholder="default: 20 kg, 45 lb"
            )
            plates = st.text_input(
                "Plates, one pair of each",
                " ".join(f"{plate:g}" for plate in lifter.plates),
                key="set-plates",
                placeholder="default set",
            )
            bodyweight = st.checkbox("No barbell", lifter.bodyweight_only, key="set-bodyweight")
        with st.container(horizontal=True):
            sport = st.text_input("Sport that loads one side more", lifter.asymmetric_sport, key="set-sport")
            dominant = st.selectbox(
                "Dominant side in that sport",
                ("None", "Left", "Right"),
                _find_side_index(lifter.dominant_side),
                key="set-dom",
            )
            season = st.date_input("Season: first and last day", _find_last_season(lifter), key="set-season")
        pressed = st.form_submit_button("Save", icon=":material/save:")
    if pressed:
        try:
            changed = replace(
                lifter,
                weaker_side=_parse_side(weaker),
                training_days=int(days),
                unit=unit or lifter.unit,
                bar=bar or None,
                plates=parse_plates(plates),
                bodyweight_only=bodyweight,
                asymmetric_sport=sport.strip(),
                dominant_side=_parse_side(dominant),
                seasons=_replace_last_season(lifter, season),
            )
        except RecordError as error:
            show_error(error)
            return
        save_lifter_and_programme(changed, _make_programme_record(first, severity))
        rerun_with_message("Saved.")


def show_measures_form(day: LifterDay) -> None:
    """The 1RM of a lift, and body mass."""
    from coaching.plan.exercises import LIFTS, name_exercise
    from coaching.records.records import BodyMassRecord, OneRmRecord

    keys = [row.key for row in LIFTS]
    with (
        st.form("one-rm", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        lift = st.selectbox("Lift", keys, keys.index("squat"), format_func=name_exercise, key="rm-lift")
        load = st.number_input(f"Load, {day.lifter.unit}", 0.0, 2000.0, None, 0.5, key="rm-load")
        reps = st.number_input("Reps with that load", 1, 10, 1, key="rm-reps")
        if st.form_submit_button("Save the 1RM", icon=":material/check:") and load:
            log_records(
                day.lifter.id,
                OneRmRecord("", read_wall_time(), lift, float(load), day.lifter.unit, int(reps)),
            )
            rerun_with_message(f"Saved: {name_exercise(lift)}, {load:g} {day.lifter.unit} × {reps}.")
    with (
        st.form("body-mass", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        mass = st.number_input(f"Body mass, {day.lifter.unit}", 20.0, 800.0, None, 0.1, key="mass")
        if st.form_submit_button("Save the body mass", icon=":material/check:") and mass:
            log_records(day.lifter.id, BodyMassRecord("", read_wall_time(), float(mass), day.lifter.unit))
            rerun_with_message(f"Saved: {mass:g} {day.lifter.unit}.")


def parse_plates(text: str) -> tuple[float, ...]:
    """ "20 10 2.5" or "20; 10; 2,5". Raises RecordError."""
    try:
        found = {float(word.replace(",", ".")) for word in text.replace(";", " ").split()}
    except ValueError as error:
        raise RecordError(
            'Enter the plates as numbers with spaces between them, such as "20 10 5 2.5".'
        ) from error
    return tuple(sorted(found, reverse=True))


def _find_side_index(side: Side | None) -> int:
    return 0 if side is None else 1 + [Side.LEFT, Side.RIGHT].index(side)


def _parse_side(word: str) -> Side | None:
    return {"Left": Side.LEFT, "Right": Side.RIGHT}.get(word)


def _find_severity_index(programme: "ProgrammeRecord") -> int:
    return 0 if programme.severity is None else _SEVERITY.index(str(programme.severity).capitalize())


def _make_programme_record(first: object, severity: str) -> "ProgrammeRecord":
    from coaching.records.records import ProgrammeRecord, Severity

    entered = {"Mild": Severity.MILD, "Severe": Severity.SEVERE}.get(severity)
    return ProgrammeRecord(first if isinstance(first, date) else None, entered)


def _find_last_season(lifter: "Lifter") -> list[Any]:
    """The season that was entered last; [] where there is none."""
    return [lifter.seasons[-1].first, lifter.seasons[-1].last] if lifter.seasons else []


def _replace_last_season(lifter: "Lifter", entered: object) -> "tuple[Season, ...]":
    """The seasons with the last one replaced by what was entered; earlier ones stay."""
    from coaching.records.lifter import Season

    # Streamlit gives one date while a range is half chosen, and none when it was emptied.
    if not (isinstance(entered, tuple) and len(entered) == 2):
        return lifter.seasons[:-1]
    return (*lifter.seasons[:-1], Season(*entered))
