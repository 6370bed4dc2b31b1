"""The mobility tests of the hip as a table: what is measured, from where, and how to film it."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.errors import LiftError


class MobilityTest(StrEnum):
    """The six directions in which a hip is tested."""

    FLEXION = "flexion"
    EXTENSION = "extension"
    ABDUCTION = "abduction"
    ADDUCTION = "adduction"
    INTERNAL_ROTATION = "internal_rotation"
    EXTERNAL_ROTATION = "external_rotation"


@dataclass(frozen=True)
class MobilityTestInfo:
    """One test.

    Attributes
    ----------
    label
        What it is called.
    axis
        Which signed angle is measured: "shank", "thigh" or "trunk".
    sign
        +1 where the test goes the way in which that angle grows, else -1.
    front
        Filmed from the front (or from behind); else from the side.
    film
        How to film it: one sentence.
    sd_deg
        Degrees. Standard error of one angle. Assumed, not measured: landmarks 1 to 2 cm off over a shank or
        thigh of 40 cm, and a hip line of which the model shows half the tilt.
    """

    label: str
    axis: str
    sign: int
    front: bool
    film: str
    sd_deg: float


_SIT = (
    "Sit high enough for the lower legs to hang, phone straight in front of you at knee height; let both "
    "hang for 2 s, then swing one lower leg {way} and hold it for a second, three times."
)
_STAND = (
    "Stand facing the phone and hold on to something; stand still for 2 s, then move one straight leg {way} "
    "and hold it for a second, three times. Keep the trunk upright."
)
_LIE = (
    "Put the phone level with you, straight from the side, the tested leg nearer to it; keep still for 2 s, "
    "then {way} and hold it for a second, three times."
)
MOBILITY: dict[MobilityTest, MobilityTestInfo] = {
    MobilityTest.FLEXION: MobilityTestInfo(
        "Hip flexion", "trunk", 1, False, _LIE.format(way="draw the knee towards the chest"), 5.0
    ),
    MobilityTest.EXTENSION: MobilityTestInfo(
        "Hip extension", "trunk", -1, False, _LIE.format(way="take the thigh backwards"), 5.0
    ),
    MobilityTest.ABDUCTION: MobilityTestInfo(
        "Hip abduction", "thigh", 1, True, _STAND.format(way="out to its side"), 5.0
    ),
    MobilityTest.ADDUCTION: MobilityTestInfo(
        "Hip adduction", "thigh", -1, True, _STAND.format(way="across in front of the other"), 5.0
    ),
    MobilityTest.INTERNAL_ROTATION: MobilityTestInfo(
        "Internal hip rotation", "shank", 1, True, _SIT.format(way="outwards"), 4.0
    ),
    MobilityTest.EXTERNAL_ROTATION: MobilityTestInfo(
        "External hip rotation", "shank", -1, True, _SIT.format(way="inwards"), 4.0
    ),
}


def parse_mobility_test(key: str) -> MobilityTest:
    """The mobility test of this key. Raises LiftError, with the list, for one that does not exist."""
    try:
        return MobilityTest(key)
    except ValueError:
        raise LiftError(f"There is no mobility test named {key}: {', '.join(MobilityTest)}.") from None
