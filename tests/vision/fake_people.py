"""People who are coloured rectangles, and estimators that see them: what comes out is known by construction.

A person fills a box with one colour. The fake estimator behaves as MediaPipe's VIDEO mode does: it searches
the whole picture for the largest person, then follows whoever is nearest to the last place, so that it starts
on the wrong person and is taken along by passers-by. It has a bias of its own towards the right of whatever
picture it is given, which only the average with the mirrored picture takes out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from analysis.landmarks import MIRROR_INDEX, N_LANDMARKS, Landmark
from vision.boxes import Box
from vision.estimator import Backend, PoseReading
from vision.video import Frame

WIDTH, HEIGHT = 240, 160
LIFTER, PASSER = (200, 40, 40), (40, 40, 200)
LIFTER_WIDTH = 40.0
BIAS_PX = 1.5
FAR_PX = 40.0
"""Nobody moves farther between two pictures: the estimator has lost them."""


@dataclass(frozen=True)
class Figure:
    """A rectangle: middle of its feet, px; size, px; colour."""

    x: float
    bottom: float = 150.0
    width: float = LIFTER_WIDTH
    height: float = 100.0
    colour: tuple[int, int, int] = LIFTER


def paint(figures: Sequence[Figure], size: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    """(h, w, 3) uint8 picture on black, later figures in front."""
    image = np.zeros((size[1], size[0], 3), np.uint8)
    for figure in figures:
        left, right = round(figure.x - figure.width / 2), round(figure.x + figure.width / 2)
        top = round(figure.bottom - figure.height)
        image[max(0, top) : max(0, round(figure.bottom)), max(0, left) : max(0, right)] = figure.colour
    return image


@dataclass
class FakeClip:
    """A FrameSource out of painted pictures; `on_frame` may raise, or wait, before each of them."""

    pictures: Sequence[np.ndarray]
    frame_rate: float = 30.0
    scale: float = 1.0
    warnings: tuple[str, ...] = ()
    on_frame: Callable[[int], None] = lambda _: None
    name: str = "fake.mp4"

    @property
    def size_px(self) -> tuple[int, int]:
        height, width = self.pictures[0].shape[:2]
        return round(width * self.scale), round(height * self.scale)

    @property
    def frames_expected(self) -> int | None:
        return len(self.pictures)

    def __iter__(self) -> Iterator[Frame]:
        for index, image in enumerate(self.pictures):
            self.on_frame(index)
            yield Frame(index, index / self.frame_rate, image, (self.scale, self.scale))


def seen_boxes(image: np.ndarray) -> list[Box]:
    """Each colour's visible box, if enough of it is visible. The red channel alone tells the two apart."""
    boxes = []
    for colour in (LIFTER, PASSER):
        visible = image[:, :, 0] == colour[0]
        if np.count_nonzero(visible) > 300:
            rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
            boxes.append(Box(columns[0], rows[0], columns[-1], rows[-1]))
    return boxes


def _share_of_width(name: str) -> float:
    return 1.0 if "LEFT" in name else 0.0 if "RIGHT" in name else 0.5


LAYOUT = np.array(
    [(_share_of_width(mark.name), min(mark, MIRROR_INDEX[mark]) / (N_LANDMARKS - 2)) for mark in Landmark]
)
"""(33, 2) shares of a box: from the front, so the right side is at its left edge; pairs at one height."""


def reading_of(box: Box, bias_px: float = BIAS_PX) -> PoseReading:
    """Landmarks that fill the box, all too far right by the bias."""
    image = LAYOUT * [box.width, box.height] + [box.left + bias_px, box.top]
    world = np.column_stack([(image - box.centre) / 100.0, np.zeros(N_LANDMARKS)])
    return PoseReading(image, world, np.full(N_LANDMARKS, 0.9))


class _Closing:
    closed = False

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass
class FakeEstimator(_Closing):
    """See the module's text. `fails_at`: raises at that picture; `blind`: pictures without anybody for it."""

    fails_at: int | None = None
    blind: frozenset[int] = frozenset()
    times_ms: list[int] = field(default_factory=list)
    resets: int = 0
    _last: Box | None = None

    def detect_pose(self, image_rgb: np.ndarray, time_ms: int) -> PoseReading | None:
        self.times_ms.append(time_ms)
        count = len(self.times_ms) - 1
        if count == self.fails_at:
            raise RuntimeError("the estimator broke")
        boxes = seen_boxes(image_rgb)
        if self._last is not None:
            last = self._last
            boxes = sorted((b for b in boxes if b.compute_distance(last) < FAR_PX), key=last.compute_distance)
        else:
            boxes = sorted(boxes, key=lambda box: -box.width * box.height)
        self._last = boxes[0] if boxes and count not in self.blind else None
        return reading_of(self._last) if self._last else None

    def reset(self) -> None:
        self.resets += 1
        self._last = None


@dataclass
class FakeFinder(_Closing):
    """Sees everybody."""

    def find_people(self, image_rgb: np.ndarray) -> list[PoseReading]:
        return [reading_of(box) for box in seen_boxes(image_rgb)]


@dataclass
class FakeBackend:
    """Opens fakes and keeps them, to be looked at afterwards."""

    fails_at: int | None = None
    blind: frozenset[int] = frozenset()
    opened: list[FakeEstimator | FakeFinder] = field(default_factory=list)

    @property
    def backend(self) -> Backend:
        return Backend(self._estimator, self._finder)

    @property
    def estimators(self) -> list[FakeEstimator]:
        return [one for one in self.opened if isinstance(one, FakeEstimator)]

    def _estimator(self) -> FakeEstimator:
        self.opened.append(FakeEstimator(self.fails_at, self.blind))
        return self.opened[-1]  # type: ignore[return-value]

    def _finder(self) -> FakeFinder:
        self.opened.append(FakeFinder())
        return self.opened[-1]  # type: ignore[return-value]


def squatting(index: int, x: float = WIDTH / 2, colour: tuple[int, int, int] = LIFTER) -> Figure:
    """A lifter at x who goes down by 40 % and up again every two seconds."""
    depth = 0.5 - 0.5 * np.cos(2 * np.pi * index / 60)
    return Figure(x, height=round(100 * (1 - 0.4 * depth)), colour=colour)
