"""The report as one HTML file: no script, no request to anywhere, prints well; user text is escaped."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image as PillowImage

from reporting.charts.images import render_chart_svg
from reporting.content import ChartFigure, ReportContent, StillFigure
from reporting.templating import fill_template
from vision.overlay.drawing import Image

_JPEG_QUALITY = 86


@dataclass(frozen=True)
class EmbeddedImage:
    """An image inside the page. address: a data URL; alt: what it shows, for screen readers."""

    address: str
    alt: str
    caption: str = ""


def write_html(contents: Sequence[ReportContent], stream: BinaryIO) -> None:
    """Write the page of one or several sets as UTF-8."""
    # A lone surrogate in a file name cannot be encoded: a replacement sign is better than no report.
    stream.write(render_report_html(contents).encode("utf-8", "replace"))


def render_report_html(contents: Sequence[ReportContent]) -> str:
    """One page for one or several sets."""
    clips = dict.fromkeys(fact for content in contents for name, fact in content.facts if name == "Clip")
    sets = [
        {
            "content": content,
            "strip": _embed_chart(content.strip) if content.strip else None,
            "stills": [_embed_still(figure) for figure in content.stills],
            "charts": [_embed_chart(figure) for figure in content.charts],
        }
        for content in contents
    ]
    # Images are data URLs: the file can be mailed or archived on its own and asks nothing of the network.
    return fill_template("report.html.j2", clips=", ".join(clips), sets=sets)


def encode_jpeg(image: Image) -> bytes:
    """A JPEG file of an image."""
    stream = io.BytesIO()
    PillowImage.fromarray(image).save(stream, "JPEG", quality=_JPEG_QUALITY)
    return stream.getvalue()


def _embed_chart(figure: ChartFigure) -> EmbeddedImage:
    svg = render_chart_svg(figure.chart).encode("utf-8")
    return EmbeddedImage(_make_data_url("image/svg+xml", svg), figure.description)


def _embed_still(figure: StillFigure) -> EmbeddedImage:
    address = _make_data_url("image/jpeg", encode_jpeg(figure.image))
    return EmbeddedImage(address, f"{figure.title}. {figure.caption}", figure.caption)


def _make_data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
