"""Widgets for what a video cannot show, remembered by this tab only; together they give one SetSettings."""

from dataclasses import replace

import streamlit as st

from analysis.lifts.catalogue import LIFTS, label_lift
from analysis.pose.landmarks import Side
from analysis.settings import SetSettings, Unit, View
from services import models as model_service

_MOST = 1999.0
_VIEWS: dict[str, View | None] = {
    "Detect from the clip": None,
    "From the front": View.FRONT,
    "From behind": View.REAR,
}


SIDE_CHOICES: dict[str, Side | None] = {
    "Detect from the clip": None,
    "Left": Side.LEFT,
    "Right": Side.RIGHT,
}


def ask_load_settings(key: str = "", entered: SetSettings | None = None) -> SetSettings:
    """Load, 1RM, body mass and their unit: for the advice; the grades need none of them.

    The values of the start page (no `key`) are remembered by the tab; those of a set begin as entered.
    """
    entered = entered or SetSettings()
    place, *columns = st.columns([2, 3, 3, 3], vertical_alignment="bottom")
    with place:
        unit = _ask_unit(key, entered.unit)
    step = 2.5 if unit is Unit.KG else 5.0  # the smallest pair of plates of most gyms
    rows = (
        ("Load on the bar", "load", step, "With it the load advice names a weight."),
        ("1RM", "one_rm", step, "One-repetition maximum: the advice stays below it."),
        ("Body mass", "body_mass", 1.0, "Used to find the common centre of mass of lifter and bar."),
    )
    masses = {}
    for column, (label, name, each_step, help_) in zip(columns, rows, strict=True):
        with column:
            masses[name] = st.number_input(
                f"{label} ({unit})",
                min_value=0.0,
                max_value=_MOST,
                value=getattr(entered, name),
                step=each_step,
                format="%g",
                placeholder="optional",
                key=f"{name}{key}",
                # Without it Streamlit forgets a value as soon as another page is shown.
                persist_state=None if key else "session",
                help=help_,
            )
    return SetSettings(unit=unit, **masses)


def _ask_unit(key: str, entered: Unit) -> Unit:
    return Unit(
        st.segmented_control(
            "Unit",
            [str(each) for each in Unit],
            default=str(entered),
            required=True,
            key=f"unit{key}",
            persist_state=None if key else "session",
        )
    )


def ask_model() -> str:
    """Which pose model is used; heavy, which does not ship, only where it was fetched."""
    models = [
        model
        for model in model_service.MODEL_NAMES
        if model != "heavy" or model_service.is_model_available(model)
    ]
    return str(
        st.segmented_control(
            "Pose model", models, default="full", required=True, key="model", persist_state="session",
            help="Accuracy was measured with “full”. “lite” is faster, “heavy” slower.",
        )
    )  # fmt: skip


def ask_mirrored(key: str, value: bool = False) -> bool:
    """Asked once per clip, never guessed: a wrong guess would exchange left and right unnoticed."""
    return st.toggle(
        "Mirrored (selfie) clip",
        value=value,
        key=key,
        help="Front cameras often save a mirror image: left and right are then swapped.",
    )


def ask_view(key: str, value: View | None = None) -> View | None:
    """For clips whose front is mistaken for their back."""
    names = list(_VIEWS)
    index = list(_VIEWS.values()).index(value)
    return _VIEWS[str(st.selectbox("Filmed", names, index=index, key=key))]


def ask_lift(key: str, value: str = "squat", remember: bool = False) -> str:
    """Which lift it is, with how to film it; `remember`: the tab remembers it."""
    names = list(LIFTS)
    index = names.index(value) if value in names else 0
    chosen = st.selectbox(
        "Lift",
        names,
        index=index,
        format_func=label_lift,
        key=key,
        persist_state="session" if remember else None,
        help="Squats are graded. Reps of other lifts are counted and timed, on each side.",
    )
    lift = LIFTS[str(chosen)]
    if not lift.graded:
        st.caption(f"{lift.film} Reps are counted, not graded.")
    return lift.key


def ask_standing_leg(key: str, lift: str, value: Side | None = None, remember: bool = False) -> Side | None:
    """The leg of a lift on one leg. None: found in the clip; always None for other lifts."""
    if not (lift in LIFTS and LIFTS[lift].one_leg):
        return None
    names = list(SIDE_CHOICES)
    index = list(SIDE_CHOICES.values()).index(value)
    chosen = st.selectbox(
        "Standing leg", names, index=index, key=key, persist_state="session" if remember else None
    )
    return SIDE_CHOICES[str(chosen)]


def replace_masses(settings: SetSettings, entered: SetSettings) -> SetSettings:
    """The settings of a clip with the load and body mass that were entered now."""
    return replace(
        settings,
        load=entered.load,
        one_rm=entered.one_rm,
        body_mass=entered.body_mass,
        unit=entered.unit,
    )
