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
    """Make a page, or a fragment, that shows what went wrong in it."""

    @functools.wraps(part)
    def run_part(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            part(*args, **kwargs)
        # Streamlit stops and reruns a script by exceptions that are no `Exception`: they pass.
        except Exception as error:  # noqa: BLE001  the page's only catch-all
            show_error(error)

    return run_part


def show_error(error: BaseException) -> None:
    """The error in a box."""
    st.error(error_message(error), icon=":material/error:")


def error_message(error: BaseException) -> str:
    """An error that EvenRep raises says itself what to do; for any other we say what a person can do."""
    if isinstance(error, EvenRepError):
        return escape_markdown(str(error))
    LOG.error("A page failed", exc_info=error)
    return (
        f"Something went wrong inside EvenRep ({type(error).__name__}). Reload the page and try again. If it "
        "happens again, please report it and say what you did."
    )


def escape_markdown(text: str) -> str:
    """Text as it was typed, for places where Streamlit reads Markdown: a file name must not become a link."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>()#+-.!|~:$^" else letter for letter in text)
