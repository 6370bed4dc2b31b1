"""Whatever container and codec phones write comes out as the same upright pictures and times."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.fixtures.make_clips import SIZE, is_blue, is_red, picture, write_clip
from vision.video.reader import Frame, open_clip

FORMATS = [
    ("mp4", "libx264", "yuv420p"),
    ("mov", "libx264", "yuv420p"),
    ("mkv", "libx264", "yuv420p"),
    ("avi", "libx264", "yuv420p"),
    ("mp4", "libx265", "yuv420p"),
    ("mov", "libx265", "yuv420p10le"),
    ("webm", "libvpx-vp9", "yuv420p"),
    ("webm", "libvpx", "yuv420p"),
    ("mp4", "libsvtav1", "yuv420p"),
    ("mkv", "libsvtav1", "yuv420p"),
    ("avi", "mjpeg", "yuvj420p"),
    ("avi", "mpeg4", "yuv420p"),
]


def frames_of(path: Path, **options: object) -> list[Frame]:
    with open_clip(path, **options) as clip:
        return list(clip)


@pytest.mark.parametrize(("container", "codec", "pix_fmt"), FORMATS)
def test_ten_frames_at_25_a_second_are_read(tmp_path, container, codec, pix_fmt):
    clip = write_clip(tmp_path / f"a.{container}", range(10), codec, pix_fmt, time_base=Fraction(1, 25))
    frames = frames_of(clip)
    assert [frame.index for frame in frames] == list(range(10))
    assert np.allclose(np.diff([frame.time_s for frame in frames]), 0.04, atol=0.0011)
    assert all(is_red(frame.image_rgb[4, 4]) for frame in frames)
    assert all(is_blue(frame.image_rgb[-4, -4]) for frame in frames)
    greys = [frame.image_rgb[8, -8].mean() for frame in frames]  # brighter by 3 from frame to frame: in order
    assert all(later > earlier - 1 for earlier, later in pairwise(greys))
    assert greys[-1] > greys[0] + 15


@pytest.mark.parametrize("rotation", [0, 90, 180, 270, -90])
def test_rotation_is_applied_counterclockwise(tmp_path, rotation):
    """The display matrix turns the picture so many degrees against the clock."""
    frame = frames_of(write_clip(tmp_path / "a.mp4", rotation=rotation))[0]
    expected = np.rot90(picture(0), rotation // 90 % 4)
    assert frame.image_rgb.shape == expected.shape
    assert frame.image_rgb.flags.c_contiguous
    assert np.abs(frame.image_rgb.astype(int) - expected)[4:-4, 4:-4].mean() < 6


def test_size_is_that_of_the_upright_original(tmp_path):
    with open_clip(write_clip(tmp_path / "a.mp4", size=(192, 128), rotation=90), long_side_px=96) as clip:
        frame = next(iter(clip))
        assert clip.size_px == (128, 192)
        assert frame.image_rgb.shape == (96, 64, 3)
        assert frame.scale == (2.0, 2.0)


def test_small_pictures_are_not_blown_up(tmp_path):
    frame = frames_of(write_clip(tmp_path / "a.mp4"))[0]
    assert frame.image_rgb.shape == (SIZE[1], SIZE[0], 3)
    assert frame.scale == (1.0, 1.0)


def test_wide_pixels_become_a_wide_picture(tmp_path):
    """Pixels twice as wide as high: 96 x 64 of them fill 192 x 64 square ones."""
    with open_clip(write_clip(tmp_path / "a.mp4", codec="libx264", aspect=Fraction(2))) as clip:
        frame = next(iter(clip))
        assert clip.size_px == (192, 64)
        assert frame.image_rgb.shape == (64, 192, 3)


def test_info_tells_the_file_by_its_content(tmp_path):
    one, two = write_clip(tmp_path / "one.mp4"), tmp_path / "two.mp4"
    two.write_bytes(one.read_bytes())
    infos = []
    for path in (one, two):
        with open_clip(path) as clip:
            list(clip)
            infos.append(clip.info)
    assert infos[0].sha256 == infos[1].sha256
    assert infos[0].name == "one.mp4"
    assert (infos[0].frames, infos[0].width_px, infos[0].height_px) == (10, *SIZE)
    assert infos[0].duration_s == pytest.approx(0.4, abs=0.05)


def test_the_clip_mirrored_gives_the_pictures_mirrored(tmp_path):
    """Scaling must not prefer a side: a lossless mirrored file gives the mirrored pictures, to rounding."""
    import av  # only this test writes mirrored pictures

    def write(path: Path, flip: bool) -> Path:
        noise = np.random.default_rng(1).integers(0, 255, (256, 192, 3), dtype=np.uint8)
        with av.open(str(path), "w") as container:
            stream = container.add_stream("ffv1", rate=25)
            stream.width, stream.height, stream.pix_fmt = 192, 256, "bgr0"
            image = np.ascontiguousarray(noise[:, ::-1] if flip else noise)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
            container.mux(stream.encode(None))
        return path

    plain = frames_of(write(tmp_path / "a.mkv", False), long_side_px=128)[0].image_rgb
    mirrored = frames_of(write(tmp_path / "b.mkv", True), long_side_px=128)[0].image_rgb
    assert np.abs(plain[:, ::-1].astype(int) - mirrored).max() <= 2


@pytest.mark.shared
def test_the_person_on_a_phone_clip_stands_upright(shared_clips):
    with open_clip(shared_clips / "lnewco_7037_front.mov") as clip:
        frames = list(clip)
        assert clip.size_px == (1080, 1920)
        assert clip.warnings == ()
        steps = np.diff([frame.time_s for frame in frames])
    assert len(frames) == 79
    assert steps.min() > 0.015
    assert steps.max() < 0.06
    ceiling, floor = frames[0].image_rgb[20:60].mean(), frames[0].image_rgb[-60:-20].mean()
    assert ceiling > floor + 50
