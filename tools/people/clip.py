"""One clip from its description: a video file and, beside it, what is true in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from tools.people import truth
from tools.people.camera import RenderCamera
from tools.people.looks import Outfit, RoomLook
from tools.people.mesh import Recipe, build_body
from tools.people.outfit import dress_body
from tools.people.render import Renderer
from tools.people.skin import Skinner
from tools.people.solve import Movement, build_rep_rows, solve_movement
from tools.people.squat import SquatModel, Style
from tools.people.timeline import RepPlan, Timeline, build_timeline

FPS = 30


@dataclass(frozen=True)
class ClipSpec:
    """Everything that decides a clip; the same spec gives the same clip."""

    name: str
    view: str  # "front", "rear", "side"
    seed: int
    recipe: Recipe
    outfit: Outfit
    scene: RoomLook
    style: Style
    camera: RenderCamera
    plans: list[RepPlan]
    person: dict[str, object]
    planted: dict[str, str] | None = None
    trunk_deg: list[tuple[float, float]] | None = None
    load_kg: float = 0.0
    body_mass_kg: float | None = None
    lead_s: float = 1.7
    tail_s: float = 1.3
    fps: int = FPS
    samples: int = 4  # per pixel, for smooth edges; 0 takes less than half the time
    extra: dict[str, object] = field(default_factory=dict)


def compute_movement(spec: ClipSpec) -> tuple[SquatModel, Timeline, Movement]:
    """The clip's movement, without a picture."""
    rng = np.random.default_rng(spec.seed)
    body = build_body(spec.recipe)
    model = SquatModel(body, spec.style)
    timeline = build_timeline(spec.plans, rng, spec.fps, spec.lead_s, spec.tail_s)
    trunk = None if spec.trunk_deg is None else np.array(spec.trunk_deg, float)
    return model, timeline, solve_movement(model, timeline, spec.plans, rng, trunk)


def build_truth_table(spec: ClipSpec, timeline: Timeline, movement: Movement) -> dict[str, object]:
    """What goes into NAME.truth.json."""
    table: dict[str, object] = {"clip": spec.name, "view": spec.view, "lift": "squat"}
    if spec.load_kg:
        table |= {"load_kg": spec.load_kg, "body_mass_kg": spec.body_mass_kg}
    camera = spec.camera
    table["camera"] = {
        "yaw_deg": camera.yaw_deg,
        "roll_deg": camera.roll_deg,
        "height_m": camera.height_m,
        "distance_m": camera.distance_m,
        "fov_deg": camera.fov_deg,
    }
    table |= {"person": spec.person, "fps": spec.fps, **spec.extra}
    table |= {"reps": movement.rows, "planted": spec.planted}
    if spec.load_kg:
        joints = movement.pose.joints
        loaded = truth.compute_true_quantities(joints, timeline.standing, spec.load_kg, spec.body_mass_kg)
        table["reps_with_load"] = build_rep_rows(timeline, loaded, movement.depth)
    return table


def make_clip(spec: ClipSpec, folder: Path, crf: int = 25, keep_joints: bool = False) -> dict[str, object]:
    """Write NAME.mp4 and NAME.truth.json (and NAME.joints.npz); returns the truth."""
    model, timeline, movement = compute_movement(spec)
    folder.mkdir(parents=True, exist_ok=True)
    render_clip(spec, model, movement, folder / f"{spec.name}.mp4", crf)
    table = build_truth_table(spec, timeline, movement)
    (folder / f"{spec.name}.truth.json").write_text(json.dumps(table, indent=1) + "\n")
    if keep_joints:
        stacked = np.stack([movement.pose.joints[name] for name in truth.JOINTS], axis=1)
        pixels = spec.camera.project_points(stacked)
        arrays = {
            "joints_m": stacked,
            "pixels": pixels,
            "standing": timeline.standing,
            "depth": movement.depth,
        }
        np.savez_compressed(
            folder / f"{spec.name}.joints.npz", names=truth.JOINTS, **arrays, **movement.signals
        )
    return table


def render_clip(spec: ClipSpec, model: SquatModel, movement: Movement, path: Path, crf: int) -> None:
    """Dress the person, draw every frame and write the clip."""
    skinner = Skinner(model.body, movement.pose.rotation)
    dressed = dress_body(model.body, skinner, spec.outfit, spec.style.arms)
    renderer = Renderer(
        model.body, dressed, skinner, spec.outfit, spec.scene, spec.camera, spec.seed, spec.samples
    )
    _encode_clip(renderer, movement, spec.fps, path, crf)
    renderer.close()


def _encode_clip(renderer: Renderer, movement: Movement, fps: int, path: Path, crf: int) -> None:
    """H.264 with its index in front, so that browsers start at once."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as out:
        stream = out.add_stream("libx264", rate=fps)
        stream.width, stream.height = renderer.camera.size_px
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(crf), "preset": "faster", "threads": "1"}
        for i in range(len(movement.depth)):
            picture = av.VideoFrame.from_ndarray(renderer.render_pose_frame(movement.pose, i), format="rgb24")
            for packet in stream.encode(picture):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
