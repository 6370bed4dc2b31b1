"""A bounded queue between two threads that either side can end without the other waiting for ever.

`queue.Queue` can be ended like this (`shutdown`) from Python 3.13 only.
"""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Ended(Exception):  # noqa: N818  a signal between threads, never shown
    """The other side has gone, or nothing more will come."""


class Channel(Generic[T]):
    """A queue in which `put` waits while it is full and `get` while it is empty.

    `finish` ends it after the items that are in it, `abandon` at once.

    Parameters
    ----------
    capacity : int
        Most items in it: bounds the frames in memory when one side is slower.
    """

    def __init__(self, capacity: int) -> None:
        self._items: deque[T] = deque()
        self._capacity = capacity
        self._changed = threading.Condition()
        self._finished = False
        self._abandoned = False

    def put(self, item: T) -> None:
        """Append an item; raises Ended if the channel was ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._finished or len(self._items) < self._capacity)
            if self._finished:
                raise Ended
            self._items.append(item)
            self._changed.notify_all()

    def get(self, timeout_s: float | None = None) -> T | None:
        """Take the next item; None only after `timeout_s`. Raises Ended when nothing more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._finished or bool(self._items), timeout_s)
            if self._items and not self._abandoned:
                item = self._items.popleft()
                self._changed.notify_all()
                return item
            if self._finished:
                raise Ended
            return None

    def finish(self) -> None:
        """End it for putting; the items in it can still be taken."""
        with self._changed:
            self._finished = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """End it for both sides at once and drop the items in it."""
        with self._changed:
            self._finished = self._abandoned = True
            self._items.clear()
            self._changed.notify_all()
