"""The 33 BlazePose landmarks by name, sides, bones, and what becomes what in a mirror."""

from enum import IntEnum, StrEnum

import numpy as np


class Side(StrEnum):
    """The lifter's own side, in an unmirrored clip.

    `sign` is the sign of every EvenRep number that points to this side: left is positive
    (docs/measurement.md section 2).
    """

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> int:
        """+1 for left, -1 for right."""
        return 1 if self is Side.LEFT else -1

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT

    @classmethod
    def from_sign(cls, value: float) -> "Side | None":
        """The side of a signed number: left for positive, right for negative, None for zero and NaN."""
        if value > 0:
            return cls.LEFT
        return cls.RIGHT if value < 0 else None


class Landmark(IntEnum):
    """BlazePose index of each landmark; left and right are the lifter's own.

    References
    ----------
    Bazarevsky V. et al. (2020). BlazePose: On-device Real-time Body Pose Tracking. arXiv:2006.10204.
    """

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


N_LANDMARKS = len(Landmark)


class Joint(StrEnum):
    """A joint that exists left and right; `joint.select_landmark(side)` is its landmark."""

    EAR = "EAR"
    SHOULDER = "SHOULDER"
    ELBOW = "ELBOW"
    WRIST = "WRIST"
    HIP = "HIP"
    KNEE = "KNEE"
    ANKLE = "ANKLE"
    HEEL = "HEEL"
    TOE = "FOOT_INDEX"

    def select_landmark(self, side: Side) -> Landmark:
        """The landmark of this joint on one side."""
        return Landmark[f"{side.name}_{self.value}"]

    @property
    def pair(self) -> tuple[Landmark, Landmark]:
        """(left landmark, right landmark) of this joint."""
        return self.select_landmark(Side.LEFT), self.select_landmark(Side.RIGHT)


# Landmarks without which a squat cannot be measured.
LOWER_BODY = tuple(
    joint.select_landmark(side)
    for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
    for side in Side
)

TRUNK = Joint.SHOULDER.pair + Joint.HIP.pair


# The pose model has a left/right bias of its own; averaging each frame with its mirror image removes it
# (docs/decisions/0004-each-frame-and-its-mirror-image.md). This index swaps its labels back.
def _build_mirror_index() -> np.ndarray:
    def swap_side(name: str) -> str:
        swapped = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
        return "_".join(swapped.get(part, part) for part in name.split("_"))

    return np.array([Landmark[swap_side(landmark.name)] for landmark in Landmark])


# (33,) `track[:, MIRROR_INDEX]` exchanges left and right landmarks; the nose stays.
MIRROR_INDEX = _build_mirror_index()

# Pairs of landmarks that a drawn skeleton joins by a line.
BONES: tuple[tuple[Landmark, Landmark], ...] = (
    *(
        (first.select_landmark(side), second.select_landmark(side))
        for side in Side
        for first, second in (
            (Joint.SHOULDER, Joint.ELBOW),
            (Joint.ELBOW, Joint.WRIST),
            (Joint.SHOULDER, Joint.HIP),
            (Joint.HIP, Joint.KNEE),
            (Joint.KNEE, Joint.ANKLE),
            (Joint.ANKLE, Joint.HEEL),
            (Joint.HEEL, Joint.TOE),
            (Joint.ANKLE, Joint.TOE),
        )
    ),
    Joint.SHOULDER.pair,
    Joint.HIP.pair,
)
