"""One clip from its description: a video file and, beside it, what is true in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from tools.people import truth
from tools.people.camera import Camera
from tools.people.looks import Outfit, Scene
from tools.people.mesh import Recipe, build
from tools.people.outfit import dress
from tools.people.render import Renderer
from tools.people.skin import Skinner
from tools.people.solve import Movement, rep_rows, solve
from tools.people.squat import SquatModel, Style
from tools.people.timeline import RepPlan, Timeline, lay_out

FPS = 30


@dataclass(frozen=True)
class ClipSpec:
    """Everything that decides a clip; the same spec gives the same clip."""

    name: str
    view: str  # "front", "rear", "side"
    seed: int
    recipe: Recipe
    outfit: Outfit
    scene: Scene
    style: Style
    camera: Camera
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


def move(spec: ClipSpec) -> tuple[SquatModel, Timeline, Movement]:
    """The clip's movement, without a picture."""
    rng = np.random.default_rng(spec.seed)
    body = build(spec.recipe)
    model = SquatModel(body, spec.style)
    timeline = lay_out(spec.plans, rng, spec.fps, spec.lead_s, spec.tail_s)
    trunk = None if spec.trunk_deg is None else np.array(spec.trunk_deg, float)
    return model, timeline, solve(model, timeline, spec.plans, rng, trunk)


def truth_of(spec: ClipSpec, timeline: Timeline, movement: Movement) -> dict[str, object]:
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
        loaded = truth.quantities(joints, timeline.standing, spec.load_kg, spec.body_mass_kg)
        table["reps_with_load"] = rep_rows(timeline, loaded, movement.depth)
    return table


def make(spec: ClipSpec, folder: Path, crf: int = 25, keep_joints: bool = False) -> dict[str, object]:
    """Write NAME.mp4 and NAME.truth.json (and NAME.joints.npz); returns the truth."""
    model, timeline, movement = move(spec)
    folder.mkdir(parents=True, exist_ok=True)
    film(spec, model, movement, folder / f"{spec.name}.mp4", crf)
    table = truth_of(spec, timeline, movement)
    (folder / f"{spec.name}.truth.json").write_text(json.dumps(table, indent=1) + "\n")
    if keep_joints:
        stacked = np.stack([movement.pose.joints[name] for name in truth.JOINTS], axis=1)
        pixels = spec.camera.pixels(stacked)
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


def film(spec: ClipSpec, model: SquatModel, movement: Movement, path: Path, crf: int) -> None:
    """Dress the person, draw every frame and write the clip."""
    skinner = Skinner(model.body, movement.pose.rotation)
    dressed = dress(model.body, skinner, spec.outfit, spec.style.arms)
    renderer = Renderer(
        model.body, dressed, skinner, spec.outfit, spec.scene, spec.camera, spec.seed, spec.samples
    )
    _encode(renderer, movement, spec.fps, path, crf)
    renderer.close()


def _encode(renderer: Renderer, movement: Movement, fps: int, path: Path, crf: int) -> None:
    """H.264 with its index in front, so that browsers start at once."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as out:
        stream = out.add_stream("libx264", rate=fps)
        stream.width, stream.height = renderer.camera.size_px
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(crf), "preset": "faster", "threads": "1"}
        for i in range(len(movement.depth)):
            picture = av.VideoFrame.from_ndarray(renderer.draw(movement.pose, i), format="rgb24")
            for packet in stream.encode(picture):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
