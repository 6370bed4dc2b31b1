"""The guide over time: judged a few times a second, and calm enough to be read."""

from dataclasses import dataclass

import numpy as np

from analysis.live.guide import WHEN_STILL, Judgement, Light, judge_setup
from analysis.live.landmark_buffer import LandmarkBuffer
from analysis.report.segment import Stages
from analysis.report.types import CameraReport
from analysis.settings import SetSettings


@dataclass(frozen=True)
class GuideRhythm:
    """How often, and over how long, s."""

    every_s: float = 0.4
    over_s: float = 1.0


class SteadyGuide:
    """`sentences`: what to change now; empty = all gates pass. `camera`: as last judged."""

    def __init__(self, settings: SetSettings, stages: Stages, rhythm: GuideRhythm = GuideRhythm()) -> None:
        self._settings, self._stages, self._rhythm = settings, stages, rhythm
        self._judgement = Judgement({})
        self._judged_s = -np.inf
        self.sentences: tuple[str, ...] = ()
        self.camera: CameraReport | None = None
        self.judged = 0

    def update_guidance(
        self, tape: LandmarkBuffer, time_s: float, valid_from: int, light: Light, still: bool
    ) -> None:
        """A sentence is shown when it was true twice in a row, and goes when it is not true any more."""
        if time_s - self._judged_s < self._rhythm.every_s:
            return
        self._judged_s = time_s
        self.judged += 1
        first = max(tape.find_row(time_s - self._rhythm.over_s), valid_from, tape.first)
        track = tape.build_track([(first, tape.stop)], tape.is_mirror_averaged([(first, tape.stop)]))
        known = self._judgement.sentences if self.judged > 1 else None
        stages = self._stages
        judged = judge_setup(track, light, still, self._settings, stages.camera, stages.cleaning)
        self.camera = judged.camera or self.camera
        sentences = judged.sentences
        if not still and "nobody" not in sentences:
            before = self._judgement.sentences.items()
            sentences = sentences | {key: text for key, text in before if key in WHEN_STILL}
        self._judgement = Judgement(sentences, judged.camera)
        self.sentences = tuple(text for key, text in sentences.items() if known is None or key in known)
