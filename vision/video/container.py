"""From a path to an open container, or to a sentence that says why it cannot be read and what to do."""

from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from analysis.errors import NotAVideo, VideoError, VideoNotFound
from vision.video.limits import VideoLimits

# Containers only: playlists and image sequences could make FFmpeg open other files or addresses.
_DEMUXERS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg"

_AGAIN = "Copy it again from the phone"


def check_file(path: Path, limits: VideoLimits) -> None:
    """Check that the file exists, can be read and is not too large, before anything is decoded.

    Parameters
    ----------
    path : Path
        The video file.
    limits : VideoLimits
        Bounds on its size.

    Raises
    ------
    VideoNotFound
        No such file, a folder, or no permission to read it.
    NotAVideo
        The file is empty.
    VideoTooLarge
        The file is larger than the limit.
    """
    try:
        if path.is_dir():
            raise VideoNotFound(f"{path} is a folder. Name one video file in it.")
        with path.open("rb") as stream:
            size_bytes = stream.seek(0, 2)
    except FileNotFoundError as error:
        raise VideoNotFound(f"There is no file {path}. Check the name and the folder.") from error
    except PermissionError as error:
        raise VideoNotFound(f"No permission to read {path}. Change its permissions or copy it.") from error
    except (OSError, ValueError) as error:
        raise VideoNotFound(f"Cannot read {path} ({error}). Copy it to this computer first.") from error
    if size_bytes == 0:
        raise NotAVideo(f"{path.name} is empty (0 bytes). {_AGAIN}.")
    limits.check_file_size(size_bytes, path)


def open_container(path: Path) -> InputContainer:
    """Open the file, and nothing that it may refer to.

    Parameters
    ----------
    path : Path
        The video file.

    Returns
    -------
    InputContainer
        FFmpeg's container, to be closed by the caller.

    Raises
    ------
    NotAVideo
        FFmpeg does not know the format, or the file is incomplete.
    VideoNotFound
        The file has gone, or may not be read.
    """
    # "file:" and an absolute path: a name such as "concat:a|b" or "-" is a file name here, never a protocol
    options = {"format_whitelist": _DEMUXERS, "protocol_whitelist": "file"}
    try:
        return av.open(f"file:{path.absolute()}", mode="r", options=options, metadata_errors="replace")
    except (FileNotFoundError, PermissionError) as error:
        raise VideoNotFound(f"Cannot read {path}. Check its name and permissions.") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _make_not_a_video_error(path) from error


def select_video_stream(container: InputContainer, path: Path) -> VideoStream:
    """Select the clip's video stream.

    Parameters
    ----------
    container : InputContainer
        The opened file.
    path : Path
        Its path, for the messages.

    Returns
    -------
    VideoStream
        The first stream of moving images.

    Raises
    ------
    NotAVideo
        The file holds only sound, or its video format is unknown.
    """
    # an audio file's cover art counts as a video stream of one frame
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        raise NotAVideo(f"{path.name} holds no video, only sound or data. Choose the video file.")
    stream: VideoStream = streams[0]
    if stream.codec_context is None:
        raise NotAVideo(f"The video format of {path.name} is unknown. Export it as MP4 (H.264).")
    return stream


def _make_not_a_video_error(path: Path) -> VideoError:
    with path.open("rb") as stream:
        head = stream.read(12)
    # an MP4 or MOV begins with one of these boxes; FFmpeg refuses it when the index at its end was cut off
    if head[4:8] in (b"ftyp", b"mdat", b"moov", b"wide", b"free"):
        return NotAVideo(
            f"{path.name} is incomplete: the index at its end (moov) is missing, "
            f"because the recording or the copy was broken off. {_AGAIN}."
        )
    return NotAVideo(
        f"{path.name} is not a video that can be read. Choose an MP4, MOV, AVI, MKV or WebM file."
    )
