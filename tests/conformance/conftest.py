"""What the tests of the suite share."""

import base64
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from conformance_apps import reference
from conformance_apps.command_line import Profile
from conformance_apps.made_reports import MESSAGE, RTL, STATUS, TYPES, answered, made, unanswered, uploaded
from conformance_apps.report_contents import HOSTILE, Hostile, png
from conformance_apps.running import Tried, served, tried
from translation_conformance.exchange import Failure, FailureKind
from translation_conformance.session import Inconclusive
from translation_conformance.waivers import Waiver


@pytest.fixture(name="try_server", scope="session")
def _try_server() -> Tried:
    """Runs the suite against a server in process."""
    return tried


@pytest.fixture(name="reference_url", scope="session")
def _reference_url() -> Iterator[str]:
    """The reference application over HTTP."""
    with served(reference.Reference()) as url:
        yield url


@pytest.fixture(name="profile")
def _profile(tmp_path: Path) -> Profile:
    """Writes the reference's profile for another address."""

    def write(url: str, *, text: str = reference.PROFILE) -> str:
        path = tmp_path / "target.toml"
        path.write_text(text.replace("http://reference.localhost", url))
        return str(path)

    return write


@pytest.fixture(name="hostile", scope="session")
def _hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """A report full of what a target might put into it to do harm, and the folder that it was written to."""
    body = json.dumps({HOSTILE: HOSTILE, "image": f"data:image/png;base64,{base64.b64encode(png()).decode()}"})
    violated = {
        MESSAGE: answered(HOSTILE.encode("utf-8", "surrogatepass"), (HOSTILE, HOSTILE), ("x", "\udcff")),
        STATUS: unanswered(Failure(FailureKind.BROKEN, HOSTILE)),
        RTL: None,
        TYPES: uploaded(png(), body.encode()),
    }
    folder = tmp_path_factory.mktemp("hostile")
    waivers = [Waiver(STATUS, HOSTILE), Waiver(RTL, HOSTILE, date(2000, 1, 1))]
    report = made(
        violated,
        actual=HOSTILE,
        waivers=waivers,
        inconclusive=Inconclusive("it said", HOSTILE),
        errors=(ValueError(HOSTILE),),
        folder=folder,
    )
    report.write(folder)
    return report, folder
