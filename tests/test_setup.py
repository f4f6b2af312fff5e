"""The set-up that the README names: one command each, on a machine with nothing but Python and make."""

import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from mock_support.process import ENVIRONMENT

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
ROUTES = ROOT / "README.md"


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Path:
    """The files of the project without what was installed or built in its folder."""
    leave_out = shutil.ignore_patterns(".venv*", ".git", "build", "dist", "*.egg-info", ".*_cache", "__pycache__")
    return Path(shutil.copytree(ROOT, tmp_path / "project", ignore=leave_out))


def test_make_serve_sets_up_and_serves(copy: Path) -> None:
    """`make serve` installs what it needs and serves; a request to stop ends it well."""
    command = ["make", "serve", f"PYTHON={sys.executable}", "ARGS=--port 0"]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = next(line for line in process.stdout if line.startswith("ready "))
        health = httpx2.get(f"{ready.split()[1]}/__mock__/health")
        process.terminate()
        process.communicate(timeout=60)

    assert health.json()["status"] == "ok"
    for name in ("translation-mock", "translation-conformance", "translation-openapi"):
        ended = subprocess.run([str(copy / ".venv" / "bin" / name), "--version"], capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr


def test_pip_route_installs_the_commands(copy: Path, tmp_path: Path) -> None:
    """The `pip install` line of the README brings the three commands."""
    [line] = [line for line in ROUTES.read_text("utf-8").splitlines() if line.startswith("pip install '")]
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    tools = tmp_path / "venv" / "bin"
    environment = {**ENVIRONMENT, "PATH": f"{tools}:{ENVIRONMENT['PATH']}"}
    subprocess.run(["bash", "-c", line], cwd=copy, env=environment, check=True, capture_output=True)

    for name in ("translation-mock", "translation-conformance", "translation-openapi"):
        assert subprocess.run([str(tools / name), "--version"], cwd=tmp_path).returncode == 0


def test_make_bench_is_the_benchmark(copy: Path) -> None:
    """`make bench` runs the benchmark, of which `test_bench_smoke.py` runs the short form."""
    told = subprocess.run(["make", "--dry-run", "bench"], cwd=copy, capture_output=True, text=True, check=True)

    assert "tests/bench/run.py" in told.stdout


def test_make_gallery_writes_the_gallery(copy: Path) -> None:
    """`make gallery` runs the command, which `test_command.py` runs in earnest."""
    told = subprocess.run(["make", "--dry-run", "gallery"], cwd=copy, capture_output=True, text=True, check=True)

    assert "translation-mock gallery" in told.stdout
