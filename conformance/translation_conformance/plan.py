"""What a run would send and what that may cost, without sending anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translation_conformance.check import Check, Cost, Mode, Probe
from translation_conformance.exchange import Request
from translation_conformance.limits import Ledger
from translation_conformance.options import Options
from translation_conformance.runner import searched, to_make
from translation_conformance.suite import ApiSuite
from translation_conformance.target import ApiTarget


@dataclass(frozen=True)
class PlannedCheck:
    """A check, and what it costs beyond the checks before it, whose answers it shares."""

    check: Check
    cost: Cost
    #: Why it is not made.
    left_out: str = ""


@dataclass(frozen=True)
class Plan:
    """What a run would do to one API."""

    suite: ApiSuite
    target: ApiTarget
    #: In the order in which they are made.
    checks: tuple[PlannedCheck, ...]
    #: The plain request that comes first, where no check sends it anyway.
    first: Cost
    #: How many successes may be charged for; infinite where there is no limit.
    max_billable: float

    @property
    def cost(self) -> Cost:
        """All of it; closer looks at what fails come on top."""
        costs = [self.first, *(planned.cost for planned in self.checks)]
        return Cost(sum(cost.requests for cost in costs), sum(cost.billable for cost in costs))

    def lines(self) -> Iterator[str]:
        """The plan in words, by heading."""
        planned = {item.check: item for item in self.checks}
        for heading, checks in self.suite.headings():
            chosen = [planned[check] for check in checks if check in planned]
            if chosen:
                yield f"  {heading}"
            for item in chosen:
                yield f"    {item.check.name}: {item.left_out or _told(item.cost)}"


def plan(suite: ApiSuite, target: ApiTarget, options: Options) -> Plan:
    """What a run with *options* would do to *target*."""
    target = searched(target, options)
    known: set[Request] = set()
    done: set[Probe] = set()
    first = _cost(suite.smoke, target, known, done)
    checks = tuple(_planned(check, target, known, done) for check in to_make(suite, target, options))
    return Plan(suite, target, checks, first, Ledger(options).purse(target).limit)


def told(plans: Sequence[Plan], options: Options) -> Iterator[str]:
    """What is to be said of *plans*."""
    for item in plans:
        yield f"{item.suite.api.title}, {item.target.base_url}"
        yield from item.lines()
        yield f"  in all: {_told(item.cost)}"
        if item.cost.billable > item.max_billable:
            where = "" if options.max_billable is not None else ", as this is another machine"
            yield f"  at most {item.max_billable:g} successes are charged for{where}; the rest would be left over, and"
            yield "  without a verdict: --max-billable N|all allows more, --quick needs less"
        yield ""
    requests = sum(item.cost.requests for item in plans)
    if options.max_requests is not None and requests > options.max_requests:
        yield f"at most {options.max_requests} requests are sent: --max-requests"
    billable = sum(item.cost.billable for item in plans)
    yield "no request of its own: what other checks ask for is looked at, too"
    yield "closer looks at what is refused or fails come on top; nothing was sent"
    yield f"planned: {_told(Cost(requests, billable))}"


def _planned(check: Check, target: ApiTarget, known: set[Request], done: set[Probe]) -> PlannedCheck:
    if missing := check.probe.missing(target):
        return PlannedCheck(check, Cost(0, 0), f"not checked, {missing[1]}")
    return PlannedCheck(check, _cost(check.probe, target, known, done))


def _cost(probe: Probe, target: ApiTarget, known: set[Request], done: set[Probe]) -> Cost:
    """What *probe* costs, where the requests *known* were sent and the probes *done* were made."""
    if probe in done:
        return Cost(0, 0)
    done.add(probe)
    requests = probe.requests(target)
    if probe.mode in (Mode.SHARED, Mode.UNTIL_SUCCESS):
        requests = [request for request in dict.fromkeys(requests) if request not in known]
        known.update(requests)
    return probe.cost_of(requests)


def _told(cost: Cost) -> str:
    if not cost.requests:
        return "no request of its own"
    requests = f"{cost.requests} request{'' if cost.requests == 1 else 's'}"
    return f"{requests}, up to {cost.billable} charged for" if cost.billable else requests
