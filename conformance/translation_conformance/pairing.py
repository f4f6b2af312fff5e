"""Trying every code of a list on both sides with one request for each: pairs, and more only for those refused.

Each request names one code as the source and the next one as the target, and carries an ordinary text of its own,
which others look for in the answer. Where one is refused, each of its two codes is sent once more with the printed text
beside a printed code, so that the blame falls on the right side, and on none where only the pair or the text is
refused: which languages go together, no page says.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from translation_conformance.check import Case, Finding, Judge, Probe
from translation_conformance.drawing import drawn
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request
from translation_conformance.judging import look_at
from translation_conformance.look import asks_for_patience, succeeds
from translation_conformance.strategies import ordinary_texts
from translation_conformance.target import ApiTarget

#: The pairs of a quick run.
_QUICK = 4


def beside(code: str, printed: tuple[str, str]) -> str:
    """The first of two *printed* codes that is of another language than *code*."""
    first, second = printed
    return second if language(code) == language(first) else first


def language(code: str) -> str:
    """The language of *code*, without region and script, in lower case."""
    return code.lower().partition("-")[0]


@dataclass(frozen=True)
class Pairing:
    """How the codes of a profile are sent in pairs, and which requirements that decides."""

    #: A request from one code into another, with a text of its own: of the texts, no two are alike.
    ask: Callable[[str, str, str], Request]
    #: A request with one code, and a printed one beside it.
    from_code: Callable[[str], Request]
    into_code: Callable[[str], Request]
    source_requirement: str
    target_requirement: str

    def probe(self) -> Probe:
        """The pairs."""
        return Probe(
            "every language of the profile on both sides",
            self._build,
            billable=True,
            follow_up=self._follow_up,
            quick=None,
        )

    def judge(self) -> Judge:
        """Both requirements: every listed code is accepted."""
        return Judge((self.source_requirement, self.target_requirement), self._judge)

    def _build(self, target: ApiTarget) -> list[Request]:
        if len(target.languages) == 1:
            # A language beside itself shows nothing.
            return [self.from_code(target.languages[0]), self.into_code(target.languages[0])]
        return [
            self.ask(source, into, text) for (source, into), text in zip(around(target), _texts(target), strict=False)
        ]

    def _follow_up(self, target: ApiTarget, exchanges: Sequence[Exchange]) -> list[Request]:
        if len(target.languages) == 1:
            return []
        pairs = around(target)
        return [
            request
            for number in _refused(exchanges)
            for request in (self.from_code(pairs[number][0]), self.into_code(pairs[number][1]))
        ]

    def _judge(self, case: Case) -> Iterator[Finding]:
        count = len(around(case.target))
        if count == 1:
            yield from self._apart(case.exchanges, 0)
            return
        refused = _refused(case.exchanges[:count])
        for number, exchange in enumerate(case.exchanges[:count]):
            if number not in refused:
                for requirement in self._requirements:
                    yield look_at(requirement, succeeds(), number, exchange)
                continue
            place = count + 2 * refused.index(number)
            alone = case.exchanges[place : place + 2]
            yield from self._apart(alone, place)
            if not alone:
                # There was no chance to ask further.
                for requirement in self._requirements:
                    yield look_at(requirement, succeeds(), number, exchange)

    def _apart(self, exchanges: Sequence[Exchange], place: int) -> Iterator[Finding]:
        """Each side judged by a request of its own."""
        for side, (requirement, exchange) in enumerate(zip(self._requirements, exchanges, strict=False)):
            yield look_at(requirement, succeeds(), place + side, exchange)

    @property
    def _requirements(self) -> tuple[str, str]:
        return self.source_requirement, self.target_requirement


def around(target: ApiTarget) -> list[tuple[str, str]]:
    """Each code with the next, the last with the first; in a quick run only a few."""
    codes = target.languages
    pairs = list(zip(codes, itertools.islice(itertools.cycle(codes), 1, None), strict=False))
    return pairs[:_QUICK] if target.search.quick else pairs


def _texts(target: ApiTarget) -> tuple[str, ...]:
    """An ordinary text for each code of the profile."""
    return _drawn_texts(len(target.languages), target.search.seed)


@cache
def _drawn_texts(count: int, seed: int) -> tuple[str, ...]:
    return drawn(ordinary_texts(), count, seed)


def _refused(exchanges: Sequence[Exchange]) -> list[int]:
    """The places of the requests that were answered, but not served."""
    return [number for number, exchange in enumerate(exchanges) if _is_refused(exchange)]


def _is_refused(exchange: Exchange) -> bool:
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        return outcome.kind is FailureKind.BROKEN
    return outcome.status != 200 and not asks_for_patience(outcome)
