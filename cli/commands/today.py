"""`evenrep today`: the day's plan in sentences, or as JSON."""

import json as json_module
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.errors import UsageError
from cli.console import print_line
from cli.errors import exit_with_code
from cli.options import Debug
from services.history import find_lifter, open_history
from services.programme import LifterDay, begin_programme, load_lifter_day, log_pain_answer, read_wall_time

if TYPE_CHECKING:
    from coaching.plan.types import PartPlan, Task

# Field of SideVerdict -> its key in the JSON, which keeps the name that the schema began with.
SCHEMA = "evenrep.today/1"
_JSON_KEYS = {"entered": "told"}
MARKS = {
    "todo": "to do",
    "partly": "begun",
    "done": "done",
    "not_today": "not today",
    "waiting": "after the question",
    "blocked": "not today: pain",
    "dropped": "no longer needed",
}


@exit_with_code
def today(
    lifter: Annotated[
        str, typer.Option(metavar="NAME", help="Whose day, if there are several lifters.")
    ] = "",
    pain: Annotated[
        bool | None, typer.Option("--pain/--no-pain", help="The answer to: any pain in movement?")
    ] = None,
    begin: Annotated[bool, typer.Option("--begin", help="Today is the programme's first day.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The whole plan as JSON.")] = False,
    debug: Debug = False,
) -> int:
    """Show what the programme asks today, what is done, and why. The pain question comes first."""
    day = _log_and_load_day(lifter, pain, begin)
    if json:
        print(json_module.dumps(convert_day_to_plain(day), ensure_ascii=True, indent=2, allow_nan=False))
        return 0
    for line in format_plan_lines(day):
        print_line(line, sys.stdout)
    return 0


def _log_and_load_day(lifter: str, pain: bool | None, begin: bool) -> LifterDay:
    """Log the first day and the answer about pain where they were given; then load the plan."""
    with open_history() as store:
        found = find_lifter(store, lifter)
        if begin:
            started = store.load_records(found.id).programme.started
            if started is not None:
                raise UsageError(
                    f"--begin: the programme began on {started:%d %B %Y}. Change it on the Today page."
                )
            begin_programme(store, found.id, read_wall_time().date())
        if pain is not None:
            log_pain_answer(store, found.id, pain)
        return load_lifter_day(store, found)


def format_plan_lines(day: LifterDay) -> list[str]:
    """The plan from top to bottom; an empty text is an empty line."""
    plan = day.plan
    lines = [f"{day.lifter.name}, {plan.at:%A %d %B %Y}", plan.headline]
    if plan.gate == "not_asked":
        return [*lines, *_format_part_lines(plan.parts[0]), "", *_explain_how_to_answer(day)]
    for part in plan.parts[:1] if plan.gate == "pain" else plan.parts:
        lines += _format_part_lines(part)
    if plan.gate == "clear":
        lines += ["", *_describe_standing(day)]
    return lines


def _explain_how_to_answer(day: LifterDay) -> list[str]:
    option = f' --lifter "{day.lifter.name}"'
    return [f"Answer: evenrep today{option} --no-pain, or --pain. Without an answer there is no plan."]


def _format_part_lines(part: "PartPlan") -> list[str]:
    lines = ["", f"{part.part.value}. {part.title}: {MARKS[part.status]}"]
    lines += [f"   {_format_checkbox(task)} {task.text}{_format_sets_done(task)}" for task in part.tasks]
    lines += [f"   Logged: {sentence}" for sentence in part.logged]
    lines += [f"   ! {sentence}" for sentence in part.watch]
    lines += [
        f"   Why: {sentence}" if index == 0 else f"        {sentence}"
        for index, sentence in enumerate(part.why)
    ]
    return lines


def _format_checkbox(task: "Task") -> str:
    return "[x]" if task.done else "[ ]"


def _format_sets_done(task: "Task") -> str:
    return f" ({task.logged} of {task.sets} done)" if task.logged and not task.done else ""


def _describe_standing(day: LifterDay) -> list[str]:
    """Where the programme stands."""
    plan = day.plan
    if plan.calendar is None:
        return ["The programme has not begun: evenrep today --begin makes today its first day."]
    lines = [f"Day {plan.calendar.day} of the programme; clean reps in a row: {plan.streak.current}."]
    if plan.calendar.next_checkpoint is not None:
        lines.append(f"Next look back: {plan.calendar.next_checkpoint:%d %B %Y}.")
    return lines


def convert_day_to_plain(day: LifterDay) -> dict[str, Any]:
    """The whole plan as JSON values, as docs/programme.md says."""
    from coaching.records.serialization import to_plain

    plan = day.plan
    plain: dict[str, Any] = to_plain(plan)
    verdict = plain["side"]["now"]
    plain["side"]["now"] = {_JSON_KEYS.get(name, name): value for name, value in verdict.items()}
    parts = [{**to_plain(part), "part": part.part.value, "title": part.title} for part in plan.parts]
    return {"schema": SCHEMA, "lifter": day.lifter.name, **plain, "parts": parts}
