"""The report as one HTML file: no script, no request to anywhere, prints well; user text is escaped."""

import base64
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import BinaryIO

from PIL import Image as PillowImage

from reporting.charts.images import render_chart_svg
from reporting.content import ChartFigure, ReportContent, StillFigure
from reporting.table import ReportCell, ReportTable
from vision.overlay.drawing import Image

STYLE = Path(__file__).with_name("report.css")

_NOTHING_FROM_OUTSIDE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_JPEG_QUALITY = 86


def write_html(contents: Sequence[ReportContent], stream: BinaryIO) -> None:
    """UTF-8."""
    stream.write(render_report_html(contents).encode("utf-8", "replace"))


def render_report_html(contents: Sequence[ReportContent]) -> str:
    """One page for one or several sets."""
    title = escape(
        ", ".join(dict.fromkeys(fact for c in contents for name, fact in c.facts if name == "Clip"))
    )
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FROM_OUTSIDE}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>EvenRep report: {title}</title>",
            f"<style>\n{STYLE.read_text('utf-8')}</style>\n</head>\n<body>",
            *(_render_set(content) for content in contents),
            "</body>\n</html>\n",
        ]
    )


def _render_set(content: ReportContent) -> str:
    brand = f'<p class="brand">EvenRep</p><h1>{escape(content.title)}</h1>'
    parts = [
        f"<main>\n<header>{brand}{_render_facts(content.facts)}</header>",
        f'<p class="verdict">{escape(content.verdict)}</p>',
        f'<section class="advice"><h2>{escape(content.advice)}</h2>{_render_list(content.advice_reasons)}</section>',
        _render_section("Note", _render_paragraphs(content.note.splitlines()))
        if content.note.strip()
        else "",
        _render_chart(content.strip, "wide") if content.strip else "",
        _render_section("Rep by rep", _render_table(content.table)) if content.table else "",
        _render_section("Which side", _render_list(content.claims)) if content.claims else "",
        _render_figures("The largest of each, on the frame", map(_render_still, content.stills), "stills"),
        _render_figures("Over the set, and within the reps", map(_render_chart, content.charts), "charts"),
        _render_section("Camera", _render_paragraphs([content.camera]) + _render_list(content.camera_advice)),
        _render_section("Worth knowing", _render_list(content.warnings)) if content.warnings else "",
        _render_section("Changed by hand", _render_list(content.corrections or ("Nothing.",))),
        _render_section(
            "How it was measured", _render_paragraphs(content.method) + _render_facts(content.definitions)
        ),
        _render_section("What it does not say", _render_paragraphs(content.limits)),
        f"<footer>{_render_facts(content.origin)}</footer>\n</main>",
    ]
    return "\n".join(part for part in parts if part)


def _render_section(title: str, inside: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{inside}</section>"


def _render_paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _render_list(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _render_facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = (f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in facts)
    return f"<dl>{''.join(rows)}</dl>"


def _render_table(table: ReportTable) -> str:
    header = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    body = "".join(f"<tr>{''.join(map(_render_cell, row))}</tr>" for row in table.rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Rep by rep"><table><thead><tr>{header}'
        f'</tr></thead><tbody>{body}</tbody></table></div><div class="key">{_render_paragraphs(table.notes)}</div>'
    )


def _render_cell(cell: ReportCell) -> str:
    style = f' class="{escape(cell.mark)}"' if cell.mark else ""
    return f"<td{style}>{escape(cell.text)}</td>"


def _render_figures(title: str, figures: Iterable[str], style: str) -> str:
    inside = "".join(figures)
    return _render_section(title, f'<div class="{style}">{inside}</div>') if inside else ""


def _render_chart(figure: ChartFigure, style: str = "") -> str:
    """As a picture of its own: text for screen readers is one sentence, not a hundred marks."""
    address = _make_data_url("image/svg+xml", render_chart_svg(figure.chart).encode("utf-8"))
    return f'<figure class="{style}"><img src="{address}" alt="{escape(figure.description)}"></figure>'


def _render_still(figure: StillFigure) -> str:
    address, alt = (
        _make_data_url("image/jpeg", encode_jpeg(figure.image)),
        escape(f"{figure.title}. {figure.caption}"),
    )
    return (
        f'<figure><img src="{address}" alt="{alt}"><figcaption>{escape(figure.caption)}</figcaption></figure>'
    )


def _make_data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def encode_jpeg(image: Image) -> bytes:
    """A JPEG file of a picture."""
    stream = io.BytesIO()
    PillowImage.fromarray(image).save(stream, "JPEG", quality=_JPEG_QUALITY)
    return stream.getvalue()
