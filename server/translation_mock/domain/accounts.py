"""Accounts: who may use what, and what each demo account is there to show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """One account of one API; its balance at the start, not the one it has now."""

    #: Unique within its API; what logs and the store call the account, which never see its key.
    name: str
    key: str
    #: What the account is there for, one sentence.
    purpose: str
    #: Credits or tokens, whichever its API counts in.
    balance: int
    #: The credential of the target profile that this account is.
    credential: str | None = None
    active: bool = True
    organization: bool = True
    #: Whether models that need a subscription may be used.
    subscribed: bool = True
    #: The models that the plan leaves out.
    excluded_models: tuple[str, ...] = ()
    #: Whether the service fails on every valid request of this account.
    failing: bool = False


class Accounts:
    """The accounts of one API."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self._by_key = dict(accounts)

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_key.values())

    def with_key(self, key: str) -> Account | None:
        """The account that has *key*."""
        return self._by_key.get(key)

    def has_key_beginning(self, beginning: str) -> bool:
        """Whether there is an account whose key begins so."""
        return any(key.startswith(beginning) for key in self._by_key)

    def for_credential(self, credential: str) -> Account | None:
        """The first account that stands for *credential* of the target profile."""
        return next((account for account in self if account.credential == credential), None)
