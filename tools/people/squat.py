"""Squat kinematics: a prescribed pelvis over planted feet, legs by inverse kinematics, a trunk on top.

All curves are (T,); all vectors (T, 3) in metres. Positive = left hip lower, left knee more medial,
body to the left, left hip forward.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tools.people import arms
from tools.people.mesh import BodyMesh
from tools.people.rotations import (
    apply_rotation,
    build_axis_rotation,
    build_bone_frame,
    build_rotation,
    interpolate_rotations,
    normalize_vectors,
)
from tools.people.timeline import ease_in_out
from tools.people.truth import compute_true_centre_of_mass

Array = np.ndarray
SIGN = {"L": 1.0, "R": -1.0}
SIDE_NAME = {"L": "left", "R": "right"}
SPINE = {"spine05": 0.15, "spine04": 0.4, "spine03": 0.65, "spine02": 0.9, "spine01": 1.0}
NECK = {"neck01": 0.25, "neck02": 0.5, "neck03": 0.8, "head": 1.0}
STRAIGHT = 0.992  # a standing leg is not quite at its full length
LONGEST = 0.997


@dataclass(frozen=True)
class Style:
    """How this person squats when even."""

    stance_hip_widths: float = 1.9  # ankle distance / hip-joint distance
    toe_out_deg: float = 16.0
    toe_out_more_deg: float = 0.0  # left toes further out, right toes further in
    stagger_m: float = 0.0  # left foot forward of the right
    lean_deg: float = 40.0  # trunk, at a depth of 0.45
    tilt_deg: float = 22.0  # pelvis, at a depth of 0.45
    knees_out_deg: float = 0.0  # swivel of both knees outwards at the bottom
    arms: str = "forward"
    trunk_follows_rotation: float = 0.4  # share of the pelvis' rotation that the shoulders make
    trunk_follows_drop: float = 0.3
    inner_knee_share: float = 0.85  # share of a knee difference made by the knee that goes in
    sway: float = 1.0
    standing_drop_deg: float = 0.0  # pelvis, always: left lower ...
    standing_rotation_deg: float = 0.0  # ... left forward ...
    standing_aside_m: float = 0.0  # ... and to the left
    heel_m: float = 0.0  # what the shoes lift the heels
    sole_m: tuple[float, float] = (0.0, 0.0)  # what stands under the left and the right foot
    load_share: float = 0.0  # bar / body mass, for the balance over the feet


@dataclass(frozen=True)
class Drive:
    """What moves the model, each (T,). Angles in degrees, distances in metres."""

    depth: Array  # hip travel / leg height
    drop_deg: Array  # pelvis, + = left lower
    rotation_deg: Array  # pelvis, + = left forward
    aside_m: Array  # pelvis, + = left
    knee_deg: Array  # swivel of the knees, + = left more medial
    trunk_yaw_deg: Array  # extra, + = left shoulder forward
    trunk_side_deg: Array  # extra, + = left shoulder lower
    forth_m: Array  # pelvis, extra sway + = forward


@dataclass(frozen=True)
class SquatPose:
    """Every bone's rotation (T, 3, 3) and origin (T, 3), and the joints for the truth."""

    rotation: dict[str, Array] = field(default_factory=dict)
    origin: dict[str, Array] = field(default_factory=dict)
    joints: dict[str, Array] = field(default_factory=dict)


