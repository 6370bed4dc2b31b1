"""What to change before a set can be graded, for a person who is standing in front of the camera.

The gates are those of `analysis.camera.checks`; only the words are for somebody who can still do something
about
it.
"""

from dataclasses import dataclass
from math import isnan

import numpy as np

from analysis.camera.checks import CameraSettings, check_camera
from analysis.pose.cleaning import CleaningSettings, hide_unseen
from analysis.pose.landmarks import Joint, Landmark
from analysis.pose.track import FloatArray, PoseTrack
from analysis.report.pipeline import correct_mirroring
from analysis.report.segment import apply_view_override
from analysis.report.types import CameraReport
from analysis.settings import SetSettings, View


@dataclass(frozen=True)
class GuideSettings:
    """When the guide speaks.

    Attributes
    ----------
    seen_share
        Share of the last second's frames in which somebody has to be seen.
    unseen_share
        Share of those in which a joint may be missing: more than offline, for a second is short.
    edge_share
        Share of the image width: this near to its side, one more step leaves the frame.
    dark_grey
        Mean brightness of the image, 0..255: below, landmarks scatter.
    """

    seen_share: float = 0.5
    unseen_share: float = 0.3
    edge_share: float = 0.04
    dark_grey: float = 40.0


@dataclass(frozen=True)
class Light:
    """What landmarks do not show about the camera.

    Attributes
    ----------
    brightness
        Mean of the image, 0..255.
    camera_fps, read_fps
        Frames per second that the camera gives, and that the computer analyses. NaN where not yet known.
    """

    brightness: float = float("nan")
    camera_fps: float = float("nan")
    read_fps: float = float("nan")


@dataclass(frozen=True)
class SetupJudgement:
    """What to change now.

    Attributes
    ----------
    sentences
        Most urgent first, by a name that stays while the numbers in the sentence change.
    camera
        The judged camera; None while the lifter moves.
    """

    sentences: dict[str, str]
    camera: CameraReport | None = None


# Sentences that need somebody who stands still; they stay until the lifter stands still again.
PARTS = {
    "feet": (*Joint.ANKLE.pair, *Joint.HEEL.pair, *Joint.TOE.pair),
    "knees": Joint.KNEE.pair,
    "hips": Joint.HIP.pair,
    "shoulders": Joint.SHOULDER.pair,
    "head": (Landmark.NOSE, *Joint.EAR.pair),
}
WHEN_STILL = ("turned", "tilted", "far", "near", "off center")

# Of the head one landmark is enough: from behind the nose is hidden.
ANY_OF = ("head",)

STAND_HERE = "Stand straight in front of the camera: it has to see you from head to feet."
TOO_DARK = "Too dark: put on more light, best from the front."


def judge_setup(
    filmed: PoseTrack,
    light: Light,
    still: bool = True,
    settings: SetSettings = SetSettings(),
    camera: CameraSettings = CameraSettings(),
    cleaning: CleaningSettings = CleaningSettings(),
    guide: GuideSettings = GuideSettings(),
) -> SetupJudgement:
    """What to change before a set can be graded, judged from the last second.

    Parameters
    ----------
    filmed
        Landmarks of the last second, as the pose model gave them.
    light
        Brightness and frame rates.
    still
        Upright and quiet, so that angles and heights count.
    settings
        What the person entered: mirroring and view.
    camera, cleaning, guide
        The gates, when a joint is seen, and when the guide speaks.

    Returns
    -------
    SetupJudgement
        Sentences, none where all gates pass.
    """
    dark = {"dark": TOO_DARK} if light.brightness < guide.dark_grey else {}
    if not len(filmed) or float(np.mean(filmed.seen)) < guide.seen_share:
        return SetupJudgement({**dark, "nobody": STAND_HERE})
    raw = correct_mirroring(filmed, settings)
    track = apply_view_override(hide_unseen(raw, cleaning), settings.view)
    sentences = dark | _check_body_in_view(raw, track, guide)
    if not still:
        return SetupJudgement(sentences | _check_frame_rates(light, camera))
    everything = np.ones(len(track), bool)
    report = check_camera(track, everything, everything, settings.view, camera)
    sentences |= _check_turn(report, camera) or {
        **_check_tilt(report, camera),
        **_check_distance(report, camera),
    }
    if not sentences:
        sentences = _check_side_position(track, report.view, guide)
    return SetupJudgement(sentences | _check_frame_rates(light, camera), report)


