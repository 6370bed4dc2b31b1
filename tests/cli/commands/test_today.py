"""`evenrep today`: the question first, then the plan; JSON; exit codes."""

import json
from datetime import datetime

from typer.testing import CliRunner, Result

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


def test_a_programme_that_has_begun_does_not_begin_again() -> None:
    with Store.open() as store:
        store.add_lifter("Anna")
    assert today("--begin").exit_code == 0
    again = today("--begin")
    assert again.exit_code == 2
    assert "the programme began on" in " ".join(again.output.split())


def test_an_unknown_lifter_is_told() -> None:
    assert today("--lifter", "Nobody").exit_code == 8
