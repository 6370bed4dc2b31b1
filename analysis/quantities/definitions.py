"""The four graded quantities as a table: a new quantity is a new row here.

The definitions are three-dimensional and stand in docs/measurement.md; spans are those of quiet
standing, so that no denominator can vanish. Positive always means the lifter's own left.
"""

from dataclasses import dataclass
from enum import StrEnum

from analysis.pose.landmarks import Side

THRESHOLD_PCT = 15.0
"""The article's rule: larger differences matter, smaller ones are not dysfunction."""

WATCH_PCT = 10.0
"""From here on a good rep is marked `watch`."""


class Quantity(StrEnum):
    """Key of a graded quantity; its columns are `<key>_pct`, `<key>_low_pct`, …"""

    HIP_DROP = "hip_drop"
    KNEE_VALGUS = "knee_valgus"
    LATERAL_SHIFT = "lateral_shift"
    HIP_ROTATION = "hip_rotation"


@dataclass(frozen=True)
class QuantityInfo:
    """How a quantity is called, and what its sign says in words.

    fault    what a bad rep shows, with {side} for the lifter's side: "left hip drops"
    finding  the same in the words of a sentence to the lifter: "your left hip drops"
    has_deg  the percentage is a tangent: the angle is shown beside it
    """

    quantity: Quantity
    label: str
    definition: str
    at_threshold: str
    fault: str
    finding: str
    has_deg: bool

    def format_fault(self, side: Side) -> str:
        return self.fault.format(side=side)

    def format_finding(self, side: Side) -> str:
        return self.finding.format(side=side)


QUANTITIES: dict[Quantity, QuantityInfo] = {
    row.quantity: row
    for row in (
        QuantityInfo(
            Quantity.HIP_DROP,
            "Hip drop",
            "height of the right hip joint minus the left, per hip-joint distance, minus standing",
            "8.5°, about 3 cm",
            "{side} hip lower",
            "your {side} hip drops",
            has_deg=True,
        ),
        QuantityInfo(
            Quantity.KNEE_VALGUS,
            "Knee valgus",
            "how much further in the left knee is than the right, per knee spread, minus standing",
            "one knee 5-6 cm further in than the other",
            "{side} knee in",
            "your {side} knee comes in",
            has_deg=False,
        ),
        QuantityInfo(
            Quantity.LATERAL_SHIFT,
            "Lateral shift",
            "offset of the centre of mass from mid-foot to the left, per half stance, minus standing",
            "57.5 / 42.5 between the feet",
            "shift to the {side}",
            "you shift to your {side}",
            has_deg=False,
        ),
        QuantityInfo(
            Quantity.HIP_ROTATION,
            "Hip rotation",
            "tangent of the turn of the hip line against the ankle line, seen from above, minus standing",
            "8.5°",
            "{side} hip forward",
            "your {side} hip turns forward",
            has_deg=True,
        ),
    )
}
