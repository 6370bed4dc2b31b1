"""One folder for the history and the models: named by a variable, else where the system keeps data."""

import sys
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.windows import Windows

from vision.data_folder import find_data_folder, find_models_folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without anything in it, and no variable that points elsewhere."""
    for variable in ("EVENREP_DATA_DIR", "XDG_DATA_HOME", "LOCALAPPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def test_the_variable_names_the_folder(home: Path) -> None:
    environ = {"EVENREP_DATA_DIR": " ~/mine "}
    assert find_data_folder(environ) == home / "mine"
    assert find_models_folder(environ) == home / "mine" / "models"


@pytest.mark.skipif(sys.platform != "linux", reason="the place on Linux")
def test_without_the_variable_it_is_where_the_system_keeps_data(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_data_folder() == home / ".local" / "share" / "evenrep"
    assert find_models_folder() == home / ".local" / "share" / "evenrep" / "models"
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    assert find_data_folder() == home / "data" / "evenrep"


@pytest.mark.parametrize(
    ("platform", "environ", "earlier"),
    [
        ("linux", {}, ".local/share/evenrep"),
        ("linux", {"XDG_DATA_HOME": "{home}/data"}, "data/evenrep"),
        ("darwin", {}, "Library/Application Support/EvenRep"),
        ("win32", {}, "AppData/Local/EvenRep"),
        ("win32", {"LOCALAPPDATA": "{home}/moved"}, "moved/EvenRep"),
    ],
)
def test_a_folder_that_an_earlier_version_made_stays_in_use(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, environ: dict[str, str], earlier: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    environ = {name: value.format(home=home) for name, value in environ.items()}
    (home / earlier).mkdir(parents=True)
    assert find_data_folder(environ) == home / earlier


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks the system, not the variable")
def test_the_libraries_places_are_those_of_earlier_versions(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a new installation on macOS and Windows goes where the first versions would have put it."""
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", r"C:\Users\a\AppData\Local")
    assert MacOS("EvenRep", appauthor=False).user_data_path == home / "Library/Application Support/EvenRep"
    found = str(Windows("EvenRep", appauthor=False).user_data_path)
    assert found.replace("/", "\\").endswith(r"C:\Users\a\AppData\Local\EvenRep")


def test_models_in_the_small_lettered_folder_of_an_earlier_version_stay_in_use(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    support = home / "Library" / "Application Support"
    (support / "EvenRep").mkdir(parents=True)
    assert find_models_folder({}) == support / "EvenRep" / "models"
    (support / "evenrep" / "models").mkdir(parents=True)
    assert find_models_folder({}) == support / "evenrep" / "models"
