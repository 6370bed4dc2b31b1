"""Which pages there are, and how to get from one to another. Knows pages by name, so none imports another."""

from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from web.errors import show_errors

_KEY = "_pages"


@dataclass(frozen=True)
class PageInfo:
    """A page of the app, which `show` of the module web.pages.<name> draws.

    Parameters
    ----------
    name
        In addresses, and in links from other pages.
    title
        In the bar of pages.
    icon
        A Material symbol, ":material/…:", from Streamlit's own font.
    listed
        Stands in the bar of pages; others are reached from a page.
    """

    name: str
    title: str
    icon: str
    listed: bool = True

    def show(self) -> None:
        """Draw the page. Imported when first shown: the start page must not wait for what a result needs."""
        import_module(f"web.pages.{self.name}").show()


def run_navigation(pages: tuple[PageInfo, ...]) -> None:
    """Show the bar of pages and the page that was chosen.

    Parameters
    ----------
    pages
        In their order; the first is the start page.
    """
    st_pages = {
        page.name: st.Page(
            show_errors(page.show),
            title=page.title,
            icon=page.icon,
            url_path=page.name,
            default=page is pages[0],
            # A page outside the bar still has an address, for links and for a reload.
            visibility="visible" if page.listed else "hidden",
        )
        for page in pages
    }
    # Links need these very objects: a page made again elsewhere would be another page to Streamlit.
    st.session_state[_KEY] = st_pages
    st.navigation(list(st_pages.values()), position="top").run()


def go_to_page(name: str) -> None:
    """To another page, at once: nothing after this call runs."""
    st.switch_page(st.session_state[_KEY][name])


def show_page_link(name: str, label: str, icon: str | None = None) -> None:
    """A link to another page."""
    st.page_link(st.session_state[_KEY][name], label=label, icon=icon)
