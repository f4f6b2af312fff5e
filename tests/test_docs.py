"""The pages under docs/ are true: their commands, scripts and pipelines run, their links lead somewhere."""

import os
import re
import select
import socket
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance_apps import reference
from conformance_apps.reference import Reference
from conformance_apps.running import served
from conformance_apps.wrong_text import counts_letters
from mock_support.process import ENVIRONMENT, serving
from translation_conformance.options import BILLABLE_ELSEWHERE
from translation_conformance.plugin import pytest_addoption
from translation_openapi import APIS, Level

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
CI = (DOCS / "ci.md").read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of *page* in *language*, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """A folder to work in, with the commands on the path."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The finished *command*."""
        tools = str(Path(sys.executable).parent)
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**ENVIRONMENT, "PATH": f"{tools}:{ENVIRONMENT['PATH']}", **self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def bash(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The finished *script*, run as a pipeline runs one."""
        return self.run("bash", "-e", "-o", "pipefail", "-c", script, **environment)


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Place:
    """An empty folder."""
    return Place(tmp_path)


@pytest.fixture(name="workplace", scope="module")
def _workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A folder with the profile of a running mock."""
    place = Place(tmp_path_factory.mktemp("docs"))
    # Nobody reads the log, and a full pipe would stop the mock.
    with serving("--no-access-log") as (_, url):
        written = place.run("translation-mock", "profile", "--base-url", url)
        (place.folder / "target.toml").write_text(written.stdout, "utf-8")
        yield place


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    """What a page links to in this repository is there."""
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_found_from_the_readme() -> None:
    """Each page is linked from the README, or from a page that is."""
    reached, new = set[Path](), {ROOT / "README.md"}
    while new:
        reached |= new
        links = {
            (page.parent / link).resolve()
            for page in new
            for link in re.findall(r"\]\((?!https?:)([^)#\s]+\.md)", page.read_text("utf-8"))
        }
        new = {page for page in links if page.exists()} - reached

    assert [page.name for page in PAGES if page not in reached] == []


def test_shell_recipe(place: Place) -> None:
    """The script of the page starts the service, finds that it conforms, leaves the report, and stops the service."""
    [script] = blocks(CI, "sh")
    (place.folder / "contract.sh").write_text(script, "utf-8")
    (place.folder / "tmp").mkdir()

    ended = place.run("sh", "contract.sh", TMPDIR=str(place.folder / "tmp"))

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] == "contract: holds"
    left = {file.name for file in (place.folder / "report").iterdir()}
    assert {"report.json", "junit.xml", "report.html", "summary.md"} <= left
    assert list((place.folder / "tmp").iterdir()) == []
    assert still_serving(place) == []


def test_shell_recipe_hands_the_verdict_on(place: Place) -> None:
    """A broken contract is 1 and is said; a service that does not start is 3, with what it said itself."""
    [script] = blocks(CI, "sh")
    stand_in(place, "translation-conformance", "exit 1")
    broken = place.run("sh", "-c", script, PATH=f"{place.folder}:{path()}")
    stand_in(place, "translation-mock", "echo no port >&2; exit 2")
    absent = place.run("sh", "-c", script, PATH=f"{place.folder}:{path()}")

    assert (broken.returncode, broken.stderr) == (1, "contract: broken, see report/report.html\n")
    assert (absent.returncode, absent.stderr) == (3, "the service does not start:\nno port\n")
    assert still_serving(place) == []


def stand_in(place: Place, name: str, script: str) -> None:
    """Put a command called *name* into *place* that does *script*."""
    file = place.folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    file.chmod(0o755)


def path() -> str:
    """Where the commands are."""
    return f"{Path(sys.executable).parent}:{ENVIRONMENT['PATH']}"


def still_serving(place: Place) -> list[str]:
    """The processes that were started in *place* and do not end, though some may have been told to just now."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve() == place.folder.resolve():
                command = (process / "cmdline").read_bytes().decode("utf-8", "replace")
                found += [] if has_ended(int(process.name)) else [command]
        except OSError:
            continue
    return found


def has_ended(process: int) -> bool:
    """Whether the process with this number ends within half a minute."""
    handle = os.pidfd_open(process)
    try:
        return bool(select.select([handle], [], [], 30)[0])
    finally:
        os.close(handle)


class Job:
    """As much of a runner of GitHub Actions as the page needs: files for outputs, conditions, a shell."""

    def __init__(self, place: Place, event: str, port: str) -> None:
        self._place = place
        self._port = port
        self._set: dict[str, str] = {"GITHUB_EVENT_NAME": event}
        self.codes: dict[str, int] = {}
        self.said: dict[str, str] = {}

    def run(self, steps: list[dict[str, Any]]) -> None:
        """Each step with commands, as long as none before it failed or it runs anyway."""
        for step in steps:
            condition = step.get("if", "success()")
            if "run" not in step or "pip install" in step["run"]:
                continue
            if condition == "success()" and any(self.codes.values()):
                continue
            assert condition in ("success()", "${{ !cancelled() }}", "${{ always() }}")
            self._run(step)

    def _run(self, step: dict[str, Any]) -> None:
        files = {name: self._place.folder / name.lower() for name in ("GITHUB_ENV", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.touch()
        given = step.get("env", {}).items()
        own = {name: re.sub(r"\$\{\{ secrets\.(\w+) \}\}", r"\1-value", text) for name, text in given}
        script = step["run"].replace("8080", self._port)
        ended = self._place.bash(script, **{name: str(file) for name, file in files.items()}, **self._set, **own)
        self.codes[step["name"]] = ended.returncode
        self.said[step["name"]] = ended.stdout + ended.stderr
        self._set |= dict(line.split("=", 1) for line in files["GITHUB_ENV"].read_text("utf-8").splitlines())


def workflow() -> dict[str, Any]:
    """The workflow of the page."""
    [text] = [text for text in blocks(CI, "yaml") if "runs-on" in text]
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return str(taken.getsockname()[1])


@pytest.mark.slow
def test_workflow_of_github(place: Place) -> None:
    """Each step's commands run in order: the service is checked, the summary shown, the service stopped."""
    steps = workflow()["jobs"]["conformance"]["steps"]
    job = Job(place, "push", free_port())

    job.run(steps)

    assert set(job.codes.values()) == {0}, job.said
    assert "conforms" in (place.folder / "github_step_summary").read_text("utf-8")
    [kept] = [step["with"]["path"] for step in steps if step.get("uses", "").startswith("actions/upload-artifact@")]
    assert ET.parse(place.folder / kept / "junit.xml").getroot().tag == "testsuites"
    assert still_serving(place) == []


