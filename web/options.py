"""Widgets for what a video cannot tell, remembered by this tab only: widgets -> one SetSettings."""

from dataclasses import replace

import streamlit as st

from analysis.lifts.catalogue import LIFTS, label_lift
from analysis.pose.landmarks import Side
from analysis.settings import SetSettings, Unit, View
from services import models as model_service

_MOST = 1999.0
_VIEWS: dict[str, View | None] = {
    "As the picture shows": None,
    "From the front": View.FRONT,
    "From behind": View.REAR,
}


SIDE_CHOICES: dict[str, Side | None] = {
    "As the picture shows": None,
    "Left": Side.LEFT,
    "Right": Side.RIGHT,
}


def ask_load_settings(key: str = "", told: SetSettings | None = None) -> SetSettings:
    """Load, 1RM, body mass and their unit: for the advice, none of them needed for the grades.

    Those of the start page (no `key`) are remembered by the tab; those of a set begin with what was told.
    """
    told = told or SetSettings()
    place, *columns = st.columns([2, 3, 3, 3], vertical_alignment="bottom")
    with place:
        unit = _ask_unit(key, told.unit)
    step = 2.5 if unit is Unit.KG else 5.0
    rows = (
        ("Load on the bar", "load", step, "Gives the load advice a number."),
        ("1RM", "one_rm", step, "One-repetition maximum: keeps the advice below it."),
        ("Body mass", "body_mass", 1.0, "Places the bar in the lifter's centre of mass."),
    )
    masses = {}
    for column, (label, name, each_step, help_) in zip(columns, rows, strict=True):
        with column:
            masses[name] = st.number_input(
                f"{label} ({unit})",
                min_value=0.0,
                max_value=_MOST,
                value=getattr(told, name),
                step=each_step,
                format="%g",
                placeholder="optional",
                key=f"{name}{key}",
                persist_state=None if key else "session",
                help=help_,
            )
    return SetSettings(unit=unit, **masses)


def _ask_unit(key: str, told: Unit) -> Unit:
    return Unit(
        st.segmented_control(
            "Unit",
            [str(each) for each in Unit],
            default=str(told),
            required=True,
            key=f"unit{key}",
            persist_state=None if key else "session",
        )
    )


def ask_model() -> str:
    """Which pose model reads the clip."""
    models = [
        model
        for model in model_service.MODEL_NAMES
        if model != "heavy" or model_service.is_model_available(model)
    ]
    return str(
        st.segmented_control(
            "Pose model", models, default="full", required=True, key="model", persist_state="session",
            help="full is the one whose accuracy was measured; lite is quicker, heavy slower.",
        )
    )  # fmt: skip


def ask_mirrored(key: str, value: bool = False) -> bool:
    """Asked once per clip, never guessed."""
    return st.toggle(
        "Mirrored (selfie) clip",
        value=value,
        key=key,
        help="Front cameras often save a mirror image: left and right are then exchanged.",
    )


def ask_view(key: str, value: View | None = None) -> View | None:
    """For when the machine takes front for behind."""
    names = list(_VIEWS)
    index = list(_VIEWS.values()).index(value)
    return _VIEWS[str(st.selectbox("Filmed", names, index=index, key=key))]


def ask_lift(key: str, value: str = "squat", kept: bool = False) -> str:
    """Which lift it is, with how to film it; `kept`: remembered by the tab."""
    names = list(LIFTS)
    index = names.index(value) if value in names else 0
    chosen = st.selectbox(
        "Lift",
        names,
        index=index,
        format_func=label_lift,
        key=key,
        persist_state="session" if kept else None,
        help="Squats are graded. Other lifts are counted, timed and told by side.",
    )
    lift = LIFTS[str(chosen)]
    if not lift.graded:
        st.caption(f"{lift.film} Reps are counted, not graded.")
    return lift.key


def ask_standing_leg(key: str, lift: str, value: Side | None = None, kept: bool = False) -> Side | None:
    """In lifts on one leg: which. None: found in the clip, and in all other lifts."""
    if not (lift in LIFTS and LIFTS[lift].one_leg):
        return None
    names = list(SIDE_CHOICES)
    index = list(SIDE_CHOICES.values()).index(value)
    chosen = st.selectbox(
        "Standing leg", names, index=index, key=key, persist_state="session" if kept else None
    )
    return SIDE_CHOICES[str(chosen)]


def replace_masses(settings: SetSettings, told: SetSettings) -> SetSettings:
    """The settings of a clip with the masses as told now."""
    return replace(settings, load=told.load, one_rm=told.one_rm, body_mass=told.body_mass, unit=told.unit)
