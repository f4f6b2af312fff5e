"""Requests are drawn the same way every time, and failing ones are made small with few questions."""

import os
import re
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from conformance_apps import reference
from conformance_apps.faults import Variant
from conformance_apps.running import Tried, target_of
from conformance_apps.servers import WRONG
from translation_conformance import strategies
from translation_conformance.check import Mode, Outcome
from translation_conformance.drawing import FURTHER, drawn, smallest
from translation_conformance.suite import suites
from translation_conformance.target import ApiTarget, Search

TEXTS = strategies.awkward_texts()


def _variant(name: str) -> Variant:
    return next(variant for variant in WRONG if variant.name == name)


def test_distinct() -> None:
    """What is drawn is distinct, and as much as was asked for."""
    found = drawn(TEXTS, 25, 7)

    assert len(found) == len(set(found)) == 25


def test_fewer_than_asked_for() -> None:
    """A strategy that has fewer values than were asked for gives all that it has."""
    assert sorted(drawn(st.sampled_from("abc"), 10, 1)) == ["a", "b", "c"]


def test_nothing_asked_for() -> None:
    """Nothing is drawn where nothing is asked for."""
    assert drawn(TEXTS, 0, 1) == ()


def test_more_begins_with_fewer() -> None:
    """Who asks for more gets the same ones first."""
    assert drawn(TEXTS, 12, 3)[:5] == drawn(TEXTS, 5, 3)


def test_seed() -> None:
    """Another seed gives others."""
    assert set(drawn(TEXTS, 12, 1)) != set(drawn(TEXTS, 12, 2))


_PRINTING = """
import hashlib, sys
from translation_conformance.suite import suites
from conformance_apps.running import target_of
# Modules of one's own may be loaded, or not.
if sys.argv[1:]: import conformance_apps.servers
digest = hashlib.sha256()
for suite in suites():
    target = next(api for api in target_of().apis if api.name == suite.name)
    for check in suite.checks:
        if check.probe.strategy or "drawn" in check.name:
            for request in check.probe.requests(target):
                digest.update(repr((check.name, request.path, request.content_headers)).encode() + request.content)
sys.stdout.write(digest.hexdigest())
"""


@pytest.mark.slow
def test_same_in_every_process(tmp_path: Path) -> None:
    """Every drawn request of both APIs is the same in another process; nothing is printed, and nothing written."""
    tests = str(Path(__file__).parents[1])
    seen: list[tuple[int, str, str]] = []

    for number, further in enumerate(([], ["servers"])):
        environ = {**os.environ, "PYTHONPATH": tests, "PYTHONHASHSEED": str(number), "CI": "true" if further else ""}
        environ.pop("HYPOTHESIS_STORAGE_DIRECTORY", None)
        command = [sys.executable, "-W", "error", "-c", _PRINTING, *further]
        made = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
        seen.append((made.returncode, made.stdout, made.stderr))

    assert seen[0] == seen[1]
    assert re.fullmatch(r"[0-9a-f]{64}", seen[0][1])
    assert seen[0][2] == ""
    assert list(tmp_path.iterdir()) == []


def test_smallest() -> None:
    """The smallest failing value is found with a bounded number of questions beyond those that were asked before."""
    sent = drawn(TEXTS, 6, 1)
    asked: list[str] = []

    def fails(text: str) -> bool:
        asked.append(text)
        return len(text) > 9

    found = smallest(TEXTS, sent, 1, fails)

    assert found is not None
    assert 10 <= len(found) <= 12
    assert len(set(asked)) == len(asked)
    assert len(set(asked) - set(sent)) <= FURTHER


def test_smallest_of_nothing_wrong() -> None:
    """Where nothing fails, nothing is found, and few questions are asked."""
    asked: list[str] = []

    def fails(text: str) -> bool:
        asked.append(text)
        return False

    assert smallest(TEXTS, drawn(TEXTS, 6, 1), 1, fails) is None
    assert 6 <= len(asked) < FURTHER


def test_smallest_asks_elsewhere() -> None:
    """The questions come from a thread of their own, so that they may ask an event loop of this one."""
    threads: set[int] = set()

    def fails(_: str) -> bool:
        threads.add(threading.get_ident())
        return True

    assert smallest(TEXTS, (), 1, fails) == "a"
    assert threading.get_ident() not in threads


def test_smallest_hands_on_what_goes_wrong() -> None:
    """What goes wrong over a question is told to whoever asked."""

    def fails(_: str) -> bool:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        smallest(TEXTS, (), 1, fails)


def test_quick_run_draws_the_first_ones() -> None:
    """A quick run sends the first of the requests that a full run draws."""
    for target in target_of().apis:
        suite = next(suite for suite in suites() if suite.name == target.name)
        quick = replace(target, search=Search(quick=True))
        for check in suite.checks:
            if check.probe.strategy:
                every, first = check.probe.requests(target), check.probe.requests(quick)
                assert len(first) <= 2
                assert list(every[: len(first)]) == list(first)


def _sent(target: ApiTarget) -> int:
    """The drawn requests of a run."""
    suite = next(suite for suite in suites() if suite.name == target.name)
    probes = {check.probe for check in suite.checks if check.probe.strategy}
    probes |= {check.probe for check in suite.checks if check.probe.name.startswith("made from the contract")}
    assert all(probe.mode is Mode.SHARED for probe in probes)
    return len({request for probe in probes for request in probe.requests(target)})


def test_few_requests() -> None:
    """What is drawn costs few requests: 36 and 12 in a full run, 8 and 4 in a quick one."""
    full = {target.name: _sent(target) for target in target_of().apis}
    quick = {target.name: _sent(replace(target, search=Search(quick=True))) for target in target_of().apis}

    assert full["text"] <= 36
    assert full["image"] <= 12
    assert quick["text"] <= 8
    assert quick["image"] <= 4


SHRUNK = {
    "drops_variation_selectors": ("a drawn text comes back character for character", 8),
    "takes_typographic_dashes": ("a drawn ill-formed targetLang is refused", 40),
    "keeps_the_domain_as_latin_1": ("nothing that fits the contract is a failure of the service", 40),
}


@pytest.mark.parametrize(("name", "check", "longest"), [(name, *rest) for name, rest in SHRUNK.items()], ids=SHRUNK)
def test_small_evidence(name: str, check: str, longest: int, try_server: Tried) -> None:
    """A fault that only drawn requests show is reported with a small one first."""
    report = try_server(_variant(name).server(), "text")

    judged = next(judged for run in report.run.apis for judged in run.judged if judged.check.name == check)
    first, *others = [f.exchange for f in judged.findings if f.outcome is Outcome.VIOLATED]
    assert first is not None
    sizes = [len(judged.exchanges[number].request.content) for number in others if number is not None]
    small = judged.exchanges[first].request.content
    assert len(small) <= min(sizes)
    printed = len(b'{"text":"","sourceLang":"en","targetLang":"fr","model":"gpt-4.1-mini-2025-04-14"}')
    assert len(small) <= printed + longest


def test_reference_is_not_asked_for_smaller_ones(try_server: Tried) -> None:
    """A server that does nothing wrong is sent what was drawn, and nothing more."""
    first = try_server(reference.Reference(), "text")
    again = try_server(reference.Reference(), "text")

    assert first.run.requests_sent == again.run.requests_sent