@pytest.mark.parametrize(
    ("code", "event", "ends", "said"),
    [
        (1, "push", 1, "::error title=Contract broken::"),
        (2, "push", 2, "::error title=Not checked::"),
        (3, "push", 3, "::warning title=No verdict::"),
        (3, "schedule", 0, "::warning title=No verdict::"),
        (1, "schedule", 1, "::error title=Contract broken::"),
    ],
)
def test_workflow_parts_broken_from_inconclusive(place: Place, code: int, event: str, ends: int, said: str) -> None:
    """What is violated fails the job, and is told apart from what could not be checked."""
    [step] = [step for step in workflow()["jobs"]["conformance"]["steps"] if step.get("name") == "Check the contract"]
    stand_in(place, "translation-conformance", f"exit {code}")

    ended = place.bash(step["run"], GITHUB_EVENT_NAME=event, PATH=f"{place.folder}:{path()}")

    assert ended.returncode == ends
    assert ended.stdout.startswith(said)


@pytest.mark.slow
def test_pipeline_of_gitlab(workplace: Place) -> None:
    """The script of the pipeline runs as it stands, and leaves what it names as artefacts."""
    [text] = [text for text in blocks(CI, "yaml") if "allow_failure" in text]
    contract = yaml.safe_load(text)["contract"]
    (workplace.folder / "staging.toml").write_bytes((workplace.folder / "target.toml").read_bytes())

    ended = [workplace.bash(script).returncode for script in contract["script"]]

    assert ended == [0]
    assert contract["allow_failure"]["exit_codes"] == [3]
    assert (workplace.folder / contract["artifacts"]["reports"]["junit"]).exists()
    assert all((workplace.folder / path).exists() for path in contract["artifacts"]["paths"])


@pytest.mark.slow
# The page on pictures serves a mock of its own and has tests of its own: test_pictures_page.py.
@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "pictures.md"], ids=lambda page: page.name)
def test_every_command_runs(page: Path, workplace: Place) -> None:
    """Each block of commands of a page ends well, in the page's order, over the profile of a mock."""
    text = page.read_text("utf-8")
    for named in blocks(text, "toml"):
        if name := re.match(r"# (\S+\.toml)\n", named):
            (workplace.folder / name[1]).write_text(named, "utf-8")

    # What is run from the sources is run by other tests.
    commands = [block for block in blocks(text, "bash") if not block.startswith("make ")]
    ended = [(block, workplace.bash(block)) for block in commands]

    assert [(block, done.stdout[-800:], done.stderr[-800:]) for block, done in ended if done.returncode != 0] == []


def test_waiver_is_for_what_its_reason_says(place: Place) -> None:
    """The page's waiver makes a service that counts characters conform, which it does not without it."""
    [waiver] = [block for block in blocks(CI, "toml") if block.startswith("# known.toml\n")]
    [command] = [block for block in blocks(CI, "bash") if "--waivers" in block]
    (place.folder / "known.toml").write_text(waiver, "utf-8")
    (place.folder / "none.toml").write_text("", "utf-8")

    original = Reference()

    with served(lambda asked: counts_letters(original, asked) if asked.json else original(asked)) as url:
        profile = reference.PROFILE.replace("http://reference.localhost", url)
        (place.folder / "target.toml").write_text(profile, "utf-8")
        bare = place.bash(f"{command.strip()} --quick".replace("known.toml", "none.toml"))
        waived = place.bash(f"{command.strip()} --quick")

    assert "Counts characters" in waiver
    assert (bare.returncode, waived.returncode) == (1, 0), bare.stdout + waived.stdout


def test_what_cannot_be_tested_is_named() -> None:
    """Each documented sentence that no answer shows stands on its page with the reason of the catalogue."""
    page = (DOCS / "what-the-suite-cannot-see.md").read_text("utf-8")
    rows = [row for api in APIS for row in api.catalogue.values() if row.level is Level.DOCUMENTED and row.untestable]

    assert re.findall(r"^\| `(.*)` \| (.*) \|$", page, re.MULTILINE) == [(row.id, row.untestable) for row in rows]


def test_options_of_the_plugin_are_those_of_the_page() -> None:
    """The table names every option that the plugin adds for a run."""
    parser = pytest.Parser(_ispytest=True)
    pytest_addoption(parser)
    names = {name for group in parser._groups for option in group.options for name in option.names()}
    table = set(re.findall(r"^\| `(--conformance-[a-z-]+)", CI, re.MULTILINE))

    assert table == names - {"--target"}


def test_small_number_is_that_of_the_code() -> None:
    """Wherever a page says how much is charged for elsewhere, it is the number of the code."""
    told = re.findall(r"at most (\d+) successes", (DOCS / "paid-service.md").read_text("utf-8"))

    assert set(told) == {str(BILLABLE_ELSEWHERE)}
