"""Whether the person followed is still the lifter: by the place of the feet and the colours of the clothes.

The estimator follows whoever is nearest to its last pose: somebody who walks past the lifter can take it
along. So the lifter has an anchor, the box where they lift, and an appearance, the colours of their trunk.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import TRUNK
from vision.pose.estimator import PoseDetection
from vision.tracking.boxes import Box
from vision.video.orientation import Image

# A colour histogram that sums to 1.
Colours = NDArray[np.float64]

# Overlap of two boxes from which they are one person's.
SAME_PLACE = 0.3


@dataclass(frozen=True)
class ReidentificationSettings:
    """When the person followed is doubted. Shares are of the body's size (longer side of its box)."""

    # A squat keeps the feet in place: its sideways shift stays below this.
    at_anchor: float = 0.12
    # Beyond this the lifter has walked, or whoever walked past took the estimator along.
    left_anchor: float = 0.35
    # While off the anchor: a search for everybody takes as long as two poses.
    check_every_s: float = 1 / 3
    # After so many checks with nobody at the anchor, the lifter's new place is believed.
    checks_to_move: int = 3
    # A person this near to the anchor counts as standing there.
    near_anchor: float = 0.25
    # Least similarity of one person, squatting or standing: 0.37 on real clips; other clothes reach 0.15.
    min_similarity: float = 0.35
    # The person followed stays the target only if clearly more similar than the one at the anchor.
    similarity_margin: float = 0.1
    # Similarity below which somebody at the lifter's place is not the lifter.
    max_other_similarity: float = 0.2
    # Lost for less than this, nobody can have come to the lifter's place instead.
    short_loss_s: float = 0.5
    # Lost this long, the lifter is looked for everywhere, by clothes and size.
    search_every_s: float = 1.0
    # Size of the person found again, against the one lost.
    max_growth: float = 1.4
    # How often the clothes are looked at while at the anchor: light changes slowly.
    sample_every_s: float = 0.5


@dataclass(frozen=True)
class PersonAppearance:
    """Somebody in one image.

    Attributes
    ----------
    box : Box
        px of the scaled image.
    colours : ndarray of float64, shape (bins³,), or None
        Colour histogram of the trunk; None where it is outside the image.
    """

    box: Box
    colours: Colours | None


