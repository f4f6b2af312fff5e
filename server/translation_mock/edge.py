"""What an HTTP edge of a vendor is: the value that ties one contract to the behaviour behind it."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from translation_mock.accounts import AccountKind
from translation_mock.answers import Answer, AnswerTable, Assumed, Key, Printed
from translation_mock.body import RawHeaders
from translation_mock.domain.accounts import Account, Accounts
from translation_mock.domain.refusals import Refused
from translation_mock.domain.translator import Translator
from translation_mock.rules import FieldRules
from translation_mock.settings import Settings
from translation_mock.store import Debit, Store
from translation_mock.workers import Workers
from translation_openapi import Api, Contract, SupportedLists

Result = TypeVar("Result")


#: What is answered to GET and HEAD on a page.
View = Callable[[Request], Response | Awaitable[Response]]


@dataclass(frozen=True)
class Page:
    """A page that an edge brings beside its endpoint; its path may have parameters, as starlette writes them."""

    path: str
    view: View
    #: How the start page calls it; empty where it does not lead there.
    title: str = ""


@dataclass(frozen=True)
class House:
    """What an edge is given: all share it, but for the workers."""

    settings: Settings
    lists: SupportedLists
    store: Store
    translator: Translator
    #: Each edge has its own, so that a long text does not wait for slow pictures.
    workers: Workers

    async def work(self, function: Callable[[], Result]) -> Result:
        """The result of *function*, called in a worker thread; no more of them at once than the setting says."""
        return await self.workers.work(function)

    def close(self) -> None:
        """Let the workers end, without waiting for them."""
        self.workers.close()


class Edge(ABC):
    """One vendor's API over HTTP. Sessions do not exist yet: every balance is in the scope ``""``."""

    api: ClassVar[Api]
    account_kind: ClassVar[AccountKind]
    #: The security handlers that connexion takes for the API, by the type or scheme in its contract.
    security_scheme: ClassVar[str]
    #: A well-formed key that no built-in account has.
    unknown_key: ClassVar[str]

    #: Cause → answer.
    answer_rows: ClassVar[Mapping[Key, Printed | Assumed]]
    #: The schema of the contract that the errors have which no page prints.
    error_schema: ClassVar[str]

    def __init__(self, house: House, accounts: Accounts, contract: Contract | None = None) -> None:
        self.house = house
        self.accounts = accounts
        self.published = contract or self.api.contract
        self.answers = AnswerTable(self.answer_rows, self.published, self.api.catalogue, self.error_schema)
        #: The contract with the lists in force and the mock's own answers.
        self.served = self.published.served(house.lists, self.answers.assumed())
        self.rules = FieldRules(self.served)

    @property
    def path(self) -> str:
        """The path of the endpoint."""
        return self.served.operation.path

    @abstractmethod
    def authenticate(self, headers: RawHeaders) -> Account | None:
        """The account that the credentials belong to, None for an anonymous caller; raises `Refused`."""

    @abstractmethod
    async def read(self, headers: RawHeaders, receive: Receive) -> Any:
        """The request, checked against the contract; raises `Refused`."""

    @abstractmethod
    async def perform(self, request: Any, account: Account | None) -> Answer:
        """Do what a valid request asks for; raises `Refused`."""

    @abstractmethod
    def sample_commands(self, base_url: str) -> list[tuple[str, str]]:
        """Copy-paste requests for the start page: what it shows, and the command."""

    def pages(self) -> Sequence[Page]:
        """The pages beside the endpoint; none, unless a vendor has some."""
        return ()

    def hints(self) -> Sequence[str]:
        """What the start page says about this installation; nothing, unless a vendor needs more than there is."""
        return ()

    @abstractmethod
    def profile(self) -> Mapping[str, Any]:
        """The table of this API in the target profile of the mock, without its base_url."""

    def credentials(self) -> dict[str, str]:
        """The keys of the accounts by the credential of the profile that they stand for, and one that is unknown."""
        unknown = self.unknown_key
        while self.accounts.with_key(unknown):
            unknown += "x"
        named = {account.credential: account.key for account in reversed([*self.accounts]) if account.credential}
        return {"unknown": unknown, **named}

    def refuse(self, cause: Refused) -> Answer:
        """The answer that follows from *cause*."""
        return self.answers.answer(cause)

    async def charge(self, account: Account, amount: int) -> Debit:
        """Take *amount* from the balance of *account*, if it suffices."""
        return await self.house.store.debit("", f"{self.api.name}/{account.name}", amount, opening=account.balance)
