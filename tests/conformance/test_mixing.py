"""Mixtures of legal values: whom the suite blames where one is refused, and whom it does not."""

import json
from collections.abc import Callable

import pytest

from conformance_apps.running import target_of
from translation_conformance.check import Case, Finding, Outcome, Reason
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.mixing import Mix, Trait
from translation_conformance.target import ApiTarget

PRINTED = Request("POST", "/", (), b"")


def _asking(**changes: str) -> Request:
    return Request("POST", "/", (), json.dumps(changes).encode())


def _traits(name: str, *values: str) -> list[Trait]:
    return [Trait(((name, value),), ((f"x.{name}.{value}", _asking(**{name: value})),)) for value in values]


#: Three mixtures: red small, green large, blue small.
MIX = Mix(
    lambda _: [_traits("colour", "red", "green", "blue"), _traits("size", "small", "large")],
    lambda changes: _asking(**changes),
    company="x.company",
    quick=2,
)
ROWS = ("x.colour.red", "x.colour.green", "x.colour.blue", "x.size.small", "x.size.large", "x.company")
Status = Callable[[dict[str, str]], int]


def _target() -> ApiTarget:
    return target_of().apis[0]


def _findings(status: Status, *, closer: bool = True) -> dict[str, set[Outcome]]:
    """What the judge says of a service that answers with *status*; without *closer*, nothing more could be sent."""
    target, probe = _target(), MIX.probe()

    def answered(request: Request) -> Exchange:
        return Exchange(request, Response(status(json.loads(request.content))))

    exchanges = [answered(request) for request in probe.requests(target)]
    assert probe.follow_up is not None
    if closer:
        exchanges += [answered(request) for request in probe.follow_up(target, exchanges)]
    found: dict[str, set[Outcome]] = {row: set() for row in ROWS}
    for item in MIX.judge(*ROWS)(Case(exchanges, target)):
        assert isinstance(item, Finding)
        found[item.requirement].add(item.outcome)
    return found


def _blamed(found: dict[str, set[Outcome]]) -> list[str]:
    return [row for row, outcomes in found.items() if Outcome.VIOLATED in outcomes]


def test_as_many_mixtures_as_the_longest_kind() -> None:
    """Every value stands in a mixture, the shorter kinds begin again; a quick run has only the first."""
    contents = [json.loads(request.content) for request in MIX.probe().requests(_target())]

    assert contents == [
        {"colour": "red", "size": "small"},
        {"colour": "green", "size": "large"},
        {"colour": "blue", "size": "small"},
    ]


def test_everything_is_served() -> None:
    """Where every mixture is served, all is fine and nothing more is sent."""
    assert set().union(*_findings(lambda _: 200).values()) == {Outcome.OK}


BLAMED: dict[str, tuple[Status, list[str]]] = {
    "one-value": (lambda asked: 400 if asked.get("colour") == "green" else 200, ["x.colour.green"]),
    "value-of-several": (lambda asked: 400 if asked.get("size") == "small" else 200, ["x.size.small"]),
    "one-value-fails": (lambda asked: 500 if asked.get("colour") == "blue" else 200, ["x.colour.blue", "x.company"]),
    "one-value-fails-alone": (
        lambda asked: 200 if asked.get("colour") != "blue" else 400 if "size" in asked else 500,
        ["x.colour.blue", "x.company"],
    ),
    "together-only": (lambda asked: 400 if asked == {"colour": "green", "size": "large"} else 200, []),
    "fails-together": (lambda asked: 500 if asked == {"colour": "green", "size": "large"} else 200, ["x.company"]),
    "nothing-is-served": (lambda _: 400, list(ROWS[:-1])),
}


@pytest.mark.parametrize(("status", "blamed"), BLAMED.values(), ids=BLAMED)
def test_blame(status: Status, blamed: list[str]) -> None:
    """The value is blamed that is refused alone, too; of mixtures that are refused as such, only those that fail."""
    assert _blamed(_findings(status)) == blamed


UNASKED: dict[str, tuple[Status, list[str]]] = {
    "one-suspect": (lambda asked: 400 if asked["colour"] == "blue" else 200, ["x.colour.blue"]),
    "two-suspects": (lambda asked: 400 if asked["colour"] == "green" else 200, []),
    "nothing-is-served": (lambda _: 400, list(ROWS[:-1])),
}


@pytest.mark.parametrize(("status", "blamed"), UNASKED.values(), ids=UNASKED)
def test_blame_without_a_closer_look(status: Status, blamed: list[str]) -> None:
    """Within a budget nobody is blamed for another: one suspect is guilty, of two neither is."""
    assert _blamed(_findings(status, closer=False)) == blamed


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(FailureKind.TIMEOUT, Reason.TIME), (FailureKind.CONNECT, Reason.NO_ANSWER)],
)
def test_silence_is_no_refusal(kind: FailureKind, reason: Reason) -> None:
    """A mixture without an answer shows nothing, and asks for no closer look."""
    target, probe = _target(), MIX.probe()
    exchanges = [Exchange(request, Failure(kind)) for request in probe.requests(target)]

    assert probe.follow_up is not None
    assert probe.follow_up(target, exchanges) == []
    assert {f.reason for f in MIX.judge(*ROWS)(Case(exchanges, target)) if isinstance(f, Finding)} == {reason}
