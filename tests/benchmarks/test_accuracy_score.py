"""The figures of the accuracy table, on readings whose error is put there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from analysis.quantities.definitions import Quantity
from analysis.report.types import Grade, Phase, Standing, Value
from analysis.settings import View
from benchmarks.accuracy_score import (
    CameraPair,
    Pair,
    Scored,
    list_group_labels,
    score_camera,
    score_quantity,
    score_reps,
)

DROP = Quantity.HIP_DROP
NAN = float("nan")


def value(key: Quantity, pct: float, half: float = 5.0, standing: Standing = Standing.GRADED) -> Value:
    phase = None if np.isnan(pct) else Phase.DOWN
    role = Standing.UNGRADED if np.isnan(pct) else standing
    return Value(key, pct, pct - half, pct + half, NAN, phase, role)


def pair(truth: float, read: float, grade: Grade = Grade.GOOD, half: float = 5.0, **groups: str) -> Pair:
    """A rep with one asymmetry; the other three are 0 and read as 0."""
    values = {key: value(key, 0.0) for key in Quantity} | {DROP: value(DROP, read, half)}
    return Pair("clip", 1, dict.fromkeys(Quantity, 0.0) | {DROP: truth}, values, grade, groups)


def pairs(truth: Sequence[float], read: Sequence[float]) -> list[Pair]:
    return [pair(*both) for both in zip(truth, read, strict=True)]


TRUTH = np.array([-20.0, -10.0, 0.0, 10.0, 20.0])


class TestQuantity:
    def test_a_perfect_reading_has_no_error_and_gain_one(self):
        score = score_quantity(pairs(TRUTH, TRUTH), DROP)
        assert (score.rmse_pp, score.bias_pp) == (0.0, 0.0)
        assert score.gain == pytest.approx(1.0)
        assert score.r == pytest.approx(1.0)

    def test_half_the_truth_is_a_gain_of_one_half(self):
        score = score_quantity(pairs(TRUTH, TRUTH / 2), DROP)
        assert score.gain == pytest.approx(0.5)
        assert score.rmse_pp == pytest.approx(np.sqrt(np.mean((TRUTH / 2) ** 2)))
        assert score.r == pytest.approx(1.0)

    def test_a_constant_offset_is_bias_not_gain(self):
        score = score_quantity(pairs(TRUTH, TRUTH + 3), DROP)
        assert score.bias_pp == pytest.approx(3.0)
        assert score.rmse_pp == pytest.approx(3.0)
        assert score.gain == pytest.approx(1.0)

    def test_found_and_false_alarms_are_counted_at_the_line(self):
        score = score_quantity(pairs([16, 16, -16, 14, 0], [15.1, 14.9, -30, 15.1, 0]), DROP)
        assert (score.truly_bad, score.found, score.false_alarms) == (3, 2, 1)

    def test_sensitivity_and_specificity_leave_out_what_is_near_the_line(self):
        near = pairs([17.9, -12.1], [0.0, 20.0])  # wrong both, but within 3 pp of the line
        clear = pairs([18, -19, 12, 0], [20, 0, 20, 0])
        score = score_quantity(near + clear, DROP)
        assert (score.sensitivity, score.specificity) == (0.5, 0.5)

    def test_coverage_counts_truths_inside_their_interval(self):
        read = [pair(0.0, 4.9), pair(0.0, -4.9), pair(0.0, 5.1), pair(0.0, 0.0)]
        assert score_quantity(read, DROP).inside == 0.75

    def test_what_was_not_read_counts_as_ungraded_and_not_as_error(self):
        score = score_quantity(pairs([20, 5], [NAN, 6]), DROP)
        assert (score.reps, score.ungraded, score.rmse_pp, score.inside) == (2, 0.5, 1.0, 1.0)
        assert score.sensitivity == 0.0, "a clear fault that was not read was not found"

    def test_a_truth_that_is_not_told_is_left_out(self):
        assert score_quantity(pairs([NAN, 5], [20, 5]), DROP).reps == 1

    def test_an_indication_counts_only_where_its_whole_interval_is_over(self):
        wide = pair(20, 20)
        wide = replace(wide, values={**wide.values, DROP: value(DROP, 20, 6, Standing.INDICATION)})
        sure = replace(wide, values={**wide.values, DROP: value(DROP, 20, 4, Standing.INDICATION)})
        assert score_quantity([wide], DROP).found == 0
        assert score_quantity([sure], DROP).found == 1

    def test_without_reps_every_figure_is_unknown(self):
        score = score_quantity([], DROP)
        assert score.reps == 0
        assert all(np.isnan([score.rmse_pp, score.gain, score.r, score.inside, score.ungraded]))


class TestReps:
    def test_whole_reps_are_judged_by_hip_knee_and_shift_together(self):
        scored = Scored((pair(25, 25, Grade.BAD), pair(25, 3), pair(2, 2), pair(2, 20, Grade.BAD)), ())
        score = score_reps(scored)
        assert (score.clearly_bad, score.sensitivity) == (2, 0.5)
        assert (score.clearly_good, score.specificity) == (2, 0.5)

    def test_rotation_alone_makes_no_rep_clearly_bad(self):
        turned = pair(0, 0)
        turned = replace(turned, truth={**turned.truth, Quantity.HIP_ROTATION: 30.0})
        score = score_reps(Scored((turned,), ()))
        assert (score.clearly_bad, score.clearly_good, score.even) == (0, 1, 0)

    def test_even_reps_must_be_graded_good(self):
        scored = Scored((pair(4.9, 0), pair(-4, 0, Grade.UNGRADED), pair(5.1, 0)), ())
        assert (score_reps(scored).even, score_reps(scored).even_good) == (2, 0.5)

    def test_ungraded_reps_are_no_proof_of_specificity(self):
        score = score_reps(Scored((pair(0, NAN, Grade.UNGRADED),), ()))
        assert score.clearly_good == 0
        assert np.isnan(score.specificity)
        assert score.ungraded == 1.0


class TestGroups:
    def test_only_groups_that_differ_make_rows(self):
        found = [pair(0, 0, light="even", view="front"), pair(0, 0, light="side", view="front")]
        assert list_group_labels(found) == [("light", "even"), ("light", "side")]

    def test_a_group_holds_its_own_reps(self):
        scored = Scored((pair(0, 1, light="even"), pair(0, 3, light="side")), ())
        assert score_quantity(scored.select_group("light", "side").pairs, DROP).bias_pp == 3.0


class TestCamera:
    def test_angles_are_compared_within_the_true_view(self):
        cameras = (
            CameraPair("a", View.FRONT, View.FRONT, 3.0, 4.0, 1.0, 1.0),
            CameraPair("b", View.FRONT, View.OBLIQUE, -3.0, -4.0, 2.0, 4.0),
            CameraPair("c", View.REAR, None, 0.0, NAN, 0.0, NAN),
        )
        front = score_camera(cameras, View.FRONT)
        assert (front.clips, front.yaw_rmse_deg, front.yaw_bias_deg) == (2, 1.0, 0.0)
        assert front.roll_rmse_deg == pytest.approx(np.sqrt(2))
        assert front.read_as == {"front": 1, "oblique": 1}
        rear = score_camera(cameras, View.REAR)
        assert rear.read_as == {"not read": 1}
        assert np.isnan(rear.yaw_rmse_deg)
