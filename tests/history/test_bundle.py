"""Export and import: everything travels, twice is as once, nonsense is refused with nothing changed."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import ResultError
from analysis.pose.landmarks import Side
from analysis.report.corrections import Corrections
from coaching.records.lifter import Lifter
from coaching.records.records import ProgrammeRecord, Records
from history import file_chunks
from history.bundle import INDEX
from history.store import Store
from history.types import NewSet, SetFiles
from tests.fixtures.history import a_set
from tests.fixtures.lifters import EVEN, recording, squat
from tests.history.conftest import NOON
from tests.history.test_store import DAY, LOGS
from vision.tracking.track_io import pack_recording

ENTRIES = len(LOGS) + 2
"""A 1RM was entered with each lifter's sets, which is logged."""


@pytest.fixture(scope="session")
def track() -> bytes:
    return pack_recording(recording(squat((EVEN,)), "squat.mp4"))


@pytest.fixture
def full(store: Store, track: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two lifters with everything that there can be."""
    anna, bert = (store.add_lifter(name) for name in ("Anna", "Bert"))
    store.change_lifter(replace(anna, weaker_side=Side.LEFT, plates=(20.0, 5.0)))
    video = tmp_path / "squat.mp4"
    monkeypatch.setattr(file_chunks, "CHUNK_BYTES", 1000)
    video.write_bytes(b"film" * 1000)
    for day in range(2):
        new = NewSet(a_set(), at=NOON + day * DAY, feedback=True, side=Side.LEFT, check=True, note="slow")
        store.save_sets(anna.id, [new], SetFiles(track, video if day else None))
    corrected = NewSet(a_set(), corrections=Corrections(excluded_s=(2.5,), merged_s=((4.0, 6.0),)))
    store.save_sets(bert.id, [corrected], SetFiles(track))
    for record in LOGS:
        store.save_log_entry(anna.id, record)
    store.save_programme(anna.id, ProgrammeRecord(date(2026, 3, 1)))
    return store


def exported(store: Store, lifter: Lifter | None = None) -> bytes:
    stream = io.BytesIO()
    store.export_to(stream, lifter.id if lifter else None)
    return stream.getvalue()


def everything(store: Store) -> dict[str, Any]:
    """All that can be read out, by lifter."""
    return {
        lifter.name: (
            lifter,
            store.load_records(lifter.id),
            [_whole(store, line.id) for line in store.list_sets(lifter.id)],
        )
        for lifter in store.list_lifters()
    }


def _whole(store: Store, set_id: str) -> tuple[Any, ...]:
    saved, video = store.load_saved_set(set_id), io.BytesIO()
    store.write_video(set_id, video)
    return saved.line, saved.corrections, saved.report.summary, store.load_track(set_id), video.getvalue()


def test_an_export_holds_everything(full: Store, tmp_path: Path) -> None:
    with Store.open(tmp_path / "other.sqlite3") as other:
        done = other.import_from(io.BytesIO(exported(full)))
        assert (done.lifters, done.sets, done.entries, done.unchanged) == (2, 3, ENTRIES, 0)
        assert everything(other) == everything(full)
        assert _index(exported(other)) == _index(exported(full))


def test_importing_twice_adds_nothing_twice(full: Store) -> None:
    before, content = everything(full), exported(full)
    for _ in range(2):
        done = full.import_from(io.BytesIO(content))
        assert (done.lifters, done.sets, done.entries, done.unchanged) == (0, 0, 0, 3 + ENTRIES)
    assert everything(full) == before


def test_what_was_deleted_comes_back_by_an_import(full: Store) -> None:
    before, content = everything(full), exported(full)
    anna = full.find_lifter_by_name("Anna")
    assert anna is not None
    full.delete_lifter(anna.id)
    assert list(everything(full)) == ["Bert"]
    done = full.import_from(io.BytesIO(content))
    assert (done.lifters, done.sets) == (1, 2)
    assert done.unchanged == 2, "Bert's set and what he can lift once"
    assert everything(full) == before


def test_one_lifter_can_be_exported_alone(full: Store, tmp_path: Path) -> None:
    anna = full.find_lifter_by_name("Anna")
    with Store.open(tmp_path / "other.sqlite3") as other:
        other.import_from(io.BytesIO(exported(full, anna)))
        assert everything(other) == {"Anna": everything(full)["Anna"]}


def test_another_lifter_of_the_same_name_stays_another(full: Store, tmp_path: Path) -> None:
    with Store.open(tmp_path / "other.sqlite3") as other:
        own = other.add_lifter("anna")
        other.import_from(io.BytesIO(exported(full)))
        assert [lifter.name for lifter in other.list_lifters()] == ["anna", "Anna (2)", "Bert"]
        assert other.load_records(own.id) == Records()


def test_the_same_video_saved_in_two_places_is_one_set(
    place: str | Path, full: Store, tmp_path: Path
) -> None:
    """Anna's history on two computers, and the same clip saved on both."""
    bert = full.find_lifter_by_name("Bert")
    assert bert is not None
    with Store.open(tmp_path / "other.sqlite3") as other:
        other.import_from(io.BytesIO(exported(full)))
        for store in (full, other):
            store.save_sets(bert.id, [NewSet(a_set("same.mp4"))])
        assert other.import_from(io.BytesIO(exported(full))).sets == 0
        assert len(other.list_sets(bert.id)) == 2


def test_a_newer_entry_here_is_not_overwritten(full: Store) -> None:
    content = exported(full)
    anna = full.find_lifter_by_name("Anna")
    assert anna is not None
    full.change_lifter(replace(anna, name="Anna M."))
    full.import_from(io.BytesIO(content))
    assert [lifter.name for lifter in full.list_lifters()] == ["Anna M.", "Bert"]


def test_a_programme_begun_elsewhere_comes_along_where_none_was_begun_here(
    store: Store, tmp_path: Path
) -> None:
    """Anna's profile on two computers, the programme begun on the second."""
    anna = store.add_lifter("Anna")
    begun, later = (ProgrammeRecord(date(2026, 3, day)) for day in (1, 9))
    with Store.open(tmp_path / "other.sqlite3") as other:
        other.import_from(io.BytesIO(exported(store)))
        other.save_programme(anna.id, begun)
        store.import_from(io.BytesIO(exported(other)))
        assert store.load_records(anna.id).programme == begun
        other.save_programme(anna.id, later)
        store.import_from(io.BytesIO(exported(other)))
        assert store.load_records(anna.id).programme == begun, "what is here stays as it is"


def test_a_clip_that_belongs_to_another_lifter_here_is_refused(full: Store) -> None:
    index = _index(exported(full, full.find_lifter_by_name("Bert")))
    index["lifters"][0]["lifter"] |= {"id": "x" * 32, "name": "Carl"}
    before = everything(full)
    with pytest.raises(ResultError, match="evenrep history export"):
        full.import_from(io.BytesIO(_bundle(index)))
    assert everything(full) == before


# --- nonsense -----------------------------------------------------------------------------------------


def _index(content: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        return json.loads(bundle.read(INDEX))


def _bundle(index: Any, **members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as bundle:
        bundle.writestr(INDEX, index if isinstance(index, bytes) else json.dumps(index))
        for name, content in members.items():
            bundle.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"PK\x03\x04" + b"\0" * 100,
        _bundle(b"no json"),
        _bundle(b"\xff\xfe"),
        _bundle([]),
        _bundle({}),
        _bundle({"schema": "other/1"}),
        _bundle({"schema": "evenrep.history/1"}),
        _bundle({"schema": "evenrep.history/1", "lifters": 3}),
        _bundle({"schema": "evenrep.history/1", "lifters": [{}]}),
        _bundle(b"[" * 100_000),
    ],
)
def test_what_is_no_export_is_refused(store: Store, content: bytes) -> None:
    with pytest.raises(ResultError, match="evenrep history export"):
        store.import_from(io.BytesIO(content))


def test_an_export_of_a_newer_program_is_refused(store: Store) -> None:
    with pytest.raises(ResultError, match="newer EvenRep"):
        store.import_from(io.BytesIO(_bundle({"schema": "evenrep.history/2"})))


Damage = Callable[[dict[str, Any]], object]
DAMAGES: dict[str, Damage] = {
    "no name": lambda part: part["lifter"].update(name=""),
    "a strange side": lambda part: part["lifter"].update(weaker_side="up"),
    "an unknown field": lambda part: part["lifter"].update(password="x"),
    "a set without a report": lambda part: part["sets"][-1].pop("report"),
    "another report": lambda part: part["sets"][-1].update(report={"schema": "evenrep.set/99"}),
    "a damaged report": lambda part: part["sets"][-1]["report"].pop("reps"),
    "a set of no session": lambda part: part["sets"][-1].update(session="none"),
    "a time with a zone": lambda part: part["sets"][-1].update(at="2026-03-02T12:00:00+00:00"),
    "no time": lambda part: part["sets"][-1].update(at=3),
    "a long id": lambda part: part["sets"][-1].update(id="x" * 65),
    "a track that is not there": lambda part: part["recordings"][-1].update(id="y", track=True),
    "an impossible angle": lambda part: part["mobility"][-1].update(trials_deg=[400.0]),
    "text for a number": lambda part: part["exercises"][-1].update(reps="many"),
    "an entry that is none": lambda part: part["pains"].append(None),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_export_changes_nothing(full: Store, track: bytes, damage: Damage, tmp_path: Path) -> None:
    """All or nothing: not even the sound part of it comes in."""
    index = _index(exported(full))
    members = {f"tracks/{one['id']}.npz": track for part in index["lifters"] for one in part["recordings"]}
    members |= {f"videos/{one['id']}": b"film" for part in index["lifters"] for one in part["recordings"]}
    with Store.open(tmp_path / "other.sqlite3") as other:
        damage(index["lifters"][0])
        with pytest.raises(ResultError):
            other.import_from(io.BytesIO(_bundle(index, **members)))
        assert other.list_lifters() == ()
        assert other.list_sets() == ()


def test_a_track_that_is_none_is_refused(full: Store, tmp_path: Path) -> None:
    index = _index(exported(full, full.find_lifter_by_name("Bert")))
    (one,) = index["lifters"][0]["recordings"]
    with Store.open(tmp_path / "other.sqlite3") as other:
        with pytest.raises(ResultError, match="not a saved track"):
            other.import_from(io.BytesIO(_bundle(index, **{f"tracks/{one['id']}.npz": b"none"})))
        assert other.list_lifters() == ()


def test_an_export_cut_short_is_refused(full: Store, tmp_path: Path) -> None:
    content = exported(full)
    with Store.open(tmp_path / "other.sqlite3") as other:
        for size in range(0, len(content), len(content) // 7):
            with pytest.raises(ResultError):
                other.import_from(io.BytesIO(content[:size]))
        assert other.list_lifters() == ()
