"""The HTML of the live page: its board, and what to change before the set."""

from collections.abc import Sequence

from reporting.live_text import Board
from web.templating import render_template

# Letters from which on a headline is set smaller, so that it still fits on two lines of a phone.
LONG_WORDS = 12


def render_board_html(board: Board, large: bool) -> str:
    """The board. large: during the set, as high as the window allows."""
    return render_template("live_board", board=board, large=large, long=len(board.headline) > LONG_WORDS)


def render_guide_html(todo: Sequence[str]) -> str:
    """What to change after what the board says; "" where the board says the only thing."""
    return "" if len(todo) == 1 else render_template("live_guide", todo=todo)
