"""The guide over time: judged a few times a second, and steady enough to be read."""

from dataclasses import dataclass

import numpy as np

from analysis.live.guide import WHEN_STILL, Light, SetupJudgement, judge_setup
from analysis.live.landmark_buffer import LandmarkBuffer
from analysis.report.stages import Stages
from analysis.report.types import CameraReport
from analysis.settings import SetSettings


@dataclass(frozen=True)
class GuideRhythm:
    """How often the setup is judged, and over how long, s."""

    every_s: float = 0.4
    over_s: float = 1.0


class SteadyGuide:
    """Judges the setup again and again.

    Attributes
    ----------
    sentences
        What to change now; empty = all gates pass.
    camera
        As last judged.
    judged
        How often it was judged.
    """

    def __init__(self, settings: SetSettings, stages: Stages, rhythm: GuideRhythm = GuideRhythm()) -> None:
        self._settings, self._stages, self._rhythm = settings, stages, rhythm
        self._last = SetupJudgement({})
        self._judged_s = -np.inf
        self.sentences: tuple[str, ...] = ()
        self.camera: CameraReport | None = None
        self.judged = 0

    def update_guidance(
        self, buffer: LandmarkBuffer, time_s: float, valid_from: int, light: Light, still: bool
    ) -> None:
        """Judge the setup if it is time to.

        A sentence is shown when it was true twice in a row, and disappears as soon as it is not.

        Parameters
        ----------
        buffer, time_s
            The landmarks, and the time of the newest frame, s.
        valid_from
            First row that may be used.
        light
            Brightness and frame rates.
        still
            The lifter stands upright and quiet.
        """
        if time_s - self._judged_s < self._rhythm.every_s:
            return
        self._judged_s = time_s
        self.judged += 1
        first = max(buffer.find_row(time_s - self._rhythm.over_s), valid_from, buffer.first)
        track = buffer.build_track([(first, buffer.stop)], buffer.is_mirror_averaged([(first, buffer.stop)]))
        shown = self._last.sentences if self.judged > 1 else None
        stages = self._stages
        judged = judge_setup(track, light, still, self._settings, stages.camera, stages.cleaning)
        self.camera = judged.camera or self.camera
        sentences = judged.sentences
        if not still and "nobody" not in sentences:
            before = self._last.sentences.items()
            sentences = sentences | {key: text for key, text in before if key in WHEN_STILL}
        self._last = SetupJudgement(sentences, judged.camera)
        self.sentences = tuple(text for key, text in sentences.items() if shown is None or key in shown)
