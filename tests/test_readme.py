"""The README is true: its tables are those of the code, and every command in it runs."""

import base64
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_support.caller import Caller
from mock_support.process import ENVIRONMENT, serving
from translation_mock.pages import sample_picture
from translation_mock.settings import PREFIX, Settings, default_shown, settings_fields
from translation_openapi import APIS
from translation_openapi.catalogue import Defect
from translation_openapi.defects import defects_of, escaped

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^```bash\n(.*?)^```", README, re.DOTALL | re.MULTILINE)

#: Commands that set the project up or run all of its tests: `.ci/run` and `test_setup.py` run them.
SET_UP = ("make serve", "make test", "make check", "make verify", "make matrix", "make bench", "pip install")


def section(name: str) -> str:
    """What stands between the two markers of a generated section."""
    found = re.search(rf"<!-- {name}:.*?-->\n(.*?)<!-- /{name} -->", README, re.DOTALL)
    assert found, f"no section {name}"
    return found[1]


def settings_table() -> str:
    """The settings as the README shows them."""
    lines = ["| Flag | Variable | Meaning | Default |", "| --- | --- | --- | --- |"]
    for item, kind in settings_fields():
        flag = "--" + item.name.replace("_", "-")
        shown = f"{flag}/--no-{flag[2:]}" if kind is bool else flag
        meaning, default = item.metadata["meaning"], default_shown(item)
        lines.append(f"| `{shown}` | `{PREFIX}{item.name.upper()}` | {meaning} | `{default}` |")
    return "\n".join(lines) + "\n"


def defects_list() -> str:
    """The contradictions and errors of the pages as the README shows them, and how many gaps there are."""
    rows = [row for api in APIS for row in defects_of(api)]
    told = [row for row in rows if row.defect is not Defect.GAP]
    lines = [f"- {escaped(row.flaw or row.statement)} (`{row.id}`, {row.defect})" for row in told]
    gaps = (
        f"They leave {len(rows) - len(told)} gaps, too: [docs/document-defects.md](docs/document-defects.md) lists them"
    )
    return "\n".join([*lines, "", gaps, "all, with what we chose; each is a row of the requirement catalogue.", ""])


def test_settings_table_is_that_of_the_code() -> None:
    """Every setting stands in the README with flag, variable, meaning and default."""
    assert section("settings") == settings_table()


def test_flaws_of_the_pages_are_those_of_the_catalogue() -> None:
    """Every contradiction and error of the pages stands in the README, and the number of their gaps."""
    assert section("defects") == defects_list()


def samples() -> dict[str, bytes]:
    """The pictures of the README by name: the sample of the start page, and what the mock makes of it."""
    answer = Caller().image(sample_picture(), target_language="fr").json()
    assert answer["word_mapping"] == {"Hello": "Bonjour", "Welcome": "Bienvenue", "Thank you": "Merci"}
    return {"sample.png": sample_picture(), "sample-fr.png": base64.b64decode(answer["image"].partition(",")[2])}


def test_sample_is_the_one_that_the_mock_serves() -> None:
    """The shipped sample and the one of the start page are the same, and the shown result is its translation."""
    shown = samples()

    assert {name: (ROOT / "docs" / name).read_bytes() for name in shown} == shown


def test_shown_profile_is_one(tmp_path: Path) -> None:
    """The profile shown for a service of one's own is taken as it stands: the run ends for want of the service."""
    shown = re.search(r"^```toml\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert shown
    profile = tmp_path / "profile.toml"
    profile.write_text(shown[1].replace("https://staging.example", "http://127.0.0.1:9"), "utf-8")
    names = re.findall(r'"env:(\w+)"', shown[1])
    keys = {name: f"itk_{number}.its_for_{name.lower()}" for number, name in enumerate(names)}
    command = [sys.executable, "-m", "translation_conformance", "run", "--target", str(profile)]

    ended = subprocess.run(command, env={**ENVIRONMENT, **keys}, capture_output=True, text=True, timeout=60)

    assert ended.returncode == 3, ended.stderr
    assert "gives no answer" in ended.stdout


@pytest.fixture(name="workplace", scope="module")
def _workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str], str]]:
    """A folder with the shipped files, an environment with the commands, and the address of a running mock."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "docs").mkdir()
    (folder / "docs" / "sample.png").write_bytes((ROOT / "docs" / "sample.png").read_bytes())
    tools = str(Path(sys.executable).parent)
    # Nobody reads the log, and a full pipe would stop the mock.
    with serving("--no-access-log") as (_, url):
        environment = {
            **ENVIRONMENT,
            "PATH": f"{tools}:{ENVIRONMENT['PATH']}",
            "TRANSLATION_MOCK_PORT": url.rpartition(":")[2],
        }
        yield folder, environment, url


def test_every_command_runs_in_its_order(workplace: tuple[Path, dict[str, str], str]) -> None:
    """Each block of commands runs against a mock, in the order of the README, and ends well."""
    folder, environment, url = workplace
    blocks = [block for block in COMMANDS if not block.startswith(SET_UP)]

    for block in blocks:
        script = "set -euo pipefail\n" + block.replace("http://127.0.0.1:8080", url)
        ended = subprocess.run(
            ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
        )
        assert ended.returncode == 0, f"{block}\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}"

    assert len(blocks) >= 6
    assert (folder / "translated.png").read_bytes().startswith(b"\x89PNG")
    german = json.loads((folder / "german.json").read_text("utf-8"))
    assert german["word_mapping"] == {"Hello": "Hallo", "Thank you": "Danke"}
    with_sidecar = Caller(Settings(access_log=False, sidecar=folder / "sidecar.toml"))
    assert with_sidecar.image((folder / "shop.png").read_bytes()).headers["mock-recognised-by"] == "sidecar"
    assert (folder / "report" / "report.json").exists()


def test_printed_answer_is_the_answer(workplace: tuple[Path, dict[str, str], str]) -> None:
    """The JSON printed below the first request is what the mock answers."""
    _, environment, url = workplace
    first = next(block for block in COMMANDS if block.startswith("curl"))
    printed = re.search(r"^```json\n(.*?)\n```", README, re.DOTALL | re.MULTILINE)
    command = shlex.split(first.replace("\\\n", " ").replace("http://127.0.0.1:8080", url))

    answer = subprocess.run([*command, "-s"], capture_output=True, text=True, env=environment, timeout=60)

    assert printed
    assert answer.stdout == printed[1]


def write() -> None:
    """Write the generated sections and the pictures of the README: `python tests/test_readme.py`."""
    text = README
    for name, content in (("settings", settings_table()), ("defects", defects_list())):
        text = text.replace(f"-->\n{section(name)}<!-- /{name} -->", f"-->\n{content}<!-- /{name} -->")
    (ROOT / "README.md").write_text(text, "utf-8")
    for name, picture in samples().items():
        (ROOT / "docs" / name).write_bytes(picture)


if __name__ == "__main__":
    write()
