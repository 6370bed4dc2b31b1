"""Angles of a hip test go into the log: entered from a goniometer, or measured in a clip."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from analysis.errors import EvenRepError, RecordError
from analysis.pose.landmarks import Side
from analysis.wording import format_count
from services import analysis as analysis_service
from services.programme import LifterDay, describe_hip_test, log_records, read_wall_time
from web.errors import escape_markdown, show_error
from web.guided_clip_upload import ask_test_clip, forget_clip, get_recording, show_another_clip_button
from web.jobs.sets import SetEntry
from web.options import ask_mirrored
from web.state import get_session
from web.today.log_forms import rerun_with_message

if TYPE_CHECKING:
    from analysis.lifts.mobility import MobilityReading
    from coaching.records.records import Direction

Trials = Mapping[Side, tuple[float, ...]]
TRIALS = 3
_NEAR = {"Left leg": Side.LEFT, "Right leg": Side.RIGHT}


def show_mobility_form(day: LifterDay, direction: "Direction", retest: bool) -> None:
    """A form for three trials of both hips; empty fields are not saved."""
    with st.form(f"mobility-{direction}", clear_on_submit=True):
        typed: dict[Side, list[float | None]] = {}
        for side in Side:
            with st.container(horizontal=True):
                typed[side] = [
                    st.number_input(
                        f"{side.capitalize()} {trial}, °",
                        -30.0,
                        180.0,
                        None,
                        1.0,
                        format="%g",
                        key=f"{direction}-{side}-{trial}",
                        width=96,
                    )
                    for trial in range(1, TRIALS + 1)
                ]
        pressed = st.form_submit_button("Save these trials", icon=":material/check:", type="primary")
    if pressed:
        trials = {
            side: tuple(float(one) for one in values if one is not None) for side, values in typed.items()
        }
        if not any(trials.values()):
            st.warning("Enter at least one angle, in degrees.")
            return
        _save_trials(day, direction, trials, retest, by_camera=False)


def measure_angles_from_clip(day: LifterDay, direction: "Direction", retest: bool) -> None:
    """Asks for a clip, shows the trials of each side with their uncertainty, and saves them."""
    from analysis.lifts.mobility_tests import MOBILITY, MobilityTest

    row = MOBILITY[MobilityTest(direction)]
    session, place = get_session(), f"mobility-{direction}"
    entry = ask_test_clip(session, place, row.film)
    if entry is None:
        return
    mirrored = ask_mirrored(f"mirrored-{entry.id}")
    sides = list(Side)
    if not row.front:
        near = st.radio(
            "Which leg is nearer to the phone?", list(_NEAR), horizontal=True, key=f"near-{entry.id}",
            help="From the side the other leg is hidden, so it needs a clip of its own.",
        )  # fmt: skip
        sides = [_NEAR[str(near)]]
    try:
        found = _measure_trials(entry, direction, mirrored)
    except EvenRepError as error:
        show_error(error)
        show_another_clip_button(session, place)
        return
    _show_measured_angles(found, sides)
    # Degrees to one decimal: more would look more exact than any camera or goniometer is.
    trials = {side: tuple(round(one, 1) for one in found[side].trials_deg) for side in sides}
    count = sum(map(len, trials.values()))
    if count and st.button(f"Save {format_count(count, 'trial')}", key=f"save-{entry.id}", type="primary"):
        forget_clip(session, place)
        _save_trials(day, direction, trials, retest, by_camera=True)
    show_another_clip_button(session, place)


def _measure_trials(entry: SetEntry, direction: "Direction", mirrored: bool) -> "dict[Side, MobilityReading]":
    track = get_recording(entry).track
    found: dict[Side, MobilityReading] = entry.compute_once(
        (direction, mirrored),
        lambda: analysis_service.measure_mobility(
            track.mirror_track() if mirrored else track, str(direction)
        ),
    )
    return found


def _show_measured_angles(found: "Mapping[Side, MobilityReading]", sides: list[Side]) -> None:
    for side in sides:
        measured = found[side]
        if measured.trials_deg:
            angles = ", ".join(f"{angle:.0f}°" for angle in measured.trials_deg)
            half = (measured.high_deg - measured.low_deg) / 2.0
            st.markdown(f"**{side.capitalize()} hip: {angles}**, each about ±{half:.0f}°")
            if len(measured.trials_deg) < TRIALS:
                st.caption(
                    f"{len(measured.trials_deg)} of {TRIALS} trials were found; another clip adds to them."
                )
        else:
            st.warning(
                escape_markdown(
                    f"{side.capitalize()} hip: {measured.reason}. Hold each trial still for a second."
                )
            )
    st.caption("One camera sees one plane. The ± is assumed, not checked against a goniometer.")


def _save_trials(
    day: LifterDay, direction: "Direction", trials: Trials, retest: bool, by_camera: bool
) -> None:
    """Saves each side's trials and says what the test now comes to."""
    from coaching.records.records import MobilityRecord

    try:
        records = [
            MobilityRecord("", read_wall_time(), direction, side, angles, by_camera, retest)
            for side, angles in trials.items()
            if angles
        ]
    except RecordError as error:
        show_error(error)
        return
    log_records(day.lifter.id, *records)
    rerun_with_message(f"Saved. {describe_hip_test(day.lifter, direction)}")
