"""The page's own HTML, from the templates in web/templates. Whatever text goes in is escaped there."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


def render_template(name: str, **values: object) -> str:
    """Fill a template; a value that it needs and does not get is an error."""
    return _load_environment().get_template(f"{name}.html.j2").render(values)


@cache
def _load_environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # File names, notes and names of people end up on the page: they must never become markup.
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
