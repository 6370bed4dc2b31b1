"""Parts of the PDF: text in the fonts that come with EvenRep, boxes, tables, images side by side."""

import io
from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, Spacer, Table, TableStyle

from reporting.charts.images import render_chart_png
from reporting.content import ChartFigure, StillFigure
from reporting.html import encode_jpeg
from reporting.pdf_style import (
    BOX,
    FONT,
    LINE,
    PALETTE,
    SOFT,
    build_paragraph_style,
    register_fonts,
    replace_missing_letters,
)
from reporting.table import ReportCell, ReportTable

# Of the width, for the strip of reps; which side stands next to it.
MARGIN = 13 * mm
TEXT_WIDTH = A4[0] - 2 * MARGIN
GAP = 5 * mm
NAME_WIDTH = 20 * mm
STILL_WIDTH = 37 * mm
STRIP_SHARE = 0.46

# The last column takes what is left of the width.
_REP_COLUMNS_MM = (7, 12, 18, 21, 22, 22, 21, 13)


def build_paragraph(text: str, style: str = "body") -> Paragraph:
    """One paragraph of plain text: nothing in it is markup, and a sign stands for what the font lacks."""
    return Paragraph(escape(replace_missing_letters(text), quote=False), build_paragraph_style(style))


def build_paragraphs(texts: Iterable[str], style: str = "body") -> list[Flowable]:
    """One paragraph for each text."""
    return [build_paragraph(text, style) for text in texts]


def build_bullets(texts: Iterable[str]) -> list[Flowable]:
    """A list."""
    return [
        Paragraph(
            escape(replace_missing_letters(text), quote=False),
            build_paragraph_style("bullet"),
            bulletText="•",
        )
        for text in texts
    ]


def build_headed_section(title: str, *parts: Flowable) -> list[Flowable]:
    """A title that stays on one page with the first of its parts."""
    return [KeepTogether([build_paragraph(title, "heading"), *parts[:1]]), *parts[1:]]


def build_facts_table(
    pairs: Sequence[tuple[str, str]], columns: int = 1, style: str = "tiny", width: float = TEXT_WIDTH
) -> Table:
    """Names and texts in one or two columns of `width` points together."""
    cells = [[build_paragraph(name, style), build_paragraph(value, style)] for name, value in pairs]
    while len(cells) % columns:
        cells.append(["", ""])
    rows = [[*chain.from_iterable(cells[i : i + columns])] for i in range(0, len(cells), columns)]
    widths = [NAME_WIDTH, width / columns - NAME_WIDTH] * columns
    return _build_plain_table(rows, widths, padding=0.4 * mm)


def build_verdict_box(verdict: str) -> Table:
    """The sentence that counts, behind a bar."""
    style = [
        ("LINEBEFORE", (0, 0), (0, 0), 3, HexColor(PALETTE.even)),
        ("LEFTPADDING", (0, 0), (0, 0), 3 * mm),
    ]
    made = _build_plain_table([[build_paragraph(verdict, "verdict")]], [TEXT_WIDTH], padding=1, style=style)
    made.spaceBefore, made.spaceAfter = 4 * mm, 4 * mm
    return made


def build_advice_box(headline: str, reasons: Iterable[str]) -> Table:
    """A tinted box."""
    style = [("BACKGROUND", (0, 0), (-1, -1), BOX), ("ROUNDEDCORNERS", [4] * 4)]
    inside = [build_paragraph(headline, "headline"), *build_bullets(reasons)]
    return Table(
        [[inside]], [TEXT_WIDTH], style=TableStyle([*style, ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm)])
    )


def build_rep_table_flowables(table: ReportTable) -> list[Flowable]:
    """Header on every page, a fine line under each rep, and the key."""
    widths = [width * mm for width in _REP_COLUMNS_MM]
    widths.append(TEXT_WIDTH - sum(widths))
    header = [build_paragraph(name, "tiny") for name in table.header]
    rows = [[_build_cell(cell) for cell in row] for row in table.rows]
    style = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, LINE),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
    made = _build_plain_table([header, *rows], widths, padding=0.9 * mm, style=style, repeat=1)
    return [made, Spacer(0, 1 * mm), *build_paragraphs(table.notes, "tiny")]


