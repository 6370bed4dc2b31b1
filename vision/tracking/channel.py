"""A bounded queue between two threads that either side can end without the other hanging."""

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Ended(Exception):  # noqa: N818  a signal between threads, never shown
    """The other side has gone, or nothing more will come."""


class Channel(Generic[T]):
    """put waits while full, get while empty. `finish` ends it after what is in it, `abandon` at once."""

    def __init__(self, capacity: int) -> None:
        self._items: deque[T] = deque()
        self._capacity = capacity
        self._changed = threading.Condition()
        self._finished = False
        self._abandoned = False

    def put(self, item: T) -> None:
        """Raises Ended if the channel was ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._finished or len(self._items) < self._capacity)
            if self._finished:
                raise Ended
            self._items.append(item)
            self._changed.notify_all()

    def get(self, timeout_s: float | None = None) -> T | None:
        """The next item; None only after `timeout_s`. Raises Ended when nothing more will come."""
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
        """Nothing more will be put; what is in it can still be got."""
        with self._changed:
            self._finished = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Ends it for both sides at once and lets go of what is in it."""
        with self._changed:
            self._finished = self._abandoned = True
            self._items.clear()
            self._changed.notify_all()
