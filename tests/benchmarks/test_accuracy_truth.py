"""Truth files of any examiner are read or refused in plain words; reps are matched by their bottoms."""

import json
from pathlib import Path

import pytest

from analysis.quantities.definitions import Quantity
from analysis.settings import View
from benchmarks.accuracy_truth import TruthError, find_clips_with_truth, load_ground_truth, match_reps

REP = {
    "rep": 1,
    "bottom_s": 2.5,
    "hip_drop_pct": 4.0,
    "knee_valgus_pct": -18.5,
    "lateral_shift_pct": 0,
    "hip_rotation_pct": None,
}


def written(folder: Path, content: object, name: str = "clip.truth.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


class TestShapes:
    def test_a_bare_list_and_an_object_say_the_same(self, tmp_path: Path):
        for truth in (
            load_ground_truth(written(tmp_path, [REP], "one.json")),
            load_ground_truth(written(tmp_path, {"reps": [REP]}, "one.truth.json")),
        ):
            assert truth.clip == "one"
            assert truth.view is None
            (rep,) = truth.reps
            assert (rep.rep, rep.bottom_s, rep.pct[Quantity.KNEE_VALGUS]) == (1, 2.5, -18.5)

    def test_a_quantity_that_is_left_out_is_not_known_rather_than_zero(self, tmp_path: Path):
        rep = {"rep": 1, "bottom_s": 1.0, "hip_drop_pct": 3.0}
        pct = load_ground_truth(written(tmp_path, [rep, {**REP}])).reps[0].pct
        assert pct[Quantity.HIP_DROP] == 3.0
        assert all(pct[key] != pct[key] for key in Quantity if key is not Quantity.HIP_DROP)

    def test_reps_come_in_the_order_of_time(self, tmp_path: Path):
        later = {**REP, "rep": 2, "bottom_s": 7.0}
        assert [rep.rep for rep in load_ground_truth(written(tmp_path, [later, REP])).reps] == [1, 2]

    @pytest.mark.parametrize(("view", "towards_left_deg"), [("front", 3.0), ("rear", -3.0)])
    def test_yaw_is_counted_round_the_lifter_so_from_behind_it_points_right(
        self, tmp_path: Path, view: str, towards_left_deg: float
    ):
        about = {"view": view, "camera": {"yaw_deg": 3.0, "roll_deg": -1.5}, "reps": [REP]}
        truth = load_ground_truth(written(tmp_path, about))
        assert truth.view is View(view)
        assert (truth.yaw_deg, truth.roll_deg) == (towards_left_deg, -1.5)

    def test_the_shipped_sample_clips_have_truth_of_this_shape(self, sample_videos: Path):
        pairs = find_clips_with_truth(sample_videos)
        assert len(pairs) == 8
        assert all(load_ground_truth(truth).reps for _, truth in pairs)


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "says"),
        [
            ("{", "is not JSON"),
            ("42", "must hold a list of reps"),
            ([], "must hold a list of reps"),
            ({"repetitions": [REP]}, "must hold a list of reps"),
            (["three"], "is not an object"),
            ([{**REP, "bottom_s": None}], "must be the time of its bottom"),
            ([{**REP, "bottom_s": "2.5"}], "must be a number, not '2.5'"),
            ([{**REP, "hip_drop_pct": True}], "must be a number, not True"),
            ([{**REP, "hip_drop_pct": 1e6}], "must be within ±1000"),
            ('[{"bottom_s": 1, "hip_drop_pct": NaN}]', "must be within ±1000"),
            ([{"rep": 1, "bottom_s": 1.0}], "has none of hip_drop_pct"),
            ([REP, REP], "the same bottom_s"),
            ({"reps": [REP], "view": "above"}, "the view is one of front, rear"),
            ({"reps": [REP], "camera": [1, 2]}, "must be objects"),
        ],
    )
    def test_nonsense_is_named_with_its_file(self, tmp_path: Path, content: object, says: str):
        with pytest.raises(TruthError) as refused:
            load_ground_truth(written(tmp_path, content))
        assert says in str(refused.value)
        assert "clip.truth.json" in str(refused.value)

    def test_a_picture_is_no_truth(self, tmp_path: Path):
        path = tmp_path / "clip.json"
        path.write_bytes(b"\x89PNG\xff\xfe\x00")
        with pytest.raises(TruthError, match="is not JSON"):
            load_ground_truth(path)


class TestFolder:
    def test_the_truth_of_a_clip_lies_beside_it_and_the_longer_name_wins(self, tmp_path: Path):
        for name in ("a.mp4", "b.MOV", "c.mp4", "notes.txt"):
            (tmp_path / name).touch()
        for name in ("a.json", "a.truth.json", "b.json"):
            written(tmp_path, [REP], name)
        pairs = find_clips_with_truth(tmp_path)
        assert [(clip.name, truth.name) for clip, truth in pairs] == [
            ("a.mp4", "a.truth.json"),
            ("b.MOV", "b.json"),
        ]

    def test_no_folder_no_clip_and_no_truth_are_three_messages(self, tmp_path: Path):
        with pytest.raises(TruthError, match="There is no folder"):
            find_clips_with_truth(tmp_path / "nowhere")
        with pytest.raises(TruthError, match="No clip lies in"):
            find_clips_with_truth(tmp_path)
        (tmp_path / "a.mp4").touch()
        with pytest.raises(TruthError, match=r"a\.truth\.json or a\.json"):
            find_clips_with_truth(tmp_path)


class TestMatching:
    def test_each_found_rep_goes_to_the_nearest_true_one(self):
        assert match_reps([1.0, 4.0, 7.0], [1.2, 3.9, 7.1]) == [(0, 0), (1, 1), (2, 2)]

    def test_a_missed_and_an_extra_rep_shift_nothing(self):
        assert match_reps([1.0, 4.0, 7.0], [4.1, 5.5, 7.0]) == [(1, 0), (2, 2)]

    def test_beyond_seven_tenths_of_a_second_nothing_belongs_together(self):
        assert match_reps([1.0], [1.75]) == []
        assert match_reps([1.0], [1.65]) == [(0, 0)]

    def test_no_rep_is_used_twice_and_the_nearer_one_wins(self):
        assert match_reps([1.0], [1.5, 0.9]) == [(0, 1)]
        assert match_reps([1.0, 1.4], [1.3]) == [(1, 0)]
