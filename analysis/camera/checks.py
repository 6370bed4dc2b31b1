"""What the camera allows to be graded: view, roll, yaw, framing, frame rate. Correct, warn or refuse."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.camera.yaw import estimate_yaw
from analysis.pose.geometry import compute_frame_median
from analysis.pose.landmarks import LOWER_BODY, Joint, Landmark
from analysis.pose.track import PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.report.types import CameraReport
from analysis.settings import View
from analysis.wording import format_pct


@dataclass(frozen=True)
class CameraSettings:
    """The gates of docs/measurement.md section 5.

    Attributes
    ----------
    max_roll_deg
        Degrees. Corrected up to here, refused beyond.
    fine_yaw_deg
        Degrees. Up to here there is no warning.
    knee_yaw_deg
        Degrees. Beyond this the knees and rotation are not graded.
    max_yaw_deg
        Degrees. Beyond this nothing is graded.
    side_yaw_deg
        Degrees. Beyond this the view is called side, below it oblique.
    min_height_pct, max_height_pct
        Percent of the image height that the person fills: outside, landmarks get coarse or cut off.
    refuse_height_pct
        Percent. Smaller than this, a pixel is more than a percent of the stance.
    min_frame_rate
        Frames per second. Slower video misses the bottom of a rep; a tenth below 15 for rounding.
    max_unseen_share
        Share of frames that a lower-body joint may be out of sight.
    min_duration_s
        s. No repetition is shorter.
    """

    max_roll_deg: float = 10.0
    fine_yaw_deg: float = 4.0
    knee_yaw_deg: float = 8.0
    max_yaw_deg: float = 15.0
    side_yaw_deg: float = 65.0
    min_height_pct: float = 40.0
    max_height_pct: float = 90.0
    refuse_height_pct: float = 25.0
    min_frame_rate: float = 14.9
    max_unseen_share: float = 0.2
    min_duration_s: float = 0.8


STAND_IN_FRONT = "Put the phone straight in front of you (or straight behind), at hip height, and film again."


def check_camera(
    track: PoseTrack,
    standing: NDArray[np.bool_],
    used: NDArray[np.bool_],
    given_view: View | None = None,
    settings: CameraSettings = CameraSettings(),
) -> CameraReport:
    """Judge from a cleaned track what its camera allows to be graded.

    Parameters
    ----------
    track
        Cleaned landmarks of one shot.
    standing
        (T,) frames of quiet standing, for the angles.
    used
        (T,) frames of standing and reps, for what is in sight.
    given_view
        FRONT or REAR where the person entered it; None: estimated.
    settings
        The gates.

    Returns
    -------
    CameraReport
        CameraReport; `gradable` is False with the reasons where nothing can be graded.
    """
    view = given_view or estimate_facing(track, standing)
    roll = estimate_roll(track, standing)
    yaw, yaw_sd = estimate_yaw(track, standing, view, roll)
    seen_view = _classify_view(view, yaw, settings)
    height = measure_person_height_pct(track, standing)
    # A clip that is too short or of a wrong view gets that one reason: the others depend on the view.
    reasons = (
        _list_length_reasons(track, settings)
        or _list_view_reasons(seen_view, yaw, settings)
        or [
            *_list_roll_reasons(roll, settings),
            *_list_framing_reasons(track, used, height, settings),
        ]
    )
    return CameraReport(
        view=seen_view,
        roll_deg=roll,
        yaw_deg=yaw,
        yaw_sd_deg=yaw_sd,
        person_height_pct=height,
        frame_rate=track.frame_rate,
        gradable=not reasons,
        reasons=tuple(reasons),
        warnings=tuple(_list_warnings(seen_view, yaw, height, settings)),
    )


def estimate_facing(track: PoseTrack, standing: NDArray[np.bool_]) -> View:
    """FRONT when the lifter's left lies at larger x in quiet standing, else REAR; UNKNOWN when unseen.

    Parameters
    ----------
    track
        Landmarks, x right.
    standing
        (T,) frames of quiet standing.
    """
    x = compute_frame_median(track.image_px, standing)[:, 0]
    apart = sum(x[left] - x[right] for left, right in (Joint.SHOULDER.pair, Joint.HIP.pair))
    if np.isnan(apart):
        return View.UNKNOWN
    return View.FRONT if apart >= 0 else View.REAR


def estimate_roll(track: PoseTrack, standing: NDArray[np.bool_]) -> float:
    """Roll of the camera, from the line between mid-ankle and mid-shoulder of the standing body.

    Returns
    -------
    float
        Degrees by which the image has to be turned clockwise so that the body is upright; NaN where unseen.
    """
    place = compute_frame_median(track.image_px, standing)
    ankle, shoulder = (place[list(joint.pair)].mean(axis=0) for joint in (Joint.ANKLE, Joint.SHOULDER))
    right, down = shoulder - ankle
    return float(np.degrees(np.arctan2(-right, -down)))


def measure_person_height_pct(track: PoseTrack, standing: NDArray[np.bool_]) -> float:
    """Height of the standing lifter, percent of the image height; NaN where unseen.

    From the nose to the lowest foot landmark, plus a tenth for the crown, which has no landmark.
    """
    place = compute_frame_median(track.image_px, standing)
    feet = place[list(Joint.HEEL.pair + Joint.TOE.pair), 1]
    top = place[Landmark.NOSE, 1]
    if not np.isfinite(feet).any() or np.isnan(top):
        return float("nan")
    return float(110.0 * (np.nanmax(feet) - top) / track.size_px[1])


def _classify_view(view: View, yaw: float, settings: CameraSettings) -> View:
    if view is View.UNKNOWN or np.isnan(yaw):
        return View.UNKNOWN
    if abs(yaw) > settings.side_yaw_deg:
        return View.SIDE
    return View.OBLIQUE if abs(yaw) > settings.max_yaw_deg else view


def _list_length_reasons(track: PoseTrack, settings: CameraSettings) -> list[str]:
    if track.duration_s >= settings.min_duration_s:
        return []
    return [
        f"The clip shows only {track.duration_s:.1f} s: film standing, the whole set, and standing again."
    ]


def _list_view_reasons(view: View, yaw: float, settings: CameraSettings) -> list[str]:
    if view is View.UNKNOWN:
        return ["Nobody stands in full view: hips, shoulders and feet must be in the frame."]
    if view is View.SIDE:
        return [f"Filmed from the side: left and right can't be compared. {STAND_IN_FRONT}"]
    if view is View.OBLIQUE:
        return [
            f"The camera stands about {abs(yaw):.0f}° to one side: nothing can be graded. {STAND_IN_FRONT}"
        ]
    return []


def _list_roll_reasons(roll: float, settings: CameraSettings) -> list[str]:
    if abs(roll) > settings.max_roll_deg:
        return [f"The camera is tilted by {abs(roll):.0f}°: level the phone and film again."]
    return []


def _list_framing_reasons(
    track: PoseTrack, used: NDArray[np.bool_], height: float, settings: CameraSettings
) -> list[str]:
    reasons = []
    if track.frame_rate < settings.min_frame_rate:
        reasons.append(f"Only {track.frame_rate:.0f} frames per second: film at 30 or more.")
    if height < settings.refuse_height_pct:
        reasons.append(f"The lifter fills only {height:.0f} % of the image height: put the camera closer.")
    there = used & track.seen  # frames that were lost, or never came, say nothing about the framing
    unseen = ~np.isfinite(track.image_px[there][:, list(LOWER_BODY)]).all(axis=2)
    if there.any() and (unseen.mean(axis=0) > settings.max_unseen_share).any():
        worst = LOWER_BODY[int(unseen.mean(axis=0).argmax())]
        part = worst.name.replace("_FOOT_INDEX", "_TOES").replace("_", " ").lower()
        reasons.append(
            f"The {part} can't be seen in {format_pct(100.0 * unseen.mean(axis=0).max())} of the set: "
            "hips and feet must be in the frame, with nothing in front of them."
        )
    return reasons


def _list_warnings(view: View, yaw: float, height: float, settings: CameraSettings) -> list[str]:
    warnings = []
    if view in (View.FRONT, View.REAR) and abs(yaw) > settings.fine_yaw_deg:
        off_axis = f"The camera stands about {abs(yaw):.0f}° to one side"
        effect = (
            "knees and rotation are not graded"
            if abs(yaw) > settings.knee_yaw_deg
            else "the intervals are wider for it"
        )
        warnings.append(f"{off_axis}: {effect}. Put it straight in front of you next time.")
    if height > settings.max_height_pct:
        warnings.append(f"The lifter fills {height:.0f} % of the image height: step back a little.")
    elif settings.refuse_height_pct <= height < settings.min_height_pct:
        warnings.append(f"The lifter fills only {height:.0f} % of the image height: come closer next time.")
    return warnings


def list_left_out_quantities(
    camera: CameraReport, settings: CameraSettings = CameraSettings()
) -> dict[Quantity, str]:
    """Quantities that this camera position does not allow.

    Parameters
    ----------
    camera
        The judged camera.
    settings
        `knee_yaw_deg` is the limit.

    Returns
    -------
    dict[Quantity, str]
        Quantity -> why it is not graded; empty where all are allowed. Knees and rotation leave the frontal
        plane, so a camera off-axis confuses their depth with sideways movement.
    """
    if not abs(camera.yaw_deg) > settings.knee_yaw_deg:  # also where the yaw is NaN: lifts without one
        return {}
    reason = (
        f"the camera stands {abs(camera.yaw_deg):.0f}° to one side (more than {settings.knee_yaw_deg:g}°)"
    )
    return {Quantity.KNEE_VALGUS: reason, Quantity.HIP_ROTATION: reason}
