"""A saved track comes back exactly; anything else is refused in a sentence; nothing is left half written."""

import errno
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import OutputError, TrackError
from analysis.pose.track import ClipInfo, ModelInfo, PoseTrack, Recording
from vision.tracking import track_io as trackfile
from vision.tracking.track_io import load_recording, pack_recording, save_recording, unpack_recording

ARRAYS = ("time_s", "image_px", "world_m", "visibility", "spread_px")


def recording(frames: int = 20, cuts: tuple[int, ...] = (7,), seed: int = 0) -> Recording:
    noise = np.random.default_rng(seed)
    image = noise.normal(500, 200, (frames, 33, 2))
    image[3:5] = np.nan
    track = PoseTrack(
        time_s=np.cumsum(noise.uniform(0.01, 0.05, frames)),
        image_px=image,
        world_m=noise.normal(0, 1, (frames, 33, 3)),
        visibility=noise.uniform(0, 1, (frames, 33)),
        size_px=(1080, 1920),
        spread_px=noise.uniform(0, 5, (frames, 33)),
        cut_frames=cuts,
        warnings=("Frames are missing: “ä”.",),
    )
    clip = ClipInfo("Kniebeuge – 1.mov", "ab" * 32, 2.5, frames, 1080, 1920)
    return Recording(track, clip, ModelInfo("full", "cd" * 32))


def assert_same(one: Recording, other: Recording) -> None:
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one.track, name), getattr(other.track, name))
    assert (one.clip, one.model) == (other.clip, other.model)
    for name in ("size_px", "cut_frames", "warnings"):
        assert getattr(one.track, name) == getattr(other.track, name)


def test_round_trip_is_exact(tmp_path):
    made = recording()
    save_recording(made, tmp_path / "a.npz")
    assert_same(load_recording(tmp_path / "a.npz"), made)


def test_packed_it_is_the_same_file(tmp_path):
    made = recording()
    content = pack_recording(made)
    assert_same(unpack_recording(content), made)
    (tmp_path / "a.npz").write_bytes(content)
    assert_same(load_recording(tmp_path / "a.npz"), made)


@pytest.mark.parametrize(
    "content", [b"", b"text", b"PK\x03\x04" + b"\0" * 50, pack_recording(recording())[:-99]]
)
def test_what_is_no_packed_track_is_told_by_its_name(content):
    with pytest.raises(TrackError, match=r"Set 1.*damaged"):
        unpack_recording(content, "Set 1")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames=st.integers(8, 60), seed=st.integers(0, 10**6))
def test_round_trip_of_any_track(tmp_path, frames, seed):
    made = recording(frames, seed=seed)
    save_recording(made, tmp_path / "a.npz")
    assert_same(load_recording(tmp_path / "a.npz"), made)


def test_the_name_is_kept_whatever_its_ending(tmp_path):
    save_recording(recording(), tmp_path / "a.track")
    assert [path.name for path in tmp_path.iterdir()] == ["a.track"]


def test_an_older_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a.npz"
    path.write_text("old")
    save_recording(recording(), path)
    assert_same(load_recording(path), recording())
    assert len(list(tmp_path.iterdir())) == 1


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_permission(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@pytest.mark.parametrize("fault", [full_disk, no_permission])
@pytest.mark.parametrize("where", ["np.savez_compressed", "os.fsync", "Path.open", "Path.replace"])
def test_what_cannot_be_written_leaves_nothing(tmp_path, monkeypatch, fault, where):
    path = tmp_path / "a.npz"
    path.write_text("old")
    module, name = where.split(".")
    with monkeypatch.context() as patch:
        patch.setattr(getattr(trackfile, module), name, fault)
        with pytest.raises(OutputError, match="Choose another folder"):
            save_recording(recording(), path)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_missing_folder(tmp_path):
    with pytest.raises(OutputError, match="Choose another folder"):
        save_recording(recording(), tmp_path / "none" / "a.npz")


def refused(path: Path, words: str) -> None:
    with pytest.raises(TrackError, match=words) as caught:
        load_recording(path)
    assert "Errno" not in str(caught.value)


def rewritten(path: Path, **changes: object) -> Path:
    """A saved recording with other arrays, or other words in its description."""
    save_recording(recording(), path)
    with np.load(path) as data:
        arrays = dict(data)
    about = json.loads(str(arrays["about"]))
    about.update({key: value for key, value in changes.items() if key not in ARRAYS})
    arrays |= {key: value for key, value in changes.items() if key in ARRAYS}
    with path.open("wb") as stream:
        np.savez(stream, **arrays | {"about": np.array(json.dumps(about))})
    return path


def test_missing_and_folder(tmp_path):
    refused(tmp_path / "none.npz", "no file")
    refused(tmp_path, "Cannot read")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(50), bytes(3000)])
