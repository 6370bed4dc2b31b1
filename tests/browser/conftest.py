"""A real browser against the real server. Needs Chromium and Playwright; skipped with a reason without them.

EVENREP_ARTEFACTS  folder for screenshots (kept by CI); a temporary one if not set
EVENREP_AXE        axe-core's axe.min.js; without it the accessibility tests skip
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.browser.fake_camera import camera_options, write_camera_file
from tests.fixtures.browser.known_film import write_known_film

ROOT = Path(__file__).resolve().parents[2]
ON_CI = os.environ.get("CI") == "true"
START_S = 90.0
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-default-apps"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pings"),
]
"""Chromium then speaks to nobody but the page."""


def absent(reason: str) -> None:
    if ON_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


Launch = Callable[..., Any]


@pytest.fixture(scope="session")
def launch() -> Iterator[Launch]:
    """Starts a browser, with more options if need be."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        absent("no Chromium here: install your system's package of it")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("no Playwright here: pip install playwright")
    with sync_playwright() as playwright:
        yield lambda *more: playwright.chromium.launch(executable_path=program, args=[*QUIET, *more])


@pytest.fixture(scope="session")
def chromium(launch: Launch) -> Iterator[Any]:
    """One browser for all tests; each test opens contexts of its own in it."""
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def filming_chromium(launch: Launch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser whose camera sees standing, then two reps with the left knee in, over and over."""
    filmed = tmp_path_factory.mktemp("camera") / "left_knee_in.mjpeg"
    write_camera_file(sample_clip("left_knee_in_front"), filmed, standing_s=9.0, last_s=9.3)
    browser = launch(*camera_options(filmed))
    yield browser
    browser.close()


@dataclass(frozen=True)
class Film:
    """The same reps after a shorter standing, each frame with its number; and the browser that films them."""

    browser: Any
    poses: Path


@pytest.fixture(scope="session")
def known_film(launch: Launch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Film]:
    film, poses = write_known_film(sample_clip("left_knee_in_front"), tmp_path_factory.mktemp("known"))
    browser = launch(*camera_options(film))
    yield Film(browser, poses)
    browser.close()


@dataclass(frozen=True)
class Clip:
    """A short clip, and what the command line says of it."""

    path: Path
    json: Path
    csv: Path
    track: Path

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads(self.json.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Two reps with the left knee in."""
    return analysed("left_knee_in_front", tmp_path_factory.mktemp("uneven"), last_s=9.3)


@pytest.fixture(scope="session")
def even(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Three even reps."""
    return analysed("even_front", tmp_path_factory.mktemp("even"), last_s=13.2)


def analysed(sample: str, folder: Path, last_s: float) -> Clip:
    """The beginning of a sample at half its frame rate, analysed by the command line."""
    clip = Clip(
        folder / f"{sample}.mp4", folder / "cli.app.json", folder / "cli.app.csv", folder / f"{sample}.npz"
    )
    shorten(sample_clip(sample), clip.path, last_s)
    command = [sys.executable, "-m", "cli.app", "analyze", clip.path, "--model", "lite", "--quiet"]
    outputs = ["--json", clip.json, "--csv", clip.csv, "--track", clip.track]
    subprocess.run([*map(str, command), *map(str, outputs)], cwd=ROOT, check=True, timeout=600)
    return clip


def sample_clip(name: str) -> Path:
    clip = ROOT / "sample_videos" / f"{name}.mp4"
    if not clip.is_file():
        absent(f"no sample clip {clip.name}: make samples")
    return clip


def shorten(source: Path, target: Path, last_s: float) -> None:
    from vision.video.reader import open_clip
    from vision.video.writer import VideoWriter

    with open_clip(source) as clip, VideoWriter(target, clip.scaled_size_px, 15.0) as writer:
        for frame in clip:
            if frame.time_s > last_s:
                break
            if frame.index % 2 == 0:
                writer.write_frame(frame.image_rgb, frame.time_s)


@dataclass(frozen=True)
class Server:
    """A running app, and the folder in which its temporary files lie."""

    url: str
    temp: Path

    @property
    def live_notes(self) -> list[str]:
        """ "opened" and "closed" of every live session, in their order."""
        notes = self.temp / "live-notes.txt"
        return notes.read_text().split() if notes.exists() else []

    def session_folders(self) -> list[Path]:
        return list(self.temp.glob("evenrep-web-*/*"))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as `make app` starts it."""
    yield from serve("app.py", tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="session")
def live_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with the connection of the camera kept on this computer; notes which sessions are open."""
    yield from serve("tests/fixtures/browser/live_served.py", tmp_path_factory.mktemp("live-app"))


@pytest.fixture(scope="session")
def known_app(known_film: Film, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same with a pose model that knows the film by heart: a busy machine loses no rep."""
    temp = tmp_path_factory.mktemp("known-app")
    yield from serve("tests/fixtures/browser/live_served.py", temp, EVENREP_KNOWN_POSES=str(known_film.poses))


@pytest.fixture(scope="session")
def quick_app(even: Clip, uneven: Clip, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with the tracks of both clips at hand: nothing is read, the rest is real."""
    tracks = tmp_path_factory.mktemp("tracks")
    for clip in (even, uneven):
        shutil.copy(clip.track, tracks)
    temp = tmp_path_factory.mktemp("quick-app")
    yield from serve("tests/fixtures/browser/served.py", temp, EVENREP_TRACKS=str(tracks))


def find_tracebacks(log: str) -> list[str]:
    """The exceptions that a server wrote down, but for one that is none of the app's.

    Where a browser leaves while the framework of the server still waits for its first message, it logs a
    WebSocketDisconnected: the closing of a page, seen a moment too late.
    """
    ends = re.findall(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(\S.*)", log)
    return [end for end in ends if "WebSocketDisconnected" not in end]


def serve(script: str, temp: Path, **more: str) -> Iterator[Server]:
    """Pages that are closed are forgotten soon; those whose machine stands still for a moment are not."""
    port = free_port()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temp)} | more
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    quick_end = ["--server.disconnectedSessionTTL", "2", "--server.websocketPingInterval", "120"]
    with (temp / "server.log").open("w") as log:
        server = subprocess.Popen([*command, *quick_end], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for_health(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield Server(f"http://127.0.0.1:{port}", temp)
        finally:
            server.terminate()
            server.wait(30)
    assert not list(temp.glob("evenrep-web-*")), "the server left clips behind"
    log = (temp / "server.log").read_text()
    assert not find_tracebacks(log), log


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for_health(url: str, server: subprocess.Popen[bytes]) -> None:
    """The kernel lets us wait on the connection; only its refusal needs another try."""
    import threading
    import time

    pause, end = threading.Event(), time.monotonic() + START_S
    while time.monotonic() < end:
        assert server.poll() is None, "the server did not start"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pause.wait(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept."""
    told = os.environ.get("EVENREP_ARTEFACTS")
    folder = Path(told) if told else tmp_path_factory.mktemp("artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    told = os.environ.get("EVENREP_AXE", "")
    if not Path(told).is_file():
        absent("no axe-core here: npm install axe-core, then EVENREP_AXE=…/axe-core/axe.min.js")
    return Path(told).read_text(encoding="utf-8")
