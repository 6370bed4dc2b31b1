"""Golden reports: what EvenRep says of a few frozen tracks, word by word and number by number.

A change that moves a number shows up here; if it is meant, write the files anew and announce it under
"Measurement changes" in CHANGELOG.md:

    python -m tests.golden            the reports anew, from the frozen tracks
    python -m tests.golden --tracks   the tracks anew too, from the sample clips (after the clips or the
                                      tracking have changed; takes a minute)
"""

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.report import analyze_recording
from analysis.report_json import report_to_dict
from analysis.settings import SetSettings
from analysis.track import PoseTrack, Recording
from ui.calibration import load_shipped_stages
from vision.trackfile import load_recording, save_recording
from vision.tracking import track_clip

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
FROZEN: dict[str, SetSettings] = {
    "left_shift_front": SetSettings(load=40.0),
    "left_knee_in_front": SetSettings(),
    "even_rear": SetSettings(),
    "loaded_mixed_front": SetSettings(load=60.0, body_mass=80.0, one_rm=90.0),
}
"""Sample clip -> what the person tells of it."""

TOLERANCE = 0.01
STEP = {"image_px": 2.0**-5, "world_m": 2.0**-12, "visibility": 2.0**-7, "spread_px": 2.0**-4}
"""Frozen tracks keep landmarks to these steps: a third of the size, and far finer than the model sees."""


def frozen_tracks() -> list[Path]:
    return [path for name in FROZEN if (path := DATA / f"{name}.npz").exists()]


def golden_of(track: Path) -> Path:
    return DATA / f"golden_{track.stem}.json"


def report_json(track: Path) -> object:
    """What the pipeline says of a frozen track now."""
    recording = load_recording(track)
    reports = analyze_recording(recording, FROZEN[track.stem], stages=load_shipped_stages())
    return json.loads(json.dumps([report_to_dict(report) for report in reports]))


def differences(expected: object, found: object, where: str = "") -> Iterator[str]:
    """Every place in which two JSON values differ; numbers by more than TOLERANCE."""
    match expected, found:
        case dict(), dict():
            for key in [*expected, *(key for key in found if key not in expected)]:
                if key in expected and key in found:
                    yield from differences(expected[key], found[key], f"{where}.{key}")
                else:
                    yield f"{where}.{key}: {'gone' if key in expected else 'new'}"
        case list(), list() if len(expected) == len(found):
            for index, pair in enumerate(zip(expected, found, strict=True)):
                yield from differences(*pair, f"{where}[{index}]")
        case (bool(), _) | (_, bool()) if expected is not found:
            yield f"{where}: {expected!r}, now {found!r}"
        case (int() | float(), int() | float()):
            if not math.isclose(expected, found, rel_tol=0.0, abs_tol=TOLERANCE):
                yield f"{where}: {expected}, now {found}"
        case _:
            if expected != found:
                yield f"{where}: {expected!r}, now {found!r}"


def frozen(recording: Recording) -> Recording:
    """The recording with landmarks rounded to STEP."""
    track: PoseTrack = recording.track
    changed = {name: np.round(getattr(track, name) / step) * step for name, step in STEP.items()}
    return replace(recording, track=track.replace_fields(**changed))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the golden reports anew.")
    parser.add_argument("--tracks", action="store_true", help="track the sample clips anew first")
    options = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    if options.tracks:
        for name in FROZEN:
            save_recording(frozen(track_clip(ROOT / "sample_videos" / f"{name}.mp4")), DATA / f"{name}.npz")
    for track in frozen_tracks():
        text = json.dumps(report_json(track), indent=1, ensure_ascii=False)
        golden_of(track).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
