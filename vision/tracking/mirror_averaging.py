"""Two poses of a frame, one of its mirror image, become one; none where they are of two people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.pose.estimator import FloatArray, PoseDetection
from vision.tracking.boxes import Box
from vision.tracking.person_tracker import Detection, TrackedBox


@dataclass(frozen=True)
class AveragingSettings:
    """When two poses are of one person."""

    # Of the boxes. Two poses of one person overlap by 0.8 and more, of two people side by side by 0.
    min_overlap: float = 0.4
    # Of the body's size: one pose alone is believed only this near to the last place.
    max_lead: float = 0.35


@dataclass(frozen=True)
class AveragedPose:
    """The mean of a frame's two poses.

    Attributes
    ----------
    pose : PoseDetection
        The mean, in px of the scaled image.
    spread_px : ndarray of float64, shape (33, 2)
        Half the distance of the two poses per axis, px of the scaled image; NaN if there was one only.
    """

    pose: PoseDetection
    spread_px: FloatArray


@dataclass(frozen=True)
class AveragingResult:
    """What both detections of a frame together show; fed back to their trackers.

    Attributes
    ----------
    index : int
        Index of the frame.
    target : TrackedBox or None
        Where the lifter is; None where that is not known any better.
    wrong : tuple of bool
        (original, mirrored): whether that tracker followed somebody else.
    disagreed : bool
        Whether the two were of different people.
    """

    index: int
    target: TrackedBox | None
    wrong: tuple[bool, bool] = (False, False)
    disagreed: bool = False


class MirrorAverager:
    """Averages the detections of frame after frame of one shot. Exchanging the two exchanges only `wrong`.

    Parameters
    ----------
    target : TrackedBox, optional
        Where the lifter is at first.
    settings : AveragingSettings, optional
        When two poses are of one person.
    """

    def __init__(self, target: TrackedBox | None = None, settings: AveragingSettings | None = None) -> None:
        self._settings = settings or AveragingSettings()
        self._target = target

    def average_detections(
        self, index: int, time_s: float, detections: Sequence[Detection]
    ) -> tuple[AveragedPose | None, AveragingResult]:
        """Average the detections of the next frame.

        Parameters
        ----------
        index : int
            Index of the frame.
        time_s : float
            Its time, s of the clip.
        detections : sequence of Detection
            Of the original frame and, unless mirroring is off, of its mirror image.

        Returns
        -------
        averaged : AveragedPose or None
            None (later NaN) unless all detections see one person: a single one of two carries the model's
            own left/right bias.
        result : AveragingResult
            Feedback for the trackers.
        """
        for detection in detections:
            # one tracker found that it had followed somebody else: both search again where the lifter stood
            if detection.invalid_from is not None:
                self._target = detection.target
                return None, AveragingResult(index, detection.target, wrong=(True, True))
        seen = [detection.pose for detection in detections if detection.pose is not None]
        boxes = [Box.from_landmarks(pose.image_px) for pose in seen]
        if len(seen) < len(detections):
            return None, AveragingResult(index, self._update_target_from_one(boxes, time_s))
        if len(seen) == 1:
            return wrap_single_pose(seen[0]), AveragingResult(
                index, TrackedBox(boxes[0], time_s, alone=False)
            )
        if boxes[0].compute_overlap(boxes[1]) < self._settings.min_overlap:
            return None, AveragingResult(
                index, self._target, self._find_wrong_trackers(boxes), disagreed=True
            )
        self._target = TrackedBox(boxes[0].average_with(boxes[1]), time_s, alone=False)
        return average_poses(*seen), AveragingResult(index, self._target)

    def _update_target_from_one(self, boxes: list[Box], time_s: float) -> TrackedBox | None:
        """The tracker that still sees somebody leads the other, as long as that is where the lifter was."""
        if not boxes or self._target is None:
            return None
        reach = self._settings.max_lead * self._target.box.size
        if boxes[0].compute_distance(self._target.box) > reach:
            return None
        self._target = TrackedBox(boxes[0], time_s, alone=False)
        return self._target

    def _find_wrong_trackers(self, boxes: list[Box]) -> tuple[bool, bool]:
        if self._target is None:
            return False, False
        overlaps = [self._target.box.compute_overlap(box) for box in boxes]
        least = self._settings.min_overlap
        return overlaps[0] < min(least, overlaps[1]), overlaps[1] < min(least, overlaps[0])


def average_poses(first: PoseDetection, second: PoseDetection) -> AveragedPose:
    """Average two poses.

    Parameters
    ----------
    first, second : PoseDetection
        In the same pixels; the second mirrored back if it is of the mirror image.

    Returns
    -------
    AveragedPose
        The mean, with half their distance per axis.
    """
    return AveragedPose(
        PoseDetection(
            (first.image_px + second.image_px) / 2,
            (first.world_m + second.world_m) / 2,
            (first.visibility + second.visibility) / 2,
        ),
        np.abs(first.image_px - second.image_px) / 2,
    )


def wrap_single_pose(pose: PoseDetection) -> AveragedPose:
    """Wrap a pose that has no mirrored twin.

    Parameters
    ----------
    pose : PoseDetection
        The only pose of the frame.

    Returns
    -------
    AveragedPose
        The pose as it is; its spread is NaN, for it is not known.
    """
    return AveragedPose(pose, np.full_like(pose.image_px, np.nan))
