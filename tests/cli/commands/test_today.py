"""`evenrep today`: the question first, then the plan; JSON; exit codes."""

import json
from dataclasses import replace
from datetime import datetime

from typer.testing import CliRunner, Result

from analysis.pose.landmarks import Side
from cli.app import app
from history.store import Store


def today(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["today", *arguments])


def test_nobody_is_known_yet() -> None:
    done = today()
    assert done.exit_code == 2
    assert "history lifters add NAME" in done.output


def test_without_an_answer_there_is_no_plan() -> None:
    with Store.open() as store:
        store.add_lifter("Anna")
    done = today()
    assert done.exit_code == 0
    assert "Any pain in movement?" in done.output
    assert "Bands" not in done.output


def test_the_answer_is_kept_and_the_plan_follows() -> None:
    with Store.open() as store:
        anna = store.add_lifter("Anna")
    done = today("--no-pain", "--begin")
    assert done.exit_code == 0
    assert "Goblet squat: 3 × 6–10 with bodyweight, filmed" in done.output
    assert "Day 0 of the programme" in done.output
    assert today().output == done.output, "asked again, it says the same"
    with Store.open() as store:
        records = store.load_records(anna.id)
    assert [one.pain for one in records.pains] == [False]
    assert records.programme.started == datetime.now().date()


def test_pain_leaves_only_when_to_ask_a_professional() -> None:
    with Store.open() as store:
        store.add_lifter("Anna")
    done = today("--pain", "--lifter", "anna")
    assert done.exit_code == 0
    assert "Ask a doctor" in done.output
    assert "Goblet squat" not in done.output


def test_the_plan_as_json() -> None:
    with Store.open() as store:
        store.add_lifter("Anna")
    plan = json.loads(today("--no-pain", "--begin", "--json").stdout)
    assert (plan["schema"], plan["lifter"], plan["gate"]) == ("evenrep.today/1", "Anna", "clear")
    assert [part["part"] for part in plan["parts"]] == list(range(9))
    assert plan["parts"][3]["tasks"][0]["exercise"] == "goblet_squat"


def test_the_keys_of_the_json_are_those_of_its_schema() -> None:
    """As they were when evenrep.today/1 began: code may rename its fields, the schema does not."""
    with Store.open() as store:
        store.change_lifter(replace(store.add_lifter("Anna"), weaker_side=Side.LEFT))
    plan = json.loads(today("--no-pain", "--begin", "--json").stdout)
    assert set(plan) == {
        *("schema", "lifter", "at", "gate", "headline", "parts", "side", "weaning", "calendar", "streak"),
    }
    holds = plan["parts"][1]
    assert set(holds) == {"part", "status", "tasks", "why", "logged", "watch", "timer", "title"}
    assert set(holds["tasks"][0]) == {
        *("exercise", "text", "side", "sets", "reps", "seconds", "rest_s", "load", "unit", "logged"),
        *("by_camera", "feedback", "how"),
    }
    assert set(holds["timer"][0]) == {"moment", "seconds", "text", "exercise", "side", "number", "of"}
    assert set(plan["side"]) == {"now", "side", "since", "severity"}
    verdict = plan["side"]["now"]
    assert set(verdict) == {
        *("side", "certainty", "told", "judged", "difference_pct", "evidence", "sentence"),
    }
    assert (verdict["side"], verdict["told"]) == ("left", True)
    assert set(verdict["evidence"][0]) == {
        *("kind", "side", "probability", "difference_pct", "significant", "enough", "sentence", "weight"),
        "primary",
    }
    assert set(plan["weaning"]) == {"stage", "since", "qualifying", "heavy", "ready", "why"}
    assert set(plan["calendar"]) == {
        *("day", "severity", "milestone", "balanced_by", "past", "next_checkpoint"),
    }
    assert set(plan["streak"]) == {"current", "longest"}


def test_a_programme_that_has_begun_does_not_begin_again() -> None:
    with Store.open() as store:
        store.add_lifter("Anna")
    assert today("--begin").exit_code == 0
    again = today("--begin")
    assert again.exit_code == 2
    assert "the programme began on" in " ".join(again.output.split())


def test_an_unknown_lifter_is_told() -> None:
    assert today("--lifter", "Nobody").exit_code == 8
