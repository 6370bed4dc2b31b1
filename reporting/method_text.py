"""The standing text of a report: how it was measured and what it does not say, in plain words."""

from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.quantities.rep_metrics import MAX_UNSEEN_SHARE
from analysis.wording import format_pct
from reporting import text as report_text

METHOD_LIMITS = (
    report_text.LIMITS,
    "It is no diagnosis and no medical device. What it shows can have many causes; somebody who knows the "
    "lifter has to judge it.",
    "Loose clothing, plates and racks hide the hips. The hip rotation of a single rep is the least certain "
    "number of all. Calibrated on rendered people; meant for healthy adults.",
)


def describe_method(mirror_averaged: bool) -> tuple[str, ...]:
    """How the numbers came about, a text per paragraph; `mirror_averaged` as in ModelInfo."""
    passes = (
        " and in its mirror image; the two poses are averaged, which removes the model's own bias between "
        "left and right"
        if mirror_averaged
        else " once, so the model's own bias between left and right remains"
    )
    return (
        f"A pose model finds 33 points of the body in every frame{passes}. The tilt of the camera is "
        "corrected. Every quantity is measured from the lifter's own quiet standing, so a habitual stance "
        "is zero.",
        "A rep's value is the mean over the frames at least half as deep as its bottom, separately for the "
        "way down and the way up; the larger of the two counts. No grade rests on a single frame. The "
        "interval is made to hold the true value 95 times in 100.",
        f"A rep is even if every graded quantity stays within {format_pct(THRESHOLD_PCT)}, uneven if one "
        "lies beyond, and not graded if too little was seen (a joint hidden for more than "
        f"{format_pct(100 * MAX_UNSEEN_SHARE)} of the rep, no quiet standing, or a camera too far to one "
        "side).",
    )


def define_quantity(quantity: Quantity) -> tuple[str, str]:
    """(label, what it is and what 15 % of it are)."""
    info = QUANTITIES[quantity]
    definition = report_text.make_sentence(info.definition).rstrip(".")
    return info.label, f"{definition}; {THRESHOLD_PCT:g} % are {info.at_threshold}."
