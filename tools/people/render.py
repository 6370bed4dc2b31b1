"""Draw a dressed person in a room with moderngl over EGL (a software renderer is enough)."""

from __future__ import annotations

from functools import lru_cache

import moderngl
import numpy as np
from scipy.ndimage import gaussian_filter

from tools.people import shaders, shapes
from tools.people.camera import RenderCamera, build_look_at_matrix, build_orthographic_matrix
from tools.people.looks import Outfit, RoomLook
from tools.people.mesh import BodyMesh
from tools.people.outfit import Dressed, GarmentPart, build_face_gather, compute_normals
from tools.people.rotations import build_rotation
from tools.people.skin import Skinner, blend_vertices
from tools.people.squat import SquatPose

Array = np.ndarray
SHADOW_PX = 1024
FLOOR_M = -0.012  # the soles' thickness
SHADOWED_M = 1.6  # how far from the lifter a shadow is drawn, and the reach of the shadow map
SHELLS = (
    GarmentPart.SHIRT,
    GarmentPart.BOTTOMS,
    GarmentPart.HAIR,
)  # open at their edges: there drawn from both sides


@lru_cache(maxsize=1)
def _open_context() -> moderngl.Context:
    return moderngl.create_standalone_context(backend="egl")


class Renderer:
    """One person in one room, seen by one camera. `close()` when done."""

    def __init__(
        self,
        body: BodyMesh,
        dressed: Dressed,
        skinner: Skinner,
        outfit: Outfit,
        scene: RoomLook,
        camera: RenderCamera,
        seed: int = 0,
        samples: int = 4,
    ) -> None:
        self.ctx, self.dressed, self.skinner, self.scene, self.camera = (
            _open_context(),
            dressed,
            skinner,
            scene,
            camera,
        )
        self.rest = dressed.rest.astype(np.float32)
        self.gather = build_face_gather(dressed.triangles, len(dressed.rest))
        self.rng = np.random.default_rng(seed)
        width, height = camera.size_px
        self.grain = scene.noise * self.rng.standard_normal((height, width, 1), np.float32)
        self._make_targets(samples)
        self.person = self.ctx.program(shaders.VERTEX, shaders.PERSON)
        self.room = self.ctx.program(shaders.VERTEX, shaders.ROOM)
        self.shadow = self.ctx.program(shaders.SHADOW_VERTEX, shaders.SHADOW_FRAGMENT)
        self._upload_person()
        self._upload_room()
        self._set_uniforms(body, outfit)
        self._draw_backdrop()

    def _make_targets(self, samples: int) -> None:
        ctx, size = self.ctx, self.camera.size_px
        self.many = [
            ctx.renderbuffer(size, 4, samples=samples),
            ctx.depth_renderbuffer(size, samples=samples),
        ]
        self.canvas = ctx.framebuffer(self.many[0], self.many[1])
        self.still = [
            ctx.renderbuffer(size, 4, samples=samples),
            ctx.depth_renderbuffer(size, samples=samples),
        ]
        self.backdrop = ctx.framebuffer(self.still[0], self.still[1])
        self.flat = ctx.simple_framebuffer(size, 4)
        self.shadow_map = ctx.depth_texture((SHADOW_PX, SHADOW_PX))
        self.shadow_map.compare_func = ""
        self.shadow_target = ctx.framebuffer(depth_attachment=self.shadow_map)

    def _upload_person(self) -> None:
        ctx, mesh = self.ctx, self.dressed
        near_hem = mesh.field[mesh.triangles].min(axis=1) < 0.8
        open_ = np.isin(mesh.part[mesh.triangles[:, 0]], SHELLS) & near_hem
        self.closed_count = 3 * int((~open_).sum())
        order = np.concatenate([mesh.triangles[~open_], mesh.triangles[open_]])
        fixed = np.concatenate([mesh.rest, mesh.part[:, None], mesh.field[:, None]], axis=1).astype("f4")
        self.moving = ctx.buffer(reserve=len(mesh.rest) * 24, dynamic=True)
        self.fixed, self.index = (
            ctx.buffer(fixed.tobytes()),
            ctx.buffer(order.astype("i4").tobytes()),
        )
        layout = [(self.moving, "3f 3f", "in_pos", "in_norm"), (self.fixed, "3f 2f", "in_rest", "in_tag")]
        self.person_array = ctx.vertex_array(self.person, layout, self.index)
        self.shadow_array = ctx.vertex_array(self.shadow, [(self.moving, "3f 12x", "in_pos")], self.index)

    def _upload_room(self) -> None:
        rows, self.near_count = build_room_mesh(self.scene, self.camera.azimuth_deg)
        self.room_buffer = self.ctx.buffer(rows.astype("f4").tobytes())
        layout = [(self.room_buffer, "3f 3f 3f 2f", "in_pos", "in_norm", "in_rest", "in_tag")]
        self.room_array = self.ctx.vertex_array(self.room, layout)

    def _set_uniforms(self, body: BodyMesh, outfit: Outfit) -> None:
        scene, camera = self.scene, self.camera
        azimuth = np.radians(camera.azimuth_deg + scene.light_azimuth_deg)
        lamp = np.array([0.6 * np.sin(azimuth), 0.95 * scene.light_height, 0.6 * np.cos(azimuth)])
        lamp /= np.linalg.norm(lamp)
        centre = np.array([0.0, 0.8, -0.1])
        self.lamp_projection = build_orthographic_matrix(SHADOWED_M, 0.5, 8.0) @ build_look_at_matrix(
            centre + 4 * lamp, centre
        )
        view_projection = camera.compute_projection_matrix() @ camera.compute_view_matrix()
        lamp_colour = scene.key * np.array([1 + 0.1 * scene.warmth, 0.97, 1 - 0.14 * scene.warmth])
        common = {
            "lamp": lamp,
            "eye": camera.eye_m,
            "lamp_colour": lamp_colour,
            "ambient": scene.ambient,
            "shadow_map": 0,
            "view_projection": view_projection.T.ravel(),
            "lamp_projection": self.lamp_projection.T.ravel(),
        }
        own = {
            name: getattr(outfit, name)
            for name in ("skin", "shirt", "bottoms", "shoes", "socks", "hair", "plate")
        }
        _write_uniforms(self.person, common | own | _locate_face(body))
        room = {"wall": scene.wall, "floor_style": scene.floor, "wall_style": scene.wall_style}
        _write_uniforms(self.room, common | room)
        _write_uniforms(self.shadow, common)

    def render_pose_frame(self, pose: SquatPose, frame: int) -> Array:
        """(H, W, 3) uint8 RGB of one frame."""
        mesh = self.dressed
        points = blend_vertices(
            self.rest, mesh.bone, mesh.weight, self.skinner.compute_transforms(pose, frame)
        )
        rows = np.concatenate([points, compute_normals(points, mesh.triangles, self.gather)], axis=1)
        self.moving.write(rows.astype("f4").tobytes())
        self.ctx.enable(moderngl.DEPTH_TEST)
        self.shadow_target.use()
        self.shadow_target.clear(depth=1.0)
        self.shadow_array.render()
        self.ctx.copy_framebuffer(self.canvas, self.backdrop)
        self.canvas.color_mask = (False,) * 4  # clear the depth alone; `use` makes the mask count
        self.canvas.use()
        self.canvas.clear(depth=1.0)
        self.canvas.color_mask = (True,) * 4
        self.canvas.use()
        self.shadow_map.use(0)
        self.room_array.render(vertices=self.near_count)
        self._draw_person()
        self.ctx.copy_framebuffer(self.flat, self.canvas)
        return self._read_image()

    def _draw_backdrop(self) -> None:
        """The room without a shadow, once: the camera does not move, and a room costs more than a person."""
        self.ctx.enable(moderngl.DEPTH_TEST)
        self.shadow_target.use()
        self.shadow_target.clear(depth=1.0)
        self.backdrop.use()
        self.backdrop.clear(0.6, 0.62, 0.65, 1.0)
        self.shadow_map.use(0)
        self.room_array.render()

    def _draw_person(self) -> None:
        """Front faces only; near a hem both sides, for one sees into a sleeve."""
        self.ctx.enable(moderngl.CULL_FACE)
        self.person_array.render(vertices=self.closed_count)
        self.ctx.disable(moderngl.CULL_FACE)
        self.person_array.render(first=self.closed_count)

    def _read_image(self) -> Array:
        """Read the picture back and add the sensor's noise."""
        width, height = self.camera.size_px
        raw = np.frombuffer(self.flat.read(components=3, alignment=1), np.uint8)
        raw = raw.reshape(height, width, 3)[::-1]
        if self.scene.blur_px:
            raw = gaussian_filter(raw, (self.scene.blur_px, self.scene.blur_px, 0))
        if not self.scene.noise:
            return np.ascontiguousarray(raw)
        grain = np.roll(self.grain, tuple(self.rng.integers(0, (height, width))), (0, 1))
        return np.clip(raw + grain, 0, 255).astype(np.uint8)

    def close(self) -> None:
        """Give the graphics memory back."""
        for thing in (
            *(self.person_array, self.shadow_array, self.room_array, self.moving, self.fixed, self.index),
            *(
                self.room_buffer,
                self.canvas,
                *self.many,
                self.backdrop,
                *self.still,
                self.flat,
                self.shadow_target,
                self.shadow_map,
            ),
            *(self.person, self.room, self.shadow),
        ):
            thing.release()


