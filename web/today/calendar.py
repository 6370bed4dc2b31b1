"""The programme's calendar in words: its first day, when to look back, and how long it may take."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from services import programme
from web.html_components import render_table

if TYPE_CHECKING:
    from coaching.plan.milestones import Calendar


class Milestone(NamedTuple):
    """One day of the calendar; day 0 is the programme's first."""

    day: int
    on: date
    words: str
    past: bool


def list_milestones(calendar: "Calendar", today: date) -> list[Milestone]:
    """In order of time; a checkpoint that is past says what was found."""
    start = today - timedelta(days=calendar.day)
    # A checkpoint's sentence begins with its day, which has a column of its own here.
    found = {one.day: one.sentence.partition(": ")[2] for one in calendar.past}
    ahead = "look back: the last two weeks against the first two"
    days = [(0, "the first day")]
    days += [(day, found.get(day, ahead)) for day in programme.list_checkpoint_days()]
    if calendar.milestone and calendar.severity:
        limit = f"the first part should be done by now: the imbalance is {calendar.severity}"
        days.append(((calendar.milestone - start).days, limit))
    days.append(((calendar.balanced_by - start).days, "balanced by about now"))
    return [
        Milestone(day, start + timedelta(days=day), words, day <= calendar.day)
        for day, words in sorted(days, key=lambda row: row[0])
    ]


def render_calendar_html(calendar: "Calendar", today: date) -> str:
    """A table of the milestones, with today in its place."""
    milestones = list_milestones(calendar, today)
    past = sum(row.past for row in milestones)
    rows = [*milestones[:past], Milestone(calendar.day, today, "today", True), *milestones[past:]]
    cells = [(f"Day {row.day}", f"{row.on:%d %b %Y}", row.words[0].upper() + row.words[1:]) for row in rows]
    return render_table(("Day", "Date", "What"), cells, tight=True, strong=past)
