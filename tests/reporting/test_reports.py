"""The report that is filed: the same content in HTML and PDF, nothing from outside, user text as text."""

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.json_reader import make_empty_frame_series
from analysis.report.types import SetReport
from analysis.settings import SetSettings, Unit, View
from reporting import text as report_text
from reporting import value_text
from reporting.content import ReportContent, build_report_content
from reporting.file_names import make_safe_file_name
from reporting.html import render_report_html
from reporting.images.still_drawing import BAND_PX, SIZE_PX
from reporting.pdf import write_pdf
from tests.fixtures.reports import (
    EIGHT_REPS,
    NAN,
    build_camera,
    build_rep,
    build_report,
    build_side_view,
)

STILL = np.full((SIZE_PX[1] + BAND_PX, SIZE_PX[0], 3), 120, np.uint8)
EVIL = "<script>alert('x')</script>\"&<img src=x onerror=alert(1)>"
VOID = {"meta", "img", "br", "hr", "link"}


def content_of(report: SetReport | None = None, **told: str) -> ReportContent:
    return build_report_content(report or build_report(), "2026-11-22", "9.9.9", **told)  # type: ignore[arg-type]


def with_stills(report: SetReport) -> ReportContent:
    return build_report_content(report, "2026-11-22", "9.9.9", dict.fromkeys(Quantity, STILL))


