"""Hip mobility over the programme: the first test of each direction against the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from coaching.records.mobility_tests import Mobility, find_latest_tests, format_direction
from coaching.records.records import Direction, Records
from reporting.mobility_steps import format_degrees

CHANGES_HEADER = ("Direction", "First, left / right", "Apart", "Last, left / right", "Apart", "Result")


@dataclass(frozen=True)
class MobilityChange:
    """One direction, both hips, as tested on the first day and on the last."""

    first_day: date
    first: Mobility
    last_day: date
    last: Mobility

    @property
    def once(self) -> bool:
        """Whether it was tested on a single day only."""
        return self.first_day == self.last_day

    @property
    def sentence(self) -> str:
        """ "Flexion: 20° apart on 1 March, 4° on 29 March: not marked"."""
        name = format_direction(self.last.direction).capitalize()
        verdict = f"the {self.last.restricted} side is restricted" if self.last.restricted else "not marked"
        now = f"{format_degrees(self.last.difference_deg)} apart on {self.last_day:%d %B}"
        if self.once:
            return f"{name}: {now}: {verdict}."
        before = f"{format_degrees(self.first.difference_deg)} apart on {self.first_day:%d %B}"
        return f"{name}: {before}, {now}: {verdict}."


def find_mobility_changes(records: Records) -> tuple[MobilityChange, ...]:
    """Every direction that was ever tested on both sides; the first test is one before any treatment."""
    found = []
    # A retest comes after treatment, so it cannot show where the lifter started from.
    untreated = Records(mobility=tuple(one for one in records.mobility if not one.retest))
    for direction in Direction:
        first = _list_complete_tests(untreated, direction)[:1]
        last = _list_complete_tests(records, direction)[-1:]
        if first and last:
            found.append(MobilityChange(*first[0], *last[0]))
    return tuple(found)


def _list_complete_tests(records: Records, direction: Direction) -> list[tuple[date, Mobility]]:
    """(day, result at its end) of the days on which this direction was tested and both hips are known."""
    days = sorted({one.at.date() for one in records.mobility if one.direction is direction})
    tests = [(day, find_latest_tests(records, datetime.combine(day, time.max))[direction]) for day in days]
    return [(day, test) for day, test in tests if test.complete]


def list_change_rows(changes: Sequence[MobilityChange]) -> list[tuple[str, ...]]:
    """List the first and the last test of each direction for a table.

    Parameters
    ----------
    changes
        From `find_mobility_changes`.

    Returns
    -------
    list of tuple of str
        Cells under CHANGES_HEADER.
    """
    return [
        (format_direction(change.last.direction).capitalize(), *_format_cells(change)) for change in changes
    ]


def _format_cells(change: MobilityChange) -> tuple[str, ...]:
    verdict = f"{change.last.restricted} restricted" if change.last.restricted else "not marked"
    last = ("–", "–") if change.once and change.first == change.last else _format_pair(change.last)
    return (*_format_pair(change.first), *last, verdict)


def _format_pair(test: Mobility) -> tuple[str, str]:
    sides = f"{format_degrees(test.left_deg)} / {format_degrees(test.right_deg)}"
    return sides, format_degrees(test.difference_deg)
