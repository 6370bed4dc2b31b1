"""The real pose model, through our border: right pixels, quiet, always closed, loaded only when needed."""

import os
import subprocess
import sys
import threading
from contextlib import closing
from itertools import islice

import numpy as np
import pytest

from analysis.errors import ModelError
from analysis.pose.landmarks import LOWER_BODY, Landmark
from vision.pose.estimator import MediaPipeEstimator, PoseDetection, make_mediapipe_backend
from vision.pose.models import compute_file_sha256, find_model_path
from vision.pose.stderr_filter import StderrFilter
from vision.tracking.clip_tracking import TrackingSettings, track_clip, track_frames
from vision.video.orientation import mirror_image
from vision.video.reader import Frame, open_clip

FRONT = "lnewco_7037_front.mov"
LEGS = list(LOWER_BODY)


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


class Frames:
    """A FrameSource of frames at hand."""

    name, warnings = "frames", ()

    def __init__(self, frames: list[Frame]) -> None:
        self._frames = frames
        self.frames_expected = len(frames)
        height, width = frames[0].image_rgb.shape[:2]
        self.size_px = (width, height)

    def __iter__(self):
        return iter(self._frames)


@pytest.fixture(scope="module")
def picture(shared_clips):
    with open_clip(shared_clips / FRONT) as clip:
        return next(iter(clip)).image_rgb


@pytest.fixture(scope="module")
def backend():
    return make_mediapipe_backend("lite")


@pytest.mark.shared
def test_a_standing_person_is_read(picture, backend):
    with closing(backend.open_estimator()) as estimator:
        pose = estimator.detect_pose(picture, 0)
    assert pose is not None
    x, y = pose.image_px.T
    assert y[Landmark.NOSE] < y[Landmark.LEFT_HIP] < y[Landmark.LEFT_KNEE] < y[Landmark.LEFT_ANKLE]
    assert x[Landmark.LEFT_SHOULDER] > x[Landmark.RIGHT_SHOULDER]
    assert y[Landmark.NOSE] == pytest.approx(250, abs=25)
    assert pose.world_m.shape == (33, 3)
    assert 0.5 < pose.visibility[Landmark.LEFT_HIP] <= 1


@pytest.mark.shared
def test_rows_with_gaps_between_them_are_read_alike(picture, backend):
    """MediaPipe itself ignores strides and would see a sheared picture."""
    roomy = np.zeros((picture.shape[0], picture.shape[1] + 7, 3), np.uint8)
    roomy[:, :-7] = picture
    poses = []
    for image in (picture, roomy[:, :-7], mirror_image(picture)[:, ::-1]):
        with closing(backend.open_estimator()) as estimator:
            poses.append(estimator.detect_pose(image, 0))
    for pose in poses[1:]:
        np.testing.assert_array_equal(pose.image_px, poses[0].image_px)


@pytest.mark.shared
def test_reset_forgets(picture, backend):
    """After a reset the next picture is read as a first one is."""
    with closing(backend.open_estimator()) as estimator:
        first = estimator.detect_pose(picture, 0)
        for index in range(1, 4):
            estimator.detect_pose(picture, 33 * index)
        estimator.reset()
        again = estimator.detect_pose(picture, 200)
    np.testing.assert_array_equal(first.image_px, again.image_px)


@pytest.mark.shared
def test_the_finder_sees_two_people_side_by_side(picture, backend):
    with closing(backend.open_finder()) as finder:
        found = finder.find_people(np.concatenate([picture, picture], axis=1))
    assert sorted(round(pose.image_px[Landmark.NOSE, 0] / 540 - 0.5) for pose in found) == [0, 1]


def test_mirroring_a_reading_twice_changes_nothing():
    noise = np.random.default_rng(0)
    pose = PoseDetection(noise.normal(size=(33, 2)), noise.normal(size=(33, 3)), noise.uniform(size=33))
    once = pose.mirror_pose(540)
    assert once.image_px[Landmark.LEFT_HIP, 0] == 539 - pose.image_px[Landmark.RIGHT_HIP, 0]
    assert once.world_m[Landmark.LEFT_HIP, 0] == -pose.world_m[Landmark.RIGHT_HIP, 0]
    np.testing.assert_allclose(once.mirror_pose(540).image_px, pose.image_px, atol=1e-9)


def test_a_black_picture_shows_nobody(backend):
    with closing(backend.open_estimator()) as estimator, closing(backend.open_finder()) as finder:
        assert estimator.detect_pose(np.zeros((90, 60, 3), np.uint8), 0) is None
        assert finder.find_people(np.zeros((90, 60, 3), np.uint8)) == []


def test_a_time_that_does_not_rise_is_refused(backend):
    with closing(backend.open_estimator()) as estimator:
        estimator.detect_pose(np.zeros((90, 60, 3), np.uint8), 10)
        with pytest.raises(ModelError, match="stopped"):
            estimator.detect_pose(np.zeros((90, 60, 3), np.uint8), 10)


def test_a_file_that_is_no_model(tmp_path, capfd):
    path = tmp_path / "a.task"
    path.write_bytes(b"nothing")
    with pytest.raises(ModelError, match="Install EvenRep again"):
        MediaPipeEstimator(str(path))
    assert capfd.readouterr().err == ""


