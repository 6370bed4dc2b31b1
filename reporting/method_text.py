"""The standing text of a report: how it was measured and what it does not say, in plain words."""

from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.quantities.rep_metrics import MAX_UNSEEN_SHARE
from reporting import text as report_text

LIMITS = (
    report_text.LIMITS,
    "It is no diagnosis and no medical device. What is seen here may have many causes; whoever knows the "
    "lifter judges it.",
    "Loose clothing, plates and racks hide the hips. Hip rotation of a single rep is the least certain "
    "number of all. Calibrated on rendered people; meant for healthy adults.",
)


def describe_method(mirror_averaged: bool) -> tuple[str, ...]:
    """Sentences by paragraph; `mirror_averaged` as in ModelInfo."""
    twice = (
        " and in its mirror image; the two readings are averaged, which takes out the model's own bias"
        if mirror_averaged
        else " once, so the model's own bias between left and right stays in"
    )
    return (
        f"A pose model reads 33 points of the body in every frame{twice}. The tilt of the camera is taken "
        "out. Every quantity is counted from the lifter's own quiet standing, so a habitual stance is zero.",
        "A rep's value is the mean over the frames at least half as deep as its bottom, the way down and the "
        "way up taken apart; the larger of the two counts. No grade rests on a single frame. The interval "
        "is made to hold the true value 95 times in 100.",
        f"A rep is good if every graded quantity stays within {THRESHOLD_PCT:g} %, bad if one lies beyond, "
        f"and ungraded if too little was seen (a joint hidden for more than {MAX_UNSEEN_SHARE:.0%} of the "
        "rep, no quiet standing, or a camera too far to one side).",
    )


def define_quantity(quantity: Quantity) -> tuple[str, str]:
    """(label, what it is and what 15 % of it are)."""
    info = QUANTITIES[quantity]
    what = report_text.make_sentence(info.definition).rstrip(".")
    return info.label, f"{what}; {THRESHOLD_PCT:g} % are {info.at_threshold}."
