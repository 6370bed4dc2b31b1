"""The overlay: where things are drawn, and that they never depend on colour alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from analysis.errors import Cancelled, NotAVideo, OutputError, TrackError
from analysis.landmarks import Joint, Landmark, Side
from analysis.track import PoseTrack
from vision import lettering
from vision.drawing import PALETTE, Image, Rect
from vision.overlay import (
    LayoutSettings,
    LiveValue,
    Overlay,
    OverlayPlan,
    OverlaySettings,
    RepGrade,
    RepMark,
    draw_frame,
    write_overlay,
)
from vision.overlay_track import matching_frame, smoothed
from vision.writer import VideoWriter

FRAMES, RATE = 40, 20.0
BOTTOM = 15
GREY = 120
SIZES = [(320, 568), (480, 854), (720, 1280), (1920, 1080)]

FRONT_VIEW = {
    Joint.EAR: (0.03, 0.20),
    Joint.SHOULDER: (0.09, 0.30),
    Joint.ELBOW: (0.13, 0.38),
    Joint.WRIST: (0.10, 0.30),
    Joint.HIP: (0.06, 0.52),
    Joint.KNEE: (0.08, 0.68),
    Joint.ANKLE: (0.08, 0.84),
    Joint.HEEL: (0.08, 0.86),
    Joint.TOE: (0.11, 0.87),
}
"""(distance from the middle line, height from the top), in picture heights."""


def standing(size: tuple[int, int]) -> np.ndarray:
    """(33, 2) px: somebody in the middle of the picture, seen from the front; the face is not seen."""
    points = np.full((33, 2), np.nan)
    for joint, (aside, down) in FRONT_VIEW.items():
        for side in Side:
            points[joint.at(side)] = size[0] / 2 + side.sign * aside * size[1], down * size[1]
    return points


def track_of(size: tuple[int, int] = (720, 1280), frames: int = FRAMES) -> PoseTrack:
    points = np.repeat(standing(size)[None], frames, axis=0)
    return PoseTrack(np.arange(frames) / RATE, points, np.zeros((frames, 33, 3)), np.ones((frames, 33)), size)


def rep(grade: RepGrade | None = "bad", number: int = 1, start_s: float = 0.25) -> RepMark:
    return RepMark(
        number, start_s, start_s + 0.5, start_s + 0.75, grade, "Right hip lower, 22 %", ("Right knee in",)
    )


def live(value: float = 20.0, frames: int = FRAMES) -> tuple[LiveValue, ...]:
    values = np.full(frames, value)
    return (
        LiveValue("Hips", "%", values, 15.0, "left lower", "right lower", "hips"),
        LiveValue("Knees", "%", values, 15.0, "left in", "right in", "knees"),
        LiveValue("Shift", "%", values, 15.0, part="balance"),
        LiveValue("Turn", "%", values, 15.0, "left front", "right front", indication=True),
    )


def plan_of(size: tuple[int, int] = (720, 1280), grade: RepGrade | None = "bad") -> OverlayPlan:
    return OverlayPlan(track_of(size), (rep(grade),), live(), summary_lines=("1 rep", "1 uneven"))


def picture(size: tuple[int, int] = (720, 1280)) -> Image:
    return np.full((size[1], size[0], 3), GREY, np.uint8)


def changed(image: Image, place: Rect) -> np.ndarray:
    """(h, w) where something was drawn onto the grey picture."""
    return (place.of(image) != GREY).any(axis=2)


BARE = OverlaySettings(layout=LayoutSettings(keep_clear=False))
"""The picture stays where it is: canvas px are picture px."""


def drawn(track: PoseTrack, **rest: object) -> Image:
    """Only the body: no reps, no values, so no panels."""
    return draw_frame(picture(track.size_px), 0, OverlayPlan(track, **rest), BARE)


# --- the picture given ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_the_picture_given_is_not_touched(size: tuple[int, int]) -> None:
    given = picture(size)
    result = draw_frame(given, BOTTOM, plan_of(size))
    assert (given == GREY).all()
    assert not np.shares_memory(result, given)


@pytest.mark.parametrize("size", [*SIZES, (2160, 3840), (333, 517)])
def test_the_canvas_is_even_and_at_most_1280_long(size: tuple[int, int]) -> None:
    width, height = Overlay(plan_of(size), size).layout.canvas
    assert max(width, height) <= 1280
    assert (width % 2, height % 2) == (0, 0)


def test_a_read_only_and_turned_view_can_be_drawn_on() -> None:
    turned = np.rot90(picture((1280, 720)))
    turned.flags.writeable = False
    assert (draw_frame(turned, BOTTOM, plan_of()) != GREY).any()


def test_the_same_size_comes_back_without_margins() -> None:
    assert draw_frame(picture(), 0, plan_of(), BARE).shape == (1280, 720, 3)


# --- the body -------------------------------------------------------------------------------------------


def test_a_track_without_joints_draws_nothing() -> None:
    track = track_of()
    nobody = track.replace(image_px=np.full_like(track.image_px, np.nan))
    assert (drawn(nobody) == GREY).all()


@pytest.mark.parametrize(
    "joint", [Joint.WRIST, Joint.ELBOW, Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE]
)
@pytest.mark.parametrize("side", Side)
def test_an_unseen_joint_draws_nothing_there(joint: Joint, side: Side) -> None:
    track = track_of()
    x, y = track.image_px[0, joint.at(side)]
    here = Rect(round(x) - 2, round(y) - 2, 5, 5)
    assert changed(drawn(track), here).any()
    hidden = track.image_px.copy()
    hidden[:, [landmark for landmark in Landmark if np.hypot(*(hidden[0, landmark] - (x, y))) < 40]] = np.nan
    assert not changed(drawn(track.replace(image_px=hidden)), here).any()


def test_a_joint_that_the_model_hardly_sees_is_not_drawn() -> None:
    track = track_of()
    visibility = track.visibility.copy()
    visibility[:, list(Joint.WRIST.pair)] = 0.1
    assert (drawn(track) != drawn(track.replace(visibility=visibility))).any()


def test_every_single_missing_joint_is_survived() -> None:
    plan = plan_of()
    for landmark in Landmark:
        points = plan.track.image_px.copy()
        points[:, landmark] = np.nan
        Overlay(replace(plan, track=plan.track.replace(image_px=points)), (720, 1280)).draw(picture(), BOTTOM)


def test_the_joints_lie_on_the_picture_wherever_the_margins_push_it() -> None:
    plan = plan_of()
    overlay = Overlay(plan, (720, 1280))
    place = overlay.layout.picture
    assert place.y > 0
    result = overlay.draw(picture(), BOTTOM)
    shoulder = plan.track.image_px[0, Landmark.LEFT_SHOULDER] * place.width / 720 + [place.x, place.y]
    x, y = np.round(shoulder).astype(int)
    assert tuple(result[y, x]) == PALETTE.ink


@pytest.mark.parametrize("size", SIZES)
def test_the_panels_do_not_hide_the_body(size: tuple[int, int]) -> None:
    plan = plan_of(size)
    layout = Overlay(plan, size).layout
    place = layout.picture
    points = plan.track.image_px[0] * np.array(place[2:]) / size + place[:2]
    points = points[np.isfinite(points).all(axis=1)]
    for panel in (layout.verdict, layout.values):
        inside = (points >= panel[:2]) & (points <= [panel.right, panel.bottom])
        assert not inside.all(axis=1).any()


def test_letters_name_the_lifters_own_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    places = written_places(monkeypatch)
    draw_frame(picture(), 0, OverlayPlan(track_of()), BARE)
    assert places["L"].x > places["R"].x
    places.clear()
    draw_frame(picture(), 0, OverlayPlan(track_of(), mirrored=True), BARE)
    assert places["L"].x < places["R"].x


def written_places(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rect]:
    """Place of each text that is written from now on."""
    places: dict[str, Rect] = {}
    original = lettering.write

    def write(canvas: Image, text: str, *rest: object) -> Rect:
        places[text] = original(canvas, text, *rest)
        return places[text]

    monkeypatch.setattr(lettering, "write", write)
    monkeypatch.setattr("vision.overlay_verdict.write", write)
    monkeypatch.setattr("vision.overlay_bars.write", write)
    return places


@pytest.mark.parametrize("value", [20.0, -20.0])
def test_the_hip_line_falls_to_the_lower_side(value: float) -> None:
    hips = replace(live(value)[0])
    result = draw_frame(picture(), 0, OverlayPlan(track_of(), live_values=(hips,)), BARE)
    orange = (np.abs(result.astype(int) - PALETTE.uneven) < 3).all(axis=2)
    orange[800:] = False
    rows, columns = np.nonzero(orange[:, 200:520])
    slope = np.polyfit(columns, rows, 1)[0]
    assert np.sign(slope) == np.sign(value)


def test_level_follows_the_camera() -> None:
    level = drawn(track_of())
    assert (level != drawn(track_of(), roll_deg=5.0)).any()


# --- the verdict ----------------------------------------------------------------------------------------


def border(grade: RepGrade | None) -> Image:
    """The top edge of a rep's picture, as thick as a bad rep's frame."""
    overlay = Overlay(plan_of(grade=grade), (720, 1280))
    return overlay.draw(picture(), BOTTOM)[: overlay.layout.border_px]


def test_a_bad_frame_differs_in_colour_and_in_shape() -> None:
    bad, good, ungraded = border("bad"), border("good"), border("ungraded")
    assert (bad == PALETTE.uneven).all(axis=2).any()
    assert (good == PALETTE.even).all(axis=2).any()
    assert not (good == PALETTE.uneven).all(axis=2).any()
    assert stripes(bad[0]) > 10
    assert stripes(ungraded[0]) > 10
    assert stripes(good[0]) == 0
    assert thickness(bad) > thickness(good)
    assert thickness(bad) > thickness(ungraded)


def stripes(row: np.ndarray) -> int:
    """How often brightness changes along a row of pixels."""
    return int(np.count_nonzero(np.diff(row.mean(axis=1) > 80)))


def thickness(edge: Image) -> int:
    """Rows of an edge in which a bright colour stands."""
    return int(np.count_nonzero((edge[:, 250:400].max(axis=2) > 140).any(axis=1)))


@pytest.mark.parametrize(("grade", "word"), [("bad", "UNEVEN"), ("good", "EVEN"), ("ungraded", "NOT GRADED")])
def test_the_verdict_is_a_word_too(monkeypatch: pytest.MonkeyPatch, grade: RepGrade, word: str) -> None:
    places = written_places(monkeypatch)
    draw_frame(picture(), BOTTOM, plan_of(grade=grade))
    assert {"REP 1", word} <= set(places)


def test_the_three_verdicts_differ_without_colour() -> None:
    grey = {grade: draw_frame(picture(), BOTTOM, plan_of(grade=grade)).mean(axis=2) for grade in GRADES}
    for one, other in (("good", "bad"), ("good", "ungraded"), ("bad", "ungraded")):
        assert (np.abs(grey[one] - grey[other]) > 60).mean() > 0.005


GRADES: tuple[RepGrade, ...] = ("good", "bad", "ungraded")


def test_a_rep_going_on_has_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    places = written_places(monkeypatch)
    draw_frame(picture(), BOTTOM, plan_of(grade=None))
    assert "REP 1" in places
    assert not {"EVEN", "UNEVEN", "NOT GRADED"} & set(places)


def test_a_verdict_stays_until_the_hold_ends_or_the_next_rep_starts() -> None:
    plan = replace(
        plan_of(), reps=(rep(number=1, start_s=0.0), rep(number=2, start_s=1.25), rep(number=3, start_s=9))
    )
    shown = [plan.rep_at(time_s, 1.5) for time_s in (0.0, 1.0, 1.24, 1.25, 3.4, 3.6, 9.1)]
    assert [found.number if found else None for found in shown] == [1, 1, 1, 2, 2, None, 3]


def test_a_rep_that_is_over_shows_what_it_was_graded_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = replace(rep(), values=(-22.0, -40.0, 3.0, 1.0))
    plan = replace(plan_of(), reps=(ended,))
    places = written_places(monkeypatch)
    draw_frame(picture(), 25, plan)
    assert {"22 % right lower", "40 % right in", "3 % left", "≈ 1 % left front"} <= set(places)


def test_an_ungraded_rep_shows_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    places = written_places(monkeypatch)
    plan = replace(plan_of(), reps=(replace(rep("ungraded"), headline="Feet not seen"),))
    draw_frame(picture(), BOTTOM, plan)
    assert not [text for text in places if "%" in text]


@pytest.mark.parametrize(
    ("value", "words"),
    [(12.4, "12 % left"), (-12.4, "12 % right"), (0.3, "0 %"), (-0.3, "0 %"), (np.nan, "–")],
)
def test_values_are_said_in_words(value: float, words: str) -> None:
    assert LiveValue("Shift", "%", np.zeros(1), 15.0).words(value) == words


def test_nothing_unseen_or_only_indicated_counts_as_uneven() -> None:
    shift, turn = live()[2:]
    assert shift.is_over(15.1)
    assert shift.is_over(-15.1)
    assert not shift.is_over(15.0)
    assert not shift.is_over(np.nan)
    assert not turn.is_over(40.0)


def test_bars_point_as_the_picture_does() -> None:
    front, mirrored = live_bar(plan_of()), live_bar(replace(plan_of(), mirrored=True))
    assert front > 0 > mirrored


def live_bar(plan: OverlayPlan) -> float:
    """Where the orange of the bars lies from their middle, px."""
    overlay = Overlay(plan, (720, 1280))
    values = overlay.layout.values.of(overlay.draw(picture(), 1))
    bars = values[:, : round(0.56 * values.shape[1])]
    band = np.nonzero((bars == (96, 104, 112)).all(axis=2))[1]
    orange = np.nonzero((bars == PALETTE.uneven).all(axis=2))[1]
    return float(orange.mean() - np.unique(band).mean()) if len(orange) else float("nan")


# --- text -----------------------------------------------------------------------------------------------

LONG = (
    "A sentence that goes on for much longer than any panel on any phone could ever be wide, Überlänge ±15 %"
)


def long_plan(size: tuple[int, int]) -> OverlayPlan:
    marks = tuple(
        replace(
            rep(grade, number, number * 0.1), end_s=number * 0.1 + 0.1, headline=LONG, details=(LONG,) * 4
        )
        for number, grade in zip(range(98, 128), GRADES * 10, strict=True)
    )
    times = np.arange(FRAMES) * 0.33
    values = tuple(replace(value, label=LONG, left_word=LONG) for value in live())
    return OverlayPlan(track_of(size).replace(time_s=times), marks, values, summary_lines=(LONG,) * 6)


@pytest.fixture
def inked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Rect, Rect]]:
    """(place of each bitmap of text, picture) as they are laid down."""
    found: list[tuple[Rect, Rect]] = []
    original = lettering.blend

    def blend(image: Image, coverage: np.ndarray, at: tuple[int, int], color: tuple[int, int, int]) -> None:
        height, width = image.shape[:2]
        found.append((Rect(*at, coverage.shape[1], coverage.shape[0]), Rect(0, 0, width, height)))
        original(image, coverage, at, color)

    monkeypatch.setattr(lettering, "blend", blend)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("plan_maker", [plan_of, long_plan])
def test_text_never_runs_out_of_the_picture(
    inked: list[tuple[Rect, Rect]], size: tuple[int, int], plan_maker: object
) -> None:
    overlay = Overlay(plan_maker(size), size)
    for index in range(0, FRAMES, 3):
        overlay.draw(picture(size), index)
    assert len(inked) > 50
    assert [place for place, whole in inked if not contains(whole, place)] == []


def contains(whole: Rect, place: Rect) -> bool:
    return (
        whole.x <= place.x
        and whole.y <= place.y
        and place.right <= whole.right
        and place.bottom <= whole.bottom
    )


@pytest.mark.parametrize("size", SIZES)
def test_text_is_large_enough_for_a_phone(size: tuple[int, int]) -> None:
    layout = Overlay(plan_of(size), size).layout
    assert layout.min_text_px >= 0.022 * layout.canvas[1]


def test_text_is_made_smaller_before_it_is_cut() -> None:
    width = lettering.text_width("Right hip lower", 30)
    assert lettering.fit("Right hip lower", 30, width, 20) == ("Right hip lower", 30)
    text, size = lettering.fit("Right hip lower", 30, round(0.8 * width), 20)
    assert text == "Right hip lower"
    assert 20 <= size < 30
    text, size = lettering.fit("Right hip lower", 30, round(0.4 * width), 20)
    assert text.endswith("…")
    assert size == 20
    assert lettering.text_width(text, size) <= round(0.4 * width)


@pytest.mark.parametrize("letter", "±°%≈–…äöüßéèñçåøłž→←≥≤×−")
def test_the_font_knows_the_letters_that_we_say(letter: str) -> None:
    missing = lettering.text_bitmap("\uffff", 40)
    assert not np.array_equal(lettering.text_bitmap(letter, 40), missing)


# --- the track ------------------------------------------------------------------------------------------


def test_smoothing_takes_out_tremble_and_moves_nothing_in_time() -> None:
    track = track_of(frames=200)
    tremble = np.where(np.arange(200) % 2, 3.0, -3.0)[:, None, None]
    wave = 100 * np.sin(np.arange(200) / 15)[:, None, None]
    clean = smoothed(track.replace(image_px=track.image_px + tremble + wave), 0.05)
    error = (clean - track.image_px - wave)[10:-10]
    assert np.nanmax(np.abs(error)) < 1.5


def test_smoothing_invents_nothing_and_loses_nothing() -> None:
    track = track_of()
    points = track.image_px.copy()
    points[10:14] = np.nan
    clean = smoothed(track.replace(image_px=points), 0.05)
    assert np.array_equal(np.isnan(clean), np.isnan(points))
    assert np.nanmax(np.abs(clean - points)) < 1e-9


def test_smoothing_does_not_reach_over_a_cut() -> None:
    track = track_of()
    points = track.image_px.copy()
    points[20:] += 300
    clean = smoothed(track.replace(image_px=points, cut_frames=(20,)), 0.05)
    assert np.nanmax(np.abs(clean - points)) < 1e-9


@pytest.mark.parametrize(
    ("time_s", "index"), [(0.0, 0), (0.024, 0), (0.026, 1), (1.95, 39), (2.04, 39), (2.2, None)]
)
def test_frames_are_matched_by_time(time_s: float, index: int | None) -> None:
    assert matching_frame(track_of(), time_s, 0.1) == index


def test_values_that_do_not_fit_the_track_are_refused() -> None:
    with pytest.raises(TrackError, match="Hips"):
        OverlayPlan(track_of(), live_values=live(frames=FRAMES - 1))
    with pytest.raises(TrackError, match="Rep 1"):
        OverlayPlan(track_of(), (replace(rep(), values=(1.0,)),), live())
    with pytest.raises(TrackError, match="limit"):
        LiveValue("Hips", "%", np.zeros(1), 0.0)


def test_an_empty_track_still_shows_the_panels() -> None:
    plan = OverlayPlan(track_of(frames=0), summary_lines=("Nobody was seen",))
    assert (Overlay(plan, (720, 1280)).draw(picture(), None, 0.0) != GREY).any()


# --- the clip -------------------------------------------------------------------------------------------


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Grey pictures at the times of `track_of`, one longer step in the middle."""
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, (180, 320)) as writer:
        for time_s in clip_times():
            writer.write(picture((180, 320)), time_s)
    return path


