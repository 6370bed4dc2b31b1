"""Ann, ten days into the programme, and what is done at her pages."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from analysis.landmarks import Side
from coaching.lifter import Lifter
from coaching.records import PainRecord, ProgrammeRecord, Records
from history.store import Store


@pytest.fixture
def ann() -> Lifter:
    """Ten days into the programme, right side weaker as told; no pain today."""
    with Store.open() as store:
        lifter = store.change_lifter(replace(store.add_lifter("Ann"), weaker_side=Side.RIGHT))
        now = datetime.now()
        store.save_programme(lifter.id, ProgrammeRecord((now - timedelta(days=10)).date()))
        store.log(lifter.id, PainRecord("", now, False))
    return lifter


def records(lifter: Lifter) -> Records:
    with Store.open() as store:
        return store.records(lifter.id)


def button(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    app.run()
    assert not app.exception
    return app


def submit(app: AppTest, form: str) -> AppTest:
    next(one for one in app.button if one.form_id == form).click()
    app.run()
    assert not app.exception
    return app
