"""Weaning, the calendar and streaks: what three clean sessions change, and what a look back says."""

from dataclasses import replace

import pytest

from analysis.report.types import Grade
from coaching.plan.milestones import Outcome, build_calendar
from coaching.plan.weaning import WeaningStage, judge_weaning
from coaching.progress.streaks import Streak, count_clean_streak
from coaching.records.records import RepRecord, Severity
from tests.fixtures.logs import LIFTER, START, a_set, at, log, one_rm

ONE_RM = (one_rm(100.0),)


def stage(*sets, day=60, **entries):
    return judge_weaning(LIFTER, log(sets=sets, one_rms=entries.pop("one_rms", ONE_RM), **entries), at(day))


def clean(days, load=70.0, **changes):
    return tuple(a_set(day, load, 10, **changes) for day in days)


class TestWeaning:
    def test_three_clean_sessions_without_feedback_halve_the_work(self):
        assert stage(*clean((1, 3, 5))).stage is WeaningStage.HALVED
        assert stage(*clean((1, 3))).stage is WeaningStage.FULL

    def test_one_of_them_must_have_seventy_percent(self):
        assert stage(*clean((1, 3, 5), 69.0)).stage is WeaningStage.FULL
        assert stage(*clean((1, 3), 40.0), *clean((5,), 70.0)).stage is WeaningStage.HALVED

    def test_without_a_one_rm_nobody_knows_how_heavy_it_was(self):
        found = stage(*clean((1, 3, 5)), one_rms=())
        assert (found.stage, found.heavy) == (WeaningStage.FULL, False)

    def test_sessions_with_feedback_do_not_count_and_do_not_break_the_row(self):
        assert stage(*clean((1, 3, 5), feedback=True)).stage is WeaningStage.FULL
        assert stage(*clean((1, 3)), *clean((4,), feedback=True), *clean((5,))).stage is WeaningStage.HALVED

    def test_ninety_percent_is_enough_and_less_begins_again(self):
        assert stage(*clean((1, 3)), a_set(5, 70.0, 9, 1)).stage is WeaningStage.HALVED
        found = stage(*clean((1, 3)), a_set(5, 70.0, 8, 2))
        assert (found.stage, found.qualifying) == (WeaningStage.FULL, 0)

    def test_a_handful_of_reps_is_no_session(self):
        assert stage(*(a_set(day, 70.0, 9) for day in (1, 3, 5))).stage is WeaningStage.FULL

    def test_sessions_before_the_programme_do_not_count(self):
        assert stage(*clean((-5, -3, -1))).stage is WeaningStage.FULL

    def test_halved_work_is_dropped_after_three_more_but_not_before_two_weeks(self):
        assert stage(*clean((1, 3, 5, 7, 9, 11))).stage is WeaningStage.HALVED
        assert stage(*clean((1, 3, 5, 7, 9, 18))).stage is WeaningStage.HALVED
        assert stage(*clean((1, 3, 5, 7, 9, 19))).stage is WeaningStage.DROPPED

    def test_two_uneven_sessions_in_a_row_bring_the_last_stage_back(self):
        dropped = clean((1, 3, 5, 7, 9, 19))
        bad = [a_set(day, 70.0, 7, 3) for day in (21, 23)]
        assert stage(*dropped, bad[0]).stage is WeaningStage.DROPPED
        assert stage(*dropped, *bad).stage is WeaningStage.HALVED
        assert stage(*clean((1, 3, 5)), *bad).stage is WeaningStage.FULL

    def test_it_is_time_to_look_away_after_two_clean_sessions(self):
        assert stage(*clean((1, 3), feedback=True)).ready
        assert not stage(*clean((1,), feedback=True)).ready
        assert not stage(*clean((1,), feedback=True), a_set(3, 70.0, 7, 3)).ready

    def test_it_says_where_one_stands_in_numbers(self):
        (_, reached) = stage(*clean((1,))).why
        assert reached.startswith(
            "To do less: 3 sessions in a row without feedback, each with at least 90 % even"
        )
        assert reached.endswith("So far 1 in a row, one that heavy.")
        assert stage(*clean((1, 3), 40.0)).why[1].endswith("So far 2 in a row, none that heavy.")
        assert stage().why[1].endswith("So far none.")
        assert "halved for at least 9 more days" in stage(*clean((1, 3, 5)), day=10).why[2]


class TestCalendar:
    def dates(self, day, *sets, severity=Severity.MILD):
        return build_calendar(LIFTER, log(sets=sets), at(day), severity)

    @pytest.mark.parametrize(("severity", "day"), [(Severity.MILD, 28), (Severity.SEVERE, 91)])
    def test_milestones_follow_the_severity(self, severity, day):
        found = self.dates(3, severity=severity)
        assert (found.milestone - START).days == day
        assert (found.balanced_by - START).days == 182

    def test_checkpoints_come_on_their_days(self):
        assert [one.day for one in self.dates(27).past] == []
        assert [one.day for one in self.dates(28).past] == [28]
        assert [one.day for one in self.dates(200).past] == [28, 84, 182]
        assert (self.dates(28).next_checkpoint - START).days == 84
        assert self.dates(182).next_checkpoint is None

    def test_before_the_first_day_there_is_none(self):
        assert self.dates(-1) is None

    @pytest.mark.parametrize(
        ("lately", "outcome"),
        [
            ((10, 0), Outcome.BALANCED),
            ((8, 2), Outcome.BETTER),
            ((5, 5), Outcome.FLAT),
            ((2, 8), Outcome.FLAT),
        ],
    )
    def test_the_last_two_weeks_against_the_first_two(self, lately, outcome):
        early = (a_set(1, 60.0, 5, 5), a_set(5, 60.0, 5, 5), a_set(10, 60.0, 5, 5))
        late = tuple(a_set(day, 60.0, *lately) for day in (16, 20, 26))
        (found,) = self.dates(28, *early, *late).past
        assert found.outcome is outcome
        assert ("professional" in found.sentence) == (outcome is Outcome.FLAT)

    def test_a_higher_threshold_at_the_same_clean_rate_is_better(self):
        early = tuple(a_set(day, 40.0, 8, 2) for day in (1, 3, 5, 7, 9))
        late = tuple(a_set(day, 60.0, 8, 2) for day in (16, 18, 20, 22, 24))
        (found,) = self.dates(28, *early, *late).past
        assert found.outcome is Outcome.BETTER
        assert "loading threshold of the squat up from 40 to 60 kg" in found.sentence

    def test_too_few_reps_say_so(self):
        (found,) = self.dates(28, a_set(1, 60.0, 10)).past
        assert found.outcome is Outcome.UNKNOWN
        assert "10 in the first 14 days, 0 in the last 14" in found.sentence


class TestStreak:
    def test_good_reps_in_a_row_over_sets(self):
        assert count_clean_streak([a_set(0, good=5), a_set(1, good=4)]) == Streak(9, 9)
        assert count_clean_streak([a_set(0, good=5, bad=1), a_set(1, good=4)]) == Streak(4, 5)

    def test_ungraded_reps_neither_count_nor_break_and_pain_breaks(self):
        unseen = replace(a_set(0), reps=(RepRecord(1, Grade.UNGRADED),))
        assert count_clean_streak([a_set(0, good=5), unseen, a_set(1, good=4)]) == Streak(9, 9)
        assert count_clean_streak([a_set(0, good=5, pain=True), a_set(1, good=4)]) == Streak(4, 5)
