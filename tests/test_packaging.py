"""The wheel: complete, and usable away from the source tree, with every interpreter that is there."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mock_support.process import serving

ROOT = Path(__file__).parent.parent
PACKAGES = ("translation_openapi", "translation_mock", "translation_conformance")

pytestmark = pytest.mark.slow


def interpreter(minor: str) -> str | None:
    """An interpreter of this version that runs, the one of the tests for its own."""
    if sys.version_info[:2] == tuple(map(int, minor.split("."))):
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named = [shutil.which(f"python{minor}"), *map(str, pyenv.glob(f"{minor}.*/bin/python"))]
    # A version manager's stand-in is there without the interpreter that it stands for.
    return next(
        (path for path in named if path and subprocess.run([path, "-c", ""], capture_output=True).returncode == 0), None
    )


@pytest.fixture(name="wheel", scope="module")
def _wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by way of the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    return wheel


def test_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    """Contracts, catalogues, data and type markers are inside; tests are not."""
    names = zipfile.ZipFile(wheel).namelist()

    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    assert {
        "translation_openapi/image.yaml",
        "translation_openapi/text.yaml",
        "translation_openapi/supported.toml",
        "translation_openapi/catalogue/image.toml",
        "translation_openapi/catalogue/text.toml",
        "translation_mock/accounts.toml",
        "translation_mock/start_page.html",
        "translation_mock/gallery/cases.toml",
        "translation_mock/gallery/page.html",
        "translation_mock/domain/phrasebook.toml",
        "translation_conformance/report.schema.json",
        "translation_conformance/artefacts/page.css",
        "translation_conformance/artefacts/page.js",
    } <= set(names)
    assert {name.partition("/")[0] for name in names} - set(PACKAGES) == {"translation_contract-0.1.0.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.parametrize("minor", ["3.11", "3.12", "3.13"])
def test_installed_wheel_works_away_from_the_source(wheel: Path, tmp_path: Path, minor: str) -> None:
    """Installed into a clean environment, the mock serves and the suite finds that it conforms."""
    python = interpreter(minor)
    if python is None:
        pytest.skip(f"no Python {minor} on this machine")
    environment = tmp_path / "venv"
    subprocess.run([python, "-m", "venv", str(environment)], check=True)
    tools = environment / "bin"
    install = [str(tools / "python"), "-m", "pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt")]
    subprocess.run([*install, f"{wheel}[server,conformance,publish]"], check=True, cwd=tmp_path)
    profile = tmp_path / "mock.toml"

    with serving(command=[str(tools / "translation-mock")]) as (_, url):
        written = subprocess.run(
            [str(tools / "translation-mock"), "profile", "--base-url", url],
            check=True,
            capture_output=True,
            cwd=tmp_path,
        )
        profile.write_bytes(written.stdout)
        verdict = subprocess.run(
            [str(tools / "translation-conformance"), "run", "--target", str(profile)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    validated = subprocess.run([str(tools / "translation-openapi"), "validate"], capture_output=True, cwd=tmp_path)

    assert verdict.returncode == 0, verdict.stdout[-3000:]
    assert validated.returncode == 0


def test_missing_extra_is_said_in_one_line(wheel: Path, tmp_path: Path) -> None:
    """With the contracts alone, the commands of the other parts name the extra that they need."""
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    tools = environment / "bin"
    install = [str(tools / "python"), "-m", "pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt")]
    subprocess.run([*install, str(wheel)], check=True, cwd=tmp_path)

    for command, extra in (
        (["translation-mock", "serve", "--port", "0"], "server"),
        (["translation-mock", "profile"], "server"),
        (["translation-conformance", "list"], "conformance"),
        (["translation-openapi", "validate"], "publish"),
    ):
        ended = subprocess.run([str(tools / command[0]), *command[1:]], capture_output=True, text=True, cwd=tmp_path)
        assert ended.returncode == 2, ended.stderr
        assert f"[{extra}]" in ended.stderr
        assert len(ended.stderr.splitlines()) == 1
    listed = subprocess.run([str(tools / "translation-openapi"), "requirements"], capture_output=True, cwd=tmp_path)
    assert listed.returncode == 0
