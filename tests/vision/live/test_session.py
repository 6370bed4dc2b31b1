"""LiveSession: the pose model, the clock and the camera are made up; what comes out is known."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import ModelError, NothingToGrade, VideoError
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.report.types import Action, Grade
from analysis.settings import SetSettings
from tests.analysis.live.test_live_set import expect_same
from tests.fixtures.fake_people import LIFTER, PASSER, FakeBackend, Figure, paint, squatting
from tests.fixtures.lifters import EVEN, EXACT, Fault, Film, gone, recording, squat, standing
from tests.fixtures.live import SMALL, Replayed, picture
from vision.live.feed import LiveDependencies
from vision.live.session import LiveOptions, LiveSession
from vision.live.state import LivePhase, LiveState
from vision.pose.estimator import Backend
from vision.tracking.track_io import load_recording, save_recording

BAD = Fault(lateral_shift=20.0)
REPS = (EVEN, BAD, BAD)
SMALL_FILM = Film(size_px=(180, 320), px_per_m=100.0)
"""Pictures that cost nothing to make."""
ALL_FRAMES = LiveOptions(real_time=False)


def session_of(model: Replayed, options: LiveOptions = ALL_FRAMES, **more) -> LiveSession:
    return LiveSession(
        options=options, stages=EXACT, dependencies=model.dependencies, live_set_settings=SMALL, **more
    )


def lift(model: Replayed, session: LiveSession) -> list[LiveState]:
    return [session.push_frame(image, time_s) for image, time_s in model.frames()]


@pytest.fixture(scope="module")
def lifted() -> tuple[Replayed, list[LiveState], LiveSession]:
    """A whole set, mirrored frames included; the session is ended and closed."""
    model = Replayed(squat(REPS, SMALL_FILM))
    with session_of(model) as session:
        states = lift(model, session)
        states.append(session.end_set())
    return model, states, session


class TestASet:
    def test_goes_through_its_phases_in_order(self, lifted):
        _, states, _ = lifted
        phases = [state.phase for state in states]
        seen = list(dict.fromkeys(phases))
        assert seen == [
            LivePhase.HOLD_STILL,
            LivePhase.MOVING,
            LivePhase.BETWEEN_REPS,
            LivePhase.SET_ENDED,
        ] or seen[0] in (LivePhase.HOLD_STILL, LivePhase.SET_UP)
        assert phases[-1] is LivePhase.SET_ENDED
        assert LivePhase.MOVING in seen
        assert LivePhase.BETWEEN_REPS in seen

    def test_says_of_its_reps_what_the_report_says(self, lifted):
        model, states, _ = lifted
        (report,) = analyze_recording(recording(model.track), stages=EXACT)
        expect_same(states[-1].reps, list(report.reps))

    def test_tells_every_rep_once_within_half_a_second(self, lifted):
        _, states, _ = lifted
        at_verdict = [state for state in states[:-1] if state.newest is not None]
        assert [state.newest.rep for state in at_verdict] == [1, 2, 3]
        assert all(state.time_s - state.newest.end_s <= 0.5 for state in at_verdict)

    def test_advises_to_end_it_after_two_bad_reps(self, lifted):
        _, states, _ = lifted
        first = next(state for state in states if state.advice is not None)
        assert first.advice.action is Action.END_SET
        assert len(first.reps) == 3

    def test_ends_in_the_ordinary_report_which_can_be_saved(self, lifted, tmp_path: Path):
        model, states, session = lifted
        (report,) = session.finish_set()
        expect_same(states[-1].reps, list(report.reps))
        assert report.model.mirror_averaged
        assert (report.clip.name, report.clip.width_px, report.clip.height_px) == ("live", 180, 320)
        assert report.clip.frames == len(model.track)
        save_recording(session.make_recording(), tmp_path / "live.npz")
        (again,) = analyze_recording(load_recording(tmp_path / "live.npz"), stages=EXACT)
        assert again.summary == report.summary

    def test_shows_the_joints_where_they_are_in_the_picture(self, lifted):
        model, states, _ = lifted
        assert states[50].joints_px == pytest.approx(model.track.image_px[50], abs=1e-3)
        assert states[50].size_px == (180, 320)

    def test_reads_every_frame_twice_and_says_so(self, lifted):
        model, states, _ = lifted
        assert model.detected == 2 * len(model.track)
        figures = states[-1].figures
        assert (figures.pushed, figures.processed, figures.skipped) == (*[len(model.track)] * 2, 0)
        assert (figures.model, figures.mirror, figures.testing) == ("full", True, False)
        assert figures.frames_per_s == pytest.approx(30.0, abs=0.5)

    def test_lets_go_of_every_landmarker(self, lifted):
        model, _, _ = lifted
        assert model.opened == model.closed > 0
        assert not [one for one in threading.enumerate() if one.name.startswith("evenrep-live")]

    def test_is_over_when_it_is_over(self, lifted):
        model, states, session = lifted
        again = session.push_frame(picture((180, 320)), 1e6)
        assert again.phase is LivePhase.SET_ENDED
        assert again.reps == states[-1].reps
        assert model.opened == model.closed


def test_before_anybody_came_it_says_where_to_stand():
    model = Replayed(gone(standing(2.0, SMALL_FILM), 0.0, 9.0))
    with session_of(model) as session:
        assert session.state.guide
        states = lift(model, session)
        assert all(state.phase is LivePhase.SET_UP for state in states)
        assert all(
            any("Stand straight in front of the camera" in text for text in state.guide) for state in states
        )
        assert np.isnan(states[-1].joints_px).all()
        with pytest.raises(NothingToGrade):
            session.finish_set()


def test_without_a_single_frame_there_is_nothing_to_report():
    with session_of(Replayed(standing(1.0, SMALL_FILM))) as session:
        assert session.end_set().phase is LivePhase.SET_ENDED
        with pytest.raises(NothingToGrade):
            session.make_recording()


def test_standing_still_counts_the_hold_down_to_ready():
    model = Replayed(standing(4.0, SMALL_FILM))
    with session_of(model) as session:
        states = lift(model, session)
    holding = [state.hold_left_s for state in states if state.phase is LivePhase.HOLD_STILL]
    assert holding[0] == pytest.approx(2.0, abs=0.1)
    assert (np.diff(holding) <= 1e-9).all()
    assert states[-1].phase is LivePhase.READY
    assert states[-1].hold_left_s == 0.0
    assert states[-1].green


def test_too_dark_an_image_is_reported():
    model = Replayed(standing(1.5, SMALL_FILM))
    with session_of(model) as session:
        for image, time_s in model.frames():
            state = session.push_frame(image // 8, time_s)
    assert any("dark" in text.lower() for text in state.guide)


def test_pain_ends_the_set_and_the_report_says_so():
    model = Replayed(squat((EVEN,), SMALL_FILM))
    with session_of(model) as session:
        lift(model, session)
        state = session.end_set(pain=True)
        (report,) = session.finish_set()
    assert state.advice.action is Action.END_SET
    assert report.advice.action is Action.END_SET
    assert "Pain" in report.advice.reasons[0]


# --- pictures and times as cameras send them ----------------------------------------------------------


def test_a_camera_that_doubles_its_size_in_the_middle_changes_nothing():
    model = Replayed(squat((EVEN, BAD), SMALL_FILM))
    with session_of(model) as session:
        for image, time_s in model.frames():
            grown = picture((180, 320), 2.0) if time_s > 4.5 else image
            state = session.push_frame(grown, time_s)
        (report,) = session.finish_set()
    assert [rep.grade for rep in state.reps] == [Grade.GOOD, Grade.BAD]
    assert state.size_px == (360, 640)
    assert (report.clip.width_px, report.summary.reps) == (180, 2)


def test_a_camera_that_is_turned_begins_another_shot_and_keeps_the_reps():
    track = squat((EVEN,), SMALL_FILM)
    model = Replayed(track)
    with session_of(model) as session:
        lift(model, session)
        state = session.push_frame(picture((320, 180)), float(track.time_s[-1]) + 0.03)
        assert len(state.reps) == 1
        assert state.hold_left_s > 0.0
        assert session.make_recording().track.cut_frames == (len(track),)


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0])
def test_time_stamps_that_jump_between_reps_lose_no_rep(jump_s):
    model = Replayed(squat((EVEN, BAD), Film(size_px=(180, 320), px_per_m=100.0, top_s=5.0)))
    with session_of(model) as session:
        for image, time_s in model.frames():
            state = session.push_frame(image, time_s + (jump_s if time_s > 4.6 else 0.0))
        recorded = session.make_recording().track
    assert [rep.grade for rep in state.reps] == [Grade.GOOD, Grade.BAD]
    assert (np.diff(recorded.time_s) > 0).all()
    assert recorded.duration_s < 20.0
    assert any("jumped" in text for text in state.warnings)


def test_frames_that_repeat_or_step_back_are_left_out():
    model = Replayed(standing(1.0, SMALL_FILM))
    with session_of(model) as session:
        for image, time_s in model.frames():
            session.push_frame(image, time_s)
            state = session.push_frame(image, time_s - 0.01)
    assert state.figures.skipped == state.figures.processed == len(model.track)


@pytest.mark.parametrize("stamp", [float("nan"), float("inf")])
def test_frames_without_a_time_are_taken_for_a_thirtieth_of_a_second(stamp):
    model = Replayed(standing(1.0, SMALL_FILM))
    with session_of(model) as session:
        for image, _ in model.frames():
            state = session.push_frame(image, stamp)
    assert state.time_s == pytest.approx((len(model.track) - 1) / 30.0)


@pytest.mark.parametrize(
    "frame",
    [np.zeros((4, 4), "u1"), np.zeros((4, 4, 4), "u1"), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), "u1")],
    ids=["grey", "rgba", "float", "empty"],
)  # fmt: skip
def test_what_is_no_picture_is_told_and_the_set_stays(frame):
    model = Replayed(squat((EVEN,), SMALL_FILM))
    with session_of(model) as session:
        lift(model, session)
        with pytest.raises(VideoError, match="live frame"):
            session.push_frame(frame, 100.0)
        assert session.state.phase is LivePhase.SET_ENDED
        assert session.state.why_ended
        assert session.finish_set()[0].summary.reps == 1


def test_a_pose_model_that_breaks_ends_the_set_with_its_message_and_keeps_the_reps():
    model = Replayed(squat((EVEN, EVEN), SMALL_FILM))
    honest = model.detect

    def breaks(image):
        if model.at > 200:
            raise ModelError("The pose model stopped. Try again.")
        return honest(image)

    model.detect = breaks
    with session_of(model) as session:
        with pytest.raises(ModelError, match="stopped"):
            lift(model, session)
        assert session.state.why_ended == "The pose model stopped. Try again."
        assert len(session.finish_set()[0].reps) == 1
    assert model.opened == model.closed


def test_a_set_that_never_ends_is_ended_with_a_sentence():
    model = Replayed(squat((EVEN,) * 3, SMALL_FILM))
    with LiveSession(
        options=ALL_FRAMES,
        stages=EXACT,
        dependencies=model.dependencies,
        live_set_settings=replace(SMALL, max_rows=150),
    ) as session:
        states = lift(model, session)
    assert states[-1].phase is LivePhase.SET_ENDED
    assert "longer than a live set can be" in states[-1].why_ended
    assert len(states[-1].reps) >= 1


# --- other people -------------------------------------------------------------------------------------


def seen_at(states: list[LiveState]) -> np.ndarray:
    """(n,) x of the middle of the lifter, px; NaN where not seen."""
    return np.array([np.nanmean(state.joints_px[:, 0]) for state in states])


def walk(pictures: list[np.ndarray]) -> list[LiveState]:
    fakes = FakeBackend()
    dependencies = LiveDependencies(lambda model: fakes.backend, lambda: 0.0)
    with LiveSession(options=ALL_FRAMES, dependencies=dependencies, live_set_settings=SMALL) as session:
        states = [session.push_frame(image, index / 30.0) for index, image in enumerate(pictures)]
    assert all(one.closed for one in fakes.opened)
    return states


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_whoever_walks_through_is_not_taken_for_the_lifter():
    def shown(index: int) -> list[Figure]:
        passer = [Figure(4.0 * (index - 60), colour=PASSER)] if index > 60 else []
        return [*passer, squatting(index)]

    middle = seen_at(walk([paint(shown(index)) for index in range(150)]))
    known = middle[np.isfinite(middle)]
    assert len(known) > 100
    assert np.abs(known - 120.0).max() < 25.0


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_whoever_leaves_and_returns_is_followed_again():
    def shown(index: int) -> list[Figure]:
        return [] if 60 <= index < 100 else [Figure(120.0, colour=LIFTER)]

    middle = seen_at(walk([paint(shown(index)) for index in range(160)]))
    assert np.isfinite(middle[:60]).all()
    assert np.isnan(middle[70:100]).all()
    assert np.isfinite(middle[140:]).all()


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_before_the_set_whoever_stays_away_is_not_waited_for():
    def shown(index: int) -> list[Figure]:
        return [Figure(60.0, colour=PASSER)] if index < 30 else [Figure(180.0)] if index > 60 else []

    middle = seen_at(walk([paint(shown(index)) for index in range(220)]))
    assert middle[-1] == pytest.approx(180.0, abs=10.0)


def test_the_side_of_a_fault_does_not_depend_on_which_reading_is_biased():
    """The model puts everything 3 px too far right in whatever image it is given."""
    track = squat((EVEN, BAD), SMALL_FILM)
    model = Replayed(track)
    honest = model.detect

    def biased(image):
        found = honest(image)
        return replace(found, image_px=found.image_px + np.array([3.0, 0.0])) if found else None

    model.detect = biased
    with session_of(model) as session:
        states = lift(model, session)
    assert states[50].joints_px == pytest.approx(track.image_px[50], abs=1e-3)
    assert states[-1].reps[1].values[Quantity.LATERAL_SHIFT].side is Side.LEFT


def test_settings_of_the_person_reach_the_report():
    model = Replayed(squat((EVEN,), SMALL_FILM))
    with session_of(model, settings=SetSettings(load=60.0)) as session:
        lift(model, session)
        (report,) = session.finish_set()
    assert report.settings.load == 60.0


def test_a_model_that_is_missing_is_told_when_the_session_is_made():
    def missing(name: str) -> Backend:
        raise ModelError(f"The model {name} is not here.")

    with pytest.raises(ModelError, match="not here"):
        LiveSession(dependencies=LiveDependencies(missing))
