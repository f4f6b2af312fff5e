"""What makes a server of this folder: a small function over the reference, and a witness that shows the difference."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from conformance_apps.reference import Answer, Asked, Reference, Server

Change = Callable[[Reference, Asked], Answer | Awaitable[Answer]]


@dataclass(frozen=True)
class Variant:
    """A server that is the reference but for one thing."""

    #: The fault, or the peculiarity.
    name: str
    api: str
    change: Change
    #: Requests, one after the other, whose answers differ from the reference's; all at once where the change is a
    #: coroutine function.
    witness: tuple[Asked, ...]
    #: The requirement that is broken; None for a legal variant.
    requirement: str | None = None
    #: Others that the same fault breaks of necessity, as patterns.
    also: tuple[str, ...] = ()
    #: The class of the fault, where it does not follow from the requirement and the witness; see `kinds`.
    kind: str | None = None

    def server(self) -> Server:
        """A fresh instance."""
        reference = Reference()
        return lambda asked: self.change(reference, asked)

    def answers(self) -> list[Answer]:
        """What a fresh instance answers to the witness."""
        return self.answers_to(*self.witness)

    def answers_to(self, *requests: Asked) -> list[Answer]:
        """What a fresh instance answers to *requests*."""
        server = self.server()

        async def ask(asked: Asked) -> Answer:
            found = server(asked)
            return await found if isinstance(found, Awaitable) else found

        async def go() -> list[Answer]:
            return await asyncio.gather(*map(ask, requests))

        return asyncio.run(go())

    def explains(self, requirement: str) -> bool:
        """Whether the fault breaks *requirement*."""
        return requirement == self.requirement or any(fnmatchcase(requirement, pattern) for pattern in self.also)


@dataclass(frozen=True)
class Collection:
    """The variants of a module, registered where they are defined."""

    variants: list[Variant] = field(default_factory=list)

    def breaks(
        self, requirement: str, *also: str, witness: tuple[Asked, ...], kind: str | None = None
    ) -> Callable[[Change], Change]:
        """Register a function as a server that breaks *requirement*."""

        def register(change: Change) -> Change:
            api = requirement.partition(".")[0]
            self.add(Variant(change.__name__, api, change, witness, requirement, also, kind))
            return change

        return register

    def legal(self, api: str, *, witness: tuple[Asked, ...]) -> Callable[[Change], Change]:
        """Register a function as an unusual but conforming server."""

        def register(change: Change) -> Change:
            self.add(Variant(change.__name__, api, change, witness))
            return change

        return register

    def add(self, variant: Variant) -> None:
        """Register *variant*; names are unique."""
        if any(known.name == variant.name for known in self.variants):
            raise ValueError(f"two servers are called {variant.name}")
        self.variants.append(variant)