def clip_times() -> np.ndarray:
    times = np.arange(FRAMES) / RATE
    times[20:] += 0.03
    return times


def small_plan() -> OverlayPlan:
    track = track_of((180, 320)).replace(time_s=clip_times())
    return OverlayPlan(track, (rep(),), live(), summary_lines=("1 rep",))


def frames_of(path: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as container:
        yield from container.decode(video=0)


@pytest.mark.parametrize("name", ["out.mp4", "out.webm"])
def test_the_annotated_clip_has_every_frame_at_its_time(clip: Path, tmp_path: Path, name: str) -> None:
    seen: list[tuple[int, int | None]] = []
    out = write_overlay(clip, small_plan(), tmp_path / name, lambda done, total: seen.append((done, total)))
    frames = list(frames_of(out))
    assert [frame.time for frame in frames] == pytest.approx(list(clip_times()), abs=1e-3)
    assert (frames[0].width, frames[0].height) == Overlay(small_plan(), (180, 320)).layout.canvas
    assert seen[-1] == (FRAMES, FRAMES)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["clip.mp4", name])


def test_stopping_leaves_no_clip(clip: Path, tmp_path: Path) -> None:
    asked = iter([False] * 5 + [True])
    with pytest.raises(Cancelled):
        write_overlay(clip, small_plan(), tmp_path / "out.mp4", should_stop=lambda: next(asked))
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_the_clip_itself_is_never_overwritten(clip: Path) -> None:
    before = clip.read_bytes()
    with pytest.raises(OutputError, match="another name"):
        write_overlay(clip, small_plan(), clip.parent / "." / "clip.mp4")
    assert clip.read_bytes() == before


