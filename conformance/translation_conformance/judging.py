"""Judges made of looks: which looks at which exchanges decide about which requirements."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from translation_conformance.check import Case, Finding, Judge, Observation, Outcome, Reason
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.look import Look, Unknown, Wrong, asks_for_patience, succeeds_or_refuses, told

#: Why a request without an answer leaves a requirement unchecked.
_REASONS = {
    FailureKind.CONNECT: Reason.NO_ANSWER,
    FailureKind.TLS: Reason.NO_ANSWER,
    FailureKind.TIMEOUT: Reason.TIME,
    FailureKind.BROKEN: Reason.PREREQUISITE,
}


def each(requirement: str, look: Look) -> Judge:
    """*requirement* holds where every answer is as *look* says."""
    return rows({requirement: look})


def rows(looks: Mapping[str, Look]) -> Judge:
    """Each requirement holds where every answer is as its look says."""

    def judge(case: Case) -> Iterator[Finding]:
        for number, exchange in enumerate(case.exchanges):
            for requirement, look in looks.items():
                yield look_at(requirement, look, number, exchange)

    return Judge(tuple(looks), judge)


def look_at(requirement: str, look: Look, number: int, exchange: Exchange) -> Finding:
    """What *look* tells of one exchange."""
    outcome = exchange.outcome
    if isinstance(outcome, Failure):
        if outcome.kind is FailureKind.BROKEN and look.owes_answer:
            return Finding(requirement, Outcome.VIOLATED, look.expected, str(outcome), number)
        return unknown(requirement, str(outcome), number, _REASONS[outcome.kind])
    if outcome.truncated:
        return unknown(
            requirement, "the answer, or all answers together, are longer than is read", number, Reason.NO_ANSWER
        )
    if asks_for_patience(outcome) and not look.is_its_own(outcome):
        wait = outcome.header("retry-after")
        said = f"{told(outcome)}; Retry-After: {wait}" if wait else told(outcome)
        return unknown(requirement, said, number, Reason.RATE_LIMITED)
    verdict = look.see(outcome, exchange.request)
    if isinstance(verdict, Unknown):
        return unknown(requirement, verdict.why, number, Reason.BUDGET if verdict.too_large else Reason.PREREQUISITE)
    if isinstance(verdict, Wrong):
        return Finding(requirement, Outcome.VIOLATED, verdict.expected or look.expected, verdict.actual, number)
    return Finding(requirement, Outcome.OK, look.expected, "as expected", number)


def unknown(requirement: str, why: str, number: int | None = None, reason: Reason = Reason.PREREQUISITE) -> Finding:
    """A finding that says why nothing was found."""
    return Finding(requirement, Outcome.NOT_EXERCISED, actual=why, exchange=number, reason=reason)


def any_succeeds(requirement: str, in_shape: Callable[[Response], bool]) -> Judge:
    """*requirement* holds where one of the answers is 200: the values sent were guesses, each may be refused.

    A failure of the service is not a refusal, nor is an error that has no documented shape.
    """

    def judge(case: Case) -> Iterator[Finding]:
        look = succeeds_or_refuses(in_shape)
        for number, exchange in enumerate(case.exchanges):
            yield look_at(requirement, look, number, exchange)

    return Judge((requirement,), judge)


def observe(requirement: str, describe: Callable[[Response], str]) -> Judge:
    """What was seen, for a requirement on which the pages are silent. It never fails."""
    return observe_asked(requirement, lambda response, _: describe(response))


def observe_asked(requirement: str, describe: Callable[[Response, Request], str]) -> Judge:
    """The same, where what was asked belongs to what is told."""

    def judge(case: Case) -> Iterator[Finding | Observation]:
        for number, response in answered(case.exchanges):
            yield Observation(requirement, describe(response, case.exchanges[number].request), number)
            yield Finding(requirement, Outcome.OK, "whatever", "seen", number)
        yield from unanswered(requirement, case.exchanges)

    return Judge((requirement,), judge)


def answered(exchanges: Sequence[Exchange]) -> Iterator[tuple[int, Response]]:
    """The complete answers with their places; one that asks for patience is none."""
    for number, exchange in enumerate(exchanges):
        outcome = exchange.outcome
        if isinstance(outcome, Response) and not outcome.truncated and not asks_for_patience(outcome):
            yield number, outcome


def unanswered(requirement: str, exchanges: Sequence[Exchange]) -> Iterable[Finding]:
    """A finding for each request that has no complete answer."""
    ignore = Look("", lambda *_: None)
    complete = {number for number, _ in answered(exchanges)}
    for number, exchange in enumerate(exchanges):
        if number not in complete:
            yield look_at(requirement, ignore, number, exchange)