def _check_body_in_view(raw: PoseTrack, track: PoseTrack, guide: GuideSettings) -> dict[str, str]:
    """The first part of the body that is missing, from the feet up: one step back often shows them all."""
    unseen = np.asarray(~np.isfinite(track.image_px).all(axis=2))
    for part, joints in PARTS.items():
        shares = unseen[raw.seen][:, list(joints)].mean(axis=0)
        if (shares.min() if part in ANY_OF else shares.max()) <= guide.unseen_share:
            continue
        where = _find_outside_edge(raw, joints)
        if where == "below":
            return {"below": f"Your {part} are out of view: step back, or tilt the camera down."}
        if where == "above":
            verb = "is" if part == "head" else "are"
            return {"above": f"Your {part} {verb} out of view: step back, or tilt the camera up."}
        if where:
            return {"cut off": "You are partly out of view: move to the middle of the frame."}
        return {f"hidden {part}": f"Your {part} can't be seen well: nothing may be in front of them."}
    return {}


def _find_outside_edge(raw: PoseTrack, joints: tuple[Landmark, ...]) -> str:
    """Where the joints lie outside of the image in the middle of the last second; "" if they don't."""
    place: FloatArray = np.nanmedian(raw.image_px[raw.seen][:, list(joints)], axis=0)
    width, height = raw.size_px
    if (place[:, 1] > height - 1).any():
        return "below"
    if (place[:, 1] < 0).any():
        return "above"
    return "cut off" if ((place[:, 0] < 0) | (place[:, 0] > width - 1)).any() else ""


def _check_turn(report: CameraReport, camera: CameraSettings) -> dict[str, str]:
    """Which way to turn so that the toes (or the heels) point at the camera."""
    if isnan(report.yaw_deg) or abs(report.yaw_deg) <= camera.knee_yaw_deg:
        return {}
    if report.view is View.SIDE or abs(report.yaw_deg) > camera.side_yaw_deg:
        return {"turned": "You stand sideways: turn your toes to the camera."}
    rear = report.view is View.REAR
    side = "left" if (report.yaw_deg > 0) != rear else "right"
    toes = "heels" if rear else "toes"
    return {
        "turned": f"Turn about {abs(report.yaw_deg):.0f}° to your {side}: your {toes} should point at the "
        "camera. Or move the camera until it is straight in front of you."
    }


def _check_tilt(report: CameraReport, camera: CameraSettings) -> dict[str, str]:
    if isnan(report.roll_deg) or abs(report.roll_deg) <= camera.max_roll_deg:
        return {}
    return {"tilted": f"Level the phone or laptop: the image is tilted by {abs(report.roll_deg):.0f}°."}


def _check_distance(report: CameraReport, camera: CameraSettings) -> dict[str, str]:
    height = report.person_height_pct
    if height < camera.min_height_pct:
        return {"far": f"Come closer: you fill only {height:.0f} % of the image height."}
    if height > camera.max_height_pct:
        return {"near": f"Step back: you fill {height:.0f} % of the image height."}
    return {}


def _check_side_position(track: PoseTrack, view: View, guide: GuideSettings) -> dict[str, str]:
    """Warn a lifter who stands so near to a side of the image that one more step would leave it."""
    seen = track.image_px[np.isfinite(track.image_px).all(axis=2)]
    if not len(seen):
        return {}
    edge, width = guide.edge_share * track.size_px[0], track.size_px[0]
    left, right = np.quantile(seen[:, 0], 0.05) < edge, np.quantile(seen[:, 0], 0.95) > width - 1 - edge
    if left == right:
        return {"near": "Step back: your arms leave the frame on both sides."} if left else {}
    # From the front, the left of the image is the lifter's right: the middle lies to the lifter's left.
    side = "left" if bool(left) != (view is View.REAR) else "right"
    return {"off center": f"Move a step to your {side}, to the middle of the frame."}


def _check_frame_rates(light: Light, camera: CameraSettings) -> dict[str, str]:
    """Too few frames a second: because of the camera, or because of the computer."""
    if light.camera_fps < camera.min_frame_rate:
        return {
            "camera slow": f"The camera gives only {light.camera_fps:.0f} frames per second: put on more "
            "light, or choose another camera."
        }
    if light.read_fps < camera.min_frame_rate:
        return {
            "computer slow": f"This computer analyses only {light.read_fps:.0f} frames per second: close "
            "other programs, or connect it to power."
        }
    return {}
