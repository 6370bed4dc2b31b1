"""The day's programme: the pain question first, then every part with what to do, what is done, and why."""

from typing import TYPE_CHECKING

import streamlit as st

from ui import programme, web_history
from ui.choosing import choose_lifter
from ui.programme import LifterDay
from ui.session import session
from ui.shield import plain
from ui.today_logging import SAID, say
from ui.today_parts import part_section
from ui.today_setup import begin_form, measures_form, settings_form

if TYPE_CHECKING:
    from coaching.records import PainRecord


def show() -> None:
    here = session()
    st.html("<h1>Today</h1>")
    if said := st.session_state.pop(SAID, None):
        st.success(plain(said), icon=":material/check:")
    lifter = choose_lifter(here)
    if lifter is None:
        return
    with web_history.opened() as store:
        day = programme.lifter_day(store, lifter)
    st.html(f'<p class="er-lead">{day.now:%A, %d %B %Y}</p>')
    match day.plan.gate:
        case "not_asked":
            _question(day)
        case "pain":
            _pain(day)
        case _:
            _training(day)
    _logged(day)
    with st.expander("The programme and your equipment", icon=":material/settings:"):
        settings_form(day)
    with st.expander("1RM and body mass", icon=":material/monitor_weight:"):
        measures_form(day)


def _question(day: LifterDay) -> None:
    first = day.plan.parts[0]
    st.subheader("Any pain in movement?", anchor=False)
    st.markdown("Asked before anything else. The plan comes with the answer.")
    for sentence in first.watch:
        st.warning(plain(sentence))
    with st.container(horizontal=True):
        no = st.button("No pain", key="pain-no", type="primary")
        yes = st.button("Yes, pain", key="pain-yes")
    if no or yes:
        with web_history.opened() as store:
            programme.answer_pain(store, day.lifter.id, yes)
        st.rerun()


def _pain(day: LifterDay) -> None:
    """No training advice; when to ask a professional; how bad and where, if the lifter likes to say."""
    from dataclasses import replace

    st.error(plain(day.plan.headline), icon=":material/front_hand:")
    for sentence in day.plan.parts[0].why:
        st.markdown(plain(sentence))
    told = [one for one in day.records.pains if one.pain and one.at.date() == day.now.date()]
    if not told:
        st.caption("Pain was told with a set of today: the History page shows it.")
        return
    last: PainRecord = told[-1]
    with st.form("pain-more"):
        st.markdown("If you like: for you, and for whoever looks at it.")
        level = st.slider("How strong, 0 to 10", 0, 10, last.level or 0, key="pain-level")
        where = st.text_input("Where", last.where, key="pain-where", max_chars=200)
        if st.form_submit_button("Save"):
            programme.log(day.lifter.id, replace(last, level=level, where=where.strip()))
            say("Saved.")


def _training(day: LifterDay) -> None:
    plan = day.plan
    if st.button("Stop: I feel pain", key="pain-stop", icon=":material/front_hand:"):
        with web_history.opened() as store:
            programme.answer_pain(store, day.lifter.id, True)
        st.rerun()
    for sentence in plan.parts[0].watch:
        st.warning(plain(sentence))
    if plan.calendar is None:
        begin_form(day)
    else:
        st.markdown(f"**{plain(plan.headline)}**")
        with st.container(horizontal=True):
            st.metric("Day of the programme", plan.calendar.day, border=True)
            st.metric("Clean reps in a row", plan.streak.current, border=True)
            if plan.calendar.next_checkpoint:
                st.metric("Next look back", f"{plan.calendar.next_checkpoint:%d %b %Y}", border=True)
    first = next((part for part in plan.parts[1:] if part.status == "todo"), None)
    for part in plan.parts[1:]:
        part_section(day, part, comes_next=part is first)


def _logged(day: LifterDay) -> None:
    """Everything logged today, each with a way to take it back."""
    entries = log_entries(day)
    if not entries:
        return
    with st.expander(f"Logged today: {len(entries)}", icon=":material/list:"):
        for record_id, words in entries:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(words))
                if st.button("Take back", key=f"back-{record_id}"):
                    programme.take_back(record_id)
                    say(f"Taken back: {words}.")


def log_entries(day: LifterDay) -> list[tuple[str, str]]:
    """(id, words) of what was logged today, in order of time."""
    from coaching.exercises import name_of
    from coaching.mobility import in_words

    records, today = day.records, day.now.date()
    found = [(one.at, one.id, "Pain" if one.pain else "No pain") for one in records.pains]
    for one in records.exercises:
        amounts = [f"{one.holds} holds"] * bool(one.holds) + [f"{one.reps} reps"] * bool(one.reps)
        amounts += [f"{one.seconds:g} s"] * (bool(one.seconds) and not one.holds)
        amounts += [f"{one.side} side"] * bool(one.side) + ["the form failed"] * one.form_failed
        found.append((one.at, one.id, ", ".join([name_of(one.exercise), *amounts])))
    for test in records.side_tests:
        words = f"Side test, {name_of(test.exercise)}: left {test.left_clean}, right {test.right_clean}"
        found.append((test.at, test.id, words))
    for hip in records.mobility:
        angles = ", ".join(f"{angle:g}°" for angle in hip.trials_deg)
        found.append((hip.at, hip.id, f"{in_words(hip.direction).capitalize()}, {hip.side} hip: {angles}"))
    for best in records.one_rms:
        words = f"1RM, {name_of(best.lift)}: {best.load:g} {best.unit} × {best.reps}"
        found.append((best.at, best.id, words))
    found += [(one.at, one.id, f"Body mass: {one.mass:g} {one.unit}") for one in records.body_masses]
    return [
        (record_id, f"{at:%H:%M} {words}") for at, record_id, words in sorted(found) if at.date() == today
    ]
