"""Saves sets, and gives advice that knows the weeks before: how cli and web reach the history.

Heavy imports wait until they are needed: a command that saves nothing does not wait for a database.
"""

from services.history.advice import fill_in_lifter_facts, with_history_advice
from services.history.opening import (
    describe_history_location,
    find_lifter,
    has_history,
    list_lifters,
    open_history,
)
from services.history.saved_sets import (
    export_history_csv,
    export_history_zip,
    import_history,
    open_saved_set,
    tabulate_history,
    write_saved_video,
)
from services.history.saving import (
    NEW_SESSION,
    HistorySession,
    SaveOptions,
    SetDetails,
    find_working_side,
    save_sets,
    save_sets_for,
    shorten_set_id,
)

__all__ = [
    "NEW_SESSION",
    "HistorySession",
    "SaveOptions",
    "SetDetails",
    "describe_history_location",
    "export_history_csv",
    "export_history_zip",
    "fill_in_lifter_facts",
    "find_lifter",
    "find_working_side",
    "has_history",
    "import_history",
    "list_lifters",
    "open_history",
    "open_saved_set",
    "save_sets",
    "save_sets_for",
    "shorten_set_id",
    "tabulate_history",
    "with_history_advice",
    "write_saved_video",
]
