"""What is taken away is what the command line writes."""

import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli.app import app as command_line
from tests.fixtures.app_fakes import app, check_clips, engine, finish_drawing, get_only_set, read_page
from vision.tracking.track_io import save_recording
from web.result.exports import list_report_exports, list_table_exports, render_json_file

__all__ = ["app", "engine"]

OPTIONS = {
    "-reps.csv": "--csv",
    "-reps.parquet": "--parquet",
    ".json": "--json",
    "-frames.csv": "--frames-csv",
}


@pytest.mark.slow
@pytest.mark.parametrize("end", OPTIONS)
def test_files_are_those_of_the_command_line(app: AppTest, end: str, tmp_path: Path) -> None:
    check_clips(app, ("squat.mp4", b"shifted"))
    entry = get_only_set(app)
    assert entry.recording is not None
    track, out = tmp_path / "squat.npz", tmp_path / "out"
    save_recording(entry.recording, track)
    assert CliRunner().invoke(command_line, ["analyze", str(track), OPTIONS[end], str(out)]).exit_code == 0
    made = {export.end: export.make for export in list_table_exports(entry.build_reports())}
    assert made[end]() == out.read_bytes()


@pytest.mark.slow
def test_the_spreadsheet_holds_every_rep(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"shifted"))
    made = {export.end: export.make for export in list_table_exports(get_only_set(app).build_reports())}
    table = pd.read_excel(io.BytesIO(made["-reps.xlsx"]()))
    assert list(table["grade"]) == [str(rep.grade) for rep in get_only_set(app).build_reports()[0].reps]


@pytest.mark.slow
def test_reports_are_made_with_name_and_note(app: AppTest) -> None:
    finish_drawing(check_clips(app, ("squat.mp4", b"shifted")))
    entry = get_only_set(app)
    pdf, html = list_report_exports(entry, entry.build_reports(), "A <b>name</b>", "note & more")
    assert pdf.make().startswith(b"%PDF-")
    text = html.make().decode()
    assert "<b>name</b>" not in text
    assert "A &lt;b&gt;name&lt;/b&gt;" in text


@pytest.mark.slow
def test_every_file_has_its_button(app: AppTest) -> None:
    finish_drawing(check_clips(app, ("squat.mp4", b"shifted")))
    labels = {button.proto.label for button in app.get("download_button")}
    assert labels == {
        "PDF report",
        "Web page (HTML)",
        "Annotated clip",
        "CSV",
        "Excel",
        "Parquet",
        "JSON",
        "Frames (CSV)",
    }
    assert not app.exception


@pytest.mark.slow
def test_the_table_on_the_page_is_the_table_of_the_files(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"shifted"))
    made = {export.end: export.make for export in list_table_exports(get_only_set(app).build_reports())}
    on_page = app.dataframe[0].value
    in_file = pd.read_parquet(io.BytesIO(made["-reps.parquet"]()))
    assert list(in_file["grade"]) == ["good", "good", "bad", "bad", "good"]
    assert list(on_page["grade"]) == ["even", "even", "uneven", "uneven", "even"], "in people's words"
    in_file["grade"] = on_page["grade"]
    pd.testing.assert_frame_equal(on_page, in_file)


@pytest.mark.slow
def test_the_name_of_the_lifter_is_kept_nowhere(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    entry = get_only_set(app)
    app.text_input(key=f"lifter-{entry.id}").set_value("Somebody").run()
    assert b"Somebody" not in render_json_file(entry.build_reports())
    assert "Somebody" not in read_page(app)
