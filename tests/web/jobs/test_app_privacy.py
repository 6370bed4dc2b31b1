"""Clips lie in folders of their own under harmless names, and go when they should."""

import gc
import io
import os
import stat
import time
from pathlib import Path

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import AsyncObjects
from streamlit.testing.v1 import AppTest

from tests.fixtures.app_fakes import (
    Engine,
    app,
    check_clips,
    engine,
    finish_drawing,
    get_only_set,
    get_tab,
    upload_clips,
)
from web.jobs.cache import TrackCache, TrackKey, compute_sha256, compute_tracking_code_hash
from web.jobs.folders import CRASHED_AFTER_S, Folders
from web.jobs.pool import JobState
from web.jobs.uploads import make_safe_clip_name, save_upload

__all__ = ["app", "engine"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("squat.mp4", "squat.mp4"),
        ("Front squat (2).MOV", "Front squat (2).mov"),
        ("../../etc/passwd", "passwd"),
        ("C:\\videos\\set 1.mp4", "set 1.mp4"),
        ("=HYPERLINK(x).mp4", "_HYPERLINK(x).mp4"),
        ("<script>.mp4", "_script_.mp4"),
        (".mp4", "clip.mp4"),
        ("a\nb\x00.mp4", "a_b_.mp4"),
        ("Kniebeuge_größer.mp4", "Kniebeuge_größer.mp4"),
        ("x" * 300 + ".mp4", "x" * 80 + ".mp4"),
    ],
)
def test_names_become_harmless(typed: str, kept: str) -> None:
    assert make_safe_clip_name(typed) == kept


def test_an_upload_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    one, two = (save_upload(io.BytesIO(b"clip"), "squat.mp4", tmp_path) for _ in range(2))
    assert one.path != two.path
    assert one.sha256 == two.sha256 == compute_sha256(one.path)
    assert one.path.read_bytes() == b"clip"


def test_nobody_else_on_the_computer_can_look_in(tmp_path: Path) -> None:
    folder = Folders(tmp_path).make_session_folder("session")
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0


def test_a_session_that_stays_away_is_ended_and_swept(tmp_path: Path) -> None:
    folders, ended = Folders(tmp_path), list[str]()
    gone, back, stays = (folders.make_session_folder(name) for name in ("gone", "back", "stays"))

    def sweep(alive: set[str], now_s: float) -> None:
        folders.remove_gone_sessions(alive.__contains__, ended.append, grace_s=30.0, now_s=now_s)

    sweep({"stays"}, now_s=0.0)
    sweep({"stays", "back"}, now_s=20.0)
    assert gone.exists()
    sweep({"stays"}, now_s=31.0)
    assert ended == ["gone"]
    assert not gone.exists()
    assert back.exists()
    assert stays.exists()


def test_the_end_of_a_session_forgets_and_stops_everything(app: AppTest, engine: Engine) -> None:
    engine.go_on.clear()
    upload_clips(app, ("squat.mp4", b"even"))
    app.button(key="start").click().run()
    mine, job = get_tab(app), get_only_set(app).job
    assert job is not None
    mine.app.end_session(mine.id)
    assert job.ended.wait(10)
    assert job.state is JobState.CANCELLED
    assert not mine.sets
    assert not mine.folder.exists()


def test_streamlit_still_has_the_parts_that_we_lean_on() -> None:
    """web/state.py closes sessions and forgets uploads through these."""
    for name in ("close_session", "is_active_session", "uploaded_file_mgr", "_get_async_objs"):
        assert hasattr(Runtime, name)
    assert "eventloop" in AsyncObjects.__annotations__
    assert hasattr(MemoryUploadedFileManager, "remove_file")


def test_what_a_crash_left_goes_at_the_next_start(tmp_path: Path) -> None:
    crashed, running = Folders(tmp_path), Folders(tmp_path)
    (crashed.make_session_folder("session") / "clip.mp4").write_bytes(b"private")
    long_ago = time.time() - CRASHED_AFTER_S - 1
    os.utime(crashed.root, (long_ago, long_ago))
    Folders(tmp_path)
    assert not crashed.root.exists()
    assert running.root.exists()


def test_all_goes_with_the_program(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.make_session_folder("session")
    folders.close()
    assert not any(tmp_path.iterdir())


@pytest.mark.slow
def test_everything_of_a_session_goes_with_it(app: AppTest) -> None:
    finish_drawing(check_clips(app, ("squat.mp4", b"even")))
    folder = get_tab(app).folder
    assert any(folder.iterdir())
    del app.session_state["_evenrep"]
    gc.collect()
    assert not folder.exists()


@pytest.mark.slow
def test_another_session_sees_nothing_of_it(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    other = AppTest.from_file(app._script_path).run()
    assert not get_tab(other).sets
    assert get_tab(other).folder != get_tab(app).folder


def key(**changes: object) -> TrackKey:
    known = {"sha256": "a", "model": "full", "mirror": True, "person_at": None, "code": "1"}
    return TrackKey(**(known | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"sha256": "b"}, {"model": "lite"}, {"mirror": False}, {"person_at": (0.0, 1.0, 2.0)}, {"code": "2"}],
)
def test_the_cache_gives_a_track_only_for_the_very_same_reading(change: dict[str, object]) -> None:
    cache = TrackCache()
    cache.add_track(key(), "recording")  # type: ignore[arg-type]
    assert cache.find_track(key()) == "recording"
    assert cache.find_track(key(**change)) is None


def test_the_cache_forgets_the_oldest() -> None:
    cache = TrackCache(most=2)
    for name in ("a", "b", "c"):
        cache.add_track(key(sha256=name), name)  # type: ignore[arg-type]
    assert [cache.find_track(key(sha256=name)) for name in ("a", "b", "c")] == [None, "b", "c"]


@pytest.mark.parametrize(
    "name",
    [
        "vision/video/reader.py",
        "vision/tracking/deep/inside.py",
        "vision/pose/models/pose_landmarker_full.task",
        "analysis/pose/track.py",
    ],
)
def test_a_change_of_code_types_or_models_is_another_key(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.parent.mkdir(parents=True)
    source.write_text("one")
    before = compute_tracking_code_hash(tmp_path)
    assert compute_tracking_code_hash(tmp_path) == before
    source.write_text("two and more")
    assert compute_tracking_code_hash(tmp_path) != before


def test_a_change_of_what_makes_no_track_is_the_same_key(tmp_path: Path) -> None:
    before = compute_tracking_code_hash(tmp_path)
    grading = tmp_path / "analysis" / "grading" / "rules.py"
    grading.parent.mkdir(parents=True)
    grading.write_text("one")
    assert compute_tracking_code_hash(tmp_path) == before
