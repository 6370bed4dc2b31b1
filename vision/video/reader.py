"""Opens a clip and hands out its frames: upright, scaled once, with their true times."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
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
from vision.video.container import check_file, open_container, select_video_stream
from vision.video.frame_clock import FrameClock, FrameClockSettings
from vision.video.limits import VideoLimits
from vision.video.orientation import Image, Orientation

# The model looks at 256 x 256 px of the person: 960 keeps that of anyone who fills 40 % of the frame.
DEFAULT_LONG_SIDE_PX = 960


@dataclass(frozen=True)
class Frame:
    """One frame of the clip.

    Attributes
    ----------
    index : int
        0, 1, 2 ... over the frames handed out.
    time_s : float
        Seconds since the clip's start, strictly rising.
    image_rgb : ndarray of uint8, shape (h, w, 3)
        RGB, contiguous, upright, scaled down.
    scale : tuple of float
        (x, y) original upright pixels per pixel of `image_rgb`.
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
    """Open a clip and make sure that it can be read.

    Parameters
    ----------
    path : str or Path
        The video file.
    limits : VideoLimits, optional
        How long and how large it may be.
    long_side_px : int or None
        Bound on the longer side of the images handed out, px; smaller clips are not enlarged. None keeps the
        original size.

    Returns
    -------
    Clip
        To be used in a `with`; its frames can be read once.

    Raises
    ------
    VideoNotFound, NotAVideo, VideoTooLarge
        Each with the remedy.
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


class Clip(AbstractContextManager["Clip"]):
    """An open clip. Iterate over it once for its frames; `warnings` and `info` are complete after that.

    Made by `open_clip`.

    Attributes
    ----------
    size_px : tuple of int
        (width, height) of the original, upright and with square pixels.
    period_s : float
        Usual time between two frames as the file states it, in s.
    expected_s : float or None
        Length as the file states it, in s; None if it states none.
    frames_read : int
        Frames handed out so far.
    """

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
        # frame threads too: slice threads, PyAV's default, help only where a frame is coded in slices
        stream.thread_type = "AUTO"
        self._decoded = self._decode_frames()
        # the first frame is decoded at once: only it says how the clip is turned, and whether it decodes
        self._first = next(self._decoded, None)
        if self._first is None:
            raise NotAVideo(
                f"No frame of {path.name} can be decoded: the file is damaged or protected. "
                "Copy it again from the phone, or export it as an ordinary MP4."
            )
        self._orientation = Orientation.from_matrix(_read_display_matrix(self._first))
        self.size_px = self._orientation.compute_upright_size(*_compute_square_size(self._first, stream))
        self._scaler = _FrameScaler(self.size_px, self._orientation, long_side_px)
        self._clock = FrameClock(
            _choose_time_base(self._first, stream),
            _read_start_s(container),
            self.period_s,
            FrameClockSettings(),
        )

    @property
    def frames_expected(self) -> int | None:
        """Frame count as the file states it or its length implies; None if it states neither. A guess."""
        if self._stream.frames:
            return int(self._stream.frames)
        return round(self.expected_s / self.period_s) if self.expected_s else None

    @property
    def scaled_size_px(self) -> tuple[int, int]:
        """(width, height) of the images handed out, px."""
        return self._scaler.size_px

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in order; raises VideoTooLarge where the clip is longer or larger than stated."""
        first, self._first = self._first, None
        if first is not None:
            yield from self._make_frame(first)
        for decoded in self._decoded:
            yield from self._make_frame(decoded)

    def _make_frame(self, decoded: VideoFrame) -> Iterator[Frame]:
        self._limits.check_frame_size(decoded.width, decoded.height, self.path)
        # AVI has decoding times only
        time_s = self._clock.convert_stamp(decoded.pts if decoded.pts is not None else decoded.dts)
        if time_s is None:
            return
        self._limits.check_duration(time_s, self.path)
        # frames left out do not count: the indices handed out have no gaps
        index = self.frames_read
        self.frames_read += 1
        yield Frame(index, time_s, self._scaler.convert_frame(decoded), self._scaler.scale)

    def _decode_frames(self) -> Iterator[VideoFrame]:
        """Every frame that decodes; packets that do not are counted and passed over."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
            except av.FFmpegError:
                # the container itself is broken here: nothing after it can be found
                self._damaged += 1
                return
            try:
                yield from packet.decode()
            except av.FFmpegError:
                self._damaged += 1

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader of the report should know of the file, in sentences."""
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
        """What was filmed: name, checksum, length, frames, size. Reads the whole file again, to hash it."""
        with self.path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        duration_s = (self._clock.last_s or 0.0) + self.period_s
        return ClipInfo(self.path.name, digest, duration_s, self.frames_read, *self.size_px)

    def close(self) -> None:
        """Close the file; a second time does no harm."""
        self._container.close()

    def __exit__(self, *_: object) -> None:
        self.close()


class _FrameScaler:
    """Scales, converts and turns decoded frames, all to one size, even where the stream changes its own."""

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
    """(width, height) with square pixels, as stored; wide pixels make the frame wider, as players do."""
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
    """Players call the container's start zero; the first frame may come a little later."""
    return (container.start_time or 0) / av.time_base


def _read_expected_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Length as the file states it."""
    if container.format.name == "avi" and stream.frames and stream.average_rate:
        return float(stream.frames / stream.average_rate)  # its length is guessed from what is left of it
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else None
