"""A live set becomes a set like any other: the same result page, the same exports."""

import secrets
from datetime import datetime

from services.analysis import ReadingOptions
from web.jobs.sets import SetEntry
from web.jobs.uploads import UploadedClip
from web.live.run import LiveRun
from web.state import TabSession


def add_live_set(run: LiveRun, session: TabSession, now: datetime | None = None) -> SetEntry | None:
    """Adds the set to those of the session and chooses it; None where there is nothing to show."""
    recording = run.recording
    if recording is None:
        return None
    name = f"live {now or datetime.now():%Y-%m-%d %H-%M-%S}"
    clip_id = secrets.token_hex(6)
    # A path without a file: nothing was filmed, so the entry has no video.
    clip = UploadedClip(clip_id, name, session.folder / clip_id / name, recording.clip.sha256)
    reading = ReadingOptions(recording.model.name, recording.model.mirror_averaged)
    entry = SetEntry(clip, run.build_current_settings(), reading, recording=recording)
    session.add_finished_set(entry)
    return entry
