"""Which pages there are, and going from one to another. Knows pages by name, so none imports another."""

from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from web.errors import show_errors

_KEY = "_pages"


@dataclass(frozen=True)
class PageInfo:
    """A page: its name in addresses, its title, its icon. `show` of the module web.pages.<name> shows it.

    listed  stands in the bar of pages; others are reached from a page
    """

    name: str
    title: str
    icon: str
    listed: bool = True

    def show(self) -> None:
        """Imported when first shown: the start page must not wait for what the result needs."""
        import_module(f"web.pages.{self.name}").show()


def run_navigation(pages: tuple[PageInfo, ...]) -> None:
    """Shows the bar of pages and the page that is chosen; the first is the start."""
    made = {
        page.name: st.Page(
            show_errors(page.show),
            title=page.title,
            icon=page.icon,
            url_path=page.name,
            default=page is pages[0],
            visibility="visible" if page.listed else "hidden",
        )
        for page in pages
    }
    st.session_state[_KEY] = made
    st.navigation(list(made.values()), position="top").run()


def go_to_page(name: str) -> None:
    """To another page, at once."""
    st.switch_page(st.session_state[_KEY][name])


def show_page_link(name: str, label: str, icon: str | None = None) -> None:
    """A link to another page."""
    st.page_link(st.session_state[_KEY][name], label=label, icon=icon)
