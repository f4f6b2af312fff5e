"""How a run is made; without the extra, so that the command can tell its options."""

from dataclasses import dataclass

DEFAULT_SEED = 1


@dataclass(frozen=True)
class Options:
    """How a run is made."""

    seed: int = DEFAULT_SEED
    max_requests: int | None = None
    #: Requests under way at the same time.
    jobs: int = 4
