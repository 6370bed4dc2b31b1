"""The accuracy benchmark from end to end: the frozen exam, a folder of somebody's clips, bad input."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import ModelError, NothingToGrade, TrackError
from analysis.pose.track import Recording
from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.settings import SetSettings
from benchmarks import accuracy
from benchmarks.accuracy_run import (
    RAW,
    WAYS,
    TrackSource,
    Way,
    list_read_models,
    load_held_out_sources,
    score_all,
)
from benchmarks.accuracy_score import score_quantity
from benchmarks.accuracy_table import AccuracyResult, build_accuracy_json, check_goals, format_accuracy_report
from benchmarks.accuracy_truth import load_ground_truth
from benchmarks.held_out_tracks import FOLDER, READINGS, HeldOutReading, load_packed_track, save_packed_track
from services.calibration import load_shipped_stages
from tests.fixtures.lifters import EXACT, Fault, Film, bottoms_s, recording, squat

FULL = HeldOutReading("full", True)
FAULTS = [Fault(hip_drop=20), Fault(hip_drop=-20), Fault(), Fault(lateral_shift=18)]


def built_recording(film: Film = Film()) -> Recording:
    return recording(squat(FAULTS, film))


def built_truth(folder: Path, name: str = "built") -> Path:
    """Of the built lifter, known by construction; its times are a little off, as people's notes are."""
    rows = [
        {
            "rep": number,
            "bottom_s": bottom_s + 0.2,
            "hip_drop_pct": fault.hip_drop,
            "knee_valgus_pct": fault.knee_valgus,
            "lateral_shift_pct": fault.lateral_shift,
            "hip_rotation_pct": fault.hip_rotation,
        }
        for number, (bottom_s, fault) in enumerate(zip(bottoms_s(FAULTS), FAULTS, strict=True), start=1)
    ]
    path = folder / f"{name}.truth.json"
    path.write_text(json.dumps({"view": "front", "camera": {"yaw_deg": 0, "roll_deg": 0}, "reps": rows}))
    return path


def exactly(recording: Recording, settings: SetSettings):
    return analyze_recording(recording, settings, stages=EXACT)


class TestScoring:
    def test_a_reading_that_is_exact_scores_exactly(self, tmp_path: Path):
        source = TrackSource(load_ground_truth(built_truth(tmp_path)), lambda _: built_recording())
        scored = score_all([source], "full", Way("exact", True, exactly, True))
        assert len(scored.pairs) == len(FAULTS)
        assert (scored.missing, scored.extra) == (0, 0)
        drop = score_quantity(scored.pairs, Quantity.HIP_DROP)
        assert drop.rmse_pp < 0.5
        assert drop.gain == pytest.approx(1.0, abs=0.02)
        assert (drop.truly_bad, drop.found, drop.false_alarms) == (2, 2, 0)
        assert drop.inside == 1.0
        assert scored.cameras[0].read_view == "front"

    def test_missed_and_extra_reps_are_counted(self, tmp_path: Path):
        truth = load_ground_truth(built_truth(tmp_path))
        late = replace(truth.reps[0], bottom_s=1000.0)
        source = TrackSource(replace(truth, reps=(*truth.reps[1:], late)), lambda _: built_recording())
        scored = score_all([source], "full", Way("exact", True, exactly, True))
        assert (len(scored.pairs), scored.missing, scored.extra) == (3, 1, 1)

    def test_a_clip_that_cannot_be_read_is_named_and_its_reps_are_missing(self, tmp_path: Path):
        def nobody(_: HeldOutReading) -> Recording:
            raise NothingToGrade("Nobody was seen.")

        source = TrackSource(load_ground_truth(built_truth(tmp_path)), nobody)
        scored = score_all([source], "full", WAYS[0])
        assert scored.failed == {"built": "Nobody was seen."}
        assert scored.missing == len(FAULTS)
        assert scored.cameras[0].read_view is None

    def test_a_model_without_calibration_is_told_and_left_out(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ):
        def unknown(*_: object):
            raise ModelError("The calibration knows nothing of heavy.")

        ways = (replace(WAYS[0], analyse=exactly), replace(WAYS[-1], analyse=unknown))
        monkeypatch.setattr(accuracy, "WAYS", ways)
        source = TrackSource(load_ground_truth(built_truth(tmp_path)), lambda _: built_recording())
        results = accuracy.score_models([source], ["heavy"])
        assert [result.way.name for result in results] == ["raw"]
        assert "heavy, calibrated: The calibration knows nothing of heavy." in capsys.readouterr().out

    def test_the_raw_way_takes_the_landmarks_at_their_word(self):
        """The built landmarks are true, so raw readings of them are too."""
        values = [
            rep.values[Quantity.HIP_DROP].pct
            for rep in analyze_recording(built_recording(), stages=RAW)[0].reps
        ]
        assert np.allclose(np.abs(values), [20, 20, 0, 0], atol=1.0)

    @pytest.mark.slow
    def test_the_products_stages_read_as_the_product_does(self):
        made = built_recording()
        own = analyze_recording(made, stages=load_shipped_stages())[0]
        product = WAYS[-1].analyse(made, SetSettings())[0]
        read = [
            [[rep.values[key].pct for key in Quantity] for rep in report.reps] for report in (own, product)
        ]
        assert np.array_equal(*read, equal_nan=True)


