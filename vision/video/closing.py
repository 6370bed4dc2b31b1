"""What holds something open and lets go of it: with the word `with`, or by close()."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Closing(ABC):
    """`with` ends in close(), whatever happened inside."""

    @abstractmethod
    def close(self) -> None:
        """Lets go; a second time does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
