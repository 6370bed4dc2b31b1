"""A file that cannot be read says so in one sentence that names the remedy; FFmpeg itself is never heard."""

import random
import re
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest

from analysis.errors import NotAVideo, VideoError, VideoNotFound, VideoTooLarge
from tests.fixtures.make_clips import MS, write_clip, write_sound
from vision.video.limits import VideoLimits
from vision.video.reader import Frame, open_clip

REMEDY = re.compile(r"\b(Copy|Choose|Check|Name|Cut|Export|export|Change|film)\b")
LONG = tuple(range(0, 8000, 40))


def read(path: Path, **options: object) -> list[Frame]:
    with open_clip(path, **options) as clip:
        return list(clip)


def assert_refused(path: Path, kind: type[VideoError], words: str, **options: object) -> None:
    with pytest.raises(kind, match=words) as caught:
        read(path, **options)
    message = str(caught.value)
    assert type(caught.value) is kind
    assert REMEDY.search(message), message
    assert "Traceback" not in message
    assert "Errno" not in message
    assert message.endswith(".")


def cut(path: Path, goal: Path, share: float = 0.5) -> Path:
    content = path.read_bytes()
    goal.write_bytes(content[: int(len(content) * share)])
    return goal


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello world\n" * 200, "not a video"),
        (bytes(5000), "not a video"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "not a video"),
        (b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n", "not a video"),
        (b"ffconcat version 1.0\nfile /etc/hostname\n", "not a video"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(400), "moov"),
    ],
)
def test_what_is_no_video(tmp_path, capfd, content, words):
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert_refused(path, NotAVideo, words)
    assert capfd.readouterr().err == ""


def test_sound_only(tmp_path):
    assert_refused(write_sound(tmp_path / "a.mp4"), NotAVideo, "no video")


def test_encrypted(tmp_path):
    key = {"encryption_key": "76a6c65c5ea762046bd749a2e632ccbb", "encryption_kid": "a7" * 16}
    path = write_clip(tmp_path / "a.mp4", codec="libx264", muxer={"encryption_scheme": "cenc-aes-ctr", **key})
    assert_refused(path, NotAVideo, "protected")


def test_missing_and_folder(tmp_path):
    assert_refused(tmp_path / "nope.mp4", VideoNotFound, "no file")
    assert_refused(tmp_path, VideoNotFound, "folder")
    assert_refused(Path("a\0b.mp4"), VideoNotFound, "Cannot read")


def test_no_permission(tmp_path, monkeypatch):
    path = write_clip(tmp_path / "a.mp4")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert_refused(path, VideoNotFound, "permission")


def test_too_much_by_what_the_file_says(tmp_path):
    path = write_clip(tmp_path / "a.mp4", LONG)
    assert_refused(path, VideoTooLarge, "minutes", limits=VideoLimits(max_duration_s=5))
    assert_refused(path, VideoTooLarge, "pixels", limits=VideoLimits(max_pixels=1000))
    assert_refused(path, VideoTooLarge, "GB", limits=VideoLimits(max_bytes=1000))


@pytest.mark.slow
def test_too_long_though_the_file_says_nothing(tmp_path):
    """A live-muxed WebM states no length: the limit holds while decoding."""
    path = write_clip(
        tmp_path / "a.webm", LONG, "libvpx", muxer={"live": "1"}, options={"deadline": "realtime"}
    )
    with open_clip(path, limits=VideoLimits(max_duration_s=5)) as clip:
        assert clip.expected_s is None
        with pytest.raises(VideoTooLarge, match="minutes"):
            list(clip)


@pytest.mark.parametrize(
    ("container", "muxer"), [("mp4", {"movflags": "faststart"}), ("mkv", {}), ("avi", {})]
)
def test_a_cut_off_file_is_read_as_far_as_it_goes(tmp_path, capfd, container, muxer):
    stamps, time_base = (range(200), Fraction(1, 25)) if container == "avi" else (LONG, MS)
    whole = write_clip(tmp_path / f"a.{container}", stamps, time_base=time_base, muxer=muxer)
    with open_clip(cut(whole, tmp_path / f"cut.{container}")) as clip:
        frames = list(clip)
        assert 40 < len(frames) < 160
        assert any("incomplete" in warning for warning in clip.warnings)
    assert capfd.readouterr().err == ""


def test_a_broken_off_recording_has_no_index(tmp_path):
    path = cut(write_clip(tmp_path / "a.mp4", LONG), tmp_path / "cut.mp4")
    assert_refused(path, NotAVideo, "incomplete")


def test_damage_in_the_middle_is_passed_over(tmp_path, capfd):
    content = bytearray(write_clip(tmp_path / "a.mkv", LONG).read_bytes())
    noise = random.Random(0)
    for index in range(len(content) // 3, len(content) // 2):
        content[index] = noise.randrange(256)
    path = tmp_path / "damaged.mkv"
    path.write_bytes(content)
    with open_clip(path) as clip:
        assert len(list(clip)) > 50
        assert clip.warnings
    assert capfd.readouterr().err == ""


def test_one_frame_is_a_clip(tmp_path):
    assert len(read(write_clip(tmp_path / "a.mp4", [0]))) == 1


@pytest.mark.parametrize("container", ["mp4", "mkv", "avi"])
def test_random_damage_never_ends_in_another_error(tmp_path, container):
    """Bytes struck at random: frames in order, or a VideoError with a remedy, nothing else."""
    whole = write_clip(tmp_path / f"a.{container}").read_bytes()
    sound = 0
    for seed, strikes in product(range(6), (2, 30)):
        noise = random.Random(seed)
        content = bytearray(whole)
        for _ in range(strikes):
            content[noise.randrange(len(content))] = noise.randrange(256)
        path = tmp_path / f"struck-{seed}-{strikes}.{container}"
        path.write_bytes(content)
        frames, refusal = read_or_refusal(path)
        if refusal:
            assert REMEDY.search(refusal), refusal
            continue
        sound += 1
        assert frames
        assert [frame.index for frame in frames] == list(range(len(frames)))
        assert all(before.time_s < after.time_s for before, after in pairwise(frames))
        assert {frame.image_rgb.shape for frame in frames} == {frames[0].image_rgb.shape}
        assert frames[0].image_rgb.shape[2] == 3
    assert sound


def read_or_refusal(path: Path) -> tuple[list[Frame], str]:
    """The frames, or the message of the VideoError."""
    try:
        return read(path), ""
    except VideoError as error:
        return [], str(error)


def test_the_file_is_let_go(tmp_path):
    path = write_clip(tmp_path / "a.mp4")
    read(path)
    path.unlink()
    assert not path.exists()
