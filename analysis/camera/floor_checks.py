"""What the camera allows in lifts that are not done standing; and wrong views of any lift, refused."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.camera.checks import CameraSettings, estimate_facing
from analysis.lifts.catalogue import Lift, Signal
from analysis.pose.geometry import compute_distance, compute_frame_median
from analysis.pose.landmarks import Joint, Landmark
from analysis.pose.track import FloatArray, PoseTrack
from analysis.report.types import CameraReport
from analysis.settings import View
from analysis.wording import format_pct

NAN = float("nan")
VIEW_WORDS = {View.FRONT: "from the front", View.REAR: "from behind"}


@dataclass(frozen=True)
class FloorView:
    """What is checked in one kind of lift.

    Attributes
    ----------
    needed
        Joints without which its reps can't be seen.
    upright
        (upper, lower) joint of a line that is upright in this lift: it shows the camera's roll.
    least_width
        Hips or shoulders, whichever are wider, as a share of `length`: narrower is a side view.
    length
        The two joints whose distance the width is compared with.
    """

    needed: tuple[Joint, ...]
    upright: tuple[Joint, Joint]
    least_width: float
    length: tuple[Joint, Joint]


# Seen from the side, both hips and both shoulders lie nearly on one line of sight: the body looks narrow.
_VIEWS: dict[Signal, FloorView] = {
    Signal.THRUST: FloorView(
        (Joint.HIP, Joint.KNEE, Joint.ANKLE), (Joint.KNEE, Joint.ANKLE), 0.5, (Joint.KNEE, Joint.ANKLE)
    ),
    Signal.SHOULDERS: FloorView(
        (Joint.SHOULDER, Joint.HIP), (Joint.HIP, Joint.ANKLE), 0.4, (Joint.SHOULDER, Joint.HIP)
    ),
}


def check_floor_camera(
    track: PoseTrack, lift: Lift, given_view: View | None = None, settings: CameraSettings = CameraSettings()
) -> CameraReport:
    """Judge the camera for a lift on the floor or a bench.

    Parameters
    ----------
    track
        Cleaned landmarks of one shot.
    lift
        A row of the catalogue whose posture is FLOOR.
    given_view
        FRONT or REAR where the person entered it; None: estimated.
    settings
        Limits for roll, frame rate and unseen joints.

    Returns
    -------
    CameraReport
        CameraReport; yaw and height are NaN, because nobody stands there to read them from.
    """
    scene = _VIEWS[lift.signal]
    everywhere = np.ones(len(track), bool)
    view = given_view or estimate_facing(track, everywhere)
    if view is not View.UNKNOWN and _measure_width_share(track, scene) < scene.least_width:
        view = View.SIDE
    roll = _estimate_roll_deg(track, scene)
    reasons = _list_reasons(track, lift, scene, view, roll, settings)
    return CameraReport(view, roll, NAN, NAN, NAN, track.frame_rate, not reasons, tuple(reasons), ())


def refuse_wrong_view(camera: CameraReport, lift: Lift) -> CameraReport:
    """The same report, not gradable where its view does not show this lift; the reason says how to film."""
    if not camera.gradable or camera.view in lift.views:
        return camera
    return replace(camera, gradable=False, reasons=(_explain_wrong_view(camera.view, lift),))


def _explain_wrong_view(view: View, lift: Lift) -> str:
    seen = VIEW_WORDS.get(view, "from the side")
    return f"Filmed {seen}: {lift.film[0].lower()}{lift.film[1:]}"


def _list_reasons(
    track: PoseTrack, lift: Lift, scene: FloorView, view: View, roll: float, settings: CameraSettings
) -> list[str]:
    if track.duration_s < settings.min_duration_s:
        return [f"The clip shows only {track.duration_s:.1f} s: film the whole set."]
    if view is View.UNKNOWN:
        return [f"Nobody is in full view. {lift.film}"]
    if view not in lift.views:
        return [_explain_wrong_view(view, lift)]
    reasons = []
    if abs(roll) > settings.max_roll_deg:
        reasons.append(f"The camera is tilted by {abs(roll):.0f}°: level the phone and film again.")
    if track.frame_rate < settings.min_frame_rate:
        reasons.append(f"Only {track.frame_rate:.0f} frames per second: film at 30 or more.")
    if hidden := _describe_hidden_joint(track, scene, settings):
        reasons.append(f"{hidden} {lift.film}")
    return reasons


def _describe_hidden_joint(track: PoseTrack, scene: FloorView, settings: CameraSettings) -> str:
    needed: list[Landmark] = [landmark for joint in scene.needed for landmark in joint.pair]
    unseen = ~np.isfinite(track.image_px[:, needed]).all(axis=2)
    shares: NDArray[np.float64] = unseen.mean(axis=0)
    worst = int(shares.argmax())
    if shares[worst] <= settings.max_unseen_share:
        return ""
    name = needed[worst].name.replace("_", " ").lower()
    return f"The {name} can't be seen in {format_pct(100.0 * shares[worst])} of the clip."


def _measure_width_share(track: PoseTrack, scene: FloorView) -> float:
    """Width of hips or shoulders per `length` of the view; NaN where unseen, which counts as no side view."""
    widths = [_measure_median_width(track, joint.pair) for joint in (Joint.HIP, Joint.SHOULDER)]
    upper, lower = (track.image_px[:, joint.pair].mean(axis=1) for joint in scene.length)
    lengths = compute_distance(upper, lower)
    length = float(np.nanquantile(lengths, 0.95)) if np.isfinite(lengths).any() else NAN
    return float(np.fmax(widths[0], widths[1])) / length if length else NAN


def _measure_median_width(track: PoseTrack, pair: tuple[Landmark, Landmark]) -> float:
    apart = compute_distance(track.image_px[:, pair[0]], track.image_px[:, pair[1]])
    return float(compute_frame_median(apart[:, None], np.ones(len(track), bool))[0])


def _estimate_roll_deg(track: PoseTrack, scene: FloorView) -> float:
    """Degrees to turn the image clockwise so that the upright line is upright; NaN where unseen."""
    upper, lower = (_compute_median_middle(track, joint) for joint in scene.upright)
    right, down = upper - lower
    return float(np.degrees(np.arctan2(-right, -down)))


def _compute_median_middle(track: PoseTrack, joint: Joint) -> FloatArray:
    return compute_frame_median(track.image_px[:, joint.pair].mean(axis=1), np.ones(len(track), bool))
