"""A check is a record: a probe, which says what to send, and a judge, which says what the answers mean.

Judges are pure functions of exchanges and of what the profile says of the target. So the same judges can read
recorded traffic, where nothing can be provoked: a judge that cannot know answers "not exercised".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from translation_conformance.exchange import Exchange, Request
from translation_conformance.target import ApiTarget

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


class Outcome(StrEnum):
    """What a judge says of one requirement."""

    OK = "ok"
    VIOLATED = "violated"
    NOT_EXERCISED = "not exercised"


class Reason(StrEnum):
    """Why a requirement was not checked."""

    NO_CREDENTIAL = "no credential"
    BUDGET = "budget"
    TIME = "time"
    INTERRUPTED = "interrupted"
    #: The target stopped answering at all.
    NO_ANSWER = "no answer"
    #: The target asked to be asked later.
    RATE_LIMITED = "rate limited"
    #: None of its checks belongs to a quick run.
    QUICK = "quick run"
    #: The command asked for others only.
    NOT_SELECTED = "not selected"
    #: Something else would have to hold, or to be said by the profile, before this can be judged.
    PREREQUISITE = "prerequisite"


@dataclass(frozen=True)
class Finding:
    """What one judge says of one requirement."""

    requirement: str
    outcome: Outcome
    expected: str = ""
    actual: str = ""
    #: The place of the telling exchange among those that were judged.
    exchange: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Observation:
    """What was seen where the pages are silent."""

    requirement: str
    seen: str
    exchange: int | None = None


@dataclass(frozen=True)
class Case:
    """What a judge may know: the exchanges of the probe, in order, and what the profile says."""

    exchanges: Sequence[Exchange]
    target: ApiTarget


@dataclass(frozen=True)
class Judge:
    """A pure function of a case, and the requirements that it can say something about."""

    requirements: tuple[str, ...]
    judge: Callable[[Case], Iterable[Finding | Observation]]

    def __call__(self, case: Case) -> Iterable[Finding | Observation]:
        """The findings and observations of *case*."""
        return self.judge(case)

    def __add__(self, other: "Judge") -> "Judge":
        """Both judges over the same exchanges."""
        return Judge(
            tuple(dict.fromkeys(self.requirements + other.requirements)),
            lambda case: [*self.judge(case), *other.judge(case)],
        )


class Mode(StrEnum):
    """How the requests of a probe are sent."""

    #: Each once; an equal request of another probe shares its answer.
    SHARED = "shared"
    #: One after the other until one succeeds: the values are guesses, of which one acceptable is enough.
    UNTIL_SUCCESS = "until success"
    #: One after the other, each really sent: the order is what the probe is about.
    SEQUENCE = "sequence"
    #: Each really sent, all on the way at the same time: the company is what the probe is about.
    AT_ONCE = "at once"


@dataclass(frozen=True)
class Cost:
    """What a probe may cost at most."""

    requests: int
    #: Requests that a metered service may charge for.
    billable: int


#: So many requests of a probe are part of a quick run, where the probe says nothing else.
_QUICK = 2


@dataclass(frozen=True)
class Probe:
    """One cause, and the requests that provoke it. *build* is pure."""

    name: str
    #: Every request of the probe, the most telling first.
    build: Callable[[ApiTarget], Sequence[Request]]
    #: Names of the credentials without which the probe makes no sense.
    needs: tuple[str, ...] = ("valid",)
    #: The requests may succeed, and so be charged for.
    billable: bool = False
    mode: Mode = Mode.SHARED
    #: The profile must name a restricted model.
    restricted: bool = False
    #: What to send on account of the answers, for a closer look. Pure.
    follow_up: Callable[[ApiTarget, Sequence[Exchange]], Sequence[Request]] | None = None
    #: How many of its requests, the first ones, belong to a quick run; None for all, 0 for none.
    quick: int | None = _QUICK
    #: What the requests were drawn from, where they were: a failing one is looked for again among smaller ones.
    strategy: "Callable[[ApiTarget], SearchStrategy[Request]] | None" = None

    def requests(self, target: ApiTarget) -> Sequence[Request]:
        """The requests that a run sends to *target*; none where the profile lacks what they need."""
        if self.missing(target):
            return ()
        built = self.build(target)
        return built[: self.quick] if target.search.quick else built

    def cost(self, target: ApiTarget) -> Cost:
        """The most that the probe costs at *target*, closer looks at what fails aside."""
        return self.cost_of(self.requests(target))

    def cost_of(self, requests: Sequence[Request]) -> Cost:
        """The most that *requests* of the probe cost: without a credential nobody is charged."""
        charged = sum(request.credential is not None for request in requests)
        return Cost(len(requests), charged if self.billable else 0)

    def missing(self, target: ApiTarget) -> tuple[Reason, str] | None:
        """What the profile lacks for this probe, with a few words; None when it lacks nothing."""
        for name in self.needs:
            if name not in target.credentials:
                return Reason.NO_CREDENTIAL, f"the profile has no {target.name}.credentials.{name}"
        if self.restricted and target.restricted_model is None:
            return Reason.PREREQUISITE, f"the profile has no {target.name}.restricted.model"
        return None


@dataclass(frozen=True)
class Check:
    """One fact about a service, checked by one probe and one judge."""

    #: Literal and unique within an API; says the fact.
    name: str
    probe: Probe
    judge: Judge

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements that the check speaks about."""
        return self.judge.requirements
