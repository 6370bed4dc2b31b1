"""`evenrep history …` and `evenrep analyze --save`: what is told, exit codes, nothing lost."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from analysis.settings import SetSettings
from cli.app import app
from history.store import Store
from history.types import NewSet, SetFiles, SetLine
from services import analysis as analysis_service
from services.history import shorten_set_id
from tests.cli.test_cli import Engine, pretended
from tests.fixtures.history import a_set, hash_text

__all__ = ["pretended"]
Run = Callable[..., Result]


@pytest.fixture
def run(pretended: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, in an empty folder; every clip is a video of its own."""
    monkeypatch.chdir(tmp_path)

    def analyze_recording(recording: str, settings: SetSettings) -> object:
        return tuple(
            replace(report, clip=replace(report.clip, sha256=hash_text(recording)))
            for report in pretended.analyze_recording(recording, settings)
        )

    monkeypatch.setattr(analysis_service, "analyze_recording", analyze_recording)
    monkeypatch.setattr(analysis_service, "pack_recording", str.encode)
    return lambda *arguments, **keys: CliRunner().invoke(app, [*map(str, arguments)], **keys)


def lines() -> tuple[SetLine, ...]:
    with Store.open() as store:
        return store.list_sets()


@pytest.fixture
def anna(run: Run) -> Run:
    """With Anna in the history."""
    assert run("history", "lifters", "add", "Anna").exit_code == 0
    return run


# --- saving -------------------------------------------------------------------------------------------


def test_a_set_is_saved_for_the_only_lifter(anna: Run) -> None:
    done = anna("analyze", "squat.mp4", "--save", "--load", 60, "--note", "slow")
    assert done.exit_code == 0
    (line,) = lines()
    assert f"Saved for Anna: session 1, set {shorten_set_id(line.id)}." in done.stdout
    assert (line.clip, line.load, line.note, line.has_track) == ("squat.mp4", 60.0, "slow", True)
    assert not line.has_video


def test_saving_again_replaces(anna: Run) -> None:
    for _ in range(2):
        assert anna("analyze", "squat.mp4", "--save").exit_code == 0
    assert len(lines()) == 1


def test_no_track_and_the_video_where_asked(anna: Run, tmp_path: Path) -> None:
    (tmp_path / "squat.mp4").write_bytes(b"film")
    assert anna("analyze", "squat.mp4", "--save", "--no-keep-track", "--keep-video").exit_code == 0
    (line,) = lines()
    assert (line.has_track, line.has_video) == (False, True)
    assert anna("history", "show", shorten_set_id(line.id), "--video", "copy.mp4").exit_code == 0
    assert (tmp_path / "copy.mp4").read_bytes() == b"film"
    missing = anna("history", "show", shorten_set_id(line.id), "--track", "copy.npz")
    assert missing.exit_code == 8
    assert "was not saved" in missing.stderr
    assert not (tmp_path / "copy.npz").exists()


def test_sessions_follow_the_time_or_what_is_told(anna: Run) -> None:
    anna("analyze", "one.mp4", "--save", "--at", "2026-03-02T18:00")
    anna("analyze", "two.mp4", "--save", "--at", "2026-03-02T18:20")
    anna("analyze", "three.mp4", "four.mp4", "--save", "--at", "2026-03-02T18:30", "--session", "new")
    anna("analyze", "five.mp4", "--save", "--at", "2026-03-02T23:30", "--session", 1)
    assert {line.clip: line.session for line in lines()} == {
        "one.mp4": 1,
        "two.mp4": 1,
        "three.mp4": 2,
        "four.mp4": 2,
        "five.mp4": 1,
    }


def test_a_clip_is_saved_before_the_next_one_is_read(anna: Run, pretended: Engine) -> None:
    """So the advice of the second clip knows the first, and Ctrl-C during the second loses only that one."""
    saved_by_then: list[int] = []
    pretended.while_tracking = lambda: saved_by_then.append(len(lines()))
    assert anna("analyze", "one.mp4", "broken.mp4", "two.mp4", "--save").exit_code == 3
    assert saved_by_then == [0, 1, 1]
    assert {line.clip for line in lines()} == {"one.mp4", "two.mp4"}


