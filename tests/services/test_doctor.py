"""The doctor finds what is wrong, says what to do, and never breaks down itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.errors import ModelError
from cli.app import app
from services import doctor
from services.doctor import Finding, Mark


@pytest.mark.parametrize(
    ("installed", "mark", "said"),
    [
        ("0.10.31", Mark.OK, "opens no connection"),
        ("0.10.30", Mark.OK, ""),
        ("0.10.32", Mark.OK, ""),
        ("0.10.33", Mark.FAIL, "sends usage data"),
        ("1.2.2", Mark.FAIL, "pip install 'mediapipe>=0.10.30,<0.10.33'"),
        ("0.10.21", Mark.FAIL, "too old"),
        ("", Mark.FAIL, "not installed"),
    ],
)
def test_mediapipe(monkeypatch: pytest.MonkeyPatch, installed: str, mark: Mark, said: str) -> None:
    monkeypatch.setattr(doctor.metadata, "version", lambda _name: installed)
    found = next(finding for finding in doctor.check_packages() if finding.what == "MediaPipe")
    assert found.mark is mark
    assert said in found.text


@pytest.mark.parametrize(
    ("wheels", "mark", "said"),
    [
        ({"opencv-python-headless"}, Mark.OK, "one cv2"),
        ({"opencv-python"}, Mark.WARN, "system libraries"),
        ({"opencv-python", "opencv-python-headless"}, Mark.FAIL, "pip uninstall -y opencv-python"),
        (set(), Mark.FAIL, "pip install opencv-python-headless"),
    ],
)
def test_exactly_one_cv2(monkeypatch: pytest.MonkeyPatch, wheels: set[str], mark: Mark, said: str) -> None:
    def version(name: str) -> str:
        if name.startswith("opencv") and name not in wheels:
            raise doctor.metadata.PackageNotFoundError(name)
        return "0.10.31"

    monkeypatch.setattr(doctor.metadata, "version", version)
    found = next(finding for finding in doctor.check_packages() if finding.what == "OpenCV")
    assert found.mark is mark
    assert said in found.text


@pytest.mark.parametrize(("told", "mark"), [("false", Mark.OK), ("true", Mark.WARN)])
def test_telemetry(monkeypatch: pytest.MonkeyPatch, told: str, mark: Mark) -> None:
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", told)
    assert [finding.mark for finding in doctor.check_telemetry()] == [mark]


def test_telemetry_is_read_from_the_folder_it_runs_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", raising=False)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[browser]\ngatherUsageStats = true\n")
    monkeypatch.chdir(tmp_path)
    assert [finding.mark for finding in doctor.check_telemetry()] == [Mark.WARN]


def test_a_check_that_breaks_down_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> Iterator[Finding]:
        raise ImportError("libGL.so.1: cannot open shared object file")

    def refuses() -> Iterator[Finding]:
        raise ModelError("The pose model is missing: reinstall EvenRep.")

    monkeypatch.setattr(doctor, "check_codecs", breaks)
    monkeypatch.setattr(doctor, "check_self_test", refuses)
    findings = [finding for finding in doctor.check_all() if finding.mark is Mark.FAIL]
    assert any("libGL" in finding.text for finding in findings)
    assert any("reinstall EvenRep" in finding.text for finding in findings)


@pytest.mark.parametrize(
    ("marks", "code"), [((Mark.OK, Mark.OK), 0), ((Mark.OK, Mark.WARN), 0), ((Mark.FAIL, Mark.OK), 1)]
)
def test_exit_code(monkeypatch: pytest.MonkeyPatch, marks: tuple[Mark, ...], code: int) -> None:
    findings = [Finding("Thing", mark, "told") for mark in marks]
    monkeypatch.setattr("cli.commands.doctor.check_all", lambda: iter(findings))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == code
    assert all(f"{mark:<4}  Thing" in result.output for mark in marks)


def test_everything_is_looked_at_here() -> None:
    """The real one, with the real pose model: this machine runs the other tests, so nothing may fail."""
    findings = {finding.what: finding for finding in doctor.check_all()}
    wanted = {"Python", "MediaPipe", "OpenCV", "Packages", "Model lite", "Model full", "Model heavy"}
    wanted |= {"Video in", "Video out", "Privacy", "Disk", "Self-test"}
    assert set(findings) == wanted
    assert not [finding for finding in findings.values() if finding.mark is Mark.FAIL]