class SquatModel:
    """One body with one style. `pose(drive)` is the whole movement at once."""

    def __init__(self, body: BodyMesh, style: Style) -> None:
        self.body, self.style = body, style
        joints = body.joints_m
        self.hip = {k: joints[f"joint-{k.lower()}-upper-leg"] for k in SIGN}
        self.knee = {k: joints[f"joint-{k.lower()}-knee"] for k in SIGN}
        self.ankle = {k: joints[f"joint-{k.lower()}-ankle"] for k in SIGN}
        self.thigh_m = {k: float(np.linalg.norm(self.knee[k] - self.hip[k])) for k in SIGN}
        self.shank_m = {k: float(np.linalg.norm(self.ankle[k] - self.knee[k])) for k in SIGN}
        self.leg_m = self.thigh_m["L"] + self.shank_m["L"]
        self.stance_m = style.stance_hip_widths * body.hip_width_m
        self.planted = {
            k: np.array([s * self.stance_m / 2, self.ankle[k][1] + raised, s * style.stagger_m / 2])
            for (k, s), raised in zip(SIGN.items(), self._compute_raised_m(), strict=True)
        }
        half_gap = (self.stance_m - body.hip_width_m) / 2
        self.standing_height_m = float(np.sqrt((STRAIGHT * self.leg_m) ** 2 - half_gap**2))
        self.ear = {k: self._locate_ear(k) for k in SIGN}

    def _compute_raised_m(self) -> tuple[float, float]:
        """How much higher than barefoot each ankle stands."""
        left, right = self.style.sole_m
        return left + self.style.heel_m, right + self.style.heel_m

    def _compute_toe_out_deg(self, side: str) -> float:
        return self.style.toe_out_deg + SIGN[side] * self.style.toe_out_more_deg

    def _locate_ear(self, side: str) -> Array:
        """(3,) rest position of an ear: the most lateral skin of the head near eye height."""
        eye = self.body.joints_m["joint-l-eye"][1]
        skin = self.body.groups["body"]
        v = self.body.vertices_m[skin]
        near = (np.abs(v[:, 1] - eye) < 0.05 * self.body.scale) & (
            self.body.sum_bone_weights(("head",))[skin] > 0.3
        )
        lateral = v[near][np.argsort(-SIGN[side] * v[near][:, 0])[:20]]
        return lateral.mean(axis=0)

    def compute_pose(self, drive: Drive) -> SquatPose:
        """The whole movement."""
        pose = self.compute_pose_without_arms(drive)
        self._place_arms(pose, drive)
        return pose

    def compute_pose_without_arms(self, drive: Drive) -> SquatPose:
        """The movement, with the pelvis moved forth or back until the body balances over the feet."""
        back = np.zeros_like(drive.depth)
        for _ in range(4):
            pose = self._compute_torso_and_legs(drive, back)
            centre = compute_true_centre_of_mass(pose.joints, self.style.load_share, 1.0)[:, 2]
            back = back + 1.15 * (0.035 * self.body.scale - centre)
        return self._compute_torso_and_legs(drive, back)

    def _compute_torso_and_legs(self, drive: Drive, back: Array) -> SquatPose:
        pose = SquatPose()
        relative = drive.depth / 0.45
        style = self.style
        pelvis = build_rotation(
            -drive.rotation_deg - style.standing_rotation_deg,
            -drive.drop_deg - style.standing_drop_deg,
            style.tilt_deg * relative,
        )
        across = apply_rotation(pelvis, np.array([self.body.hip_width_m / 2, 0.0, 0.0]))
        foot = (self.planted["L"][1] + self.planted["R"][1]) / 2
        height = foot + self.standing_height_m * (1 - drive.depth)
        centre = np.stack([drive.aside_m + style.standing_aside_m, height, back + drive.forth_m], axis=-1)
        centre[:, 1] = self._limit_pelvis_height(centre, across)
        hips = {k: centre + s * across for k, s in SIGN.items()}
        rest_centre = (self.hip["L"] + self.hip["R"]) / 2
        self._place_bone(
            pose, "root", pelvis, centre + apply_rotation(pelvis, self.body.head_m["root"] - rest_centre)
        )
        self._place_spine(pose, drive, pelvis)
        for side in SIGN:
            self._place_leg(pose, side, hips[side], drive)
        return pose

    def _limit_pelvis_height(self, centre: Array, across: Array) -> Array:
        """(T,) pelvis height, lowered softly where a leg would be too short."""
        limits = []
        for side, sign in SIGN.items():
            gap = centre + sign * across - self.planted[side]
            longest = LONGEST * self.leg_m
            up = np.sqrt(np.maximum(longest**2 - gap[:, 0] ** 2 - gap[:, 2] ** 2, 0.01))
            limits.append(self.planted[side][1] + up - sign * across[:, 1])
        lowest, soft = np.minimum(*limits), 0.004
        return centre[:, 1] - soft * np.logaddexp(0.0, (centre[:, 1] - lowest) / soft)

    def _place_bone(self, pose: SquatPose, bone: str, rotation: Array, origin: Array) -> None:
        pose.rotation[bone], pose.origin[bone] = rotation, origin

    def _attach_bone(self, pose: SquatPose, bone: str, rotation: Array, parent: str | None = None) -> None:
        """Place a bone at its parent's end."""
        parent = parent or self.body.parent[bone]
        arm = self.body.head_m[bone] - self.body.head_m[parent]
        self._place_bone(
            pose, bone, rotation, pose.origin[parent] + apply_rotation(pose.rotation[parent], arm)
        )

    def _place_spine(self, pose: SquatPose, drive: Drive, pelvis: Array) -> None:
        style, relative = self.style, drive.depth / 0.45
        lean = style.lean_deg * relative + 1.0
        yaw = style.trunk_follows_rotation * drive.rotation_deg + drive.trunk_yaw_deg
        side = style.trunk_follows_drop * drive.drop_deg + drive.trunk_side_deg
        trunk = build_rotation(-yaw, -side, lean)
        gaze = build_rotation(-0.15 * yaw, 0.0, 0.3 * lean)
        for bone in ("pelvis.L", "pelvis.R"):
            self._attach_bone(pose, bone, pelvis)
        for bone, share in SPINE.items():
            self._attach_bone(pose, bone, interpolate_rotations(pelvis, trunk, share))
        for bone, share in NECK.items():
            self._attach_bone(pose, bone, interpolate_rotations(trunk, gaze, share))
        raised = {"overhead": 24.0, "forward": 8.0, "back": 5.0, "chest": 6.0}.get(style.arms, 1.0)
        for side_, sign in SIGN.items():
            clavicle = trunk @ build_rotation(roll_deg=sign * raised)
            self._attach_bone(pose, f"clavicle.{side_}", clavicle)
            self._attach_bone(pose, f"shoulder01.{side_}", clavicle)
            self._attach_bone(pose, f"upperarm01.{side_}", clavicle)
            pose.joints[f"shoulder_{SIDE_NAME[side_]}"] = pose.origin[f"upperarm01.{side_}"]
            ear = apply_rotation(pose.rotation["head"], self.ear[side_] - self.body.head_m["head"])
            pose.joints[f"ear_{SIDE_NAME[side_]}"] = pose.origin["head"] + ear

    def _place_leg(self, pose: SquatPose, side: str, hip: Array, drive: Drive) -> None:
        name, ankle = SIDE_NAME[side], np.broadcast_to(self.planted[side], hip.shape)
        knee, bend, line = self._locate_knee(side, hip, ankle, drive)
        hinge = np.cross(bend, line)
        rest_line = normalize_vectors(self.ankle[side] - self.hip[side])
        forward = np.array([0.0, 0.0, 1.0])
        rest_hinge = np.cross(normalize_vectors(forward - rest_line * (forward @ rest_line)), rest_line)
        thigh = (
            build_bone_frame(knee - hip, hinge)
            @ build_bone_frame(self.knee[side] - self.hip[side], rest_hinge).T
        )
        shank = (
            build_bone_frame(ankle - knee, hinge)
            @ build_bone_frame(self.ankle[side] - self.knee[side], rest_hinge).T
        )
        pitch = np.degrees(np.arcsin(self.style.heel_m / (0.13 * self.body.scale)))  # toes down
        foot = build_rotation(
            np.full(len(hip), SIGN[side] * self._compute_toe_out_deg(side)), pitch_deg=pitch
        )
        self._place_bone(pose, f"upperleg01.{side}", thigh, hip)
        self._attach_bone(pose, f"upperleg02.{side}", thigh)
        self._place_bone(pose, f"lowerleg01.{side}", shank, knee)
        self._attach_bone(pose, f"lowerleg02.{side}", shank)
        self._place_bone(pose, f"foot.{side}", foot, ankle)
        pose.joints.update({f"hip_{name}": hip, f"knee_{name}": knee, f"ankle_{name}": ankle})

    def _locate_knee(self, side: str, hip: Array, ankle: Array, drive: Drive) -> tuple[Array, Array, Array]:
        """Knee (T, 3), the way it bends (T, 3), hip-ankle line (T, 3): over the toes, then swivelled."""
        sign = SIGN[side]
        gap = ankle - hip
        far = np.linalg.norm(gap, axis=1)
        line = gap / far[:, None]
        along = (self.thigh_m[side] ** 2 - self.shank_m[side] ** 2 + far**2) / (2 * far)
        aside = np.sqrt(np.maximum(self.thigh_m[side] ** 2 - along**2, 1e-8))
        toe = np.radians(self._compute_toe_out_deg(side))
        pole = np.array([sign * np.sin(toe), 0.0, np.cos(toe)])
        over_toes = normalize_vectors(pole - line * (line @ pole)[:, None])
        inward = sign * drive.knee_deg
        share = np.where(inward > 0, self.style.inner_knee_share, 1 - self.style.inner_knee_share)
        swivel = np.radians(share * inward - self.style.knees_out_deg * np.minimum(drive.depth / 0.45, 1.2))
        bend = apply_rotation(build_axis_rotation(line, sign * swivel), over_toes)
        return hip + along[:, None] * line + aside[:, None] * bend, bend, line

    def _place_arms(self, pose: SquatPose, drive: Drive) -> None:
        trunk = pose.rotation["spine01"]
        lean = self.style.lean_deg * drive.depth / 0.45 + 1.0
        for side in SIGN:
            clavicle = pose.rotation[f"clavicle.{side}"]
            shoulder = (
                np.einsum(
                    "ji,j->i", trunk[0], pose.origin[f"upperarm01.{side}"][0] - pose.origin["spine01"][0]
                )
                + self.body.head_m["spine01"]
            )
            swing = ease_in_out(1.15 * drive.depth / max(float(drive.depth.max()), 0.1))
            upper, fore, faces = arms.compute_arm_directions(
                self.body, self.style.arms, side, trunk, lean, shoulder, swing
            )
            turned = arms.compute_arm_rotations(self.body, side, clavicle, upper, fore, faces)
            for bone, rotation in turned.items():
                if bone.startswith("upperarm01"):
                    pose.rotation[bone] = rotation
                elif bone.startswith("upperarm02"):
                    arm = self.body.head_m[bone] - self.body.head_m[f"upperarm01.{side}"]
                    self._place_bone(
                        pose,
                        bone,
                        rotation,
                        pose.origin[f"upperarm01.{side}"] + apply_rotation(rotation, arm),
                    )
                else:
                    self._attach_bone(pose, bone, rotation)