def _write_uniforms(program: moderngl.Program, values: dict[str, object]) -> None:
    """Set the uniforms that the program did not optimise away."""
    for name, value in values.items():
        if name in program:
            program[name] = tuple(map(float, value)) if np.ndim(value) else value


def _locate_face(body: BodyMesh) -> dict[str, object]:
    """Where brows and lips are in the rest pose."""
    s = body.scale
    eye = body.joints_m["joint-l-eye"]
    lips = body.sum_bone_weights(("oris",))
    mouth = np.average(body.vertices_m, axis=0, weights=lips)
    skin = body.vertices_m[body.groups["body"]]
    midline = (np.abs(skin[:, 0]) < 0.012 * s) & (np.abs(skin[:, 1] - mouth[1]) < 0.012 * s)
    return {
        "brow_in": eye + np.array([-0.014, 0.021, 0.0]) * s,
        "brow_out": eye + np.array([0.023, 0.0225, -0.02]) * s,
        "mouth": np.array([0.0, mouth[1], skin[midline][:, 2].max()]),
        "sock_top": 1.75 * body.joints_m["joint-l-ankle"][1],
        "face_scale": s,
    }


def build_room_mesh(scene: RoomLook, azimuth_deg: float) -> tuple[Array, int]:
    """(N, 11) rows pos, normal, own coordinates, (part, 0): floor 0, walls 1, rack 2, box 3.

    Also how many of the first rows are to be drawn in every frame: the floor that a shadow may fall on, and
    what stands on it.

    The room is turned with the camera, so that no corner stands in the picture whatever the yaw.
    """
    back = -scene.wall_behind_m
    far = [
        (shapes.make_floor(9.0, FLOOR_M), 0),
        (shapes.make_box((-9, FLOOR_M, back - 0.2), (9, 9, back)), 1),
    ]
    pieces = [(shapes.make_floor(min(SHADOWED_M, scene.wall_behind_m), FLOOR_M), 0)]
    if scene.rack:
        for x in (-0.62, 0.62):
            pieces.append(
                (shapes.make_box((x - 0.035, FLOOR_M, back + 0.45), (x + 0.035, 2.3, back + 0.52)), 2)
            )
            pieces.append((shapes.make_box((x - 0.03, FLOOR_M, back + 0.1), (x + 0.03, 0.06, back + 0.9)), 2))
        pieces.append((shapes.make_box((-0.62, 2.2, back + 0.45), (0.62, 2.27, back + 0.52)), 2))
        pieces.append((shapes.make_box((1.0, FLOOR_M, back + 0.1), (1.5, 0.5, back + 0.6)), 3))
    around, count = _build_uprights(scene), len(pieces)
    pieces += around
    room, lifter = build_rotation(azimuth_deg + scene.turn_deg)[0], np.eye(3)
    turns = [room] * count + [lifter] * len(around) + [room] * len(far)
    rows = []
    near_count = sum(3 * len(faces) for (_, faces), _ in pieces)
    for ((vertices, faces), part), rotation in zip(pieces + far, turns, strict=True):
        flat = vertices[faces]
        normal = np.repeat(np.cross(flat[:, 1] - flat[:, 0], flat[:, 2] - flat[:, 0])[:, None], 3, axis=1)
        normal = normal / np.linalg.norm(normal, axis=2, keepdims=True)
        tag = np.broadcast_to([float(part), 0.0], (*flat.shape[:2], 2))
        row = np.concatenate([flat @ rotation.T, normal @ rotation.T, flat, tag], axis=2)
        rows.append(row.reshape(-1, 11))
    return np.concatenate(rows), near_count


def _build_uprights(scene: RoomLook) -> list[tuple[shapes.Shape, int]]:
    """Two posts of a rack and its safety bars beside the lifter, who stands in it."""
    x, z, width = scene.uprights
    if not width:
        return []
    pieces = []
    for side in (-x, x):
        post = shapes.make_box(
            (side - width / 2, FLOOR_M, z - width / 2), (side + width / 2, 2.3, z + width / 2)
        )
        near, far = sorted((z, z - np.sign(z) * 1.1))
        bar = shapes.make_box((side - 0.02, 0.5, near), (side + 0.02, 0.56, far))
        pieces += [(post, 2), (bar, 2)]
    return pieces