def test_every_shot_of_a_clip_is_saved(anna: Run) -> None:
    assert anna("analyze", "shots.mp4", "--save").exit_code == 0
    assert sorted(line.shot for line in lines()) == [1, 2]


@pytest.mark.parametrize(
    "option", [("--session", "new"), ("--at", "2026-03-02"), ("--keep-video",), ("--note", "x")]
)
def test_what_only_saving_needs_is_wrong_usage_without_it(anna: Run, option: tuple[str, ...]) -> None:
    done = anna("analyze", "squat.mp4", *option)
    assert done.exit_code == 2
    assert "--save" in done.stderr


def test_who_lifted_must_be_known_before_any_work(run: Run, pretended: Engine) -> None:
    nobody = run("analyze", "squat.mp4", "--save")
    assert nobody.exit_code == 2
    assert "evenrep history lifters add NAME" in nobody.stderr.replace("\n│ ", " ").replace("  ", " ")
    unknown = run("analyze", "squat.mp4", "--save", "--lifter", "Bert")
    assert unknown.exit_code == 8
    assert "There is no lifter called Bert" in unknown.stderr
    assert pretended.tracked == []


def test_with_several_lifters_one_must_be_named(anna: Run) -> None:
    anna("history", "lifters", "add", "Bert")
    assert anna("analyze", "squat.mp4", "--save").exit_code == 2
    assert anna("analyze", "squat.mp4", "--save", "--lifter", "bert").exit_code == 0


def test_the_advice_knows_the_history(anna: Run) -> None:
    alone = anna("analyze", "squat.mp4", "--load", 60, "--json", "alone.json")
    known = anna("analyze", "squat.mp4", "--load", 60, "--lifter", "Anna", "--json", "known.json")
    assert (alone.exit_code, known.exit_code) == (0, 0)
    advices = [json.loads(Path(name).read_text())["advice"] for name in ("alone.json", "known.json")]
    assert advices[0] != advices[1]
    assert lines() == (), "--lifter alone keeps nothing"


