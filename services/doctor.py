"""Checks the installation: is everything here that EvenRep needs? One finding each, with what to do."""

import os
import platform
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from analysis.errors import EvenRepError
from services.models import verify_all_models
from services.package_info import ROOT, read_version
from services.samples import list_sample_clips

# Each of them brings its own cv2; two in one place overwrite each other's files.
CV2_WHEELS = (
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
)
# From, and before: newer ones send usage data, older ones need NumPy 1.
PACKAGES = ("numpy", "scipy", "av", "pandas", "pyarrow", "openpyxl", "rich", "typer", "streamlit")
MEDIAPIPE_SAFE = ((0, 10, 30), (0, 10, 33))
# Below it a clip of a minute takes minutes to read.
_MIN_PYTHON = (3, 11)
_MIN_FREE_GB = 1.0
_NO_WHEELS = {("Linux", "aarch64"), ("Darwin", "x86_64")}
_SLOW_FRAMES_PER_S = 10.0


class Mark(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor.

    Parameters
    ----------
    what
        What was checked.
    mark
        Whether it works.
    text
        What was found, and what to do where it does not work.
    """

    what: str
    mark: Mark
    text: str


def check_all() -> Iterator[Finding]:
    """Run every check in turn; one that breaks down is itself a finding.

    Yields
    ------
    Finding
        One or more per check, as they come: the last check takes a second or two.
    """
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        check_python,
        check_packages,
        check_models,
        check_codecs,
        check_telemetry,
        check_disk,
        check_self_test,
    )
    for check in checks:
        try:
            yield from check()
        except EvenRepError as error:
            yield Finding(_name_check(check), Mark.FAIL, str(error))
        except Exception as error:  # noqa: BLE001  the doctor's task is to say what is broken, whatever it is
            text = f"{type(error).__name__}: {error}. Install EvenRep again in a fresh environment."
            yield Finding(_name_check(check), Mark.FAIL, text)


def check_python() -> Iterator[Finding]:
    """Check Python's version, and whether MediaPipe exists for this platform.

    Yields
    ------
    Finding
    """
    system = (platform.system(), platform.machine())
    text = f"{platform.python_version()} on {' '.join(system)}, EvenRep {read_version()}"
    if sys.version_info < _MIN_PYTHON:
        yield Finding("Python", Mark.FAIL, f"{text}: install Python 3.11 or newer.")
    elif system in _NO_WHEELS:
        yield Finding("Python", Mark.WARN, f"{text}: MediaPipe makes no package for this platform.")
    else:
        yield Finding("Python", Mark.OK, text)


def check_packages() -> Iterator[Finding]:
    """Check that MediaPipe is in the safe range, that there is exactly one cv2, and that the rest is here.

    Yields
    ------
    Finding
    """
    yield _check_mediapipe(_find_version("mediapipe"))
    yield _check_cv2([name for name in CV2_WHEELS if _find_version(name)])
    found = {name: _find_version(name) for name in PACKAGES}
    missing = [name for name, version in found.items() if not version]
    if missing:
        yield Finding("Packages", Mark.FAIL, f"missing: {', '.join(missing)}. Install EvenRep again.")
    else:
        yield Finding("Packages", Mark.OK, ", ".join(f"{name} {version}" for name, version in found.items()))


def check_models() -> Iterator[Finding]:
    """Check that each pose model is byte for byte the one that was measured; one to be built may be absent.

    Yields
    ------
    Finding
    """
    for check in verify_all_models():
        name = f"Model {check.model.name}"
        if not check.problem:
            yield Finding(name, Mark.OK, f"checksum right, {check.path}")
        elif check.is_absent:
            yield Finding(name, Mark.OK, f"not built; only needed for --model {check.model.name}")
        else:
            yield Finding(name, Mark.FAIL, check.problem)


def check_codecs() -> Iterator[Finding]:
    """Check the formats of phones and cameras that can be read, and a format that browsers play.

    Yields
    ------
    Finding
    """
    from vision.pose.self_test import READS, list_missing_decoders, list_missing_encoders

    remedy = "Install the `av` package from PyPI again."
    missing = list_missing_decoders()
    text = f"cannot read {', '.join(missing)}. {remedy}" if missing else f"reads {', '.join(READS)}"
    yield Finding("Video in", Mark.FAIL if "H.264" in missing else Mark.WARN if missing else Mark.OK, text)
    unwritten = list_missing_encoders()
    text = (
        f"cannot write {', '.join(unwritten)}: choose another. {remedy}" if unwritten else "writes MP4, WebM"
    )
    yield Finding("Video out", Mark.WARN if unwritten else Mark.OK, text)


def check_telemetry() -> Iterator[Finding]:
    """Check that the web app sends nothing: Streamlit sends usage statistics unless it is switched off.

    Yields
    ------
    Finding
    """
    if _is_telemetry_off():
        yield Finding("Privacy", Mark.OK, "Streamlit's usage statistics are off")
    else:
        text = "Streamlit would send usage statistics: set STREAMLIT_BROWSER_GATHER_USAGE_STATS=false"
        yield Finding("Privacy", Mark.WARN, f"{text}, or gatherUsageStats = false in .streamlit/config.toml.")


def check_disk() -> Iterator[Finding]:
    """Check that temporary files can be written, and that there is room for an annotated clip.

    Yields
    ------
    Finding
    """
    folder = tempfile.gettempdir()
    with tempfile.NamedTemporaryFile(prefix="evenrep-") as stream:
        stream.write(b"evenrep")
        stream.flush()
    free_gb = shutil.disk_usage(folder).free / 1e9
    text = f"{free_gb:.1f} GB free in {folder}"
    enough = free_gb >= _MIN_FREE_GB
    advice = "" if enough else ": free some space, an annotated clip may need more"
    yield Finding("Disk", Mark.OK if enough else Mark.WARN, text + advice)


def check_self_test() -> Iterator[Finding]:
    """Run the real pose model for a second, on a sample clip where there is one.

    Yields
    ------
    Finding
    """
    from vision.pose.self_test import run_self_test

    clip = next(iter(list_sample_clips().values()), None)
    test = run_self_test("full", clip)
    rate = test.frames / test.seconds
    text = f"{test.frames} frames of {clip.name if clip else 'a grey image'} at {rate:.0f} frames/s"
    if clip and not test.seen:
        yield Finding("Self-test", Mark.FAIL, f"{text}, and nobody was seen. Install mediapipe again.")
    elif rate < _SLOW_FRAMES_PER_S:
        yield Finding("Self-test", Mark.WARN, f"{text}: slow; --model lite or --no-mirror is quicker.")
    else:
        yield Finding("Self-test", Mark.OK, text)


def _check_mediapipe(found: str) -> Finding:
    first, before = (".".join(map(str, number)) for number in MEDIAPIPE_SAFE)
    remedy = f"pip install 'mediapipe>={first},<{before}'"
    if not found:
        return Finding("MediaPipe", Mark.FAIL, f"not installed: {remedy}")
    number = tuple(int(part) for part in re.findall(r"\d+", found)[:3])
    if number >= MEDIAPIPE_SAFE[1]:
        return Finding("MediaPipe", Mark.FAIL, f"{found} sends usage data over the network: {remedy}")
    if number < MEDIAPIPE_SAFE[0]:
        return Finding("MediaPipe", Mark.FAIL, f"{found} is too old: {remedy}")
    return Finding("MediaPipe", Mark.OK, f"{found}, which opens no connection")


def _check_cv2(wheels: list[str]) -> Finding:
    if not wheels:
        return Finding("OpenCV", Mark.FAIL, "not installed: pip install opencv-python-headless")
    if len(wheels) > 1:
        remedy = f"pip uninstall -y {' '.join(wheels)}, then pip install opencv-python-headless"
        return Finding("OpenCV", Mark.FAIL, f"{len(wheels)} packages overwrite each other's cv2: {remedy}")
    mark = Mark.OK if "headless" in wheels[0] else Mark.WARN
    advice = "" if mark is Mark.OK else ": needs system libraries; opencv-python-headless needs none"
    return Finding("OpenCV", mark, f"one cv2, from {wheels[0]} {_find_version(wheels[0])}{advice}")


def _find_version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _is_telemetry_off() -> bool:
    chosen = os.environ.get("STREAMLIT_BROWSER_GATHER_USAGE_STATS")
    if chosen is not None:
        return chosen.strip().lower() in ("false", "0", "no")
    for folder in (Path.cwd(), ROOT, Path.home()):
        config = folder / ".streamlit" / "config.toml"
        if config.is_file():
            browser = tomllib.loads(config.read_text("utf-8")).get("browser", {})
            if "gatherUsageStats" in browser:
                return browser["gatherUsageStats"] is False
    return False


def _name_check(check: Callable[[], Iterator[Finding]]) -> str:
    return check.__name__.removeprefix("check_").replace("_", " ").capitalize()