class Page(HTMLParser):
    """What a browser would make of the page: tags in balance, text, attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def pdf_of(*contents: ReportContent) -> bytes:
    stream = io.BytesIO()
    write_pdf(contents, stream, deterministic=True)
    return stream.getvalue()


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_of(with_stills(build_report()))


# --- content ------------------------------------------------------------------------------------------


def test_verdict_advice_and_cells_are_those_of_the_terminal() -> None:
    report, content = build_report(), content_of()
    assert content.verdict == report_text.describe_verdict(report)
    assert content.advice == report_text.format_advice_headline(report.advice)
    assert content.table
    for row, rep in zip(content.table.rows, report.reps, strict=True):
        cells = [cell.text for cell in row]
        assert cells[2] == value_text.format_grade(rep)
        known = [value_text.format_value(value) for value in rep.values.values()]
        assert all(cell.startswith(value) for cell, value in zip(cells[3:7], known, strict=True))


def test_quantities_that_no_rep_has_get_no_charts() -> None:
    assert len(content_of().charts) == 6
    assert len(content_of(replace(build_report(), frames=make_empty_frame_series())).charts) == 3


@pytest.mark.slow
def test_load_and_lifter_are_told_as_far_as_known() -> None:
    told = SetSettings(load=60.0, one_rm=90.0, body_mass=72.5, unit=Unit.KG, pain=True)
    facts = dict(content_of(build_report(settings=told), lifter="A. B.").facts)
    assert facts["Load"] == "60 kg on the bar, 1RM 90 kg, body mass 72.5 kg"
    assert facts["Lifter"] == "A. B."
    assert "Pain" in facts
    assert set(dict(content_of(build_report(settings=SetSettings())).facts)) == {"Date", "Clip"}


@pytest.mark.slow
def test_what_was_changed_by_hand_is_stated() -> None:
    said = "Changed by hand: the rep at 8.4 s is left out."
    told = SetSettings(mirrored=True, view=View.REAR)
    report = replace(build_report(settings=told, warnings=(said, "The picture shook.")), corrections=(said,))
    content = content_of(report)
    assert content.corrections[0] == said
    assert any("mirrored" in text for text in content.corrections)
    assert any("from behind" in text for text in content.corrections)
    assert content.warnings == ("The picture shook.",)
    page = Page(render_report_html([content])).text
    assert page.count(said) == 1
    assert said in text_of(pdf_of(content))


@pytest.mark.slow
def test_camera_advice_for_next_time() -> None:
    assert content_of().camera_advice == ("Nothing to change: film the next set the same way.",)
    warned = build_camera(warnings=("The camera stands 6° to one side",))
    assert content_of(build_report(camera=warned)).camera_advice == ("The camera stands 6° to one side.",)


def test_a_refused_clip_says_why_and_has_no_table() -> None:
    content = content_of(build_side_view())
    assert content.verdict.startswith("Nothing could be graded.")
    assert (content.table, content.strip, content.charts, content.claims) == (None, None, (), ())
    assert "Nothing could be graded." in text_of(pdf_of(content))
    assert "Rep by rep" not in Page(render_report_html([content])).text


def test_limits_and_origin_are_there() -> None:
    content = content_of()
    limits = " ".join(content.limits)
    for said in ("injury risk", "force", "muscle activation", "One camera", "diagnosis", "article"):
        assert said in limits
    origin = " ".join(text for _, text in content.origin)
    assert all(said in origin for said in ("9.9.9", "ab" * 32, "cd" * 32))
    assert [label for label, _ in content.definitions] == [info.label for info in QUANTITIES.values()]
    assert "mirror image" in content.method[0]


# --- HTML ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_user_text_is_text_everywhere() -> None:
    html = render_report_html([content_of(build_report(name=EVIL), lifter=EVIL, note=EVIL)])
    page = Page(html)
    assert page.all("script") == []
    assert all(attrs.get("src", "").startswith("data:") for attrs in page.all("img"))  # type: ignore[union-attr]
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert page.text.count("<script>alert('x')</script>") >= 3


@pytest.mark.slow
def test_the_page_asks_for_nothing() -> None:
    html = render_report_html([with_stills(build_report())])
    page = Page(html)
    policy = next(attrs["content"] for attrs in page.all("meta") if "http-equiv" in attrs)
    assert policy
    assert policy.startswith("default-src 'none'")
    assert page.all("link") == []
    plain = re.sub(r"data:[a-z+/]+;base64,[A-Za-z0-9+/=]+", "", html)
    assert "//" not in plain.replace("*//", "")
    assert "@import" not in html
    for code in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", html):
        svg = base64.b64decode(code).decode()
        assert not re.search(r'(href|src)="(?!#)', svg)
        assert "<script" not in svg


@pytest.mark.slow
def test_every_picture_has_its_words() -> None:
    page = Page(render_report_html([with_stills(build_report())]))
    alts = [attrs["alt"] or "" for attrs in page.all("img")]
    assert len(alts) == 1 + 4 + 6
    assert all(len(alt) > 10 for alt in alts)
    assert any("Reps 6 and 7 beyond 15 %" in alt for alt in alts)


@pytest.mark.slow
def test_the_page_has_one_language_headings_and_header_cells() -> None:
    page = Page(render_report_html([content_of()]))
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    assert {attrs.get("scope") for attrs in page.all("th")} == {"col"}
    assert len(page.all("tr")) == 9


@pytest.mark.slow
def test_the_same_report_gives_the_same_page() -> None:
    assert render_report_html([content_of()]) == render_report_html([content_of()])


# --- PDF ----------------------------------------------------------------------------------------------


def test_pdf_has_two_pages_of_real_text(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 2
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx([595.3, 841.9], abs=0.1)
    text = text_of(pdf)
    wanted = [
        "5 of 7 reps even",
        "End the set. Next load: 52.5 kg.",
        "18 left ±4 !",
        "✗ uneven",
        "○ ungraded",
    ]
    wanted += ["You shift to your left", "How it was measured", "injury risk", "page 2 of 2"]
    assert [said for said in wanted if said not in text] == []
    assert "ab" * 32 in text.replace(" ", "")  # in two lines


def test_pdf_says_what_it_is(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    about = reader.metadata
    assert about
    assert about.title == "EvenRep report: squat.mp4"
    assert about.creator == "EvenRep 9.9.9"
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]


def test_pdf_brings_its_fonts(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    text_fonts = {name: font for name, font in fonts.items() if "DejaVu" in name}
    assert len(text_fonts) >= 2
    assert all("/FontFile2" in font["/FontDescriptor"] for font in text_fonts.values())


@pytest.mark.slow
def test_the_same_report_gives_the_same_pdf() -> None:
    content = content_of()
    assert pdf_of(content) == pdf_of(content)


@pytest.mark.slow
def test_markup_and_foreign_letters_in_user_text_do_no_harm() -> None:
    report = build_report((build_rep(1, (1.0, 1.0, 1.0, NAN)),), name="Kniebeuge_äöü_Приседание_深蹲_🏋.mp4")
    text = text_of(pdf_of(content_of(report, lifter="<b>Bo</b> & <para>", note=f"{EVIL}\n\n" + "long" * 400)))
    assert "<b>Bo</b> & <para>" in text
    assert "Kniebeuge_äöü_Приседание_" in text
    assert "深" not in text


@pytest.mark.slow
def test_a_long_set_runs_on() -> None:
    reps = tuple(replace(EIGHT_REPS[n % 7], rep=n + 1) for n in range(60))
    made = pdf_of(content_of(replace(build_report(reps), frames=make_empty_frame_series())))
    assert 2 < len(PdfReader(io.BytesIO(made)).pages) <= 5
    assert text_of(made).count("Hip drop, %") >= 2  # the header is on every page of the table


def test_several_sets_start_on_their_own_pages() -> None:
    made = PdfReader(io.BytesIO(pdf_of(content_of(build_side_view()), content_of(build_side_view()))))
    assert len(made.pages) == 2
    assert all("Nothing could be graded" in page.extract_text() for page in made.pages)


# --- file names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("squat (1)", "squat_(1)-report.pdf"),
        ("../../etc/passwd", "etc_passwd-report.pdf"),
        ("a\\b:c*d?", "a_b_c_d-report.pdf"),
        ("Kniebeuge äöü 深蹲", "Kniebeuge_äöü_深蹲-report.pdf"),
        ("", "evenrep-report.pdf"),
        ("...", "evenrep-report.pdf"),
        (".hidden", "hidden-report.pdf"),
        ("a\x00\n\x1b[31mb", "a_[31mb-report.pdf"),
        ("$(rm -rf ~)", "(rm_-rf_~)-report.pdf"),
    ],
)
def test_file_names(wanted: str, name: str) -> None:
    assert make_safe_file_name(wanted, "-report.pdf") == name


@pytest.mark.parametrize("reserved", ["CON", "nul", "com1", "LPT9"])
def test_names_that_windows_keeps_for_itself(reserved: str) -> None:
    assert make_safe_file_name(reserved, ".pdf") == f"_{reserved}.pdf"


@pytest.mark.slow
@given(st.text(max_size=300))
def test_any_text_makes_a_safe_name(wanted: str) -> None:
    name = make_safe_file_name(wanted, ".pdf")
    assert name.endswith(".pdf")
    assert 4 < len(name) <= 101
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f]', name)
    assert not name.startswith((".", "-", " "))
    assert make_safe_file_name(name.removesuffix(".pdf"), ".pdf") == name or name.startswith("_")
