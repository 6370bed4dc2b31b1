"""Opens a clip and hands out its frames: upright, scaled once, with their true times."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.buffer import Buffer
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from analysis.errors import NotAVideo
from analysis.pose.track import ClipInfo
from vision.video.closing import Closing
from vision.video.container import check_file, open_container, select_video_stream
from vision.video.frame_clock import Clock, ClockSettings
from vision.video.limits import VideoLimits
from vision.video.orientation import Image, Orientation

DEFAULT_LONG_SIDE_PX = 960
"""The model looks at 256 x 256 of the person: 960 keeps that of anyone filling 40 % of a picture."""


@dataclass(frozen=True)
class Frame:
    """One picture of the clip.

    index      0, 1, 2 ... over the frames handed out
    time_s     s since the clip's start, strictly rising
    image_rgb  (h, w, 3) uint8, contiguous, upright, scaled down
    scale      (x, y) original upright pixels per pixel of `image_rgb`
    """

    index: int
    time_s: float
    image_rgb: Image
    scale: tuple[float, float]


def open_clip(
    path: str | Path,
    limits: VideoLimits | None = None,
    long_side_px: int | None = DEFAULT_LONG_SIDE_PX,
) -> "Clip":
    """The clip, opened and found to be readable. Use it in a `with`; its frames can be read once.

    `long_side_px` bounds the longer side of the pictures; None keeps the original size.
    Raises VideoNotFound, NotAVideo or VideoTooLarge, each with the remedy.
    """
    limits = limits or VideoLimits()
    path = Path(path)
    check_file(path, limits)
    container = open_container(path)
    try:
        return Clip(path, container, select_video_stream(container, path), limits, long_side_px)
    except BaseException:
        container.close()
        raise


class Clip(Closing):
    """An open clip. Iterate over it once for its frames; `warnings` and `info` are complete after that."""

    def __init__(
        self,
        path: Path,
        container: InputContainer,
        stream: VideoStream,
        limits: VideoLimits,
        long_side_px: int | None,
    ) -> None:
        self.path = path
        self.name = path.name
        self._container = container
        self._stream = stream
        self._limits = limits
        self._damaged = 0
        self.frames_read = 0
        self.period_s = float(1 / (stream.average_rate or stream.guessed_rate or Fraction(30)))
        self.expected_s = _read_expected_s(container, stream)
        limits.check_duration(self.expected_s, path)
        limits.check_frame_size(stream.codec_context.width, stream.codec_context.height, path)
        stream.thread_type = "AUTO"
        self._decoded = self._decode_frames()
        self._first = next(self._decoded, None)
        if self._first is None:
            raise NotAVideo(
                f"No picture of {path.name} can be decoded: the file is damaged or protected. "
                "Copy it again from the phone, or export it as an ordinary MP4."
            )
        self._orientation = Orientation.from_matrix(_read_display_matrix(self._first))
        self.size_px = self._orientation.compute_upright_size(*_compute_square_size(self._first, stream))
        self._picture = _Picture(self.size_px, self._orientation, long_side_px)
        self._clock = Clock(
            _choose_time_base(self._first, stream), _read_start_s(container), self.period_s, ClockSettings()
        )

    @property
    def frames_expected(self) -> int | None:
        """As the file says or its length implies; None if it says nothing. Not to be relied upon."""
        if self._stream.frames:
            return int(self._stream.frames)
        return round(self.expected_s / self.period_s) if self.expected_s else None

    @property
    def scaled_size_px(self) -> tuple[int, int]:
        """(width, height) of the pictures handed out."""
        return self._picture.size_px

    def __iter__(self) -> Iterator[Frame]:
        """Raises VideoTooLarge where the file is longer or larger than it said."""
        first, self._first = self._first, None
        if first is not None:
            yield from self._make_frame(first)
        for decoded in self._decoded:
            yield from self._make_frame(decoded)

    def _make_frame(self, decoded: VideoFrame) -> Iterator[Frame]:
        self._limits.check_frame_size(decoded.width, decoded.height, self.path)
        time_s = self._clock.convert_stamp(decoded.pts if decoded.pts is not None else decoded.dts)
        if time_s is None:
            return
        self._limits.check_duration(time_s, self.path)
        index = self.frames_read
        self.frames_read += 1
        yield Frame(index, time_s, self._picture.convert_frame(decoded), self._picture.scale)

    def _decode_frames(self) -> Iterator[VideoFrame]:
        """Every picture that decodes; packets that do not are counted and passed over."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
            except av.FFmpegError:
                self._damaged += 1
                return
            try:
                yield from packet.decode()
            except av.FFmpegError:
                self._damaged += 1

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader should know of the file, in sentences."""
        found = self._clock.list_warnings()
        end_s = (self._clock.last_s or 0.0) + self.period_s
        if self.expected_s and self.expected_s - end_s > max(1.0, 0.05 * self.expected_s):
            found.append(
                f"The file is incomplete: it should last {self.expected_s:.1f} s but ends after "
                f"{end_s:.1f} s. Only that part was read; copy it again from the phone for the rest."
            )
        elif self._damaged:
            found.append("Parts of the file are damaged and were passed over.")
        return tuple(found)

    @property
    def info(self) -> ClipInfo:
        """What was filmed. Reads the whole file once more for its checksum."""
        with self.path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        duration_s = (self._clock.last_s or 0.0) + self.period_s
        return ClipInfo(self.path.name, digest, duration_s, self.frames_read, *self.size_px)

    def close(self) -> None:
        self._container.close()


class _Picture:
    """Scales, converts and turns decoded pictures, all to one size, even where the stream changes its own."""

    def __init__(
        self, upright_px: tuple[int, int], orientation: Orientation, long_side_px: int | None
    ) -> None:
        shrink = min(1.0, long_side_px / max(upright_px)) if long_side_px else 1.0
        self.size_px = (max(2, round(upright_px[0] * shrink)), max(2, round(upright_px[1] * shrink)))
        self.scale = (upright_px[0] / self.size_px[0], upright_px[1] / self.size_px[1])
        self._orientation = orientation
        self._stored_px = orientation.compute_upright_size(*self.size_px)
        self._reformatter = VideoReformatter()

    def convert_frame(self, decoded: VideoFrame) -> Image:
        width, height = self._stored_px
        scaled = self._reformatter.reformat(
            decoded, width=width, height=height, format="rgb24", interpolation=Interpolation.BILINEAR
        )
        return self._orientation.turn_upright(np.asarray(scaled.to_ndarray()))


def _compute_square_size(decoded: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """(width, height) with square pixels, as stored; wide pixels make the picture wider, as players do."""
    aspect = stream.sample_aspect_ratio or Fraction(1)
    if not 0.1 <= aspect <= 10:  # 0 means unknown; the rest is nonsense
        aspect = Fraction(1)
    return max(1, round(decoded.width * aspect)), decoded.height


def _read_display_matrix(decoded: VideoFrame) -> bytes | None:
    data = decoded.side_data.get("DISPLAYMATRIX")
    return bytes(data) if isinstance(data, Buffer) else None


def _choose_time_base(decoded: VideoFrame, stream: VideoStream) -> Fraction:
    return decoded.time_base or stream.time_base or Fraction(1, 1000)


def _read_start_s(container: InputContainer) -> float:
    """Players call the container's start zero; the first picture may come a little later."""
    return (container.start_time or 0) / av.time_base


def _read_expected_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Length as the file states it."""
    if container.format.name == "avi" and stream.frames and stream.average_rate:
        return float(stream.frames / stream.average_rate)  # its length is guessed from what is left of it
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else None
