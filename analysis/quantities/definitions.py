"""The four graded quantities as a table: a new quantity is a new row here.

The definitions are three-dimensional (docs/measurement.md section 3); spans are those of quiet standing, so
that no denominator can vanish. Positive always means the lifter's own left.
"""

from dataclasses import dataclass
from enum import StrEnum

from analysis.pose.landmarks import Side

# The rule of the glute-imbalance article (see docs/sources.md): larger differences matter, smaller ones are
# not dysfunction. It is no threshold for injury, force or muscle activation.
THRESHOLD_PCT = 15.0

# From here on an even rep is marked `watch`.
WATCH_PCT = 10.0


class Quantity(StrEnum):
    """Key of a graded quantity; its columns are `<key>_pct`, `<key>_low_pct`, …"""

    HIP_DROP = "hip_drop"
    KNEE_VALGUS = "knee_valgus"
    LATERAL_SHIFT = "lateral_shift"
    HIP_ROTATION = "hip_rotation"


@dataclass(frozen=True)
class QuantityInfo:
    """What a quantity is called, and what its sign means in words.

    Attributes
    ----------
    quantity
        Which one.
    label
        Its name in tables and headings.
    definition
        How it is computed, in one phrase.
    at_threshold
        What 15 % is on a body: "8.5°, about 3 cm".
    fault
        What an uneven rep shows, with {side} for the lifter's side: "{side} hip lower".
    finding
        The same in a sentence to the lifter: "your {side} hip drops".
    has_deg
        The percentage is a tangent: the angle is shown next to it.
    """

    quantity: Quantity
    label: str
    definition: str
    at_threshold: str
    fault: str
    finding: str
    has_deg: bool

    def format_fault(self, side: Side) -> str:
        """What an uneven rep shows on this side: "left hip lower"."""
        return self.fault.format(side=side)

    def format_finding(self, side: Side) -> str:
        """The same in a sentence to the lifter: "your left hip drops"."""
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
