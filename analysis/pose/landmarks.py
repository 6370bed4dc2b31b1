"""The 33 BlazePose landmarks by name, sides, bones, and what becomes what in a mirror."""

from enum import IntEnum, StrEnum

import numpy as np


class Side(StrEnum):
    """The lifter's own side. Its `sign` is the sign of every EvenRep number: left is positive."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def sign(self) -> int:
        return 1 if self is Side.LEFT else -1

    @property
    def other(self) -> "Side":
        return Side.RIGHT if self is Side.LEFT else Side.LEFT

    @classmethod
    def from_sign(cls, value: float) -> "Side | None":
        """Side of a signed number; None for zero and NaN."""
        if value > 0:
            return cls.LEFT
        return cls.RIGHT if value < 0 else None


class Landmark(IntEnum):
    """BlazePose index of each landmark (Bazarevsky et al. 2020); left/right are the lifter's own."""

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
    """A paired joint; `joint.at(side)` is its landmark."""

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
        return Landmark[f"{side.name}_{self.value}"]

    @property
    def pair(self) -> tuple[Landmark, Landmark]:
        """(left, right)."""
        return self.select_landmark(Side.LEFT), self.select_landmark(Side.RIGHT)


LOWER_BODY = tuple(
    joint.select_landmark(side)
    for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
    for side in Side
)
"""What a squat cannot be measured without."""

TRUNK = Joint.SHOULDER.pair + Joint.HIP.pair


def _build_mirror_index() -> np.ndarray:
    def swap_side(name: str) -> str:
        swapped = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
        return "_".join(swapped.get(part, part) for part in name.split("_"))

    return np.array([Landmark[swap_side(landmark.name)] for landmark in Landmark])


MIRROR_INDEX = _build_mirror_index()
"""(33,) `track[:, MIRROR_INDEX]` exchanges left and right landmarks; the nose stays."""

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
"""What a skeleton is drawn with."""
