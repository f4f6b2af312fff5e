"""Threads for work that would keep the event loop, and so every other request, waiting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Workers:
    """At most so many threads; none before there is work, and new ones if there is more after `close`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pool: ThreadPoolExecutor | None = None

    async def work(self, function: Callable[[], Result]) -> Result:
        """The result of *function*, called in a thread as soon as one is free."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._most, thread_name_prefix="worker")
        return await asyncio.get_running_loop().run_in_executor(self._pool, function)

    def close(self) -> None:
        """Let the threads end with what they were given until now; nobody waits here, least of all the event loop."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)
