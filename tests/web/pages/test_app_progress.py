"""The Progress page and its files, from the weeks of a simulated lifter and from saved sets."""

import io
from datetime import datetime, timedelta

import pandas as pd
import pypdf
import pytest
from streamlit.testing.v1 import AppTest

from analysis.quantities.definitions import Quantity
from history.store import Store
from history.types import NewSet
from reporting.progress import charts, rows
from reporting.progress.files import render_progress_csv, render_progress_pdf
from reporting.progress.lifter_progress import LifterProgress, build_progress_view
from tests.fixtures.app_fakes import app, engine, open_page, read_page
from tests.fixtures.history import a_set as a_report
from tests.fixtures.logs import LIFTER, a_set, at, did, log

__all__ = ["app", "engine"]


@pytest.fixture(scope="module")
def weeks() -> LifterProgress:
    """Three weeks: even at 60, uneven at 80 in the second; nothing in the third but a hold."""
    sets = (
        a_set(0, 60.0, 10, 0),
        a_set(2, 60.0, 9, 1),
        a_set(7, 60.0, 10, 0),
        a_set(9, 80.0, 2, 8),
    )
    checks = tuple(a_set(3, 40.0, 5, 0, check=True, good_pct=pct) for pct in (1.0, 3.0))
    records = log(sets=(*sets, *checks), exercises=(did(15, "isometric_standing", holds=10),))
    return build_progress_view(LIFTER, records, at(16))


def test_each_week_has_its_counts_and_empty_weeks_have_no_rate(weeks: LifterProgress) -> None:
    assert [(row["week"], row["reps"]) for row in rows.build_clean_rows(weeks.progress)] == [
        (0, "19 of 20"),
        (1, "12 of 20"),
    ]
    table = rows.build_week_table(weeks.progress, LIFTER.unit)
    assert list(table["good"]) == [19, 12, 0]
    assert table["clean_pct"].isna().tolist() == [False, False, True]
    assert list(table["isometrics_days"]) == [0, 0, 1]


def test_the_threshold_is_said_with_its_numbers(weeks: LifterProgress) -> None:
    assert weeks.thresholds["squat"].sentence.startswith("Even up to 60 kg: 29 of 30 reps")
    spec = charts.build_threshold_chart(weeks.thresholds["squat"]).to_dict()
    assert spec["description"] == weeks.thresholds["squat"].sentence


def test_a_change_is_told_against_the_lifters_own_scatter(weeks: LifterProgress) -> None:
    told = rows.describe_change(weeks.progress, "squat", Quantity.LATERAL_SHIFT)
    assert "below 3.9 percentage points are chance, provisional, from 1 repeat only" in told  # 1.96·√2·√2
    assert "to 8 % left in the last: a change" in told  # 8 bad reps of 20 at 20 %
    unknown = rows.describe_change(weeks.progress, "squat", Quantity.KNEE_VALGUS)
    assert "not known yet" in unknown


def test_more_days_than_planned_are_no_more_than_all_of_them() -> None:
    """Single-leg work on six days of a week for which three were planned."""
    done = tuple(did(day, "step_up", reps=10) for day in range(6))
    seen = build_progress_view(LIFTER, log(exercises=done), at(6, 23.0))
    assert "Single leg and core: 3 of 3 days" in rows.describe_adherence(seen.progress)


def test_the_lift_with_repeated_light_sets_tells_what_a_change_is() -> None:
    """Deadlifts are as frequent and come first by name; only squats were repeated."""
    twice = tuple(a_set(0, 40.0, check=True, at=at(0, hour), good_pct=hour / 5) for hour in (10.0, 11.0))
    sets = (a_set(1, 80.0, lift="deadlift"), a_set(2, 60.0), *twice)
    assert rows.choose_measured_lift(build_progress_view(LIFTER, log(sets=sets), at(6)).progress) == ["squat"]


def test_sides_are_named_by_where_the_reps_went(weeks: LifterProgress) -> None:
    told = rows.describe_consistency(weeks.progress, Quantity.HIP_DROP)
    assert told == "Hip drop: 40 of 40 reps to the left, 0.5 % left on average."


@pytest.mark.parametrize("width", [None, 400])
def test_every_chart_has_a_title_and_words(weeks: LifterProgress, width: int | None) -> None:
    made = [
        charts.build_clean_chart(weeks.progress, width=width),
        charts.build_quantity_weeks_chart(weeks.progress, Quantity.LATERAL_SHIFT, width=width),
        charts.build_side_chart(weeks.progress, width=width),
        charts.build_load_chart(weeks.progress, "squat", "kg", width=width),
        charts.build_adherence_chart(weeks.progress, width=width),
        charts.build_threshold_chart(weeks.thresholds["squat"], width=width),
    ]
    for chart in made:
        spec = chart.to_dict()
        assert spec["title"]["text"]
        assert spec["description"]


def test_the_files_for_a_coach(weeks: LifterProgress) -> None:
    pdf = render_progress_pdf(weeks, "9.9.9", deterministic=True)
    assert pdf == render_progress_pdf(weeks, "9.9.9", deterministic=True)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "Even up to 60 kg" in " ".join(text.split())
    assert "Ann" in text
    table = pd.read_csv(io.BytesIO(render_progress_csv(weeks)))
    assert list(table["week"]) == [0, 1, 2]
    assert list(table["squat_heaviest_kg"].iloc[:2]) == [60.0, 80.0]


def test_the_page_before_anything_was_saved(app: AppTest) -> None:
    with Store.open() as store:
        store.add_lifter("Ann")
    open_page(app, "progress")
    assert "Nothing to show yet" in read_page(app)
    assert not app.exception


def test_the_page_shows_saved_weeks(app: AppTest) -> None:
    now = datetime.now()
    with Store.open() as store:
        ann = store.add_lifter("Ann")
        for days in (15, 8, 1):
            store.save_sets(ann.id, [NewSet(a_report(), at=now - timedelta(days=days))])
    open_page(app, "progress")
    assert not app.exception
    assert {one.label: one.value for one in app.metric}["Weeks"] == "3"
    text = read_page(app).replace("\\", "")
    assert "Week 0: 5 of 7 reps even" in text
    assert "No loading threshold yet" in text or "Even up to" in text
    assert [one.label for one in app.get("download_button")] == ["PDF", "CSV, one row per week"]
