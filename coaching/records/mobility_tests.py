"""The hip mobility test: six directions, both sides, three trials each; and what counts as marked."""

from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from analysis.pose.landmarks import Side
from analysis.wording import format_pct
from coaching.records.records import Direction, MobilityRecord, Records

HOW: dict[Direction, str] = {
    Direction.FLEXION: "Lie on your back; bring one knee to the chest, the other leg stays down.",
    Direction.EXTENSION: "Lie on your belly; lift one straight leg, the pelvis stays on the floor.",
    Direction.ABDUCTION: "Lie on your back; move one straight leg out, toes up, the pelvis stays level.",
    Direction.ADDUCTION: "Lie on your back; move one straight leg across the other, the pelvis stays level.",
    Direction.INTERNAL_ROTATION: "Sit, thighs level; move one foot outward, the knee stays where it is.",
    Direction.EXTERNAL_ROTATION: "Sit, thighs level; move one foot inward, the knee stays where it is.",
}
CAMERA_HOW: dict[Direction, str] = {
    Direction.FLEXION: "from the side: thigh against trunk",
    Direction.EXTENSION: "from the side: thigh against trunk",
    Direction.ABDUCTION: "from the front: thigh against the hip line",
    Direction.ADDUCTION: "from the front: thigh against the hip line",
    Direction.INTERNAL_ROTATION: "from the front: shank against vertical",
    Direction.EXTERNAL_ROTATION: "from the front: shank against vertical",
}


@dataclass(frozen=True)
class MobilityRules:
    """When an asymmetry is marked, and how it is tested and treated.

    Attributes
    ----------
    marked_deg, marked_share
        Both must be exceeded: degrees, and a share of the freer side (0–1).
    trials
        Number of trials for each direction and side.
    spread_deg
        Trials that lie further apart than this are not one measurement.
    repeat_days
        A test without findings is repeated after so many days.
    massage_s
        Length of the self-massage, s.
    """

    # Degrees alone would mark a 12° difference of a 112° hip, percent alone a 5° difference of a 10° one.
    marked_deg: float = 10.0
    marked_share: float = 0.15
    trials: int = 3
    spread_deg: float = 10.0
    repeat_days: int = 28
    massage_s: float = 300.0


@dataclass(frozen=True)
class Mobility:
    """One direction as last tested.

    Attributes
    ----------
    direction
        Which movement.
    left_deg, right_deg
        Mean of the trials, degrees; NaN while a side is missing.
    missing
        Number of trials still to take, for each side.
    restricted
        The side that moves less, if the asymmetry is marked.
    tested
        When the newer of the two sides was measured; None: never.
    sentence
        The finding in words.
    """

    direction: Direction
    left_deg: float
    right_deg: float
    missing: dict[Side, int]
    restricted: Side | None
    tested: datetime | None
    sentence: str

    @property
    def complete(self) -> bool:
        """Whether both sides have all trials."""
        return not any(self.missing.values())

    @property
    def difference_deg(self) -> float:
        """Degrees between the sides, without a sign; NaN while a side is missing."""
        return abs(self.left_deg - self.right_deg)


def find_latest_tests(
    records: Records, now: datetime, rules: MobilityRules = MobilityRules()
) -> dict[Direction, Mobility]:
    """Summarize each direction as last tested; a retest takes the place of the test before it.

    Parameters
    ----------
    records
        The lifter's log; trials of one day may be in several records.
    now
        Later trials are left out.
    rules
        When a difference is marked.

    Returns
    -------
    dict of Direction to Mobility
        All six directions, tested or not.
    """
    return {direction: _summarize_direction(records, direction, now, rules) for direction in Direction}


def _summarize_direction(
    records: Records, direction: Direction, now: datetime, rules: MobilityRules
) -> Mobility:
    trials = [one for one in records.mobility if one.direction is direction and one.at <= now]
    last = {side: _find_last_trials([one for one in trials if one.side is side]) for side in Side}
    missing = {side: max(0, rules.trials - len(angles)) for side, angles in last.items()}
    mean = {side: fmean(angles) if angles else float("nan") for side, angles in last.items()}
    tested = trials[-1].at if trials else None
    restricted, sentence = None, _describe_missing_trials(direction, missing)
    if not any(missing.values()):
        restricted = find_restricted_side(mean[Side.LEFT], mean[Side.RIGHT], rules)
        sentence = _describe_difference(direction, mean, restricted, rules) + _describe_scatter(last, rules)
    return Mobility(direction, mean[Side.LEFT], mean[Side.RIGHT], missing, restricted, tested, sentence)


def _find_last_trials(records: list[MobilityRecord]) -> tuple[float, ...]:
    """The trials of the last test of one side: those of one day, before or after treatment."""
    if not records:
        return ()
    # Trials before and after treatment are two tests: averaged they would hide what the treatment did.
    end = records[-1]
    together = [one for one in records if one.at.date() == end.at.date() and one.retest is end.retest]
    return tuple(angle for one in together for angle in one.trials_deg)


def find_restricted_side(
    left_deg: float, right_deg: float, rules: MobilityRules = MobilityRules()
) -> Side | None:
    """Find the restricted side: the stiffer one where the difference is above 10° and above 15 %.

    Parameters
    ----------
    left_deg, right_deg
        Mean range of each hip, degrees.
    rules
        Both limits; the percentage is of the freer side.

    Returns
    -------
    Side or None
        None where the difference is not marked.
    """
    # Of the freer side; below zero there is no share to take, and the degrees decide.
    difference = abs(left_deg - right_deg)
    freer = max(left_deg, right_deg)
    if not (difference > rules.marked_deg and difference > rules.marked_share * max(freer, 0.0)):
        return None
    return Side.LEFT if left_deg < right_deg else Side.RIGHT


def format_direction(direction: Direction) -> str:
    """Format a direction as people read it: "internal rotation".

    Parameters
    ----------
    direction
        Which movement of the hip.

    Returns
    -------
    str
        In lower case, for the middle of a sentence.
    """
    return direction.value.replace("_", " ")


def _describe_missing_trials(direction: Direction, missing: dict[Side, int]) -> str:
    needed = " and ".join(f"{count} on the {side}" for side, count in missing.items() if count)
    return f"{format_direction(direction).capitalize()}: trials still to take: {needed}."


def _describe_difference(
    direction: Direction, mean: dict[Side, float], restricted: Side | None, rules: MobilityRules
) -> str:
    left, right = mean[Side.LEFT], mean[Side.RIGHT]
    difference, freer = abs(left - right), max(left, right)
    share = f" ({format_pct(100.0 * difference / freer)})" if freer > 0 else ""
    figures = f"left {left:.0f}°, right {right:.0f}°, difference {difference:.0f}°{share}"
    limits = f"more than {rules.marked_deg:.0f}° and more than {format_pct(100.0 * rules.marked_share)}"
    verdict = (
        f"the {restricted} side is restricted ({limits})"
        if restricted
        else f"not marked (marked means {limits})"
    )
    return f"{format_direction(direction).capitalize()}: {figures}: {verdict}."


def _describe_scatter(last: dict[Side, tuple[float, ...]], rules: MobilityRules) -> str:
    wide = [
        f"{max(trials) - min(trials):.0f}° on the {side}"
        for side, trials in sorted(last.items())
        if max(trials) - min(trials) > rules.spread_deg
    ]
    return f" The trials are far apart ({' and '.join(wide)}): repeat them." if wide else ""
