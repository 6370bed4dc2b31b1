"""The pieces of HTML of the live page. Whatever text goes in is escaped here."""

from collections.abc import Sequence
from html import escape

from reporting.live_text import Board

LONG_WORDS = 12
"""Letters of a headline from which on it is set smaller."""


def render_board_html(board: Board, large: bool) -> str:
    """The board. large: during the set, as high as the window allows."""
    side = f'<span class="er-side">{escape(board.side)}</span>' if board.side else ""
    long = " er-long" if len(board.headline) > LONG_WORDS else ""
    detail = f'<span class="er-detail">{escape(board.detail)}</span>' if board.detail else ""
    count = f'<span class="er-count">{escape(board.count)}</span>' if board.count else ""
    symbol = f'<span class="er-symbol" aria-hidden="true">{escape(board.symbol)}</span>'
    return (
        f'<section class="er-board er-tone-{board.tone}{" er-live" * large}" role="status" '
        f'aria-atomic="true" aria-label="Live">{count}{symbol}'
        f'<span class="er-words{long}">{side}{escape(board.headline)}{detail}</span></section>'
    )


def render_guide_html(todo: Sequence[str]) -> str:
    """What comes after what the board says, or that nothing is left to be changed."""
    if not todo:
        return '<ul class="er-guide"><li class="er-ok"><b>✓ All set.</b> The picture can be graded.</li></ul>'
    lines = "".join(f'<li class="er-todo"><b>Then</b> {escape(line)}</li>' for line in todo[1:])
    return f'<ul class="er-guide" aria-label="To change after that">{lines}</ul>' if lines else ""