class TestTable:
    def test_text_and_json_tell_the_same(self, tmp_path: Path):
        source = TrackSource(load_ground_truth(built_truth(tmp_path)), lambda _: built_recording())
        way = replace(WAYS[-1], analyse=exactly)
        results = [AccuracyResult("full", way, score_all([source], "full", way))]
        content = json.loads(json.dumps(build_accuracy_json(results, "built"), allow_nan=False))
        first = content["results"][0]
        assert (first["model"], first["way"], first["part"]) == ("full", "calibrated", "all")
        assert first["quantities"]["hip_drop"]["found"] == 2
        assert len(content["reps"]) == len(FAULTS)
        printed = "\n".join(format_accuracy_report(results, "built"))
        assert "built: 1 clips" in printed
        assert all(key.replace("_", " ") in printed for key in Quantity)

    def test_a_promise_that_is_not_kept_is_said(self, tmp_path: Path):
        source = TrackSource(load_ground_truth(built_truth(tmp_path)), lambda _: built_recording())
        halved = Way("halved", True, lambda *_: (_halved(),), True)
        kept = {what: kept for what, _, _, kept in check_goals(score_all([source], "full", halved))}
        assert kept["hip drop: gain"] is False
        assert kept["lateral shift: RMSE, pp"] is False


def _halved():
    report = exactly(built_recording(), SetSettings())[0]
    reps = tuple(
        replace(rep, values={key: replace(v, pct=v.pct / 2) for key, v in rep.values.items()})
        for rep in report.reps
    )
    return replace(report, reps=reps)


class TestPackedTracks:
    def test_a_packed_track_is_the_track_to_a_fraction_of_a_pixel(self, tmp_path: Path):
        made = built_recording(Film(noise_px=1.0))
        hidden = made.track.image_px.copy()
        hidden[10:20, 25] = np.nan
        made = replace(made, track=made.track.replace_fields(image_px=hidden))
        save_packed_track(made, tmp_path / "a.npz")
        packed = load_packed_track(tmp_path / "a.npz")
        assert packed.track.frame_rate == pytest.approx(15.0)
        assert np.array_equal(packed.track.time_s, made.track.time_s[::2])
        assert np.allclose(packed.track.image_px, hidden[::2], atol=1 / 32, equal_nan=True)
        assert np.allclose(packed.track.world_m, made.track.world_m[::2], atol=0.000126)
        assert (packed.clip, packed.model) == (made.clip, made.model)

    @pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 half of one"])
    def test_a_damaged_one_is_refused_in_plain_words(self, tmp_path: Path, content: bytes):
        path = tmp_path / "a.full.npz"
        path.write_bytes(content)
        with pytest.raises(TrackError, match="no track of the exam"):
            load_packed_track(path)


