"""What the last version wrote opens as before: a track, a result, a history and an export of it.

The files and the numbers that they must give are described in tests/data/last_version/README.txt.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.corrections import Corrections
from analysis.report.json_reader import reports_from_json
from analysis.report.json_writer import write_json
from analysis.report.types import Action, Grade, SetReport, Value
from analysis.settings import Unit
from coaching.records.lifter import Lifter, Season
from coaching.records.records import (
    BodyMassRecord,
    Direction,
    ExerciseRecord,
    MobilityRecord,
    OneRmRecord,
    PainRecord,
    ProgrammeRecord,
    Severity,
    SideTestRecord,
)
from history.bundle import INDEX
from history.store import Store
from tests.fixtures.source_tree import ROOT
from vision.tracking.track_io import load_recording, unpack_recording

DATA = ROOT / "tests" / "data" / "last_version"
SQUATS, STEPS = "96a8717819e092939b981aaacec88551", "1d16f3356956177ea3b53b98164b787b"
ARRAYS = ("time_s", "image_px", "world_m", "visibility", "spread_px")

REPS = [
    (Grade.BAD, 1.667, 3.467, 36.51, -0.96, 5.08, -1.1),
    (Grade.BAD, 4.8, 6.667, 38.01, 2.63, 6.4, 3.68),
    (Grade.GOOD, 7.933, 9.667, 37.34, -0.95, 3.36, -2.5),
]
"""Grade, start and end in s, depth, hip drop, knee valgus and hip rotation in percent, + = left."""
SHIFTS = [(-15.26, -19.01, -11.51), (-25.01, -29.89, -20.14), (-2.37, -5.6, 0.86)]
"""Lateral shift in percent with its 95 % interval."""
SHIFTS_WITH_BODY_MASS = [-17.57, -28.83, -2.79]
"""In the saved set the body mass was entered, so that the bar counts in the centre of mass."""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    """A copy of the saved history: opening one may change the file."""
    copy = shutil.copy(DATA / "history.sqlite3", tmp_path / "history.sqlite3")
    with Store.open(copy) as store:
        yield store


def find_anna(store: Store) -> Lifter:
    (anna,) = store.list_lifters()
    return anna


def expect_numbers(report: SetReport) -> None:
    """Of the squats, whether with body mass or without it: only the lateral shift depends on it."""
    names = (Quantity.HIP_DROP, Quantity.KNEE_VALGUS, Quantity.HIP_ROTATION)
    assert [
        (rep.grade, rep.start_s, rep.end_s, rep.depth_pct, *(rep.values[name].pct for name in names))
        for rep in report.reps
    ] == REPS
    assert (report.summary.good, report.summary.bad, report.summary.ungraded) == (1, 2, 0)
    assert (report.advice.action, report.advice.new_load) == (Action.END_SET, 60.0)


def lateral_shifts(report: SetReport) -> list[Value]:
    return [rep.values[Quantity.LATERAL_SHIFT] for rep in report.reps]


def test_its_track_opens() -> None:
    recording = load_recording(DATA / "track.npz")
    track, clip = recording.track, recording.clip
    assert (len(track), track.size_px, recording.model.name) == (155, (480, 854), "full")
    assert track.time_s[-1] == pytest.approx(10.267, abs=0.0005)
    assert (clip.name, clip.frames) == ("core_00_front.mp4", 500)
    assert clip.duration_s == pytest.approx(16.666666666666668)
    assert np.nansum(track.image_px) == pytest.approx(3144164.5, abs=1e-3)
    assert np.nansum(track.world_m) == pytest.approx(-2383.949219, abs=1e-5)


def test_its_result_opens_and_is_written_again_byte_by_byte() -> None:
    text = (DATA / "result.json").read_text(encoding="utf-8")
    (report,) = reports_from_json(json.loads(text))
    expect_numbers(report)
    assert [(one.pct, one.low_pct, one.high_pct) for one in lateral_shifts(report)] == SHIFTS
    settings = report.settings
    assert (settings.load, settings.one_rm, settings.unit) == (60.0, 90.0, Unit.KG)
    written = io.StringIO()
    write_json([report], written)
    assert written.getvalue() == text


def test_its_history_opens(opened: Store) -> None:
    anna = find_anna(opened)
    assert (anna.name, anna.unit, anna.bar, anna.training_days) == ("Anna", Unit.KG, 15.0, 4)
    assert (anna.weaker_side, anna.dominant_side) == (Side.LEFT, Side.RIGHT)
    assert (anna.asymmetric_sport, anna.seasons) == (
        "tennis",
        (Season(date(2026, 9, 1), date(2026, 11, 30)),),
    )
    steps, squats = opened.list_sets()
    assert (steps.id, steps.at, steps.session, steps.lift) == (
        STEPS,
        datetime(2026, 3, 3, 12),
        2,
        "step_down",
    )
    assert (steps.load, steps.good, steps.bad, steps.ungraded, steps.has_track) == (None, 0, 0, 2, False)
    assert (squats.id, squats.at, squats.session, squats.lift) == (
        SQUATS,
        datetime(2026, 3, 2, 12),
        1,
        "squat",
    )
    assert (squats.load, squats.good, squats.bad, squats.ungraded, squats.has_track) == (60.0, 1, 2, 0, True)
    assert (squats.note, steps.clip) == ("slow, with its track", "steps.mp4")


def test_its_saved_sets_open(opened: Store) -> None:
    squats, steps = (opened.load_saved_set(set_id) for set_id in (SQUATS, STEPS))
    expect_numbers(squats.report)
    assert [one.pct for one in lateral_shifts(squats.report)] == SHIFTS_WITH_BODY_MASS
    assert (squats.feedback, squats.corrections, squats.report.settings.body_mass) == (True, None, 72.5)
    assert (steps.feedback, steps.corrections) == (False, Corrections((2.5,), ((4.0, 6.0),)))
    assert [(rep.side, rep.pelvic_drop_deg, rep.depth_pct) for rep in steps.report.reps] == [
        (Side.LEFT, 27.47, 21.86),
        (Side.RIGHT, 0.0, 24.39),
    ]


def test_its_saved_track_is_that_of_the_track_file(opened: Store) -> None:
    content = opened.load_track(SQUATS)
    assert content is not None
    saved, file = unpack_recording(content, "history").track, load_recording(DATA / "track.npz").track
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(saved, name), getattr(file, name), err_msg=name)
    assert opened.load_track(STEPS) is None


def test_its_records_open(opened: Store) -> None:
    records = opened.load_records(find_anna(opened).id)
    noon = datetime(2026, 3, 2, 12)
    assert records.programme == ProgrammeRecord(date(2026, 3, 1), Severity.MILD)
    assert [(one.id, one.session, len(one.reps)) for one in records.sets] == [(SQUATS, 1, 3), (STEPS, 2, 2)]
    assert [[rep.side for rep in one.reps] for one in records.sets] == [[None] * 3, [Side.LEFT, Side.RIGHT]]
    assert records.pains == (
        PainRecord("pain-1", datetime(2026, 3, 2, 11), True, 3, "left knee"),
        PainRecord("pain-2", datetime(2026, 3, 3, 12), False),
    )
    assert records.exercises == (
        ExerciseRecord(
            "exercise-1", datetime(2026, 3, 2, 13), "clam", Side.LEFT, reps=15, clean_reps=12, felt=True
        ),
        ExerciseRecord(
            "exercise-2", datetime(2026, 3, 2, 14), "stretch", seconds=60.0, direction=Direction.FLEXION
        ),
    )
    assert records.side_tests == (
        SideTestRecord("side-1", datetime(2026, 3, 2, 15), "step_up", 8, 10, by_camera=True),
    )
    turned, trials = Direction.INTERNAL_ROTATION, (31.5, 33.0, 32.0)
    assert records.mobility == (
        MobilityRecord("mobility-1", datetime(2026, 3, 2, 16), turned, Side.RIGHT, trials, retest=True),
    )
    assert records.one_rms == (
        OneRmRecord("e17fc2799f4b77096804e4c39e3bc9d3", noon, "squat", 90.0, Unit.KG),
        OneRmRecord("one-rm-1", datetime(2026, 3, 2, 17), "squat", 100.0, Unit.KG),
    )
    assert records.body_masses == (
        BodyMassRecord("0e649928c68bcd38e0e8c03c7ce6b68b", noon, 72.5, Unit.KG),
        BodyMassRecord("mass-1", datetime(2026, 3, 2, 18), 71.0, Unit.KG),
    )


def test_its_history_can_be_saved_to(opened: Store) -> None:
    anna = find_anna(opened)
    saved = opened.load_saved_set(SQUATS)
    opened.change_lifter(anna)
    opened.save_programme(anna.id, ProgrammeRecord(date(2026, 4, 1)))
    opened.delete_set(STEPS)
    assert [line.id for line in opened.list_sets()] == [SQUATS]
    assert opened.load_saved_set(SQUATS).report.summary == saved.report.summary


def test_its_export_is_written_again_byte_by_byte(opened: Store) -> None:
    """The history of that version, exported by this one, holds what that version exported."""
    stream = io.BytesIO()
    opened.export_to(stream)
    assert _read_members(stream) == _read_members(DATA / "bundle.zip")


def test_its_export_can_be_imported(place: str | Path, opened: Store) -> None:
    content = (DATA / "bundle.zip").read_bytes()
    with Store.open(place) as store:
        first, second = (store.import_from(io.BytesIO(content)) for _ in range(2))
        assert (first.lifters, first.sets, first.entries, first.unchanged) == (1, 2, 10, 0)
        assert (second.lifters, second.sets, second.entries, second.unchanged) == (0, 0, 0, 12)
        anna = find_anna(store)
        assert anna == find_anna(opened)
        assert store.load_records(anna.id) == opened.load_records(anna.id)
        for set_id in (SQUATS, STEPS):
            assert store.load_track(set_id) == opened.load_track(set_id)
        expect_numbers(store.load_saved_set(SQUATS).report)


def _read_members(file: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as bundle:
        assert INDEX in bundle.namelist()
        return {name: bundle.read(name) for name in bundle.namelist()}
