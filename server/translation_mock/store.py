"""The one door to everything that changes while the mock runs.

Every operation is atomic in itself and returns the new value, so that no caller reads and then writes; every operation
takes a scope (the session; ``""`` is the one that everybody shares). A store for several processes is a second
implementation of the same protocol, under the same tests.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Debit:
    """What came of taking an amount from a balance."""

    #: Whether the balance sufficed; if not, nothing was taken.
    done: bool
    #: The balance after the operation.
    balance: int


class Store(Protocol):
    """Balances by scope and account; an account that was never touched has its opening balance."""

    async def debit(self, scope: str, account: str, amount: int, *, opening: int) -> Debit:
        """Take *amount* if the balance suffices."""

    async def balance(self, scope: str, account: str, *, opening: int) -> int:
        """The balance now."""


class MemoryStore:
    """The store of a single process: atomic because nothing is awaited between reading and writing."""

    def __init__(self) -> None:
        self._balances: dict[tuple[str, str], int] = {}

    async def debit(self, scope: str, account: str, amount: int, *, opening: int) -> Debit:
        """Take *amount* if the balance suffices."""
        balance = self._balances.get((scope, account), opening)
        if balance < amount:
            return Debit(done=False, balance=balance)
        self._balances[scope, account] = balance - amount
        return Debit(done=True, balance=balance - amount)

    async def balance(self, scope: str, account: str, *, opening: int) -> int:
        """The balance now."""
        return self._balances.get((scope, account), opening)
