"""Lifts, drills and mobility on the command line, from saved tracks to exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from analysis.lifts.catalogue import LIFTS
from analysis.lifts.drills import Drill
from analysis.lifts.mobility_tests import MobilityTest
from analysis.pose.landmarks import Side
from analysis.pose.track import PoseTrack
from cli.app import app
from cli.options import DrillChoice, LiftChoice, MobilityChoice
from tests.fixtures.lift_builders import LegMove, bridge, from_the_side, hinge, one_leg, seated
from tests.fixtures.lifters import EVEN, Film, recording, squat
from vision.tracking.track_io import save_recording

L, R = Side.LEFT, Side.RIGHT


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def saved(folder: Path, track: PoseTrack) -> Path:
    path = folder / "set.npz"
    save_recording(recording(track), path)
    return path


def test_the_choices_are_those_of_the_analysis() -> None:
    assert [choice.value for choice in LiftChoice] == list(LIFTS)
    assert [choice.value for choice in DrillChoice] == [drill.value for drill in Drill]
    assert [choice.value for choice in MobilityChoice] == [test.value for test in MobilityTest]


class TestAnalyze:
    def test_a_counted_lift_is_a_success(self, tmp_path: Path) -> None:
        result = ran("analyze", saved(tmp_path, hinge()), "--lift", "rdl")
        assert result.exit_code == 0
        assert "3 Romanian deadlifts counted, not graded." in result.stdout

    def test_from_the_side_it_is_nothing_gradable(self, tmp_path: Path) -> None:
        result = ran(
            "analyze", saved(tmp_path, hinge(film=from_the_side(Film(noise_px=0.2)))), "--lift", "rdl"
        )
        assert result.exit_code == 4
        assert "Put the phone straight in front of you" in result.stdout

    def test_the_leg_can_be_told(self, tmp_path: Path) -> None:
        track = saved(tmp_path, one_leg((LegMove(L),), step=True))
        out = tmp_path / "set.json"
        result = ran("analyze", track, "--lift", "step_down", "--side", "left", "--json", out, "-q")
        assert result.exit_code == 0
        data = json.loads(out.read_text("utf-8"))
        assert (data["lift"], data["side_told"], data["sides"][0]["reps"]) == ("step_down", "left", 1)

    def test_without_a_lift_it_is_a_squat(self, tmp_path: Path) -> None:
        result = ran("analyze", saved(tmp_path, squat((EVEN,) * 3)), "--json", "-", "-q")
        assert json.loads(result.stdout)["lift"] == "squat"

    def test_an_unknown_lift_is_wrong_usage(self, tmp_path: Path) -> None:
        result = ran("analyze", saved(tmp_path, hinge()), "--lift", "snatch")
        assert result.exit_code == 2

    def test_a_report_is_filed_of_any_lift(self, tmp_path: Path) -> None:
        page = tmp_path / "set.html"
        result = ran("report", saved(tmp_path, hinge()), "--lift", "rdl", "--html", page)
        assert result.exit_code == 0
        assert "Romanian deadlift: reps and sides" in page.read_text("utf-8")


class TestDrill:
    def test_reps_on_each_side_and_the_wrong_side(self, tmp_path: Path) -> None:
        result = ran("drill", saved(tmp_path, bridge((L, L, R))), "--drill", "bridge", "--side", "left")
        assert result.exit_code == 0
        assert "3 reps: 2 on the left and 1 on the right." in result.stdout
        assert "! Wrong side: 1 of 3 reps were on the right." in result.stdout

    def test_json_alone_on_standard_output(self, tmp_path: Path) -> None:
        result = ran("drill", saved(tmp_path, bridge((L, R))), "--drill", "bridge", "--json", "-")
        data = json.loads(result.stdout)
        assert (data["schema"], data["left"], data["right"]) == ("evenrep.drill/1", 1, 1)
        assert [rep["side"] for rep in data["reps"]] == ["left", "right"]

    def test_a_mirrored_clip_is_put_right(self, tmp_path: Path) -> None:
        track = saved(tmp_path, bridge((L, L)).mirror_track())
        result = ran("drill", track, "--drill", "bridge", "--mirrored")
        assert "2 on the left and 0 on the right" in result.stdout

    def test_no_rep_is_nothing_found(self, tmp_path: Path) -> None:
        result = ran("drill", saved(tmp_path, bridge((L,)).slice_frames(0, 30)), "--drill", "bridge")
        assert result.exit_code == 4
        assert "No repetition was found." in result.stdout

    def test_a_missing_clip_and_a_clash_of_names(self, tmp_path: Path) -> None:
        track = saved(tmp_path, bridge((L,)))
        assert ran("drill", tmp_path / "none.npz", "--drill", "bridge").exit_code == 7
        assert ran("drill", track, "--drill", "bridge", "--json", track).exit_code == 2


class TestMobility:
    def test_both_sides(self, tmp_path: Path) -> None:
        track = saved(tmp_path, seated({L: (30.0, 34.0), R: (20.0,)}))
        result = ran("mobility", track, "--test", "internal_rotation")
        assert result.exit_code == 0
        assert "34° ±" in result.stdout
        assert "30°, 34°" in result.stdout

    def test_json(self, tmp_path: Path) -> None:
        out = tmp_path / "hips.json"
        track = saved(tmp_path, seated({L: (30.0,), R: ()}))
        assert ran("mobility", track, "--test", "internal_rotation", "--json", out, "-q").exit_code == 0
        data = json.loads(out.read_text("utf-8"))
        assert data["schema"] == "evenrep.mobility/1"
        assert data["left"]["best_deg"] == pytest.approx(30.0, abs=0.5)
        assert data["right"]["best_deg"] is None
        assert data["right"]["reason"]

    def test_a_wrong_view_says_how_to_film(self, tmp_path: Path) -> None:
        result = ran("mobility", saved(tmp_path, seated({L: (30.0,)})), "--test", "flexion")
        assert result.exit_code == 4
        assert "straight from the side" in result.stderr

    def test_nothing_held_is_nothing_found(self, tmp_path: Path) -> None:
        result = ran("mobility", saved(tmp_path, seated({})), "--test", "internal_rotation")
        assert result.exit_code == 4
        assert "hold each trial still" in result.stderr
