"""Trying the suite on every server of this folder: what it says of each, as values that processes can exchange."""

import multiprocessing
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from conformance_apps.faults import Variant
from conformance_apps.reference import Answer, Asked, Server
from conformance_apps.running import tried
from conformance_apps.servers import LEGAL, WRONG
from translation_conformance.check import Outcome
from translation_conformance.options import Options
from translation_conformance.verdict import RowOutcome, Verdict
from translation_openapi import APIS, Level, api_named

#: The reference itself, once for each API: it changes nothing and breaks nothing.
REFERENCES = tuple(
    Variant(f"reference_{api.name}", api.name, lambda server, asked: server(asked), witness=()) for api in APIS
)
#: Whatever is tried, by name.
SERVERS = {variant.name: variant for variant in (*REFERENCES, *WRONG, *LEGAL)}

Item = TypeVar("Item")
Told = TypeVar("Told")


@dataclass
class Till:
    """Counts what a server is asked, and what a metered one would charge for."""

    requests: int = 0
    successes: int = 0

    def watching(self, server: Server) -> Server:
        """*server*, counted."""

        async def answer(asked: Asked) -> Answer:
            self.requests += 1
            found = server(asked)
            answer = await found if isinstance(found, Awaitable) else found
            self.successes += answer.status == 200
            return answer

        return answer


@dataclass(frozen=True)
class Trial:
    """What a run of the suite says of one server."""

    name: str
    #: The documented and the implied requirements that failed.
    failed: tuple[str, ...]
    verdict: Verdict
    requests: int
    #: Answers with 200: what a metered service might charge for.
    successes: int
    #: What each check says of each requirement that binds: check, requirement, whether that holds.
    said: frozenset[tuple[str, str, bool]]

    @property
    def variant(self) -> Variant:
        """The server."""
        return SERVERS[self.name]

    @property
    def blamed(self) -> tuple[str, ...]:
        """What failed although the fault of the server does not explain it; for a conforming one all that failed."""
        return tuple(id_ for id_ in self.failed if not self.variant.explains(id_))

    @property
    def rejected(self) -> bool:
        """Whether a wrong server failed where it is wrong, with the verdict that this deserves."""
        requirement = self.variant.requirement
        if requirement is None or requirement not in self.failed:
            return False
        level = api_named(self.variant.api).catalogue[requirement].level
        return self.verdict is (Verdict.VIOLATES if level is Level.DOCUMENTED else Verdict.CONFORMS)


def trial(name: str, options: Options) -> Trial:
    """What a run says of the server called *name*."""
    variant, till = SERVERS[name], Till()
    report = tried(till.watching(variant.server()), variant.api, options=options)
    catalogue = api_named(variant.api).catalogue
    return Trial(
        name=name,
        failed=tuple(row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.FAILED),
        verdict=report.summary.verdict,
        requests=till.requests,
        successes=till.successes,
        said=frozenset(
            (judged.check.name, finding.requirement, finding.outcome is Outcome.OK)
            for run in report.run.apis
            for judged in run.judged
            for finding in judged.findings
            if finding.outcome is not Outcome.NOT_EXERCISED
            and catalogue[finding.requirement].level is not Level.ASSUMED
        ),
    )


def trials(options: Options, variants: Iterable[Variant] = tuple(SERVERS.values())) -> list[Trial]:
    """What a run with *options* says of each of *variants*."""
    return on_all_processors(partial(trial, options=options), [variant.name for variant in variants])


def on_all_processors(work: Callable[[Item], Told], items: Sequence[Item]) -> list[Told]:
    """What *work* makes of each item, in order, with a process for each processor."""
    processes = min(len(items), os.cpu_count() or 1)
    # A fresh interpreter each: a fork of a process with threads may never wake up.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(processes, 1), mp_context=context) as pool:
        return list(pool.map(work, items, chunksize=4))