def test_a_history_that_fails_costs_no_result(
    anna: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from analysis.errors import HistoryError

    def full(*_: object, **__: object) -> None:
        raise HistoryError("The disk is full.")

    monkeypatch.setattr(Store, "save_sets", full)
    done = anna("analyze", "squat.mp4", "--save", "--json", "squat.json")
    assert done.exit_code == 8
    assert "The disk is full." in done.stderr
    assert (tmp_path / "squat.json").is_file()


def test_a_damaged_history_is_told_before_any_work(run: Run, pretended: Engine, tmp_path: Path) -> None:
    file = tmp_path / "evenrep-data" / "history.sqlite3"
    file.parent.mkdir()
    file.write_bytes(b"no database " * 1000)
    for command in (("analyze", "squat.mp4", "--save"), ("history",), ("history", "list")):
        done = run(*command)
        assert done.exit_code == 8
        assert "is damaged" in done.stderr
    assert pretended.tracked == []


# --- looking, taking away, deleting -------------------------------------------------------------------


@pytest.fixture
def kept(run: Run) -> Run:
    """Anna with two sets, Bert with one."""
    with Store.open() as store:
        anna, bert = store.add_lifter("Anna"), store.add_lifter("Bert")
        for lifter, clip in ((anna, "one.mp4"), (anna, "=two.mp4"), (bert, "three.mp4")):
            store.save_sets(lifter.id, [NewSet(a_set(clip))], SetFiles())
    return run


def test_the_overview_says_where_and_who(kept: Run, tmp_path: Path) -> None:
    for command in (("history",), ("history", "lifters"), ("history", "lifters", "list")):
        told = kept(*command).stdout
        assert str(tmp_path / "evenrep-data" / "history.sqlite3") in told
        assert "Anna" in told
        assert "Bert" in told


def test_an_empty_history_says_how_to_begin(run: Run) -> None:
    assert "evenrep history lifters add NAME" in run("history").stdout
    assert "evenrep analyze CLIP --save" in run("history", "list").stdout


def test_a_lifter_is_renamed(kept: Run) -> None:
    assert "Anna is now Anna M." in kept("history", "lifters", "rename", "anna", "Anna M.").stdout
    taken = kept("history", "lifters", "rename", "Bert", "anna m.")
    assert taken.exit_code == 8
    assert "already" in taken.stderr


def test_sets_are_listed(kept: Run) -> None:
    everything = kept("history", "list").stdout
    assert "5✓ 2✗ 1○" in everything
    for name in ("one.mp4", "three.mp4"):
        assert name in everything
    assert "three.mp4" not in kept("history", "list", "--lifter", "anna").stdout
    assert "No sets are saved since then" in kept("history", "list", "--since", "2999-01-01").stdout


def test_a_set_is_shown_by_the_start_of_its_id(kept: Run) -> None:
    line = lines()[0]
    told = kept("history", "show", shorten_set_id(line.id)).stdout
    assert "5 of 7 reps even" in told
    assert "Bert" in told
    assert kept("history", "show", "zzz").exit_code == 8
    kept("history", "show", shorten_set_id(line.id), "--json", "set.json")
    assert json.loads(Path("set.json").read_text())["clip"]["name"] == "three.mp4"


def test_export_and_import(kept: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "3 sets" in kept("history", "export", "all.zip").stdout
    assert "2 sets of Anna" in kept("history", "export", "anna.zip", "--lifter", "Anna").stdout
    assert "here already" in kept("history", "import", "all.zip").stdout
    monkeypatch.setenv("EVENREP_DATA_DIR", str(tmp_path / "other"))
    told = kept("history", "import", "anna.zip").stdout
    assert "Added 2 sets" in told
    assert "New: Anna." in told
    assert len(lines()) == 2


@pytest.mark.parametrize("content", [b"nonsense", None])
def test_what_is_no_export_is_refused(kept: Run, content: bytes | None) -> None:
    if content is not None:
        Path("nonsense.zip").write_bytes(content)
    done = kept("history", "import", "nonsense.zip")
    assert done.exit_code == 7
    assert "Error:" in done.stderr
    assert len(lines()) == 3


def test_an_export_that_cannot_be_written_leaves_nothing(kept: Run) -> None:
    done = kept("history", "export", "no/such/folder/all.zip")
    assert done.exit_code == 6
    assert not zipfile.is_zipfile("no/such/folder/all.zip")


def test_a_table_for_a_coach(kept: Run) -> None:
    assert kept("history", "csv", "sets.csv", "--lifter", "Anna").exit_code == 0
    sets = pd.read_csv("sets.csv")
    assert list(sets["lifter"]) == ["Anna", "Anna"]
    assert list(sets["good"]) == [5, 5]
    assert sets["clip"][1] == "'=two.mp4", "no formula runs in a spreadsheet"
    assert kept("history", "csv", "reps.csv", "--per", "rep").exit_code == 0
    reps = pd.read_csv("reps.csv")
    assert len(reps) == 3 * 8
    assert {"lifter", "date", "session", "lateral_shift_pct"} <= set(reps.columns)
    on_stdout = kept("history", "csv", "-").stdout
    assert on_stdout.startswith("lifter,date,session")


def test_deleting_asks_first(kept: Run) -> None:
    for answer in ("n\n", ""):
        refused = kept("history", "delete", "Anna", input=answer)
        assert refused.exit_code == 130
        assert "Delete Anna with 2 sets" in refused.stderr
        assert len(lines()) == 3
    assert kept("history", "delete", "Anna", input="y\n").exit_code == 0
    assert len(lines()) == 1
    assert kept("history", "delete", "Bert", "--yes").exit_code == 0
    assert lines() == ()


def test_what_was_deleted_is_not_in_the_file_any_more(run: Run, tmp_path: Path) -> None:
    secret = "Anna-Katharina"
    run("history", "lifters", "add", secret)
    run("analyze", "a-very-private-clip.mp4", "--save")
    folder = tmp_path / "evenrep-data"
    assert any(secret.encode() in path.read_bytes() for path in folder.iterdir())
    assert run("history", "delete", secret, "--yes").exit_code == 0
    for path in folder.iterdir():
        content = path.read_bytes()
        assert secret.encode() not in content
        assert b"a-very-private-clip" not in content


def test_one_set_is_deleted(kept: Run) -> None:
    line = lines()[0]
    assert kept("history", "delete-set", shorten_set_id(line.id), input="n\n").exit_code == 130
    assert kept("history", "delete-set", shorten_set_id(line.id), "--yes").exit_code == 0
    assert line.id not in {each.id for each in lines()}
