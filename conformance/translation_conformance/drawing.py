"""Requests drawn at random, the same ones every time, and the smallest one like one that failed.

Hypothesis draws and shrinks. Left to itself it also draws constants that it found in the source of whatever happens to
be imported, so that the same seed gives other values in another process; the provider below leaves them out. Nothing
is printed, and nothing is written to disk.

Each call works in a thread of its own, as Hypothesis cannot be used inside itself.
"""

import contextlib
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Generic, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.strategies import SearchStrategy

from translation_conformance.check import Probe
from translation_conformance.exchange import Request
from translation_conformance.target import ApiTarget

#: How many values are looked at for one that is wanted: strategies repeat themselves.
_TRIES = 12
#: So many further requests may be asked for the sake of a smaller one, and so many of them to meet a failure at all.
FURTHER = 40
_FURTHER_UNTIL_FAILURE = 12
#: Values that are looked at in all; those that were sent before are among the first of them.
_LOOKED_AT = 400
_BACKEND = "translation-conformance"

Drawn = TypeVar("Drawn")


class _Provider(HypothesisProvider):
    """Hypothesis's own, without the constants of the modules that are loaded."""

    def _maybe_draw_constant(self, *_: Any, **__: Any) -> None:
        return None


class _Enough(BaseException):
    """There is nothing more to be looked at. No Exception, as Hypothesis takes these for failures."""


class _FailingError(Exception):
    """The request fails."""


def drawn(strategy: SearchStrategy[Drawn], count: int, seed: int) -> tuple[Drawn, ...]:
    """The first *count* distinct values of *strategy* under *seed*; fewer where it has no more."""
    found: dict[Drawn, None] = {}

    def note(value: Drawn) -> None:
        if len(found) < count:
            found[value] = None
        if len(found) >= count:
            raise _Enough

    if count:
        with _writing_nowhere():
            _apart(lambda: _search(strategy, note, seed, [Phase.generate], count * _TRIES))
    return tuple(found)


def smallest(
    strategy: SearchStrategy[Drawn], sent: Collection[Drawn], seed: int, fails: Callable[[Drawn], bool]
) -> Drawn | None:
    """The smallest value of *strategy* that *fails*, as far as few questions tell; None where none was met.

    Asking about a value that was *sent* already costs nothing; about others *fails* is asked at most `FURTHER` times,
    and never twice about the same. It is called from a thread of its own while this function waits, one call at a
    time.
    """
    hunt = _Hunt(frozenset(sent), fails)
    _warm_up()
    _apart(lambda: _search(strategy, hunt.look, seed, [Phase.generate, Phase.shrink], _LOOKED_AT))
    if hunt.broken:
        raise hunt.broken
    return hunt.failing[-1] if hunt.failing else None


class _Hunt(Generic[Drawn]):
    """The search for a small value that fails."""

    def __init__(self, sent: frozenset[Drawn], fails: Callable[[Drawn], bool]) -> None:
        self._sent, self._fails = sent, fails
        self._known: dict[Drawn, bool] = {}
        self._further = self._looks = 0
        #: The last one is the smallest so far: the shrinker only goes on from smaller ones.
        self.failing: list[Drawn] = []
        #: What went wrong over a question.
        self.broken: Exception | None = None

    def look(self, value: Drawn) -> None:
        """Look at *value*, which is a failure for Hypothesis where it fails."""
        self._looks += 1
        if self._looks > _LOOKED_AT:
            raise _Enough
        if value not in self._known:
            self._known[value] = self._is_failing(value)
        if self._known[value]:
            self.failing.append(value)
            raise _FailingError

    def _is_failing(self, value: Drawn) -> bool:
        if value not in self._sent:
            if self._further >= (FURTHER if self.failing else _FURTHER_UNTIL_FAILURE):
                if self.failing or self._sent <= self._known.keys():
                    raise _Enough
                # One that was sent may still come.
                return False
            self._further += 1
        try:
            return self._fails(value)
        except Exception as error:
            # Hypothesis would take it for the failure that is looked for.
            self.broken = error
            raise _Enough from error


def _search(
    strategy: SearchStrategy[Drawn], see: Callable[[Drawn], None], seed: int, phases: list[Phase], examples: int
) -> None:
    """Let *see* look at values of *strategy*, until it raises one of the errors above."""

    @seeded(seed)
    @settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        backend=_backend(),
    )
    @given(strategy)
    def look(value: Drawn) -> None:
        see(value)

    with contextlib.suppress(_Enough, _FailingError):
        look()


@cache
def _backend() -> str:
    """The name under which Hypothesis knows the provider."""
    AVAILABLE_PROVIDERS[_BACKEND] = _Provider
    return _BACKEND


_ELSEWHERE = threading.Lock()


@contextlib.contextmanager
def _writing_nowhere() -> Iterator[None]:
    """Hypothesis keeps a table of characters on disk when it is first asked for; here, in a folder that goes again."""
    with _ELSEWHERE, tempfile.TemporaryDirectory() as folder:
        home = configuration.storage_directory(intent_to_write=False).home_directory
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(home)


@cache
def _warm_up() -> None:
    """Let Hypothesis have its table of characters."""
    drawn(st.text("ab"), 1, 0)


def _apart(work: Callable[[], None]) -> None:
    """*work* done in a thread of its own; what it raises is raised here."""
    with ThreadPoolExecutor(1, "drawing") as thread:
        thread.submit(work).result()


# --- probes ------------------------------------------------------------------------------------------------------


def drawn_probe(
    name: str,
    strategy: Callable[[ApiTarget], SearchStrategy[Request]],
    count: int,
    *,
    quick: int | None = 1,
    billable: bool = False,
    kind: Callable[[Request, ApiTarget], object] | None = None,
    pool: int = 0,
    skip: int = 1,
) -> Probe:
    """A probe of *count* requests drawn from *strategy* under the seed of the run.

    The first *skip* ones are left out: the very first is always the plainest, and two probes whose strategies are
    made alike draw alike. Where *kind* tells apart what there is to be met with, *pool* requests are drawn, and one of
    each kind comes first.
    """

    def build(target: ApiTarget) -> tuple[Request, ...]:
        found = _requests(strategy, skip + max(count, pool), target)[skip:]
        return _spread(found, [kind(request, target) for request in found])[:count] if kind else found

    return Probe(name, build, billable=billable, quick=quick, strategy=strategy)


#: What was drawn for whom: the same for all targets with the same lists.
_DRAWN: dict[object, tuple[Request, ...]] = {}


def _requests(
    strategy: Callable[[ApiTarget], SearchStrategy[Request]], count: int, target: ApiTarget
) -> tuple[Request, ...]:
    key = (strategy, count, target.name, target.search.seed, target.languages, target.models)
    if key not in _DRAWN:
        _DRAWN[key] = drawn(strategy(target), count, target.search.seed)
    return _DRAWN[key]


def _spread(requests: Sequence[Request], kinds: Sequence[object]) -> tuple[Request, ...]:
    """One of each kind, then another one of each, and so on."""
    seen: Counter[object] = Counter()
    turns: list[tuple[int, Request]] = []
    for request, kind in zip(requests, kinds, strict=True):
        seen[kind] += 1
        turns.append((seen[kind], request))
    return tuple(request for _, request in sorted(turns, key=lambda turn: turn[0]))


def joined(name: str, *parts: Probe, billable: bool = False) -> Probe:
    """The requests of *parts* once more; their answers are shared. Each belongs to the part that it was drawn for."""

    def build(target: ApiTarget) -> list[Request]:
        return [request for part in parts for request in part.requests(target)]

    return Probe(name, build, billable=billable, quick=None)
