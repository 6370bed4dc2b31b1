"""The clip writer: what is written decodes to the same pictures at the same times, or nothing is left."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from analysis.errors import Cancelled, OutputError
from vision.video.writer import FORMATS, Image, VideoWriter

UNEVEN_TIMES = np.cumsum([0.0, 0.02, 0.0333, 0.0333, 0.05, 0.02, 0.1, 0.0334])
"""A phone's frame times: every step another length."""


def plain(size: tuple[int, int], color: tuple[int, int, int] = (230, 159, 0)) -> Image:
    return np.full((size[1], size[0], 3), color, np.uint8)


def written(path: Path, size: tuple[int, int], times: np.ndarray = UNEVEN_TIMES) -> Path:
    with VideoWriter(path, size) as writer:
        for time_s in times:
            writer.write_frame(plain(size), time_s)
    return path


def decoded(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def boxes(path: Path) -> list[str]:
    """Names of the top-level boxes of an MP4 or MOV file."""
    data, at, names = path.read_bytes(), 0, []
    while at < len(data):
        names.append(data[at + 4 : at + 8].decode("latin-1"))
        at += int.from_bytes(data[at : at + 4], "big")
    return names


@pytest.mark.parametrize("extension", FORMATS)
def test_every_frame_keeps_its_time(tmp_path: Path, extension: str) -> None:
    frames = decoded(written(tmp_path / f"clip{extension}", (64, 96)))
    assert [frame.time for frame in frames] == pytest.approx(
        list(UNEVEN_TIMES), abs=float(FORMATS[extension].time_base)
    )


@pytest.mark.parametrize("extension", FORMATS)
def test_browsers_can_play_it(tmp_path: Path, extension: str) -> None:
    path = written(tmp_path / f"clip{extension}", (64, 96))
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        assert context.name == ("vp9" if extension == ".webm" else "h264")
        assert context.pix_fmt == "yuv420p"


@pytest.mark.parametrize("extension", [".mp4", ".m4v", ".mov"])
def test_the_index_comes_before_the_pictures(tmp_path: Path, extension: str) -> None:
    names = boxes(written(tmp_path / f"clip{extension}", (64, 96)))
    assert names.index("moov") < names.index("mdat")


@pytest.mark.parametrize("extension", [".mp4", ".webm"])
def test_colours_come_back_as_given(tmp_path: Path, extension: str) -> None:
    frame = decoded(written(tmp_path / f"clip{extension}", (64, 96)))[3]
    assert frame.to_ndarray(format="rgb24")[48, 32].astype(int) == pytest.approx([230, 159, 0], abs=6)


@pytest.mark.parametrize("extension", [".mp4", ".webm"])
@pytest.mark.parametrize("size", [(65, 96), (64, 97), (65, 97)])
def test_odd_sizes_gain_a_row_and_lose_none(tmp_path: Path, extension: str, size: tuple[int, int]) -> None:
    frame = decoded(written(tmp_path / f"clip{extension}", size))[0]
    assert (frame.width, frame.height) == (size[0] + size[0] % 2, size[1] + size[1] % 2)
    assert frame.to_ndarray(format="rgb24")[-1, -1].astype(int) == pytest.approx([230, 159, 0], abs=6)


def test_a_turned_view_is_written_upright(tmp_path: Path) -> None:
    lying = np.zeros((64, 96, 3), np.uint8)
    lying[:, :48] = 255
    with VideoWriter(tmp_path / "clip.mp4", (64, 96)) as writer:
        writer.write_frame(np.rot90(lying, -1), 0.0)
    picture = decoded(tmp_path / "clip.mp4")[0].to_ndarray(format="rgb24")
    assert picture[:40].min() > 235
    assert picture[56:].max() < 16


def test_a_picture_of_another_size_is_fitted_in(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "clip.mp4", (64, 96)) as writer:
        writer.write_frame(plain((64, 96), (255, 255, 255)), 0.0)
        writer.write_frame(plain((96, 64), (255, 255, 255)), 0.1)
    picture = decoded(tmp_path / "clip.mp4")[1].to_ndarray(format="rgb24")
    assert picture.shape == (96, 64, 3)
    assert picture[48].min() > 235
    assert picture[:16].max() < 20


def test_times_that_do_not_rise_are_moved_on(tmp_path: Path) -> None:
    frames = decoded(written(tmp_path / "clip.mp4", (64, 96), np.array([0.0, 0.1, 0.1, 0.05, 0.2])))
    times = [frame.time for frame in frames]
    assert len(times) == 5
    assert times == sorted(set(times))
    assert times[-1] == pytest.approx(0.2)


@pytest.mark.parametrize("name", ["clip.avi", "clip.gif", "clip"])
def test_an_unknown_extension_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=Path(name).suffix or "without extension"):
        VideoWriter(tmp_path / name, (64, 96))


