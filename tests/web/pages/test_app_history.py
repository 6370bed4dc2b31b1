"""Saving a result, the History page, and a saved set opened again, without a browser."""

import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from history.store import Store
from history.types import NewSet, SetFiles, SetLine
from services import history as history_service
from tests.fixtures.app_fakes import (
    Engine,
    app,
    check_clips,
    engine,
    finish_drawing,
    get_only_set,
    get_tab,
    open_page,
    read_page,
)
from tests.fixtures.history import a_set

__all__ = ["app", "engine"]


def saved(app: AppTest, *, video: bool = False) -> SetLine:
    """A clip checked and saved for Anna, who is new."""
    finish_drawing(check_clips(app, ("squat.mp4", b"shifted")))
    entry = get_only_set(app)
    app.text_input(key=f"save-name-{entry.id}").set_value("Anna").run()
    if video:
        app.toggle(key=f"save-video-{entry.id}").set_value(True).run()
    app.button(key=f"save-{entry.id}").click().run()
    assert not app.exception
    with Store.open() as store:
        (line,) = store.list_sets()
    return line


def opened_again(app: AppTest, line: SetLine) -> AppTest:
    """As somebody who comes back another day: the tab has forgotten its sets."""
    for entry in list(get_tab(app).sets.values()):
        get_tab(app).remove_set(entry)
    open_page(app, "history")
    app.button(key=f"open-{line.id}").click().run()
    assert not app.exception
    return app


