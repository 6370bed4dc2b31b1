"""The clips that come with EvenRep: for the demo, and for the self-test of `evenrep doctor`."""

from pathlib import Path

from analysis.errors import VideoNotFound
from services.package_info import ROOT

SAMPLES_DIR = ROOT / "sample_videos"
DEFAULT_SAMPLE = "loaded_mixed_front"
DEFAULT_LOAD_KG = 60.0
_VIDEO_ENDS = {".mp4", ".webm", ".mov", ".mkv"}


def list_sample_clips() -> dict[str, Path]:
    """List the clips that come with EvenRep.

    Returns
    -------
    dict of str to Path
        By name, in order of name; empty in an installation without them.
    """
    files = sorted(SAMPLES_DIR.glob("*")) if SAMPLES_DIR.is_dir() else []
    return {file.stem: file for file in files if file.suffix.lower() in _VIDEO_ENDS}


def find_sample(name: str | None) -> Path:
    """Find a clip that comes with EvenRep.

    Parameters
    ----------
    name
        As `list_sample_clips` has it; None: the usual one.

    Returns
    -------
    Path

    Raises
    ------
    VideoNotFound
        There is no such clip; the message names those there are.
    """
    clips = list_sample_clips()
    if not clips:
        raise VideoNotFound(f"There are no sample clips in {SAMPLES_DIR}: run `make samples` in a checkout.")
    wanted = name or (DEFAULT_SAMPLE if DEFAULT_SAMPLE in clips else next(iter(clips)))
    if wanted not in clips:
        raise VideoNotFound(f"There is no sample “{wanted}”: choose one of {', '.join(clips)}.")
    return clips[wanted]


def find_sample_load_kg(clip: Path) -> float | None:
    """Find what was on the bar in a sample.

    Parameters
    ----------
    clip
        One of `list_sample_clips`.

    Returns
    -------
    float or None
        kg; None for the samples without a load.
    """
    return DEFAULT_LOAD_KG if clip.stem == DEFAULT_SAMPLE else None
