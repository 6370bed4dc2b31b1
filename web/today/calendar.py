"""The programme's calendar in words: its first day, when to look back, and how long it may take."""

from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from coaching.plan.milestones import Calendar


class Milestone(NamedTuple):
    """One day of the calendar; day 0 is the programme's first."""

    day: int
    on: date
    words: str
    past: bool


def list_milestones(calendar: "Calendar", today: date) -> list[Milestone]:
    """In order of time; a day that has come says what was found."""
    from coaching.plan.milestones import CHECKPOINT_DAYS

    start = today - timedelta(days=calendar.day)
    found = {one.day: one.sentence.partition(": ")[2] for one in calendar.past}
    ahead = "look back: the last two weeks against the first two"
    told = [(0, "the first day"), *((day, found.get(day, ahead)) for day in CHECKPOINT_DAYS)]
    if calendar.milestone and calendar.severity:
        day = (calendar.milestone - start).days
        told.append((day, f"the first part may take until here: the imbalance is {calendar.severity}"))
    told.append(((calendar.balanced_by - start).days, "balanced by about now"))
    return [
        Milestone(day, start + timedelta(days=day), words, day <= calendar.day)
        for day, words in sorted(told, key=lambda row: row[0])
    ]


def render_calendar_html(calendar: "Calendar", today: date) -> str:
    """A table, with today in its place."""
    rows = list_milestones(calendar, today)
    now = Milestone(calendar.day, today, "today", True)
    later = sum(row.past for row in rows)
    body = "".join(
        f'<tr><th scope="row">Day {row.day}</th><td>{row.on:%d %b %Y}</td><td>{_format_milestone(row)}</td></tr>'
        for row in (*rows[:later], now, *rows[later:])
    )
    head = "".join(f'<th scope="col">{word}</th>' for word in ("Day", "Date", "What"))
    return f'<table class="er-table er-tight"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _format_milestone(row: Milestone) -> str:
    words = escape(f"{row.words[0].upper()}{row.words[1:]}")
    return f"<strong>{words}</strong>" if row.words == "today" else words
