"""An event loop whose clock jumps to whatever is due next, so that waiting takes no time."""

import asyncio
import selectors
from collections.abc import Callable


class _Impatient(selectors.DefaultSelector):
    """Tells how long it would have waited, and does not."""

    waited: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; without a time limit there is nothing to jump to, and it waits in earnest."""
        ready = super().select(timeout if timeout is None else 0)
        if not ready and timeout is not None and timeout > 0:
            self.waited(timeout)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop that begins at 0 seconds; its `time` counts what its tasks wait for, not what they compute."""

    def __init__(self) -> None:
        self._now = 0.0
        selector = _Impatient()
        selector.waited = self._jump
        super().__init__(selector)

    def time(self) -> float:
        """The seconds since the loop began."""
        return self._now

    def _jump(self, seconds: float) -> None:
        # A little more, so that rounding does not leave what is due for another round.
        self._now += seconds + 1e-9
