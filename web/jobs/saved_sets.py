"""A set from the history becomes a set of this tab."""

from pathlib import Path
from secrets import token_hex

from services import history as history_service
from web.jobs.sets import SetEntry
from web.jobs.uploads import UploadedClip, make_safe_clip_name


def open_saved_entry(set_id: str, folder: Path) -> SetEntry:
    """Open a saved set: analysed again from its track; without one, as it was saved."""
    saved, recording = history_service.open_saved_set(set_id)
    clip_id = token_hex(6)
    path = folder / clip_id / make_safe_clip_name(saved.line.clip)
    path.parent.mkdir(mode=0o700, parents=True)
    if saved.line.has_video:
        history_service.write_saved_video(set_id, path)
    clip = UploadedClip(clip_id, saved.line.clip, path, saved.report.clip.sha256)
    return SetEntry(
        clip,
        saved.report.settings,
        corrections=saved.corrections,
        recording=recording,
        saved_reports=() if recording else (saved.report,),
        at=saved.line.at,
    )
