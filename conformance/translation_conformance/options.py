"""How a run is made; without the extra, so that the command can tell its options."""

from dataclasses import dataclass

DEFAULT_SEED = 1
#: What may be charged for on a machine that is not this one, where nothing else is said.
BILLABLE_ELSEWHERE = 30


@dataclass(frozen=True)
class Options:
    """How a run is made."""

    seed: int = DEFAULT_SEED
    max_requests: int | None = None
    #: Requests under way at the same time.
    jobs: int = 4
    #: Successes, for each API, that a metered service may charge for; infinite for as many as there are. None for as
    #: many as there are on this machine, and for `BILLABLE_ELSEWHERE` elsewhere.
    max_billable: float | None = None
    #: Seconds after which nothing more is sent.
    max_time: float | None = None
    #: Requests per second.
    rate: float | None = None
    #: Of each probe only the requests that tell most.
    quick: bool = False
    #: The requirements that are asked about, as shell patterns; empty for all.
    only: tuple[str, ...] = ()
