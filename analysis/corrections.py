"""What the person puts right by hand: reps left out, joined or divided. The saved track is analysed anew."""

from dataclasses import dataclass

from analysis.load import LoadContext
from analysis.report_types import SetReport
from analysis.settings import SetSettings
from analysis.shot import Stages
from analysis.track import Recording


@dataclass(frozen=True)
class Corrections:
    """Changes to the reps as found, each by a time in s of the clip; mirrored and view go by SetSettings.

    excluded_s  a time within each rep that is left out
    merged_s    (a time within one rep, a time within the next): joined into one
    split_s     a time within a rep at which it is divided in two
    """

    excluded_s: tuple[float, ...] = ()
    merged_s: tuple[tuple[float, float], ...] = ()
    split_s: tuple[float, ...] = ()


def analyse_corrected(
    recording: Recording,
    settings: SetSettings = SetSettings(),
    corrections: Corrections = Corrections(),
    context: LoadContext = LoadContext(),
    stages: Stages = Stages(),
) -> tuple[SetReport, ...]:
    """As `analyse`, with the corrections made; each is stated in SetReport.corrections (and its warnings).

    Times refer to the reps of the uncorrected analysis. Raises CorrectionError where a time lies in no rep,
    two reps to be joined are not neighbours, or one rep is changed twice.
    """
    raise NotImplementedError
