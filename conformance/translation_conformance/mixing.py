"""Trying many legal values with few requests: each request mixes one value of everything in which requests may differ.

What was served is fine in all its parts. Of what was not, each part that was served in no other mixture is asked for
alone, so that the blame falls on the right one, and on none where only the mixture is refused: what goes together, no
page says. A failure of the service is another matter.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from translation_conformance.check import Case, Finding, Judge, Probe, Reason
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request
from translation_conformance.judging import look_at, unknown
from translation_conformance.look import asks_for_patience, succeeds
from translation_conformance.target import ApiTarget


@dataclass(frozen=True)
class Trait:
    """A legal value, or several that belong together."""

    #: What it changes about the plain request.
    changes: tuple[tuple[str, Any], ...]
    #: The requirements that decide about it, each with the request that shows it alone.
    owed: tuple[tuple[str, Request], ...] = ()


#: One trait of each kind.
Mixture = tuple[Trait, ...]


@dataclass(frozen=True)
class _Alone:
    """A trait that is asked for by itself, on account of the answer at the place *number*."""

    number: int
    requirement: str
    request: Request


@dataclass(frozen=True)
class Mix:
    """Kinds of traits, and how a request is made of one of each."""

    kinds: Callable[[ApiTarget], Sequence[Sequence[Trait]]]
    compose: Callable[[Mapping[str, Any]], Request]
    #: What a failure of the service breaks, whatever part of the mixture it is about.
    company: str
    #: The mixtures of a quick run.
    quick: int

    def mixtures(self, target: ApiTarget) -> list[Mixture]:
        """As many mixtures as the kind with the most traits has; the others begin again."""
        kinds = self.kinds(target)
        made = [tuple(kind[place % len(kind)] for kind in kinds) for place in range(max(map(len, kinds)))]
        return made[: self.quick] if target.search.quick else made

    def probe(self) -> Probe:
        """The mixtures, and a closer look at those that are refused."""
        return Probe(
            "mixtures of what every service has to serve",
            self._build,
            billable=True,
            follow_up=lambda target, exchanges: [alone.request for alone in self._alone(target, exchanges)],
            quick=None,
        )

    def judge(self, *requirements: str) -> Judge:
        """*requirements* hold where each trait that they decide about is served."""

        def judge(case: Case) -> Iterator[Finding]:
            for finding in self._judge(case):
                if finding.requirement in requirements:
                    yield finding

        return Judge(requirements, judge)

    def _build(self, target: ApiTarget) -> list[Request]:
        return [
            self.compose({name: value for trait in mixture for name, value in trait.changes})
            for mixture in self.mixtures(target)
        ]

    def _alone(self, target: ApiTarget, exchanges: Sequence[Exchange]) -> list[_Alone]:
        """What is asked for alone: the traits of refused mixtures that no other mixture shows to be fine."""
        mixtures = self.mixtures(target)
        fine = {
            trait
            for mixture, exchange in zip(mixtures, exchanges, strict=False)
            for trait in mixture
            if _is_served(exchange)
        }
        return [
            _Alone(number, requirement, request)
            for number, (mixture, exchange) in enumerate(zip(mixtures, exchanges, strict=False))
            if _is_refused(exchange)
            for trait in mixture
            if trait not in fine
            for requirement, request in trait.owed
        ]

    def _judge(self, case: Case) -> Iterator[Finding]:
        mixtures = self.mixtures(case.target)
        mixed, closer = case.exchanges[: len(mixtures)], case.exchanges[len(mixtures) :]
        alone = self._alone(case.target, mixed)
        for number, (mixture, exchange) in enumerate(zip(mixtures, mixed, strict=False)):
            if not _is_refused(exchange):
                owed = [requirement for trait in mixture for requirement, _ in trait.owed]
                for requirement in (*owed, self.company):
                    yield look_at(requirement, succeeds(), number, exchange)
                continue
            own = [(place, one) for place, one in enumerate(alone) if one.number == number]
            seen = [(place, one, closer[place]) for place, one in own if place < len(closer)]
            for place, one, answer in seen:
                yield look_at(one.requirement, succeeds(), len(mixtures) + place, answer)
                if _has_failed(answer):
                    yield look_at(self.company, succeeds(), len(mixtures) + place, answer)
            if not seen:
                yield from self._guess([one for _, one in own], number, exchange, any(map(_is_served, mixed)))
            if _has_failed(exchange):
                # No valid request is a reason to fail, whatever part of it is to blame.
                yield look_at(self.company, succeeds(), number, exchange)
            elif any(_is_refused(answer) for *_, answer in seen):
                yield unknown(self.company, "a part of the request is refused alone, too", number)
            else:
                yield unknown(self.company, "only the mixture is refused", number)

    def _guess(self, own: Sequence[_Alone], number: int, exchange: Exchange, others: bool) -> Iterator[Finding]:
        """There was no chance to ask further. One suspect is guilty; of several, all where nothing at all is served."""
        for one in own:
            if len(own) == 1 or not others:
                yield look_at(one.requirement, succeeds(), number, exchange)
            else:
                yield unknown(one.requirement, "it was not asked for alone", number, Reason.BUDGET)


def _has_failed(exchange: Exchange) -> bool:
    """Whether the service itself says that it failed, or hung up."""
    return isinstance(exchange.outcome, Failure) or exchange.outcome.status >= 500


def _is_served(exchange: Exchange) -> bool:
    return not isinstance(exchange.outcome, Failure) and exchange.outcome.status == 200


def _is_refused(exchange: Exchange) -> bool:
    """Whether the request was answered, but not served."""
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        return outcome.kind is FailureKind.BROKEN
    return outcome.status != 200 and not outcome.truncated and not asks_for_patience(outcome)
