"""Opens the history, and finds the lifters in it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.errors import NotInHistory, UsageError

if TYPE_CHECKING:
    from coaching.records.lifter import Lifter
    from history.store import Store


def open_history() -> "Store":
    """Open the history where the environment says, to be used in a `with`.

    Opening is quick and safe from any thread, so every request of the web app opens it for itself.

    Returns
    -------
    Store

    Raises
    ------
    HistoryError
        It cannot be reached, is damaged, or is of a newer EvenRep.
    """
    from history.store import Store

    return Store.open()


def has_history() -> bool:
    """Check whether anything was ever saved, without creating a file.

    Returns
    -------
    bool
    """
    from history.store import Store

    return Store.is_there()


def list_lifters() -> "tuple[Lifter, ...]":
    """List the lifters by name, without creating a file.

    Returns
    -------
    tuple of Lifter
        Empty where nothing was ever saved.
    """
    # Opening would create the file, and looking must leave nothing behind.
    if not has_history():
        return ()
    with open_history() as store:
        return store.list_lifters()


def describe_history_location() -> str:
    """Say where the history is stored, never with a password.

    Returns
    -------
    str
    """
    from history.location import build_history_url, format_location

    return format_location(build_history_url())


def find_lifter(store: "Store", name: str) -> "Lifter":
    """Find a lifter by name.

    Parameters
    ----------
    store
        The open history.
    name
        In any case; "": the only lifter there is.

    Returns
    -------
    Lifter

    Raises
    ------
    UsageError
        Without a name, where there is not exactly one lifter.
    NotInHistory
        Nobody has that name.
    """
    lifters = store.list_lifters()
    if not name.strip():
        if len(lifters) == 1:
            return lifters[0]
        raise UsageError(f"--lifter: say who lifted. {_describe_known_lifters(lifters)}")
    found = store.find_lifter_by_name(name)
    if found is None:
        raise NotInHistory(f"There is no lifter called {name}. {_describe_known_lifters(lifters)}")
    return found


def _describe_known_lifters(lifters: "Sequence[Lifter]") -> str:
    add = "Add one: evenrep history lifters add NAME"
    if not lifters:
        return f"There is nobody in the history yet. {add}"
    return f"Known: {', '.join(lifter.name for lifter in lifters)}. {add}"
