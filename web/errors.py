"""The one place where an error on a page becomes a sentence with its remedy: never a traceback."""

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from analysis.errors import EvenRepError

LOG = logging.getLogger("evenrep")


P = ParamSpec("P")


def show_errors(part: Callable[P, None]) -> Callable[P, None]:
    """A page, or a part that redraws by itself, that tells what went wrong. Streamlit's own signals pass."""

    @functools.wraps(part)
    def run_part(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            part(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  the page's only catch-all
            show_error(error)

    return run_part


def show_error(error: BaseException) -> None:
    """The error in a box."""
    st.error(error_message(error), icon=":material/error:")


def error_message(error: BaseException) -> str:
    """A deliberate error says itself what to do; of any other we say what a person can do."""
    if isinstance(error, EvenRepError):
        return escape_markdown(str(error))
    LOG.error("A page failed", exc_info=error)
    return (
        f"Something went wrong inside EvenRep ({type(error).__name__}). Load the page again and choose the "
        "clip anew; if it stays so, report it with what you did. Your clip was not kept."
    )


def escape_markdown(text: str) -> str:
    """Text as it is typed, for places where Streamlit reads Markdown: a file name must not become a link."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>()#+-.!|~:$^" else letter for letter in text)