def test_a_clip_that_is_none_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("not a clip")
    with pytest.raises(NotAVideo):
        write_overlay(tmp_path / "clip.mp4", small_plan(), tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_an_unknown_extension_is_said_before_any_work(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="avi"):
        write_overlay(clip, small_plan(), tmp_path / "out.avi")


@pytest.mark.shared
def test_a_real_clip_gets_its_skeleton(shared_clips: Path, tmp_path: Path) -> None:
    """One joint placed on the wall of a real phone clip with uneven time steps: the dot is always there."""
    source = shared_clips / "lnewco_7037_front.mov"
    times = np.array([frame.time for frame in frames_of(source)])
    points = np.full((len(times), 33, 2), np.nan)
    points[:, Landmark.LEFT_SHOULDER] = 200, 600
    track = PoseTrack(times, points, np.zeros((len(times), 33, 3)), np.ones((len(times), 33)), (1080, 1920))
    out = write_overlay(source, OverlayPlan(track), tmp_path / "out.mp4")
    frames = list(frames_of(out))
    assert [frame.time for frame in frames] == pytest.approx(list(times), abs=1e-3)
    assert (frames[0].width, frames[0].height) == (720, 1280)
    dots = [frame.to_ndarray(format="rgb24")[400, 133] for frame in frames]
    assert np.min(dots) > 235