def test_what_is_no_track(tmp_path, content):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    refused(path, "Analyse the video again")


def test_a_newer_version_asks_for_an_update(tmp_path):
    refused(rewritten(tmp_path / "a.npz", format="evenrep.track/2"), "Update EvenRep")


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "other/1"},
        {"format": "evenrep.track/x"},
        {"format": 5},
        {"size_px": [0, 0]},
        {"size_px": "wide"},
        {"size_px": [1]},
        {"cut_frames": [500]},
        {"cut_frames": None},
        {"clip": {}},
        {"clip": "a"},
        {"model": {"name": "full", "sha256": "", "extra": 1}},
        {"warnings": 3},
        {"time_s": np.arange(19.0)},
        {"time_s": np.zeros(20)},
        {"time_s": np.array(3.0)},
        {"image_px": np.zeros((20, 32, 2))},
        {"image_px": np.zeros((20, 33, 2), np.float32)},
        {"world_m": np.array(["a"] * 20)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_does_not_fit_together(tmp_path, changes):
    refused(rewritten(tmp_path / "a.npz", **changes), "Analyse the video again")


def test_pickles_are_never_opened(tmp_path):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was run",))

    path = tmp_path / "a.npz"
    save_recording(recording(), path)
    with np.load(path) as data:
        arrays = dict(data)
    arrays["time_s"] = np.array([Trap()] * 20, dtype=object)
    np.savez(path, allow_pickle=True, **arrays)
    refused(path, "Analyse the video again")


def test_a_zip_bomb_is_not_unpacked(tmp_path, monkeypatch):
    """Two kilobytes that claim a gigabyte and more: refused by what the directory says."""
    monkeypatch.setattr(trackfile, "_MAX_BYTES", 10**6)
    path = tmp_path / "a.npz"
    arrays = {name: np.zeros(0) for name in (*ARRAYS, "about")} | {"image_px": np.zeros(200_000)}
    np.savez_compressed(path, **arrays)
    monkeypatch.setattr(np, "load", lambda *_, **__: pytest.fail("it was unpacked"))
    refused(path, "Analyse the video again")


def test_an_array_that_claims_to_be_huge(tmp_path):
    """The size stands in the array's own header too, where the directory of the archive cannot see it."""
    path = rewritten(tmp_path / "a.npz")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["time_s.npy"] = parts["time_s.npy"].replace(b"(20,), }" + b" " * 12, b"(99999999999999,), }")
    assert b"9999" in parts["time_s.npy"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    refused(path, "Analyse the video again")


def test_every_cut_off_file_is_refused(tmp_path):
    save_recording(recording(8, cuts=()), tmp_path / "a.npz")
    content = (tmp_path / "a.npz").read_bytes()
    path = tmp_path / "b.npz"
    for length in range(0, len(content), max(1, len(content) // 40)):
        path.write_bytes(content[:length])
        refused(path, "Analyse the video again")


def test_struck_bytes_are_refused_or_harmless(tmp_path):
    """One byte changed anywhere: TrackError, or the same numbers (zip names and times are not read)."""
    save_recording(recording(8, cuts=()), tmp_path / "a.npz")
    content, path = (tmp_path / "a.npz").read_bytes(), tmp_path / "b.npz"
    for position in range(0, len(content), max(1, len(content) // 150)):
        struck = bytearray(content)
        struck[position] ^= 0x5A
        path.write_bytes(struck)
        try:
            loaded = load_recording(path)
        except TrackError:
            continue
        assert_same(loaded, recording(8, cuts=()))
