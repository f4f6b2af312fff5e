"""Judges made of looks: which looks at which exchanges decide about which requirements."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from translation_conformance.check import Case, Finding, Judge, Observation, Outcome, Reason
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.look import Look, Unknown, Verdict, Wrong, is_success, told

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
        return unknown(requirement, f"the answer is longer than {len(outcome.body)} bytes", number)
    verdict = look.see(outcome, exchange.request)
    if isinstance(verdict, Unknown):
        return unknown(requirement, verdict.why, number)
    if isinstance(verdict, Wrong):
        return Finding(requirement, Outcome.VIOLATED, verdict.expected or look.expected, verdict.actual, number)
    return Finding(requirement, Outcome.OK, look.expected, "as expected", number)


def unknown(requirement: str, why: str, number: int | None = None, reason: Reason = Reason.PREREQUISITE) -> Finding:
    """A finding that says why nothing was found."""
    return Finding(requirement, Outcome.NOT_EXERCISED, actual=why, exchange=number, reason=reason)


def any_succeeds(requirement: str) -> Judge:
    """*requirement* holds where one of the answers is 200: the values sent were guesses, each may be refused.

    A failure of the service is not a refusal.
    """

    def judge(case: Case) -> Iterator[Finding]:
        statuses = [response.status for _, response in answered(case.exchanges)]
        if 200 in statuses and max(statuses) < 500:
            yield Finding(requirement, Outcome.OK, "200 for one of the values")
            return
        look = Look("200 for one of the values", _refused_again(200 in statuses), owes_answer=True)
        for number, exchange in enumerate(case.exchanges):
            yield look_at(requirement, look, number, exchange)

    return Judge((requirement,), judge)


def observe(requirement: str, describe: Callable[[Response], str]) -> Judge:
    """What was seen, for a requirement on which the pages are silent. It never fails."""

    def judge(case: Case) -> Iterator[Finding | Observation]:
        for number, response in answered(case.exchanges):
            yield Observation(requirement, describe(response), number)
            yield Finding(requirement, Outcome.OK, "whatever", "seen", number)
        yield from unanswered(requirement, case.exchanges)

    return Judge((requirement,), judge)


def answered(exchanges: Sequence[Exchange]) -> Iterator[tuple[int, Response]]:
    """The complete answers with their places."""
    for number, exchange in enumerate(exchanges):
        if isinstance(exchange.outcome, Response) and not exchange.outcome.truncated:
            yield number, exchange.outcome


def unanswered(requirement: str, exchanges: Sequence[Exchange]) -> Iterable[Finding]:
    """A finding for each request that has no complete answer."""
    ignore = Look("", lambda *_: None)
    for number, exchange in enumerate(exchanges):
        if not (isinstance(exchange.outcome, Response) and not exchange.outcome.truncated):
            yield look_at(requirement, ignore, number, exchange)


def _refused_again(one_served: bool) -> Callable[[Response, Request], Verdict]:
    """Where one value was served, only a failure of the service is wrong with another."""

    def see(response: Response, _: Request) -> Verdict:
        return None if is_success(response) or (one_served and response.status < 500) else Wrong(told(response))

    return see
