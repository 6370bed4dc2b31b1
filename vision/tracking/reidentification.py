"""Who the lifter is: where the feet stand and what is worn. Tells when somebody else has been picked up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import TRUNK
from vision.pose.estimator import PoseReading
from vision.tracking.boxes import Box
from vision.video.orientation import Image

Colours = NDArray[np.float64]


@dataclass(frozen=True)
class ReidentificationSettings:
    """When a followed person is doubted. Shares are of the body's size."""

    at_home: float = 0.12
    """A squat keeps the feet: its sideways shift stays below this."""
    away: float = 0.35
    """Beyond this the lifter has walked, or whoever walked past took the estimator along."""
    look_every_s: float = 1 / 3
    """While away: a search for everybody takes as long as two readings."""
    looks_to_move: int = 3
    """So often nobody must be at home until the lifter's new place is believed."""
    near_home: float = 0.25
    """A person this near to the home is taken to be there."""
    alike: float = 0.35
    """Least likeness of one person, squatting or standing: 0.37 on real clips; other clothes reach 0.15."""
    unlike_margin: float = 0.1
    """Whoever is followed keeps the lock only where clearly more alike than the one at home."""
    other: float = 0.2
    """Likeness below which somebody at the lifter's place is not the lifter."""
    short_s: float = 0.5
    """Lost for less than this, nobody can have come to the lifter's place instead."""
    lost_look_s: float = 1.0
    """Lost this long, the lifter is looked for everywhere, by clothes and size."""
    max_growth: float = 1.4
    """Size of the one found again, against the one lost."""
    sample_every_s: float = 0.5
    """How often the clothes are looked at while at home: light changes slowly."""


@dataclass(frozen=True)
class PersonAppearance:
    """Somebody in one picture."""

    box: Box
    colours: Colours | None


class Reidentifier:
    """The lifter's home and clothes, from what has been read so far. Treats left and right alike."""

    def __init__(self, home: Box, settings: ReidentificationSettings | None = None) -> None:
        self.home = home
        self.last_home_index = -1
        self._settings = settings or ReidentificationSettings()
        self._colours: Colours | None = None
        self._samples = 0
        self._next_look_s = -np.inf
        self._next_sample_s = -np.inf
        self._empty_looks = 0

    def update_from_pose(
        self, index: int, time_s: float, box: Box, image_rgb: Image, reading: PoseReading
    ) -> None:
        """Takes in an accepted reading; whoever is at home is the lifter."""
        if self._compute_home_offset(box) > self._settings.at_home:
            return
        self.last_home_index = index
        self._empty_looks = 0
        if time_s >= self._next_sample_s:
            self._next_sample_s = time_s + self._settings.sample_every_s
            self._learn_colours(compute_colour_histogram(image_rgb, reading))

    def should_look_around(self, time_s: float, box: Box) -> bool:
        """Whether it is time to ask who else is there, because the one followed has left home."""
        if self._compute_home_offset(box) <= self._settings.away or time_s < self._next_look_s:
            return False
        self._next_look_s = time_s + self._settings.look_every_s
        return True

    def should_search(self, time_s: float, lost_since_s: float) -> bool:
        """Whether it is time to look everywhere for the lost lifter."""
        if time_s < max(self._next_look_s, lost_since_s + self._settings.lost_look_s):
            return False
        self._next_look_s = time_s + self._settings.lost_look_s
        return True

    def is_taken_over(self, followed: PersonAppearance, everybody: list[PersonAppearance]) -> bool:
        """Whether the lifter is still at home and somebody else is followed; else the home may move."""
        rules = self._settings
        at_home = [p for p in everybody if self._compute_home_offset(p.box) <= rules.near_home]
        rivals = [p for p in at_home if p.box.compute_overlap(followed.box) < 0.3]
        if not rivals:
            self._empty_looks += 1
            if self._empty_looks >= rules.looks_to_move:
                self.home, self._empty_looks = followed.box, 0
            return False
        self._empty_looks = 0
        best = max(self.compute_likeness(rival) for rival in rivals)
        return self.compute_likeness(followed) <= best + rules.unlike_margin

    def is_plausible_return(self, lost_s: float, image_rgb: Image, reading: PoseReading) -> bool:
        """Whether the one seen at the lifter's last place, after so long, has the clothes for it."""
        if lost_s < self._settings.short_s or self._colours is None:
            return True
        person = PersonAppearance(
            Box.from_landmarks(reading.image_px), compute_colour_histogram(image_rgb, reading)
        )
        return self.compute_likeness(person) >= self._settings.other

    def find_lost_lifter(self, everybody: list[PersonAppearance]) -> PersonAppearance | None:
        """The lost lifter among these, by clothes and size; None if nobody is alike."""
        rules, size = self._settings, self.home.size
        alike = [
            person
            for person in everybody
            if self.compute_likeness(person) >= rules.alike
            and 1 / rules.max_growth <= person.box.size / size <= rules.max_growth
        ]
        return max(alike, key=self.compute_likeness, default=None)

    def compute_likeness(self, person: PersonAppearance) -> float:
        """Shared part of the two colour histograms, 0..1; 0 where one is not known."""
        if self._colours is None or person.colours is None:
            return 0.0
        return float(np.minimum(self._colours, person.colours).sum())

    def _compute_home_offset(self, box: Box) -> float:
        return abs(box.centre[0] - self.home.centre[0]) / self.home.size

    def _learn_colours(self, colours: Colours | None) -> None:
        if colours is None:
            return
        self._samples += 1
        known = self._colours if self._colours is not None else colours
        self._colours = known + (colours - known) / self._samples


def compute_colour_histogram(
    image_rgb: Image, reading: PoseReading, bins: int = 6, inner: float = 0.8
) -> Colours | None:
    """Colour histogram (bins³,), summing to 1, of the trunk's inner part; None if it is off the picture."""
    corners = reading.image_px[list(TRUNK)]
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    half = (corners.max(axis=0) - corners.min(axis=0)) / 2 * inner
    left, top = np.maximum(np.floor(middle - half), 0).astype(int)
    right, bottom = np.maximum(np.ceil(middle + half), -1).astype(int) + 1
    patch = image_rgb[top:bottom, left:right]
    if patch.size == 0:
        return None
    levels = patch.reshape(-1, 3).astype(np.intp) * bins // 256
    cells = (levels[:, 0] * bins + levels[:, 1]) * bins + levels[:, 2]
    return np.bincount(cells, minlength=bins**3) / len(cells)