class TestFrozenExam:
    def test_it_holds_both_views_carefully_and_carelessly_filmed(self):
        kinds = {(s.truth.groups["part"], s.truth.groups["view"]) for s in load_held_out_sources(FOLDER)}
        assert kinds == {(part, view) for part in ("core", "wide") for view in ("front", "rear")}

    def test_every_clip_was_read_by_the_usual_model_in_both_ways(self):
        assert list_read_models(FOLDER, ("full",)) == ["full"]

    def test_it_is_small_enough_to_clone(self):
        assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 12e6

    def test_its_people_were_never_trained_on(self):
        """Training seeds end at 999,999 (tools/make_calibration_data.py); the exam's begin far above."""
        people = pytest.importorskip("benchmarks.held_out_people", reason="needs the samples extra")
        assert people.FIRST_SEED >= 5_000_000

    @pytest.mark.slow
    def test_it_is_scored_and_written(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        assert accuracy.main(["--models", "full", "--out", str(tmp_path)]) == 0
        printed = capsys.readouterr().out
        assert "full, calibrated" in printed
        assert "promises, held against the carefully filmed part" in printed
        content = json.loads((tmp_path / "accuracy.json").read_text())
        assert {row["part"] for row in content["results"]} == {"all", "core", "wide"}
        assert (tmp_path / "accuracy.svg").read_text().startswith("<svg")


class TestSomebodysClips:
    @pytest.mark.slow
    def test_a_folder_is_scored_by_one_command(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ):
        (tmp_path / "built.mp4").write_bytes(b"stands for a clip")
        built_truth(tmp_path)
        asked = []

        def tracked(clip: Path, settings) -> Recording:
            asked.append((clip.name, settings.model, settings.mirror))
            return built_recording()

        monkeypatch.setattr("benchmarks.accuracy_run.track_clip", tracked)
        command = ["--clips", str(tmp_path), "--out", str(tmp_path / "out"), "--kept", str(tmp_path / "kept")]
        assert accuracy.main(command) == 0
        assert sorted(asked) == [("built.mp4", "full", False), ("built.mp4", "full", True)]
        assert "4 read, 0 missed, 0 too many" in capsys.readouterr().out
        assert (tmp_path / "out" / "accuracy.svg").exists()

    @pytest.mark.slow
    def test_a_broken_clip_is_told_and_the_others_are_scored(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ):
        for name in ("built", "torn"):
            (tmp_path / f"{name}.mp4").write_bytes(name.encode())
            built_truth(tmp_path, name)
        real = accuracy.load_folder_sources

        def sources(pairs, store):
            made = real(pairs, store)
            return [replace(made[0], track=lambda _: built_recording()), made[1]]

        monkeypatch.setattr(accuracy, "load_folder_sources", sources)
        code = accuracy.main(["--clips", str(tmp_path), "--out", str(tmp_path), "--kept", str(tmp_path)])
        printed = capsys.readouterr().out
        assert code == 3
        assert "torn was not read" in printed
        assert "4 read, 4 missed" in printed

    @pytest.mark.parametrize(
        ("arguments", "code", "says"),
        [
            (["--clips", "nowhere"], 7, "There is no folder nowhere"),
            (["--exam", "nowhere"], 7, "is not whole"),
        ],
    )
    def test_nonsense_ends_with_a_sentence_and_its_code(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str
    ):
        assert accuracy.main(arguments) == code
        assert says in capsys.readouterr().err

    @pytest.mark.parametrize("arguments", [["--models", "huge"], ["--clips", ".", "--render"]])
    def test_wrong_usage_is_code_two(self, arguments: list[str]):
        with pytest.raises(SystemExit) as ended:
            accuracy.main(arguments)
        assert ended.value.code == 2

    @pytest.mark.slow
    def test_a_folder_that_cannot_be_written_is_code_six(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ):
        (tmp_path / "built.mp4").write_bytes(b"stands for a clip")
        built_truth(tmp_path)
        monkeypatch.setattr("benchmarks.accuracy_run.track_clip", lambda *_: built_recording())
        taken = tmp_path / "a_file"
        taken.touch()
        assert accuracy.main(["--clips", str(tmp_path), "--out", str(taken), "--kept", str(tmp_path)]) == 6
        assert "Cannot write to" in capsys.readouterr().err


def test_readings_are_told_apart_by_their_file_names():
    assert len({reading.ending for reading in READINGS}) == 6
    assert FULL.ending == ".full.npz"
