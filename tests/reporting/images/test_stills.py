"""Stills: the worst rep's own frame, the lifter's own sides, with the clip or without it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.pose.track import Recording
from analysis.quantities.definitions import Quantity
from analysis.report.json_reader import make_empty_frame_series
from analysis.report.pipeline import analyze_recording
from analysis.report.types import SetReport
from analysis.settings import SetSettings
from reporting.images.still_drawing import BAND_PX, SIZE_PX, find_scenes
from reporting.images.stills import (
    describe_still,
    draw_report_stills,
    find_worst_moments,
    list_still_times,
)
from services.analysis import read_frames_at
from tests.fixtures.lifters import EXACT, Fault, recording, squat
from tests.fixtures.make_clips import is_blue, is_red, write_clip
from vision.overlay.drawing import PALETTE

SHIFT, KNEE = Quantity.LATERAL_SHIFT, Quantity.KNEE_VALGUS
REPS = (Fault(lateral_shift=5.0), Fault(lateral_shift=-25.0, only="up"), Fault(knee_valgus=20.0))


@pytest.fixture(scope="module")
def made() -> tuple[Recording, SetReport]:
    built = recording(squat(REPS))
    return built, analyze_recording(built, stages=EXACT)[0]


def test_the_moment_lies_in_the_worst_rep_and_its_phase(made: tuple[Recording, SetReport]) -> None:
    moments = find_worst_moments(made[1])
    shift, rep = moments[SHIFT], made[1].reps[1]
    assert (shift.rep, moments[KNEE].rep) == (2, 3)
    assert rep.bottom_s <= shift.time_s <= rep.end_s
    assert made[1].frames.time_s[shift.frame] == shift.time_s


def test_the_frame_shows_what_the_number_says(made: tuple[Recording, SetReport]) -> None:
    moment = find_worst_moments(made[1])[SHIFT]
    assert made[1].frames.pct[SHIFT][moment.frame] == pytest.approx(moment.value.pct, abs=2.0)


def test_captions_name_rep_side_and_time(made: tuple[Recording, SetReport]) -> None:
    caption = describe_still(made[1], SHIFT)
    assert caption.startswith("Largest in rep 2, on the way up: ")
    assert "% right ±" in caption
    assert caption.endswith(" s.")


def test_without_frames_there_is_no_still(made: tuple[Recording, SetReport]) -> None:
    saved = replace(made[1], frames=make_empty_frame_series())
    assert find_worst_moments(saved) == {}
    assert draw_report_stills({}, made[0], saved) == {}
    assert describe_still(saved, SHIFT) == ""
    assert list_still_times(saved) == []


def test_stills_are_all_of_one_size(made: tuple[Recording, SetReport]) -> None:
    pictures = draw_report_stills({}, *made)
    assert set(pictures) == set(Quantity)
    assert {picture.shape for picture in pictures.values()} == {(SIZE_PX[1] + BAND_PX, SIZE_PX[0], 3)}


def test_beyond_the_limit_is_drawn_in_orange(made: tuple[Recording, SetReport]) -> None:
    def orange(quantity: Quantity) -> int:
        picture = draw_report_stills({}, *made, [quantity])[quantity]
        return int((np.abs(picture.astype(int) - PALETTE.uneven).sum(axis=2) < 12).sum())

    assert orange(SHIFT) > 300
    assert orange(KNEE) > 300
    assert orange(Quantity.HIP_DROP) == 0


def test_a_mirrored_clip_keeps_its_pixels_and_the_lifters_sides(made: tuple[Recording, SetReport]) -> None:
    """The same lift as a selfie file, said to be one: joints lie mirrored, under the same names."""
    selfie = recording(made[0].track.mirror_track())
    report = analyze_recording(selfie, SetSettings(mirrored=True), stages=EXACT)[0]
    time = find_worst_moments(made[1])[SHIFT].time_s
    straight = find_scenes(made[0].track, made[1], [time])[time]
    mirrored = find_scenes(selfie.track, report, [time])[time]
    width = straight.size_px[0]
    flipped = straight.points * [-1.0, 1.0] + [width - 1.0, 0.0]
    np.testing.assert_allclose(mirrored.points, flipped, atol=0.5)
    assert straight.to_left[0] > 0.99
    assert mirrored.to_left[0] < -0.99


def test_level_follows_the_roll(made: tuple[Recording, SetReport]) -> None:
    report = replace(made[1], camera=replace(made[1].camera, roll_deg=5.0))
    scene = find_scenes(made[0].track, report, [2.0])[2.0]
    assert np.degrees(np.arctan2(scene.level[1], scene.level[0])) == pytest.approx(-5.0)


def test_the_clips_own_frame_is_behind_the_lines(made: tuple[Recording, SetReport], tmp_path: Path) -> None:
    """Red is top left in the clip and blue bottom right; nothing else of the still is."""
    track = made[0].track
    stamps = [round(1000 * float(time)) for time in track.time_s]
    clip = write_clip(tmp_path / "clip.mp4", stamps, size=(180, 320))
    frames = read_frames_at(clip, list_still_times(made[1]))
    assert set(frames) == set(list_still_times(made[1]))
    picture = draw_report_stills(frames, *made, [SHIFT])[SHIFT]
    assert is_red(picture[BAND_PX + 20, 20])
    assert is_blue(picture[-20, -20])
    assert not is_blue(picture[BAND_PX + 20, -20])


def test_the_title_stands_above_the_picture(made: tuple[Recording, SetReport]) -> None:
    picture = draw_report_stills({}, *made, [SHIFT])[SHIFT]
    assert (picture[:4] == PALETTE.dark).all()
    assert (picture[:BAND_PX] == PALETTE.ink).any()


def test_the_second_shot_of_a_clip_has_its_own_moments() -> None:
    first, second = squat((Fault(), Fault())), squat((Fault(lateral_shift=25.0), Fault()))
    later_s = float(first.time_s[-1]) + 1.0
    joined = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in ("image_px", "world_m", "visibility", "spread_px")
    }
    times = np.concatenate([first.time_s, second.time_s + later_s])
    clip = recording(first.replace_fields(time_s=times, **joined, cut_frames=(len(first),)))
    report = analyze_recording(clip, stages=EXACT)[1]
    moment = find_worst_moments(report)[SHIFT]
    assert (report.shot, moment.rep) == (2, 1)
    assert moment.time_s > later_s
    scene = find_scenes(clip.track, report, [moment.time_s])[moment.time_s]
    index = int(np.argmin(np.abs(times - moment.time_s)))
    np.testing.assert_allclose(scene.points, clip.track.image_px[index], atol=2.0)