class Reidentifier:
    """The lifter's anchor and appearance, learned from the accepted poses. Treats left and right alike.

    Parameters
    ----------
    anchor_box : Box
        Where the lifter stands at first, px of the scaled image.
    settings : ReidentificationSettings, optional
        When the person followed is doubted.

    Attributes
    ----------
    anchor_box : Box
        Where the lifter lifts.
    last_index_at_anchor : int
        Index of the last frame in which the person followed stood there; -1 before any.
    """

    def __init__(self, anchor_box: Box, settings: ReidentificationSettings | None = None) -> None:
        self.anchor_box = anchor_box
        self.last_index_at_anchor = -1
        self._settings = settings or ReidentificationSettings()
        self._appearance: Colours | None = None
        self._samples = 0
        self._next_search_s = -np.inf
        self._next_sample_s = -np.inf
        self._empty_checks = 0

    def update_from_pose(
        self, index: int, time_s: float, box: Box, image_rgb: Image, pose: PoseDetection
    ) -> None:
        """Learn from an accepted pose; whoever is at the anchor is the lifter.

        Parameters
        ----------
        index : int
            Index of the frame.
        time_s : float
            Its time, s of the clip.
        box : Box
            Around the pose.
        image_rgb : ndarray of uint8, shape (h, w, 3)
            The frame, RGB.
        pose : PoseDetection
            In px of `image_rgb`.
        """
        if self._compute_anchor_offset(box) > self._settings.at_anchor:
            return
        self.last_index_at_anchor = index
        self._empty_checks = 0
        if time_s >= self._next_sample_s:
            self._next_sample_s = time_s + self._settings.sample_every_s
            self._learn_colours(compute_colour_histogram(image_rgb, pose))

    def should_check_others(self, time_s: float, box: Box) -> bool:
        """Whether it is time to check who else is there, because the person followed has left the anchor."""
        if self._compute_anchor_offset(box) <= self._settings.left_anchor or time_s < self._next_search_s:
            return False
        self._next_search_s = time_s + self._settings.check_every_s
        return True

    def should_search(self, time_s: float, lost_since_s: float) -> bool:
        """Whether it is time to look everywhere for the lost lifter."""
        if time_s < max(self._next_search_s, lost_since_s + self._settings.search_every_s):
            return False
        self._next_search_s = time_s + self._settings.search_every_s
        return True

    def is_taken_over(self, followed: PersonAppearance, everybody: list[PersonAppearance]) -> bool:
        """Whether the lifter is still at the anchor and somebody else is followed.

        If nobody is found there several times in a row, the anchor moves to the person followed.
        """
        rules = self._settings
        at_anchor = [p for p in everybody if self._compute_anchor_offset(p.box) <= rules.near_anchor]
        rivals = [p for p in at_anchor if p.box.compute_overlap(followed.box) < SAME_PLACE]
        if not rivals:
            self._empty_checks += 1
            if self._empty_checks >= rules.checks_to_move:
                self.anchor_box, self._empty_checks = followed.box, 0
            return False
        self._empty_checks = 0
        best = max(self.compute_similarity(rival) for rival in rivals)
        return self.compute_similarity(followed) <= best + rules.similarity_margin

    def is_plausible_return(self, lost_s: float, image_rgb: Image, pose: PoseDetection) -> bool:
        """Whether the person back at the lifter's place after `lost_s` seconds wears the lifter's clothes."""
        if lost_s < self._settings.short_loss_s or self._appearance is None:
            return True
        person = PersonAppearance(
            Box.from_landmarks(pose.image_px), compute_colour_histogram(image_rgb, pose)
        )
        return self.compute_similarity(person) >= self._settings.max_other_similarity

    def find_lost_lifter(self, everybody: list[PersonAppearance]) -> PersonAppearance | None:
        """Find the lost lifter among these by clothes and size; None if nobody is similar enough."""
        rules, size = self._settings, self.anchor_box.size
        candidates = [
            person
            for person in everybody
            if self.compute_similarity(person) >= rules.min_similarity
            and 1 / rules.max_growth <= person.box.size / size <= rules.max_growth
        ]
        return max(candidates, key=self.compute_similarity, default=None)

    def compute_similarity(self, person: PersonAppearance) -> float:
        """Compute the shared part of the two colour histograms, 0..1; 0 where one is not known."""
        if self._appearance is None or person.colours is None:
            return 0.0
        return float(np.minimum(self._appearance, person.colours).sum())

    def _compute_anchor_offset(self, box: Box) -> float:
        """Sideways only: a squat moves the box's centre down."""
        return abs(box.centre[0] - self.anchor_box.centre[0]) / self.anchor_box.size

    def _learn_colours(self, colours: Colours | None) -> None:
        """A running mean, so that one badly lit frame does not decide."""
        if colours is None:
            return
        self._samples += 1
        mean = self._appearance if self._appearance is not None else colours
        self._appearance = mean + (colours - mean) / self._samples


def compute_colour_histogram(
    image_rgb: Image, pose: PoseDetection, bins: int = 6, inner: float = 0.8
) -> Colours | None:
    """Compute the colour histogram of a person's trunk.

    Parameters
    ----------
    image_rgb : ndarray of uint8, shape (h, w, 3)
        The frame, RGB.
    pose : PoseDetection
        In px of `image_rgb`.
    bins : int
        Per colour channel.
    inner : float
        Share of the trunk's box that is looked at, about its middle: leaves out arms and background.

    Returns
    -------
    ndarray of float64, shape (bins³,), or None
        Sums to 1; None if the trunk is outside the image.
    """
    corners = pose.image_px[list(TRUNK)]
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    half = (corners.max(axis=0) - corners.min(axis=0)) / 2 * inner
    # floor and ceil outward about the middle: a mirrored frame gives the same pixels
    left, top = np.maximum(np.floor(middle - half), 0).astype(int)
    right, bottom = np.maximum(np.ceil(middle + half), -1).astype(int) + 1
    patch = image_rgb[top:bottom, left:right]
    if patch.size == 0:
        return None
    levels = patch.reshape(-1, 3).astype(np.intp) * bins // 256
    cells = (levels[:, 0] * bins + levels[:, 1]) * bins + levels[:, 2]
    return np.bincount(cells, minlength=bins**3) / len(cells)
