"""What is true of a clip, read from the JSON file beside it, and which rep found is which true one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import EvenRepError
from analysis.quantities.definitions import Quantity
from analysis.settings import View

ENDINGS = (".truth.json", ".json")
VIDEO_ENDINGS = {".mp4", ".mov", ".m4v", ".webm", ".avi", ".mkv"}
MATCH_WITHIN_S = 0.7
"""A rep found belongs to the true one whose bottom is nearest, if it is at least this near."""

MOST_PCT = 1000.0
"""A truth beyond this is a slip of the unit, not a squat."""


class TruthError(EvenRepError, ValueError):
    """A truth file that is missing, damaged or not what docs/accuracy.md describes."""

    exit_code = 7


@dataclass(frozen=True)
class TrueRep:
    """One true repetition; percent, + = the lifter's left. NaN where the file leaves a quantity out."""

    rep: int
    bottom_s: float
    pct: Mapping[Quantity, float]


@dataclass(frozen=True)
class Truth:
    """A clip's truth. View None and angles NaN where the file does not tell them.

    yaw_deg   + = the camera stands to the lifter's left, in front and behind
    roll_deg  + = the picture has to be turned clockwise to be level
    mirrored  the clip is a selfie recording
    groups    into which rows of the table the clip goes, e.g. {"light": "from one side"}
    """

    clip: str
    reps: tuple[TrueRep, ...]
    view: View | None = None
    yaw_deg: float = float("nan")
    roll_deg: float = float("nan")
    mirrored: bool = False
    groups: Mapping[str, str] = field(default_factory=dict)


def find_clips_with_truth(folder: Path) -> list[tuple[Path, Path]]:
    """[(clip, its truth file), …] sorted by name. Raises TruthError naming what is missing."""
    if not folder.is_dir():
        raise TruthError(f"There is no folder {folder}. Name one that holds clips and their truth.")
    clips = sorted(path for path in folder.iterdir() if path.suffix.lower() in VIDEO_ENDINGS)
    if not clips:
        raise TruthError(f"No clip lies in {folder} ({', '.join(sorted(VIDEO_ENDINGS))}).")
    pairs = [(clip, _find_truth_file(clip)) for clip in clips]
    found = [(clip, truth) for clip, truth in pairs if truth is not None]
    if not found:
        name = clips[0].stem
        raise TruthError(f"No clip in {folder} has its truth beside it: {name}.truth.json or {name}.json.")
    return found


def _find_truth_file(clip: Path) -> Path | None:
    """CLIP.truth.json before CLIP.json; both may also be named after the whole file, CLIP.mp4.json."""
    stems = (clip.with_suffix("").name, clip.name)
    candidates = [clip.with_name(stem + ending) for ending in ENDINGS for stem in stems]
    return next((path for path in candidates if path.is_file()), None)


def load_ground_truth(path: Path) -> Truth:
    """A truth file: a list of reps, or an object with the key "reps". Raises TruthError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TruthError(f"Cannot read {path} ({error.strerror or error}).") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise TruthError(f"{path.name} is not JSON ({error}).") from error
    about: dict[str, Any] = content if isinstance(content, dict) else {}
    rows = about.get("reps") if about else content
    if not isinstance(rows, list) or not rows:
        raise TruthError(f'{path.name} must hold a list of reps, or an object with a list "reps".')
    name = path.name.removesuffix(".json").removesuffix(".truth")
    reps = tuple(_parse_rep(row, number, path.name) for number, row in enumerate(rows, start=1))
    if len({rep.bottom_s for rep in reps}) < len(reps):
        raise TruthError(f"{path.name}: two reps have the same bottom_s.")
    return Truth(
        name, tuple(sorted(reps, key=lambda rep: rep.bottom_s)), **_parse_clip_facts(about, path.name)
    )


def _parse_rep(row: object, number: int, name: str) -> TrueRep:
    if not isinstance(row, dict):
        raise TruthError(f"{name}: rep {number} is not an object but {row!r:.40}.")
    bottom_s = _parse_number(row.get("bottom_s"), f"{name}: bottom_s of rep {number}")
    if not bottom_s >= 0:
        raise TruthError(f"{name}: bottom_s of rep {number} must be the time of its bottom in s.")
    values = {
        key: _parse_number(row.get(f"{key}_pct"), f"{name}: {key}_pct of rep {number}", MOST_PCT)
        for key in Quantity
    }
    if not np.isfinite(list(values.values())).any():
        keys = ", ".join(f"{key}_pct" for key in Quantity)
        raise TruthError(f"{name}: rep {number} has none of {keys}.")
    told = row.get("rep", number)
    return TrueRep(told if isinstance(told, int) else number, bottom_s, values)


def _parse_number(value: object, what: str, most: float = np.inf) -> float:
    """NaN for null or nothing."""
    if value is None:
        return float("nan")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TruthError(f"{what} must be a number, not {value!r:.40}.")
    if not abs(value) <= most:
        raise TruthError(f"{what} is {value:g}: it must be within ±{most:g}.")
    return float(value)


def _parse_clip_facts(about: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The clip's own facts; a camera behind the lifter turns the sign of yaw (see docs/accuracy.md)."""
    camera, groups = about.get("camera") or {}, about.get("groups") or {}
    if not isinstance(camera, dict) or not isinstance(groups, dict):
        raise TruthError(f'{name}: "camera" and "groups" must be objects.')
    try:
        view = View(about["view"]) if about.get("view") else None
    except ValueError as error:
        known = ", ".join(View)
        raise TruthError(f"{name}: the view is one of {known}, not {about['view']!r}.") from error
    yaw = _parse_number(camera.get("yaw_deg"), f"{name}: camera.yaw_deg", 180.0)
    return {
        "view": view,
        "yaw_deg": -yaw if view is View.REAR else yaw,
        "roll_deg": _parse_number(camera.get("roll_deg"), f"{name}: camera.roll_deg", 180.0),
        "mirrored": about.get("mirrored") is True,
        "groups": {str(key): str(value) for key, value in groups.items()},
    }


def match_reps(true_s: Sequence[float], found_s: Sequence[float]) -> list[tuple[int, int]]:
    """[(index of the true rep, index of the found one), …], nearest first served, none used twice."""
    gaps = sorted(
        (abs(true - found), i, j)
        for i, true in enumerate(true_s)
        for j, found in enumerate(found_s)
        if abs(true - found) <= MATCH_WITHIN_S
    )
    pairs: list[tuple[int, int]] = []
    for _, i, j in gaps:
        if all(i != taken_i and j != taken_j for taken_i, taken_j in pairs):
            pairs.append((i, j))
    return sorted(pairs)
