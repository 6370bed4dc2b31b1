"""A live set as an ordinary Recording, as if it came from a clip."""

import hashlib

import numpy as np

from analysis.live.live_set import LiveSet
from analysis.pose.track import ClipInfo, ModelInfo, PoseTrack, Recording
from vision.pose.models import MODELS, ModelName

# Share of frames without the lifter above which the report warns of it, as for clips.
WARN_UNSEEN = 0.05
# Share of frames that the computer left out above which the report warns of it.
WARN_SKIPPED = 0.1


def build_live_recording(live_set: LiveSet, name: str, warnings: tuple[str, ...]) -> Recording:
    """Build the recording of a live set.

    Parameters
    ----------
    live_set : LiveSet
        The set so far.
    name : str
        What the recording is called.
    warnings : tuple of str
        Sentences for the report.

    Returns
    -------
    Recording
        The mean poses if every frame was read mirrored too, else the original pose of every frame: a mix of
        both would have two different left/right biases.
    """
    buffer, model = live_set.buffer, MODELS[ModelName(live_set.pose_source.model)]
    mirrored = buffer.is_mirror_averaged([(buffer.first, buffer.stop)])
    track = live_set.build_track(mirrored)
    unseen = 1.0 - float(np.mean(track.seen))
    if unseen > WARN_UNSEEN:
        warnings = (f"The lifter was not seen in {100 * unseen:.0f} % of the frames.", *warnings)
    track = track.replace_fields(warnings=warnings)
    clip = ClipInfo(name, _compute_checksum(track), track.duration_s, len(track), *track.size_px)
    return Recording(track, clip, ModelInfo(model.name.value, model.sha256, mirrored))


def list_live_warnings(
    pushed: int, skipped: int, mirror_dropped: bool, others_seen: bool, joins: int
) -> tuple[str, ...]:
    """List what the reader of the report should know of how a live set was read.

    Parameters
    ----------
    pushed, skipped : int
        Frames of the camera, and those of them that were left out because the computer was busy.
    mirror_dropped : bool
        Whether mirroring was wanted and given up.
    others_seen : bool
        Whether anybody else was seen.
    joins : int
        How often the time stamps jumped.

    Returns
    -------
    tuple of str
        Sentences.
    """
    found = []
    if pushed and skipped / pushed > WARN_SKIPPED:
        share = f"{100 * skipped / pushed:.0f} % of the camera's frames"
        found.append(f"This computer left out {share}: close other programs.")
    if mirror_dropped:
        found.append(
            "This computer was too slow to read every frame mirrored too: the intervals are wider for it."
        )
    if others_seen:
        found.append(
            "Somebody else was in the picture: whoever was there first was followed. Be alone in the picture."
        )
    if joins:
        found.append("The camera's time stamps jumped; the parts were joined without the gap.")
    return tuple(found)


def _compute_checksum(track: PoseTrack) -> str:
    """There is no file to hash: the landmarks themselves identify the set."""
    return hashlib.sha256(track.time_s.tobytes() + track.image_px.tobytes()).hexdigest()
