"""Write a clip that browsers play: H.264 in MP4 or MOV, VP9 in WebM, with the true frame times.

Licence: libx264 in the PyAV wheel is GPL-2.0-or-later (or commercial); EvenRep ships neither, but whoever
redistributes that wheel (image, installer) takes on its terms. WebM needs only BSD-licensed libvpx.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import cast

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from analysis.errors import OutputError
from vision.atomic_write import atomic_write

# (height, width, 3) RGB.
Image = NDArray[np.uint8]


@dataclass(frozen=True)
class ClipFormat:
    """How one file extension is encoded. `time_base` is the finest time step of the container, in s."""

    container: str
    codec: str
    time_base: Fraction
    codec_options: dict[str, str]
    container_options: dict[str, str]


# superfast takes half the time of veryfast and makes files half as large again. bf 0: without reordered
# frames every player starts at the first frame, and there is no edit list.
_X264 = {"preset": "superfast", "crf": "23", "profile": "high", "bf": "0"}
# The index goes before the frames, so that a browser can start before it has the whole file.
_VP9 = {"crf": "33", "deadline": "realtime", "cpu-used": "7", "row-mt": "1", "tile-columns": "2"}
_FASTSTART = {"movflags": "+faststart"}

FORMATS: dict[str, ClipFormat] = {
    ".mp4": ClipFormat("mp4", "libx264", Fraction(1, 90_000), _X264, _FASTSTART),
    ".m4v": ClipFormat("mp4", "libx264", Fraction(1, 90_000), _X264, _FASTSTART),
    ".mov": ClipFormat("mov", "libx264", Fraction(1, 90_000), _X264, _FASTSTART),
    # WebM counts whole milliseconds
    ".webm": ClipFormat("webm", "libvpx-vp9", Fraction(1, 1_000), _VP9, {}),
}

# The number of the HD colour standard in H.264 and VP9 headers (primaries, transfer, matrix).
_BT709 = 1


def choose_clip_format(path: Path) -> ClipFormat:
    """Choose the encoding by the extension.

    Parameters
    ----------
    path : Path
        The clip to be written; the case of its extension does not matter.

    Returns
    -------
    ClipFormat
        Its row of FORMATS.

    Raises
    ------
    OutputError
        The extension is not in FORMATS.
    """
    extension = path.suffix.lower()
    if extension not in FORMATS:
        extensions = ", ".join(FORMATS)
        raise OutputError(
            f"Can't write a clip as {extension or 'a file without extension'}: use {extensions}."
        )
    return FORMATS[extension]


class VideoWriter(AbstractContextManager["VideoWriter"]):
    """Context manager that writes RGB images with their times to one clip, all of it or nothing.

        with VideoWriter(path, (720, 1280)) as writer:
            writer.write_frame(image_rgb, time_s)

    The clip is written next to `path` and moved there when whole: after any exception, cancelling included,
    `path` is as it was and no partial file stays.

    Parameters
    ----------
    path : Path or str
        Where the clip goes; the extension says the format. An existing file is replaced at the end.
    size : tuple of int
        (width, height) px. An odd side gets one more row or column, repeated from the edge.
    frame_rate : float
        Frames per second: a hint for rate control, and the length of the last frame.

    Attributes
    ----------
    frames : int
        Frames written so far.

    Raises
    ------
    OutputError
        The folder is missing or closed, the disk is full, the extension is unknown, or no frame was written.
    """

    def __init__(self, path: Path | str, size: tuple[int, int], frame_rate: float = 30.0) -> None:
        self.path = Path(path).resolve()
        self.format = choose_clip_format(self.path)
        self.size = size
        self.frames = 0
        self._step_s = 1.0 / frame_rate if frame_rate > 0 else 1.0 / 30.0
        self._last_pts: int | None = None
        if min(size) < 2:
            raise OutputError(
                f"A clip of {size[0]}×{size[1]} pixels is too small to write: use at least 2×2."
            )

    def __enter__(self) -> "VideoWriter":
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder: give a file name such as {self.path / 'clip.mp4'}.")
        if not self.path.parent.is_dir():
            raise OutputError(f"The folder {self.path.parent} does not exist: make it first.")
        with self._translate_errors(), ExitStack() as stack:
            part = stack.enter_context(atomic_write(self.path))
            self._container = av.open(
                str(part), "w", format=self.format.container, options=self.format.container_options
            )
            # the container is closed before the part file is moved or removed: Windows moves no open file
            stack.push(self._close_container)
            self._stream = self._add_stream()
            self._output = stack.pop_all()
        return self

    def write_frame(self, image_rgb: Image, time_s: float) -> None:
        """Append one frame, shown until the next.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (h, w, 3)
            RGB. An image of another size than the clip's is fitted in with black bars.
        time_s : float
            When it is shown, s of the clip. A time that is not later than the one before is moved on by
            one tick.

        Raises
        ------
        OutputError
            The disk is full, or the encoder fails.
        """
        pts = self._compute_pts(time_s)
        with self._translate_errors():
            frame = av.VideoFrame.from_ndarray(self._fit_image(image_rgb), format="rgb24")
            # 4:2:0, the HD matrix and limited range are what browsers play and what the headers will state
            frame = frame.reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            frame.pts, frame.time_base = pts, self.format.time_base
            frame.duration = self._convert_to_ticks(self._step_s)
            self._container.mux(self._stream.encode(frame))
        self._last_pts = pts
        self.frames += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # only faults of finishing are about this file; one that comes out of the block is passed on as it is
        with self._translate_errors() if kind is None else nullcontext():
            self._output.__exit__(kind, error, trace)

    def _close_container(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file where all went well; close it in any case."""
        try:
            if kind is None:
                self._finish_file()
        finally:
            # a second fault while closing must not hide the first
            with suppress(OSError, ValueError, av.FFmpegError):
                self._container.close()

    def _finish_file(self) -> None:
        if not self.frames:
            raise OutputError("There was no frame to write: no frame of the clip can be decoded.")
        self._container.mux(self._stream.encode(None))
        self._container.close()

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Turn an error of the system or of FFmpeg into one sentence that says what to do."""
        try:
            yield
        except PermissionError as error:
            raise OutputError(f"No permission to write {self.path}: choose another folder.") from error
        except (OSError, av.FFmpegError) as error:
            reason = getattr(error, "strerror", None) or error
            raise OutputError(
                f"Could not write {self.path} ({reason}): free some disk space or choose another folder."
            ) from error

    def _add_stream(self) -> av.VideoStream:
        rate = Fraction(1.0 / self._step_s).limit_denominator(1001)
        stream = cast(
            av.VideoStream,
            self._container.add_stream(self.format.codec, rate=rate, options=self.format.codec_options),
        )
        stream.width, stream.height = _round_up_to_even(self.size)
        stream.pix_fmt = "yuv420p"
        stream.time_base = self.format.time_base
        context = stream.codec_context
        context.time_base = self.format.time_base
        context.gop_size = max(int(2 / self._step_s), 1)  # seeking to a rep stays within two seconds
        context.color_range = ColorRange.MPEG
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        if self.format.codec == "libvpx-vp9":
            context.bit_rate = 0  # pure constant quality
        return stream

    def _convert_to_ticks(self, seconds: float) -> int:
        return round(seconds / self.format.time_base)

    def _compute_pts(self, time_s: float) -> int:
        pts = max(self._convert_to_ticks(time_s), 0)
        return pts if self._last_pts is None else max(pts, self._last_pts + 1)

    def _fit_image(self, image_rgb: Image) -> Image:
        """The image at the encoded size: scaled only if it differs, made even by repeating an edge."""
        image = image_rgb
        if image.shape[1::-1] != self.size:
            image = _letterbox_image(image, self.size)
        missing = np.subtract(_round_up_to_even(self.size), self.size)
        if missing.any():
            image = np.pad(image, ((0, int(missing[1])), (0, int(missing[0])), (0, 0)), mode="edge")
        return np.ascontiguousarray(image)


def _round_up_to_even(size: tuple[int, int]) -> tuple[int, int]:
    """4:2:0 colour needs even sides; one row more is better than one row lost."""
    return size[0] + size[0] % 2, size[1] + size[1] % 2


def _letterbox_image(image: Image, size: tuple[int, int]) -> Image:
    """`image` scaled to fit into `size` (width, height), centred on black."""
    height, width = image.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = max(round(width * scale), 1), max(round(height * scale), 1)
    canvas = np.zeros((size[1], size[0], 3), np.uint8)
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(
        np.ascontiguousarray(image), inner, interpolation=cv2.INTER_AREA
    )
    return canvas
