"""Plain Schemathesis on the servers of this folder: what its own checks find over the published contracts.

Configured as a user would from our contracts alone: the address, a key that is accepted, a picture for the upload;
everything else is its default, but that it goes on after a failure, so that one does not hide the next. The engine is
the one that `st run` drives; the server is called in process.
"""

import itertools
import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies
from schemathesis.baseline.model import failure_identity
from schemathesis.core.failures import Failure
from schemathesis.engine import events, from_schema

from conformance_apps import reference
from conformance_apps.asking import TINY
from conformance_apps.faults import Variant
from conformance_apps.reference import PROFILE
from conformance_apps.running import target_of
from conformance_apps.trials import REFERENCES, SERVERS, Till, on_all_processors
from translation_openapi import api_named

VERSION = version("schemathesis")
#: The seed of every trial; what the reference is blamed for under it, and under these others, tells nothing.
SEED = 1
_OTHER_SEEDS = (2, 3, 4, 5)
_RECORD = Path(__file__).with_suffix(".json")
#: The command that measures again.
COMMAND = "make matrix ARGS='--schemathesis all --write'"


@dataclass(frozen=True)
class PlainTrial:
    """What plain Schemathesis says of one server."""

    name: str
    #: What it blames: checks with what tells their failures apart.
    findings: tuple[str, ...]
    requests: int
    successes: int


@dataclass(frozen=True)
class Record:
    """What plain Schemathesis said of every server, by name, as it was measured last."""

    version: str
    trials: Mapping[str, PlainTrial]
    #: What the reference is blamed for, by API, under several seeds.
    noise: Mapping[str, frozenset[str]]

    def news(self, name: str) -> tuple[str, ...]:
        """What the server called *name* is blamed for, and the reference is not."""
        noise = self.noise[SERVERS[name].api]
        return tuple(finding for finding in self.trials[name].findings if finding not in noise)

    def rejected(self, name: str) -> bool:
        """Whether a wrong server is told from the reference."""
        return bool(self.news(name))


def read(file: Path = _RECORD) -> Record:
    """What was measured last; nothing where there is no such file."""
    if not file.is_file():
        return Record(VERSION, {}, {each.api: frozenset() for each in REFERENCES})
    document = json.loads(file.read_text("utf-8"))
    trials = {
        name: PlainTrial(name, tuple(told["findings"]), told["requests"], told["successes"])
        for name, told in document["servers"].items()
    }
    noise = {api: frozenset(findings) for api, findings in document["noise"].items()}
    return Record(document["schemathesis"], trials, noise)


def write(record: Record, file: Path = _RECORD) -> None:
    """Keep *record* for the page, with a line for each server."""
    head = {
        "schemathesis": record.version,
        "measured by": COMMAND,
        "noise": {api: sorted(findings) for api, findings in sorted(record.noise.items())},
    }
    servers = [f"{json.dumps(name)}: {json.dumps(_told(record.trials[name]))}" for name in sorted(record.trials)]
    begun = json.dumps(head, indent=1).removesuffix("\n}")
    file.write_text(f'{begun},\n "servers": {{\n  {f",{chr(10)}  ".join(servers)}\n }}\n}}\n', "utf-8")


def measured(names: Sequence[str]) -> Record:
    """What plain Schemathesis says of the servers called *names*, and of the references."""
    asked = [(name, SEED) for name in dict.fromkeys([*(each.name for each in REFERENCES), *names])]
    asked += [(each.name, seed) for each in REFERENCES for seed in _OTHER_SEEDS]
    found = on_all_processors(plain_trial, asked)
    noise: dict[str, set[str]] = {each.api: set() for each in REFERENCES}
    for trial in found:
        if SERVERS[trial.name] in REFERENCES:
            noise[SERVERS[trial.name].api].update(trial.findings)
    trials = {trial.name: trial for trial, (_, seed) in zip(found, asked, strict=True) if seed == SEED}
    return Record(VERSION, trials, {api: frozenset(findings) for api, findings in noise.items()})


def completed(record: Record) -> Record:
    """*record* of all servers that there are: those that it lacks are measured."""
    missing = [name for name in SERVERS if name not in record.trials]
    found = measured(missing)
    known = {**record.trials, **found.trials}
    return Record(VERSION, {name: known[name] for name in SERVERS}, found.noise)


def plain_trial(asked: tuple[str, int]) -> PlainTrial:
    """What plain Schemathesis says of a server, by its name, under a seed."""
    name, seed = asked
    variant, till = SERVERS[name], Till()
    schema = _schema(variant, seed)
    schema.app = reference.app(till.watching(variant.server()))
    findings: dict[str, None] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError):
            raise RuntimeError(f"Schemathesis cannot judge {name}: {event.exception!r}")
        if isinstance(event, events.NonFatalError):
            # A server may answer with what its client library cannot read.
            findings[f"error: {type(event.value).__name__}"] = None
        if isinstance(event, events.ScenarioFinished):
            for check in itertools.chain.from_iterable(event.recorder.checks.values()):
                if check.failure_info is not None:
                    findings[_identity(check.name, check.failure_info.failure)] = None
    return PlainTrial(name, tuple(sorted(findings)), till.requests, till.successes)


def _identity(check: str, failure: Failure) -> str:
    """What tells *failure* from others: what does so in Schemathesis's baselines, and which component was invalid."""
    _, _, kind, signature = failure_identity(failure, check)
    # Without the values that were drawn.
    component = re.search("Invalid component: (.*?)(?: \\(was .*)?$", failure.message, re.MULTILINE)
    return " ".join(filter(None, (check, kind, signature, component and component[1])))


def _told(trial: PlainTrial) -> dict[str, Any]:
    return {"findings": list(trial.findings), "requests": trial.requests, "successes": trial.successes}


def _schema(variant: Variant, seed: int) -> Any:
    _know_a_picture()
    config = schemathesis.Config.from_dict(
        {
            "base-url": "http://127.0.0.1",
            "headers": headers(variant.api),
            "seed": seed,
            "continue-on-failure": True,
            # Each server is met for the first time, and nothing is written into the folder.
            "cache": {"enabled": False},
            "generation": {"database": "none"},
        }
    )
    return schemathesis.openapi.from_dict(dict(api_named(variant.api).contract.document), config=config)


def headers(api: str) -> dict[str, str]:
    """The header with the key that the reference accepts."""
    (target,) = (target for target in target_of(PROFILE).apis if target.name == api)
    key = target.credentials["valid"].value
    return {"x-api-key": key} if api == "text" else {"Authorization": f"Bearer {key}"}


@cache
def _know_a_picture() -> None:
    """Say once what a PNG is: without, arbitrary bytes are sent as one."""
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    schemathesis.openapi.media_type("image/png", strategies.just(TINY.content))