@pytest.mark.slow
def test_looking_at_a_result_makes_no_history(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    open_page(app, "history")
    assert "Nothing is saved yet" in read_page(app)
    assert not Store.is_there()
    assert not app.exception


def test_a_result_is_saved_with_its_track_and_without_its_video(app: AppTest) -> None:
    line = saved(app)
    assert (line.good, line.bad, line.clip) == (3, 2, "squat.mp4")
    assert line.has_track
    assert not line.has_video
    assert "Saved." in read_page(app)


@pytest.mark.slow
def test_what_was_changed_after_saving_can_be_saved_again(app: AppTest) -> None:
    line = saved(app)
    entry = get_only_set(app)
    app.toggle(key=f"fix-mirrored-{entry.id}").set_value(True).run()
    assert "Changed since it was saved" in read_page(app)
    app.button(key=f"save-{entry.id}").click().run()
    with Store.open() as store:
        (again,) = store.list_sets()
        assert again.id == line.id
        assert store.load_saved_set(again.id).report.settings.mirrored


@pytest.mark.slow
def test_the_advice_knows_the_history_of_the_chosen_lifter(app: AppTest) -> None:
    with Store.open() as store:
        anna = store.add_lifter("Anna")
        store.save_sets(anna.id, [NewSet(a_set())])
    finish_drawing(check_clips(app, ("squat.mp4", b"even")))
    entry = get_only_set(app)
    app.number_input(key=f"load{entry.id}").set_value(60.0)
    next(button for button in app.button if button.label == "Use this load").click().run()
    assert "the history shows them" in read_page(app), "without a history it says what it lacks"
    who = next(box for box in app.selectbox if box.label == "Who lifted?")
    who.set_value(anna.id).run()
    assert "the history shows them" not in read_page(app)
    assert not app.exception


@pytest.mark.slow
def test_the_history_lists_what_was_saved(app: AppTest) -> None:
    line = saved(app)
    open_page(app, "history")
    text = read_page(app).replace("\\", "")
    assert "session 1" in text
    assert "3 even, 2 uneven" in text
    assert "squat.mp4" in text
    assert app.button(key=f"open-{line.id}").label == "Open"


@pytest.mark.slow
def test_a_set_opened_again_is_made_anew_of_its_track(app: AppTest) -> None:
    line = saved(app)
    opened_again(app, line)
    entry = get_only_set(app)
    assert entry.drawing.stills is not None
    assert entry.drawing.stills.ended.wait(10)
    text = read_page(app.run())
    assert "3 of 5 reps even." in text
    assert "There is no annotated clip" in text
    assert "What happened in each rep" in text
    assert get_tab(app).lifter == line.lifter
    assert not app.exception


@pytest.mark.slow
def test_a_kept_video_comes_back_with_its_set(app: AppTest) -> None:
    line = saved(app, video=True)
    assert line.has_video
    finish_drawing(opened_again(app, line))
    film = get_only_set(app).video
    assert film is not None
    assert film.read_bytes() == b"shifted"
    assert get_tab(app).folder in film.parents


def test_a_set_without_its_track_shows_its_numbers(app: AppTest) -> None:
    with Store.open() as store:
        anna = store.add_lifter("Anna")
        store.save_sets(anna.id, [NewSet(a_set())])
        (line,) = store.list_sets()
    opened_again(app, line)
    text = read_page(app)
    assert "5 of 7 reps even" in text
    assert "No track of this set was saved" in text
    assert "All numbers" in text
    assert "Fix mistakes" not in text


@pytest.mark.slow
def test_a_set_is_deleted(app: AppTest) -> None:
    line = saved(app)
    open_page(app, "history")
    app.button(key=f"delete-{line.id}").click().run()
    assert app.success[0].value == "The set was deleted\\."
    with Store.open() as store:
        assert store.list_sets() == ()


def test_lifters_are_added_renamed_and_deleted(app: AppTest) -> None:
    open_page(app, "history")
    app.text_input(key="history-new").set_value("Anna")
    next(button for button in app.button if button.label == "Add").click().run()
    with Store.open() as store:
        (anna,) = store.list_lifters()
    app.text_input(key=f"name-{anna.id}").set_value("Anna M.").run()
    app.button(key=f"rename-{anna.id}").click().run()
    with Store.open() as store:
        assert store.load_lifter(anna.id).name == "Anna M."
    assert app.button(key=f"delete-lifter-{anna.id}").disabled
    app.checkbox(key=f"sure-{anna.id}").check().run()
    app.button(key=f"delete-lifter-{anna.id}").click().run()
    with Store.open() as store:
        assert store.list_lifters() == ()
    assert not app.exception


def test_a_taken_name_is_told_on_the_page(app: AppTest) -> None:
    with Store.open() as store:
        store.add_lifter("Anna")
    open_page(app, "history")
    app.text_input(key="history-new").set_value("anna")
    next(button for button in app.button if button.label == "Add").click().run()
    assert "already" in read_page(app)
    assert not app.exception


@pytest.mark.slow
def test_a_history_that_cannot_be_opened_is_told(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "history.sqlite3"
    broken.write_bytes(b"no database " * 1000)
    monkeypatch.setenv("EVENREP_DATA_DIR", str(tmp_path))
    assert "is damaged" in read_page(open_page(app, "history"))
    check_clips(open_page(app, "check"), ("squat.mp4", b"even"))
    text = read_page(app)
    assert "All 5 reps even." in text, "the result itself does not need the history"
    assert "is damaged" in text
    assert broken.read_bytes() == b"no database " * 1000


@pytest.mark.slow
def test_what_is_taken_away_can_be_brought_in(app: AppTest) -> None:
    line = saved(app)
    content = history_service.export_history_zip()
    assert b"squat.mp4" in history_service.export_history_csv("set")
    assert history_service.export_history_csv("rep").count(b"\n") == 1 + 5
    with Store.open() as store:
        store.delete_lifter(line.lifter)
    assert history_service.import_history(io.BytesIO(content)).startswith("Added 1 set and ")
    with Store.open() as store:
        (back,) = store.list_sets()
        assert back.id == line.id
        assert store.load_track(line.id)


def test_long_histories_are_shown_in_parts(app: AppTest) -> None:
    with Store.open() as store:
        anna = store.add_lifter("Anna")
        shots = [NewSet(a_set("long.mp4", shot=shot, shots=30)) for shot in range(1, 31)]
        store.save_sets(anna.id, shots, SetFiles())
    open_page(app, "history")
    buttons = [button for button in app.button if button.label == "Open"]
    assert len(buttons) == 25
    app.button(key="history-more").click().run()
    assert len([button for button in app.button if button.label == "Open"]) == 30


@pytest.mark.slow
def test_nothing_of_the_history_is_in_a_session_of_another(app: AppTest, engine: Engine) -> None:
    """Sets that were opened lie in the tab's own folder."""
    line = saved(app)
    opened_again(app, line)
    assert get_tab(app).folder in get_only_set(app).clip.path.parents
