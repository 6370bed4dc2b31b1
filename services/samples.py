"""The clips that come with EvenRep: for the demo, and for the self-test of `evenrep doctor`."""

from pathlib import Path

from analysis.errors import VideoNotFound
from services.package_info import ROOT

SAMPLES_DIR = ROOT / "sample_videos"
DEFAULT_SAMPLE = "loaded_mixed_front"
DEFAULT_LOAD_KG = 60.0
_VIDEO_ENDS = {".mp4", ".webm", ".mov", ".mkv"}


def list_sample_clips() -> dict[str, Path]:
    """Name -> file, in order of name."""
    files = sorted(SAMPLES_DIR.glob("*")) if SAMPLES_DIR.is_dir() else []
    return {file.stem: file for file in files if file.suffix.lower() in _VIDEO_ENDS}


def find_sample(name: str | None) -> Path:
    """The clip of that name, the usual one for None. Raises VideoNotFound naming those there are."""
    clips = list_sample_clips()
    if not clips:
        raise VideoNotFound(f"There are no sample clips in {SAMPLES_DIR}: run `make samples` in a checkout.")
    wanted = name or (DEFAULT_SAMPLE if DEFAULT_SAMPLE in clips else next(iter(clips)))
    if wanted not in clips:
        raise VideoNotFound(f"There is no sample “{wanted}”: choose one of {', '.join(clips)}.")
    return clips[wanted]


def find_sample_load_kg(clip: Path) -> float | None:
    """What was on the bar in the loaded sample; None for the others."""
    return DEFAULT_LOAD_KG if clip.stem == DEFAULT_SAMPLE else None
