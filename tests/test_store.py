"""The store: every operation is atomic and returns the new value. A second store runs under these same tests."""

import asyncio

import pytest

from translation_mock.store import Debit, MemoryStore, Store


@pytest.fixture(name="store")
def _store() -> Store:
    return MemoryStore()


def test_untouched_account_has_its_opening_balance(store: Store) -> None:
    """What was never touched is what the account opened with."""
    assert asyncio.run(store.balance("", "a", opening=7)) == 7


def test_debit_takes_what_is_there(store: Store) -> None:
    """A debit takes the amount and tells the new balance, down to exactly zero."""

    async def twice() -> list[Debit]:
        return [await store.debit("", "a", 4, opening=7), await store.debit("", "a", 3, opening=7)]

    assert asyncio.run(twice()) == [Debit(done=True, balance=3), Debit(done=True, balance=0)]


def test_debit_of_too_much_takes_nothing(store: Store) -> None:
    """A debit of more than is there changes nothing and says so."""
    assert asyncio.run(store.debit("", "a", 8, opening=7)) == Debit(done=False, balance=7)
    assert asyncio.run(store.balance("", "a", opening=7)) == 7


def test_scopes_and_accounts_are_apart(store: Store) -> None:
    """A debit in one scope leaves the other scopes and the other accounts alone."""

    async def debit_then_look() -> list[int]:
        await store.debit("one", "a", 5, opening=7)
        return [
            await store.balance(scope, name, opening=7) for scope, name in [("one", "a"), ("two", "a"), ("one", "b")]
        ]

    assert asyncio.run(debit_then_look()) == [2, 7, 7]


def test_concurrent_debits_never_overdraw(store: Store) -> None:
    """Of a hundred debits at once exactly as many are done as the balance allows."""

    async def race() -> list[Debit]:
        return await asyncio.gather(*(store.debit("", "a", 3, opening=100) for _ in range(100)))

    debits = asyncio.run(race())

    assert sum(debit.done for debit in debits) == 33
    assert min(debit.balance for debit in debits) == 1
