"""Trying every code of a list on both sides with one request for each: pairs, and more only for those refused.

Each request names one code as the source and the next one as the target. Where one is refused, each of its two codes
is sent once more beside a printed one, so that the blame falls on the right side.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from translation_conformance.check import Case, Finding, Judge, Outcome, Probe
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request
from translation_conformance.judging import look_at, unknown
from translation_conformance.look import succeeds
from translation_conformance.target import ApiTarget

#: Refused pairs that are looked into; more of them would show the same.
_LOOKED_INTO = 4


@dataclass(frozen=True)
class Pairing:
    """How the codes of a profile are sent in pairs, and which requirements that decides."""

    #: A request from one code into another.
    ask: Callable[[str, str], Request]
    #: A request with one code, and a printed one beside it.
    from_code: Callable[[str], Request]
    into_code: Callable[[str], Request]
    source_requirement: str
    target_requirement: str

    def probe(self) -> Probe:
        """The pairs."""
        return Probe(
            "every language of the profile on both sides",
            lambda target: [self.ask(source, into) for source, into in around(target)],
            billable=True,
            follow_up=self._follow_up,
        )

    def judge(self) -> Judge:
        """Both requirements: every listed code is accepted."""
        return Judge((self.source_requirement, self.target_requirement), self._judge)

    def _follow_up(self, target: ApiTarget, exchanges: Sequence[Exchange]) -> list[Request]:
        pairs = around(target)
        return [
            request
            for number in _refused(exchanges)
            for request in (self.from_code(pairs[number][0]), self.into_code(pairs[number][1]))
        ]

    def _judge(self, case: Case) -> Iterator[Finding]:
        count = len(case.target.languages)
        refused = _refused(case.exchanges[:count])
        for number, exchange in enumerate(case.exchanges[:count]):
            findings = [look_at(id_, succeeds(), number, exchange) for id_ in self._requirements]
            if findings[0].outcome is not Outcome.VIOLATED:
                yield from findings
            elif number in refused:
                place = count + 2 * refused.index(number)
                yield from self._blame(findings, list(case.exchanges[place : place + 2]), place)
            else:
                for id_ in self._requirements:
                    yield unknown(id_, "refused, like others that were looked into", number)

    def _blame(self, pair: list[Finding], alone: list[Exchange], place: int) -> Iterator[Finding]:
        apart = [
            look_at(id_, succeeds(), place + side, exchange)
            for side, (id_, exchange) in enumerate(zip(self._requirements, alone, strict=False))
        ]
        # Each is served alone, or there was no chance to ask: it is the pair that is refused.
        guilty = [finding for finding in apart if finding.outcome is Outcome.VIOLATED]
        yield from apart if guilty else pair

    @property
    def _requirements(self) -> tuple[str, str]:
        return self.source_requirement, self.target_requirement


def around(target: ApiTarget) -> list[tuple[str, str]]:
    """Each code with the next, the last with the first."""
    codes = target.languages
    return list(zip(codes, itertools.islice(itertools.cycle(codes), 1, None), strict=False))


def _refused(exchanges: Sequence[Exchange]) -> list[int]:
    """The places of the first requests that were answered, but not served."""
    return [number for number, exchange in enumerate(exchanges) if _is_refused(exchange)][:_LOOKED_INTO]


def _is_refused(exchange: Exchange) -> bool:
    if isinstance(exchange.outcome, Failure):
        return exchange.outcome.kind is FailureKind.BROKEN
    return exchange.outcome.status != 200
