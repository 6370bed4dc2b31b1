"""The app with tracks that were read before: clips found in EVENREP_TRACKS (by checksum) are not read again.

Everything else is the real thing. `streamlit run tests/browser/served.py`.
"""

import os
import runpy
from pathlib import Path

from analysis.track import Recording
from ui import web_engine
from ui.cache import compute_sha256
from ui.jobs import Job
from ui.web_engine import ReadingOptions

ROOT = Path(__file__).resolve().parents[2]


def known() -> dict[str, Path]:
    """Checksum of a clip -> its track."""
    from vision.trackfile import load_recording

    folder = Path(os.environ["EVENREP_TRACKS"])
    return {load_recording(path).clip.sha256: path for path in folder.glob("*.npz")}


def track_clip_for_job(path: Path, reading: ReadingOptions, job: Job[Recording]) -> Recording:
    from vision.trackfile import load_recording

    found = known().get(compute_sha256(path))
    return load_recording(found) if found else really_read(path, reading, job)


if not hasattr(web_engine, "really_read"):
    web_engine.really_read = web_engine.track_clip_for_job  # type: ignore[attr-defined]
really_read = web_engine.really_read  # type: ignore[attr-defined]
web_engine.track_clip_for_job = track_clip_for_job
runpy.run_path(str(ROOT / "app.py"))