def build_strip_image(figure: ChartFigure) -> Image:
    """The strip of reps, as wide as its column."""
    return _build_chart_image(figure, STRIP_SHARE * TEXT_WIDTH - GAP)


def build_chart_grid(figures: Sequence[ChartFigure]) -> list[Flowable]:
    """Two charts in a row; a row is never torn."""
    width = (TEXT_WIDTH - GAP) / 2
    images: list[Any] = [_build_chart_image(figure, width) for figure in figures]
    pairs = [[*images[i : i + 2], ""][:2] for i in range(0, len(images), 2)]
    return [_build_plain_table([pair], [width + GAP, width], padding=0.5 * mm) for pair in pairs]


def build_still_row(figures: Sequence[StillFigure]) -> Table:
    """Up to four images side by side with their captions."""
    width = STILL_WIDTH
    cells = []
    for figure in figures:
        tall, wide = figure.image.shape[:2]
        image = Image(io.BytesIO(encode_jpeg(figure.image)), width, width * tall / wide)
        cells.append([image, Spacer(0, 0.8 * mm), build_paragraph(figure.caption, "tiny")])
    # Fewer than four images do not grow: they stay as large as four.
    column = TEXT_WIDTH / max(len(cells), 4)
    return _build_plain_table([cells], [column] * len(cells), padding=0, right=column - width)


def place_side_by_side(left: list[Flowable], right: list[Flowable], share: float) -> Table:
    """Two columns, the left one with this share of the width."""
    widths = [share * TEXT_WIDTH, (1 - share) * TEXT_WIDTH]
    gap = [("RIGHTPADDING", (0, 0), (0, 0), GAP)]
    made = _build_plain_table([[left, right or ""]], widths, padding=0, style=gap, right=0)
    made.spaceBefore = 4 * mm
    return made


class NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Writes the foot of every page once their number is known; an empty last page is left out."""

    def __init__(self, foot: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._foot = replace_missing_letters(foot)
        self._pages: list[dict[str, Any]] = []

    # The number of pages is known only at the end: pages are collected here and written in save().
    def showPage(self) -> None:  # noqa: N802  reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._write_foot(f"page {number} of {len(self._pages)}")
            super().showPage()
        super().save()

    def _write_foot(self, page: str) -> None:
        register_fonts()
        self.setFont(FONT, 7)
        self.setFillColor(SOFT)
        room = TEXT_WIDTH - pdfmetrics.stringWidth(page, FONT, 7) - GAP
        foot = self._foot
        # Names of clips can be of any length; the page number on the right must stay free.
        while pdfmetrics.stringWidth(foot, FONT, 7) > room:
            foot = f"{foot[:-2]}…"
        self.drawString(MARGIN, MARGIN, foot)
        self.drawRightString(A4[0] - MARGIN, MARGIN, page)


def _build_cell(cell: ReportCell) -> Paragraph:
    return build_paragraph(cell.text, cell.mark or "cell")


def _build_chart_image(figure: ChartFigure, width: float) -> Image:
    png = io.BytesIO(render_chart_png(figure.chart))
    wide, tall = ImageReader(png).getSize()
    return Image(png, width, width * tall / wide)


def _build_plain_table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    padding: float,
    style: Sequence[tuple[Any, ...]] = (),
    repeat: int = 0,
    right: float = 1.2 * mm,
) -> Table:
    """No lines but those of `style`; padding above and below in points."""
    everywhere = ((0, 0), (-1, -1))
    plain = [
        ("VALIGN", *everywhere, "TOP"),
        ("LEFTPADDING", *everywhere, 0),
        ("RIGHTPADDING", *everywhere, right),
        ("TOPPADDING", *everywhere, padding),
        ("BOTTOMPADDING", *everywhere, padding),
    ]
    return Table(rows, widths, style=TableStyle([*plain, *style]), hAlign="LEFT", repeatRows=repeat)