def test_an_extension_in_capitals_is_known(tmp_path: Path) -> None:
    assert len(decoded(written(tmp_path / "CLIP.MP4", (64, 96)))) == len(UNEVEN_TIMES)


@pytest.mark.parametrize("extension", [".mp4", ".webm"])
@pytest.mark.parametrize("error", [ValueError("a bug"), Cancelled("stopped"), KeyboardInterrupt()])
def test_an_exception_leaves_the_folder_as_it_was(
    tmp_path: Path, extension: str, error: BaseException
) -> None:
    path = tmp_path / f"clip{extension}"
    path.write_bytes(b"the one before")
    with pytest.raises(type(error)):
        write_and_raise(path, error)
    assert path.read_bytes() == b"the one before"
    assert list(tmp_path.iterdir()) == [path]


def write_and_raise(path: Path, error: BaseException) -> None:
    with VideoWriter(path, (64, 96)) as writer:
        writer.write_frame(plain((64, 96)), 0.0)
        raise error


@pytest.mark.parametrize("extension", [".mp4", ".webm"])
@pytest.mark.parametrize("room_bytes", [0, 100, 30_000])
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, extension: str, room_bytes: int) -> None:
    """The system itself refuses to let the file grow: at its head, or in the middle of the pictures."""
    noise = np.random.default_rng(1).integers(0, 255, (24, 96, 64, 3), dtype=np.uint8)
    with file_size_limit(room_bytes), pytest.raises(OutputError, match=r"free some disk space"):
        write_all(tmp_path / f"clip{extension}", noise)
    assert list(tmp_path.iterdir()) == []


def write_all(path: Path, pictures: np.ndarray) -> None:
    with VideoWriter(path, (pictures.shape[2], pictures.shape[1])) as writer:
        for number, picture in enumerate(pictures):
            writer.write_frame(picture, number / 30)


@contextmanager
def file_size_limit(limit_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond the limit: writing fails as on a full disk."""
    resource = pytest.importorskip("resource", reason="no file size limits on this system")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_move_that_fails_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match="No permission"):
        written(tmp_path / "clip.mp4", (64, 96))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="make it first"):
        written(tmp_path / "nowhere" / "clip.mp4", (64, 96))


def test_a_folder_is_no_clip(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        written(tmp_path / "clip.mp4", (64, 96))


def test_no_picture_is_no_clip(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no frame to write"):
        written(tmp_path / "clip.mp4", (64, 96), np.array([]))
    assert list(tmp_path.iterdir()) == []


def test_a_clip_is_replaced_only_when_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "clip.mp4", (64, 96))
    before = path.read_bytes()
    with VideoWriter(path, (64, 96)) as writer:
        writer.write_frame(plain((64, 96), (0, 0, 0)), 0.0)
        assert path.read_bytes() == before
    assert path.read_bytes() != before
    assert list(tmp_path.iterdir()) == [path]


def test_the_last_picture_stays_for_a_frame(tmp_path: Path) -> None:
    path = written(tmp_path / "clip.mp4", (64, 96), np.array([0.0, 0.5]))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert float(stream.duration * stream.time_base) == pytest.approx(0.5 + Fraction(1, 30), abs=1e-3)
