"""HTML from the templates in reporting/templates. Whatever text goes in is escaped there."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).with_name("templates")


def fill_template(name: str, **values: object) -> str:
    """The text of reporting/templates/`name`; a value that it needs and does not get is an error."""
    return _load_environment().get_template(name).render(values)


@cache
def _load_environment() -> Environment:
    # Names of files and people, and notes, are free text: they must never become markup, so nothing is left
    # to the template's author to escape.
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
