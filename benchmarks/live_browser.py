"""From the lens to the screen: `python -m benchmarks.live_browser`.

A sample clip with a number in every frame is the camera of a headless Chromium. In the same moment the page
knows three numbers: that of the frame the camera gives, that of the picture it shows, and that of the newest
frame the program says it has looked at, in its text. The differences, in frames of a thirtieth of a second,
are the delays: camera to picture on the screen, and camera to words on the screen.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.barcode import SCRIPT, draw_number
from tests.browser.conftest import QUIET, serve
from tests.fixtures.browser.fake_camera import FRAMES_PER_S, camera_film, camera_options, write_frames

REPO = Path(__file__).resolve().parents[1]
SAMPLE = REPO / "sample_videos" / "left_knee_in_front.mp4"
PATIENT_MS = 240_000
EVERY_MS = 70
WINDOW = {"width": 1280, "height": 1800}
"""High enough for board and picture: Chromium does not go on drawing what is out of sight."""

_NOTE_CAMERA = """
(() => {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    const own = document.createElement("video");
    own.muted = true;
    own.srcObject = stream;
    own.play();
    window.evenrepOwn = own;
    return stream;
  };
})();
"""
_SAMPLE = """
({ seconds, every, frame }) => new Promise((done) => {
  const inside = document.querySelector("iframe[title*=webrtc]").contentWindow;
  const found = [];
  const look = () => {
    const own = inside.evenrepNumberIn(inside.evenrepOwn);
    const shown = inside.evenrepNumberIn(inside.document.querySelector("video"));
    const told = /\\[frame (\\d+)\\]/.exec(document.body.innerText);
    found.push([own, shown, told ? Number(told[1]) : null]);
  };
  const timer = setInterval(look, every);
  setTimeout(() => { clearInterval(timer); done(found); }, seconds * 1000);
})
"""


@dataclass(frozen=True)
class Delay:
    """ms; of so many samples."""

    p50_ms: float
    p90_ms: float
    samples: int


@dataclass(frozen=True)
class Figures:
    """picture: camera to picture on the screen. words: camera to text that knows of the frame."""

    machine: str
    processors: int | None
    told: str
    picture: Delay
    words: Delay


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to measure")
    parser.add_argument("--quick", action="store_true", help="measure for 10 s")
    parser.add_argument("--chromium", default=None, help="program to use instead of the installed chromium")
    parser.add_argument("--json", type=Path, help="write the figures here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure_delays(Path(folder), 10.0 if asked.quick else asked.seconds, asked.chromium)
    for name, delay in (("camera to picture", figures.picture), ("camera to words", figures.words)):
        print(f"{name:18} p50 {delay.p50_ms:4.0f} ms   p90 {delay.p90_ms:4.0f} ms   of {delay.samples} looks")
    print(figures.told, flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(asdict(figures), indent=1), encoding="utf-8")


def measure_delays(folder: Path, seconds: float, chromium: str | None) -> Figures:
    """Starts the app and a browser, and looks at the page for so long."""
    film = folder / "numbered.mjpeg"
    pictures = camera_film(SAMPLE, standing_s=9.0)
    write_frames([draw_number(picture, number) for number, picture in enumerate(pictures)], film)
    (folder / "app").mkdir()
    with contextmanager(serve)("benchmarks/live_served.py", folder / "app") as server:
        found, told = _watch_page(server.url, film, seconds, chromium)
    delays = [_summarize_delays(found, which, len(pictures)) for which in (1, 2)]
    return Figures(platform.machine(), os.cpu_count(), told, *delays)


def _watch_page(url: str, film: Path, seconds: float, chromium: str | None) -> tuple[list[list[Any]], str]:
    from playwright.sync_api import sync_playwright

    program = chromium or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *camera_options(film)])
        context = browser.new_context(permissions=["camera"], viewport=WINDOW)
        context.add_init_script(SCRIPT + _NOTE_CAMERA)
        page = context.new_page()
        page.goto(f"{url}/live")
        start = page.frame_locator("iframe[title*=webrtc]").get_by_role("button", name="Start the camera")
        start.click(timeout=PATIENT_MS)
        page.get_by_role("button", name="End the set").wait_for(timeout=PATIENT_MS)
        page.wait_for_timeout(3000)  # the self-test of the model is over then
        found = page.evaluate(_SAMPLE, {"seconds": seconds, "every": EVERY_MS, "frame": FRAMES_PER_S})
        told = page.get_by_text("[frame ").inner_text()
        page.get_by_role("button", name="End the set").click()
        page.locator(".er-verdict h1").wait_for(timeout=PATIENT_MS)
        browser.close()
    return found, told


def _summarize_delays(found: list[list[Any]], which: int, frames: int) -> Delay:
    """Of the samples in which both numbers could be read; the film begins anew after so many frames."""
    pairs = [(row[0], row[which]) for row in found if row[0] is not None and row[which] is not None]
    behind_ms = sorted(1000.0 / FRAMES_PER_S * ((own - other) % frames) for own, other in pairs)
    if len(behind_ms) < 10:
        seen = [sum(row[at] is not None for row in found) for at in range(3)]
        raise SystemExit(f"Too few numbers could be read (camera, picture, words: {seen} of {len(found)}).")
    tenths = statistics.quantiles(behind_ms, n=10)
    return Delay(statistics.median(behind_ms), tenths[8], len(behind_ms))


if __name__ == "__main__":
    main()
