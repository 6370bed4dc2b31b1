"""A live set becomes a set like any other: the same result page, the same exports."""

import secrets
from datetime import datetime

from ui.intake import Clip
from ui.live_run import LiveRun
from ui.session import Session
from ui.sets import SetEntry
from ui.web_engine import Reading


def hand_over(run: LiveRun, here: Session, now: datetime | None = None) -> SetEntry | None:
    """The set among those of the session, chosen; None where there is nothing to show."""
    recording = run.recording
    if recording is None:
        return None
    name = f"live {now or datetime.now():%Y-%m-%d %H-%M-%S}"
    clip_id = secrets.token_hex(6)
    clip = Clip(clip_id, name, here.folder / clip_id / name, recording.clip.sha256)
    reading = Reading(recording.model.name, recording.model.mirror_averaged)
    entry = SetEntry(clip, run.told_settings(), reading, recording=recording)
    here.keep(entry)
    return entry
