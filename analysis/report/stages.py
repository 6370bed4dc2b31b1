"""The settings of every stage of the pipeline, and the estimator, in one value."""

from dataclasses import dataclass, field

from analysis.calibration.estimator import Estimator
from analysis.calibration.gain_table import GainTable
from analysis.camera.checks import CameraSettings
from analysis.grading.rules import GradingSettings
from analysis.lifts.standing_leg import (
    OneLegSettings,
)
from analysis.pose.cleaning import CleaningSettings
from analysis.reps.baseline import BaselineSettings
from analysis.reps.detection import RepSettings, Review
from analysis.reps.stance import StanceSettings


@dataclass(frozen=True)
class Stages:
    """Each stage's own settings, and the estimator: exchanged in studies, never by the person.

    Attributes
    ----------
    cleaning, stance, camera, reps, baseline, grading, one_leg
        The settings of each stage.
    estimator
        Turns raw signals into calibrated values; the default is the plain table, services load the
        calibrated one.
    review
        Changes the reps of each stance before they are measured; None: they stay as found.
    """

    cleaning: CleaningSettings = CleaningSettings()
    stance: StanceSettings = StanceSettings()
    camera: CameraSettings = CameraSettings()
    reps: RepSettings = RepSettings()
    baseline: BaselineSettings = BaselineSettings()
    grading: GradingSettings = GradingSettings()
    one_leg: OneLegSettings = OneLegSettings()
    estimator: Estimator = field(default_factory=GainTable)
    review: Review | None = None
