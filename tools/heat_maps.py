"""BlazePose's own heat maps, read on level square crops of a picture, as it is and flipped.

The pose runtime refines its landmarks with these maps at one crop scale and throws them away; read
at several scales they are several looks at the same joints. A network is any callable from a crop to `Maps`:
see tools.heat_networks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.pose.geometry import rotate_points
from analysis.pose.landmarks import MIRROR_INDEX, N_LANDMARKS, Joint, Landmark

CROP_PX = 256
MAP_CELLS = 64
CELL_PX = CROP_PX / MAP_CELLS
AROUND_CELLS = 5
"""A joint is sought so far around where the network's regression puts it."""

MIN_PEAK = 0.1
"""A fainter map says nothing: the regressed place stands."""

SCALES = (1.1, 1.3, 1.55)
"""Crop sides in shares of the one that the pose runtime takes (1.25 times the body about its hips)."""

BODY_SHARE = 2.5
JOINTS = (Joint.EAR, Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
READ = (Landmark.NOSE, *(landmark for joint in JOINTS for landmark in joint.pair))

_ROWS, _COLUMNS = np.mgrid[:MAP_CELLS, :MAP_CELLS].astype(float)


@dataclass(frozen=True)
class Maps:
    """What the network says of one crop.

    points  (33, 2)       crop px, by regression; NaN where the network was not asked
    world   (33, 3)       metres; NaN likewise
    heat    (64, 64, 33)  logits
    """

    points: np.ndarray
    world: np.ndarray
    heat: np.ndarray


def flip_points(points: np.ndarray) -> np.ndarray:
    """(33, 2) crop px in the flipped crop, left and right exchanged."""
    return points[MIRROR_INDEX] * [-1.0, 1.0] + [CROP_PX - 1.0, 0.0]


Network = Callable[[np.ndarray], Maps]


@dataclass(frozen=True)
class HeatReading:
    """One or more crops' joints, NaN where not read.

    points   (..., 33, 2)  from the heat maps
    guess    (..., 33, 2)  from the regression alone
    world    (..., 33, 3)  metres
    peaks    (..., 33)     0..1, how sure the map is
    """

    points: np.ndarray
    guess: np.ndarray
    world: np.ndarray
    peaks: np.ndarray

    def flip_reading(self) -> HeatReading:
        """The reading (in crop px) of the flipped crop, told as of the crop itself."""
        world = self.world[MIRROR_INDEX] * [-1.0, 1.0, 1.0]
        return HeatReading(flip_points(self.points), flip_points(self.guess), world, self.peaks[MIRROR_INDEX])


FIELDS = tuple(HeatReading.__dataclass_fields__)


def average_readings(*readings: HeatReading) -> HeatReading:
    return HeatReading(*(np.mean([getattr(one, name) for one in readings], axis=0) for name in FIELDS))


def stack_readings(readings: list[HeatReading]) -> HeatReading:
    return HeatReading(*(np.stack([getattr(one, name) for one in readings]) for name in FIELDS))


@dataclass(frozen=True)
class Crop:
    """A square of the picture: its centre and side in px, turned by the camera's roll so that it is level."""

    centre_px: tuple[float, float]
    side_px: float
    roll_deg: float = 0.0

    def cut_image(self, image: np.ndarray) -> np.ndarray:
        """(256, 256, 3), black beyond the picture."""
        corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        origin, right, down = self.to_image_px(corners)
        matrix = np.stack([right - origin, down - origin, origin], axis=1)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(image, matrix, (CROP_PX, CROP_PX), flags=flags)

    def to_image_px(self, points: np.ndarray) -> np.ndarray:
        """(..., 2) crop px as picture px."""
        level = (points - (CROP_PX - 1) / 2.0) * (self.side_px / CROP_PX)
        return rotate_points(level, -self.roll_deg) + np.array(self.centre_px)

    def to_crop_px(self, points: np.ndarray) -> np.ndarray:
        """(..., 2) picture px as crop px."""
        level = rotate_points(points - np.array(self.centre_px), self.roll_deg)
        return level * (CROP_PX / self.side_px) + (CROP_PX - 1) / 2.0


def find_crop(points_px: np.ndarray, scale: float, roll_deg: float) -> Crop | None:
    """About the mid-hip of (33, 2) landmarks, as wide as the body reaches; None where the hips are unseen."""
    centre = points_px[list(Joint.HIP.pair)].mean(axis=0)
    if not np.isfinite(centre).all():
        return None
    reach = float(np.nanmax(np.linalg.norm(points_px[list(READ)] - centre, axis=1)))
    return Crop((float(centre[0]), float(centre[1])), BODY_SHARE * scale * reach, roll_deg)


def read_heat_maps(heat: np.ndarray, guess_px: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(33, 2) places in crop px and (33,) peaks: the centre of each map's light about the guess.

    Weights are squared, so that a broad haze does not pull a sharp peak towards the window's middle.
    """
    points, peaks = np.full((N_LANDMARKS, 2), np.nan), np.full(N_LANDMARKS, np.nan)
    for joint in READ:
        if np.isnan(guess_px[joint]).any():
            continue
        column, row = (guess_px[joint] / CELL_PX).astype(int)
        window = (_slice_around(row), _slice_around(column))
        light = 1.0 / (1.0 + np.exp(-np.clip(heat[(*window, joint)].astype(float), -30.0, 30.0)))
        points[joint], peaks[joint] = guess_px[joint], light.max() if light.size else 0.0
        if peaks[joint] >= MIN_PEAK:
            weight = light**2 / (light**2).sum()
            centre = ((weight * grid[window]).sum() for grid in (_COLUMNS, _ROWS))
            points[joint] = CELL_PX * np.array(list(centre))
    return points, peaks


def _slice_around(cell: int) -> slice:
    return slice(max(0, min(cell - AROUND_CELLS, MAP_CELLS)), max(0, min(MAP_CELLS, cell + AROUND_CELLS + 1)))


def read_crop(network: Network, crop: np.ndarray, tracked: np.ndarray) -> HeatReading:
    """One crop as it is, in crop px. tracked (33, 2): where to look if the network does not say."""
    maps = network(crop)
    guess = np.where(np.isnan(maps.points), tracked, maps.points)
    points, peaks = read_heat_maps(maps.heat, guess)
    unread = np.setdiff1d(np.arange(N_LANDMARKS), READ)
    guess[unread] = np.nan
    return HeatReading(points, guess, maps.world, peaks)


def read_both_ways(network: Network, image: np.ndarray, crop: Crop, points_px: np.ndarray) -> HeatReading:
    """Mean of the crop and its flipped self, in picture px: a mirrored picture gives the mirrored reading.

    points_px (33, 2) are the tracked landmarks.
    """
    piece, tracked = crop.cut_image(image), crop.to_crop_px(points_px)
    turned = np.ascontiguousarray(piece[:, ::-1])
    both = average_readings(
        read_crop(network, piece, tracked),
        read_crop(network, turned, flip_points(tracked)).flip_reading(),
    )
    world = both.world.copy()
    world[:, :2] = rotate_points(world[:, :2], -crop.roll_deg)
    return HeatReading(crop.to_image_px(both.points), crop.to_image_px(both.guess), world, both.peaks)


def read_frame_at_scales(
    network: Network, image: np.ndarray, points_px: np.ndarray, roll_deg: float
) -> HeatReading:
    """(S, 33, ...) of one picture, one per crop scale; points_px (33, 2) say where the person is."""
    crops = [find_crop(points_px, scale, roll_deg) for scale in SCALES]
    return stack_readings(
        [read_both_ways(network, image, crop, points_px) for crop in crops if crop is not None]
    )