def test_closing_twice_is_harmless(backend):
    estimator = backend.open_estimator()
    estimator.close()
    estimator.close()


def test_mediapipe_is_not_loaded_before_it_is_used():
    done = python(
        "import sys, vision.tracking.clip_tracking, vision.tracking.track_io\n"
        "print('mediapipe' in sys.modules)"
    )
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.slow
@pytest.mark.shared
def test_the_whole_way_is_silent_and_leaves_nothing_open(shared_clips, tmp_path):
    """Nothing on stdout or stderr, from the first import to the end of the process."""
    code = (
        "import sys; from vision.tracking.clip_tracking import *;"
        "r = track_clip(sys.argv[1], TrackingSettings(model='lite')); assert r.track.seen.all()"
    )
    done = python(code, shared_clips / FRONT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
@pytest.mark.shared
def test_a_real_clip_and_its_mirror_image_give_mirrored_tracks(shared_clips):
    """With the real model, pixel for pixel: no difference at all."""
    with open_clip(shared_clips / FRONT, long_side_px=480) as clip:
        plain = [Frame(f.index, f.time_s, f.image_rgb, (1.0, 1.0)) for f in islice(clip, 25)]
    mirrored = [Frame(f.index, f.time_s, mirror_image(f.image_rgb), f.scale) for f in plain]
    settings = TrackingSettings(model="lite")
    tracks = [
        track_frames(Frames(part), settings, make_mediapipe_backend("lite")) for part in (plain, mirrored)
    ]
    for name in ("image_px", "world_m", "visibility", "spread_px"):
        np.testing.assert_allclose(
            getattr(tracks[0], name), getattr(tracks[1].mirror_track(), name), rtol=0, atol=1e-9
        )


@pytest.mark.shared
def test_what_a_recording_says_of_its_origin(shared_clips):
    made = track_clip(shared_clips / FRONT, TrackingSettings(model="lite", mirror=False))
    assert made.clip.name == FRONT
    assert made.clip.frames == len(made.track) == 79
    assert (made.model.name, made.model.mirror_averaged) == ("lite", False)
    assert made.model.sha256 == compute_file_sha256(find_model_path("lite"))


@pytest.mark.slow
@pytest.mark.shared
def test_of_two_real_people_the_one_nearer_the_centre_is_read(shared_clips):
    """Two clips side by side, the left one pushed to the edge: the right one is the lifter."""
    clips = []
    for name in (FRONT, "lnewco_7060_front.mov"):
        with open_clip(shared_clips / name, long_side_px=480) as clip:
            clips.append(list(islice(clip, 40)))
    width = clips[1][0].image_rgb.shape[1]
    both = [
        Frame(b.index, b.time_s, np.concatenate([a.image_rgb[:, 40:], b.image_rgb], axis=1), (1.0, 1.0))
        for a, b in zip(*clips, strict=True)
    ]
    alone = [Frame(f.index, f.time_s, f.image_rgb, (1.0, 1.0)) for f in clips[1]]
    settings, backend = TrackingSettings(model="lite"), make_mediapipe_backend("lite")
    pair, single = (track_frames(Frames(part), settings, backend) for part in (both, alone))
    off = np.nanmax(np.abs(pair.image_px[:, LEGS] - [width - 40, 0] - single.image_px[:, LEGS]), axis=(1, 2))
    assert pair.seen.all()
    assert np.median(off) < 8
    assert "Somebody else" in pair.warnings[0]


# --- quiet --------------------------------------------------------------------------------------------


def test_quiet_drops_only_the_noise(capfd):
    with StderrFilter():
        os.write(2, b"W0000 00:00:17.0 1 a.cc:1] noise\nINFO: Created TensorFlow Lite XNNPACK delegate.\n")
        os.write(2, b"somebody else's line\nF0000 00:00:17.0 1 a.cc:1] fatal\n")
        sys.stderr.write("from Python\n")  # print() would write the line and its end apart
        sys.stderr.flush()
    assert sorted(capfd.readouterr().err.splitlines()) == [
        "F0000 00:00:17.0 1 a.cc:1] fatal",
        "from Python",
        "somebody else's line",
    ]


def test_quiet_from_many_threads(capfd):
    """Ten threads go in and out a hundred times: every line of theirs arrives, the descriptor is put back."""

    def talk(number: int) -> None:
        for turn in range(100):
            with StderrFilter():
                os.write(2, b"W0000 noise\n" + f"line {number} {turn}\n".encode())

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(10)]
    before = os.fstat(2)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert os.fstat(2).st_ino == before.st_ino
    lines = capfd.readouterr().err.splitlines()
    assert sorted(lines) == sorted(f"line {number} {turn}" for number in range(10) for turn in range(100))


def test_quiet_without_any_stderr():
    code = (
        "import os, sys; os.close(2)\nfrom vision.pose.stderr_filter import StderrFilter\n"
        "with StderrFilter(): pass\nprint('went well')"
    )
    assert python(code).stdout.strip() == "went well"
