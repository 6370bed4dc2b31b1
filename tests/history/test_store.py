"""What is saved comes back, on SQLite and on PostgreSQL alike."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import HistoryError, NotInHistory
from analysis.pose.landmarks import Side
from analysis.report.corrections import Corrections
from analysis.report.json_reader import report_from_dict
from analysis.report.json_writer import report_to_dict
from analysis.report.types import Grade
from analysis.settings import SetSettings, Unit
from coaching.records.from_report import Occasion, make_set_record
from coaching.records.lifter import Lifter, Season
from coaching.records.records import (
    BodyMassRecord,
    Direction,
    ExerciseRecord,
    MobilityRecord,
    OneRmRecord,
    PainRecord,
    ProgrammeRecord,
    Records,
    Severity,
    SideTestRecord,
)
from history import file_chunks, reading
from history.store import Store
from history.types import NewSet, SetFiles
from tests.fixtures.history import LEGS, a_set, build_steps
from tests.fixtures.reports import build_side_view
from tests.history.conftest import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def anna(store: Store) -> Lifter:
    return store.add_lifter("Anna")


# --- lifters ------------------------------------------------------------------------------------------


def test_lifters_come_in_the_order_of_their_names(store: Store) -> None:
    for name in ("Zoë", "anna", "Bert"):
        store.add_lifter(name)
    assert [lifter.name for lifter in store.list_lifters()] == ["anna", "Bert", "Zoë"]


def test_a_name_is_tidied(store: Store) -> None:
    assert store.add_lifter("  Anna \n Muster\0 ").name == "Anna Muster"


@pytest.mark.parametrize("name", ["", "  ", "\n", "x" * 81])
def test_what_is_no_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(HistoryError):
        store.add_lifter(name)
    assert store.list_lifters() == ()


def test_a_name_is_taken_once_whatever_its_capitals(store: Store, anna: Lifter) -> None:
    with pytest.raises(HistoryError, match="already"):
        store.add_lifter("ANNA")
    assert store.find_lifter_by_name("aNNa") == anna
    assert store.find_lifter_by_name("Bert") is None


def test_a_lifter_keeps_name_and_preferences(store: Store, anna: Lifter) -> None:
    season = Season(date(2026, 9, 1), date(2026, 11, 30))
    wanted = Lifter(
        anna.id,
        "Anna M.",
        unit=Unit.LB,
        bar=35.0,
        plates=(45.0, 2.5),
        dominant_side=Side.RIGHT,
        weaker_side=Side.LEFT,
        asymmetric_sport="tennis",
        seasons=(season,),
        goals="even",
        training_days=4,
        bodyweight_only=True,
        lifts=("squat",),
    )
    assert store.change_lifter(wanted) == wanted
    assert store.load_lifter(anna.id) == wanted


def test_a_lifter_who_is_gone_is_told(store: Store, anna: Lifter) -> None:
    store.delete_lifter(anna.id)
    for ask in (store.load_lifter, store.load_records, store.delete_lifter):
        with pytest.raises(NotInHistory):
            ask(anna.id)


# --- sets ---------------------------------------------------------------------------------------------


def test_a_report_comes_back_as_it_was_exported(store: Store, anna: Lifter) -> None:
    report = a_set(warnings=("the picture shook",))
    (set_id,) = store.save_sets(anna.id, [NewSet(report, note="slow")])
    saved = store.load_saved_set(set_id)
    assert report_to_dict(saved.report) == report_to_dict(report)
    assert (saved.line.good, saved.line.bad, saved.line.ungraded) == (5, 2, 1)
    assert (saved.line.at, saved.line.note, saved.line.load) == (NOON, "slow", 60.0)
    assert not saved.line.has_track


def test_the_record_of_a_saved_set_is_that_of_its_report(store: Store, anna: Lifter) -> None:
    report = a_set()
    (set_id,) = store.save_sets(anna.id, [NewSet(report, at=NOON, feedback=True, side=Side.LEFT, check=True)])
    rounded = report_from_dict(report_to_dict(report))
    occasion = Occasion(set_id, NOON, 1, feedback=True, side=Side.LEFT, check=True)
    assert store.load_records(anna.id).sets == (make_set_record(rounded, occasion),)


def test_a_set_in_which_nothing_was_graded_is_kept_too(store: Store, anna: Lifter) -> None:
    (set_id,) = store.save_sets(anna.id, [NewSet(build_side_view())])
    (record,) = store.load_records(anna.id).sets
    assert not record.gradable
    assert record.reps == ()
    assert store.load_saved_set(set_id).report.camera.reasons


def test_unknown_values_stay_unknown(store: Store, anna: Lifter) -> None:
    store.save_sets(anna.id, [NewSet(a_set(load=None))])
    (record,) = store.load_records(anna.id).sets
    assert record.load is None
    unseen = record.reps[7]
    assert unseen.grade is Grade.UNGRADED
    assert unseen.values == {}


def test_legs_and_pelvic_drops_come_back(store: Store, anna: Lifter) -> None:
    store.save_sets(anna.id, [NewSet(build_steps())])
    (record,) = store.load_records(anna.id).sets
    assert [(rep.side, rep.pelvic_drop_deg) for rep in record.reps] == LEGS


def test_pounds_stay_pounds(store: Store, anna: Lifter) -> None:
    store.save_sets(anna.id, [NewSet(a_set(settings=SetSettings(load=135.0, unit=Unit.LB)))])
    (record,) = store.load_records(anna.id).sets
    assert (record.load, record.unit) == (135.0, Unit.LB)


def test_the_shots_of_a_clip_share_its_track(store: Store, anna: Lifter) -> None:
    shots = [NewSet(a_set("two.mp4", shot=shot, shots=2)) for shot in (1, 2)]
    ids = store.save_sets(anna.id, shots, SetFiles(track=b"track"))
    assert [store.load_track(set_id) for set_id in ids] == [b"track", b"track"]
    store.delete_set(ids[0])
    assert store.load_track(ids[1]) == b"track"


def test_a_video_is_kept_only_where_asked(
    store: Store, anna: Lifter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_chunks, "CHUNK_BYTES", 1000)
    video = tmp_path / "clip.mp4"
    video.write_bytes(bytes(range(256)) * 10)  # more than two pieces
    (with_video,) = store.save_sets(anna.id, [NewSet(a_set())], SetFiles(video=video))
    (without,) = store.save_sets(anna.id, [NewSet(a_set())])
    copy = tmp_path / "copy.mp4"
    with copy.open("wb") as stream:
        assert store.write_video(with_video, stream)
        assert not store.write_video(without, stream)
    assert copy.read_bytes() == video.read_bytes()
    assert {line.id: line.has_video for line in store.list_sets()} == {with_video: True, without: False}


def test_the_same_video_again_takes_the_place_of_the_set(store: Store, anna: Lifter) -> None:
    (first,) = store.save_sets(anna.id, [NewSet(a_set("squat.mp4"), feedback=True)], SetFiles(track=b"track"))
    corrections = Corrections(excluded_s=(2.5,), merged_s=((4.0, 6.0),))
    fewer = a_set("squat.mp4", reps=a_set().reps[:3])
    (again,) = store.save_sets(anna.id, [NewSet(fewer, corrections=corrections)])
    assert again == first
    (record,) = store.load_records(anna.id).sets
    assert len(record.reps) == 3
    assert record.feedback
    saved = store.load_saved_set(first)
    assert saved.corrections == corrections
    assert store.load_track(first) == b"track"


def test_the_same_video_of_another_lifter_is_another_set(store: Store, anna: Lifter) -> None:
    bert = store.add_lifter("Bert")
    for lifter in (anna, bert):
        store.save_sets(lifter.id, [NewSet(a_set("squat.mp4"))])
    assert len(store.list_sets()) == 2
    assert [line.lifter for line in store.list_sets(bert.id)] == [bert.id]


def test_sets_that_were_watched_live_have_no_file_and_are_never_replaced(store: Store, anna: Lifter) -> None:
    report = a_set("live")
    live = replace(report, clip=replace(report.clip, sha256=""))
    store.save_sets(anna.id, [NewSet(live)])
    store.save_sets(anna.id, [NewSet(live)])
    assert len(store.list_sets()) == 2


def test_sets_within_three_hours_are_one_training(store: Store, anna: Lifter) -> None:
    at = [NOON, NOON + 2 * HOUR, NOON + 4 * HOUR, NOON + 7 * HOUR, NOON - DAY]
    for when in at:
        store.save_sets(anna.id, [NewSet(a_set(), at=when)])
    numbers = {line.at: line.session for line in store.list_sets(anna.id)}
    assert [numbers[when] for when in at] == [2, 2, 2, 3, 1]
    assert [one.session for one in store.load_records(anna.id).sets] == [1, 2, 2, 2, 3]


def test_a_set_can_be_put_into_a_training(store: Store, anna: Lifter) -> None:
    store.save_sets(anna.id, [NewSet(a_set(), at=NOON)])
    (line,) = store.list_sets()
    store.save_sets(anna.id, [NewSet(a_set(), at=NOON + 5 * HOUR)], session_id=line.session_id)
    assert {line.session for line in store.list_sets()} == {1}
    with pytest.raises(NotInHistory, match="no such session"):
        store.save_sets(anna.id, [NewSet(a_set())], session_id="another")
    assert len(store.list_sets()) == 2


def test_sets_can_be_listed_since_a_day(store: Store, anna: Lifter) -> None:
    for days in range(3):
        store.save_sets(anna.id, [NewSet(a_set(), at=NOON + days * DAY)])
    assert [line.at for line in store.list_sets(since=NOON + DAY)] == [NOON + 2 * DAY, NOON + DAY]


def test_a_deleted_set_leaves_nothing_behind(store: Store, anna: Lifter) -> None:
    (set_id,) = store.save_sets(anna.id, [NewSet(a_set())], SetFiles(track=b"track"))
    store.delete_set(set_id)
    assert store.list_sets() == ()
    (held,) = store.summarize_lifters()
    assert (held.sessions, held.sets, held.last) == (0, 0, None)
    for ask in (store.load_saved_set, store.load_track, store.delete_set):
        with pytest.raises(NotInHistory):
            ask(set_id)


def test_a_save_that_fails_half_way_leaves_nothing(store: Store, anna: Lifter, tmp_path: Path) -> None:
    gone = SetFiles(video=tmp_path / "gone.mp4")
    with pytest.raises(Exception, match="cannot be read"):
        store.save_sets(anna.id, [NewSet(a_set())], gone)
    assert store.list_sets() == ()


def test_strange_text_is_kept_without_harm(store: Store, anna: Lifter) -> None:
    name = "a\0b\ud800'; DROP TABLE sets; --.mp4"
    store.save_sets(anna.id, [NewSet(a_set(name), note="n\0te")])
    (line,) = store.list_sets()
    assert line.clip == "a b?'; DROP TABLE sets; --.mp4"
    assert line.note == "n te"


# --- logs ---------------------------------------------------------------------------------------------

LOGS = (
    PainRecord("p", NOON, True, 3, "left knee"),
    PainRecord("q", NOON + HOUR, False),
    ExerciseRecord("e", NOON, "clam", Side.LEFT, reps=15, clean_reps=12, felt=True),
    ExerciseRecord("f", NOON, "stretch", seconds=60.0, direction=Direction.FLEXION),
    SideTestRecord("s", NOON, "step_up", 8, 10, by_camera=True),
    MobilityRecord("m", NOON, Direction.INTERNAL_ROTATION, Side.RIGHT, (31.5, 33.0, 32.0), retest=True),
    OneRmRecord("o", NOON, "squat", 100.0, Unit.KG),
    BodyMassRecord("b", NOON, 72.5, Unit.KG),
)


def test_every_log_comes_back(store: Store, anna: Lifter) -> None:
    for record in LOGS:
        assert store.save_log_entry(anna.id, record) == record.id
    programme = ProgrammeRecord(date(2026, 3, 1), Severity.MILD)
    store.save_programme(anna.id, programme)
    assert store.load_records(anna.id) == Records(
        pains=LOGS[:2],
        exercises=LOGS[2:4],
        side_tests=LOGS[4:5],
        mobility=LOGS[5:6],
        one_rms=LOGS[6:7],
        body_masses=LOGS[7:],
        programme=programme,
    )


def test_a_one_rm_or_body_mass_told_with_a_set_is_logged_when_it_is_news(store: Store, anna: Lifter) -> None:
    entered = ((90.0, 70.0), (90.0, 70.0), (95.0, 70.0), (None, None))
    for day, (one_rm, mass) in enumerate(entered):
        settings = SetSettings(load=60.0, one_rm=one_rm, body_mass=mass)
        store.save_sets(anna.id, [NewSet(a_set(settings=settings), at=NOON + day * DAY)])
    records = store.load_records(anna.id)
    assert [(one.load, one.lift, one.reps) for one in records.one_rms] == [
        (90.0, "squat", 1),
        (95.0, "squat", 1),
    ]
    assert [one.mass for one in records.body_masses] == [70.0]


def test_the_sets_of_a_video_can_be_left_out_of_the_records(store: Store, anna: Lifter) -> None:
    for clip in ("one.mp4", "two.mp4"):
        store.save_sets(anna.id, [NewSet(a_set(clip), at=NOON)])
    everything = store.load_records(anna.id)
    without = store.load_records(anna.id, exclude_clip=a_set("one.mp4").clip.sha256)
    assert len(everything.sets) == 2
    assert len(without.sets) == 1
    assert without.one_rms == everything.one_rms


def test_an_entry_can_be_put_right_and_taken_out(store: Store, anna: Lifter) -> None:
    new_id = store.save_log_entry(anna.id, PainRecord("", NOON, False))
    store.save_log_entry(anna.id, PainRecord(new_id, NOON, True))
    assert [one.pain for one in store.load_records(anna.id).pains] == [True]
    store.delete_log_entry(new_id)
    assert store.load_records(anna.id) == Records()
    with pytest.raises(NotInHistory):
        store.delete_log_entry(new_id)


def test_the_programme_can_be_told_anew(store: Store, anna: Lifter) -> None:
    for record in (ProgrammeRecord(date(2026, 3, 1)), ProgrammeRecord(None, Severity.SEVERE)):
        store.save_programme(anna.id, record)
        assert store.load_records(anna.id).programme == record


def test_nobody_sees_the_records_of_another(store: Store, anna: Lifter) -> None:
    bert = store.add_lifter("Bert")
    store.save_log_entry(anna.id, LOGS[0])
    store.save_sets(anna.id, [NewSet(a_set())])
    assert store.load_records(bert.id) == Records()
    with pytest.raises(NotInHistory):
        store.save_log_entry(bert.id, LOGS[0])


# --- deleting, threads --------------------------------------------------------------------------------


def test_a_deleted_lifter_leaves_the_others_alone(store: Store, anna: Lifter) -> None:
    bert = store.add_lifter("Bert")
    for lifter in (anna, bert):
        store.save_sets(lifter.id, [NewSet(a_set())], SetFiles(track=lifter.name.encode()))
    store.save_log_entry(anna.id, LOGS[0])
    before = store.load_records(bert.id)
    store.delete_lifter(anna.id)
    assert store.list_lifters() == (bert,)
    assert store.load_records(bert.id) == before
    assert store.load_track(before.sets[0].id) == b"Bert"


def test_many_threads_save_at_once(store: Store, anna: Lifter) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(3):
                store.save_sets(anna.id, [NewSet(a_set(), at=NOON + number * DAY)])
                store.load_records(anna.id)
        except BaseException as error:
            faults.append(error)
            raise

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(store.list_sets()) == 18
    assert {line.session for line in store.list_sets()} == set(range(1, 7))


def test_a_save_in_the_middle_of_a_look_is_not_half_seen(
    place: str | Path, store: Store, anna: Lifter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program begins a training between two questions of one look."""
    store.save_sets(anna.id, [NewSet(a_set(), at=NOON)])
    asked = reading.number_sessions

    def then_somebody_saves(*args: Any) -> dict[int, int]:
        numbers = asked(*args)
        with monkeypatch.context() as only_once, Store.open(place) as other:
            only_once.setattr(reading, "number_sessions", asked)
            other.save_sets(anna.id, [NewSet(a_set(), at=NOON + DAY)])
        return numbers

    monkeypatch.setattr(reading, "number_sessions", then_somebody_saves)
    assert len(store.load_records(anna.id).sets) == 1
    assert len(store.list_sets(anna.id)) == 2


def test_two_programs_see_the_same(place: str | Path, store: Store, anna: Lifter) -> None:
    with Store.open(place) as other:
        other.save_sets(anna.id, [NewSet(a_set(), at=datetime(2026, 3, 1))])
        assert len(store.list_sets()) == 1
