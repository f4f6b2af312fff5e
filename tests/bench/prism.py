"""Prism, the mock server to compare with: installed with npm into a cache folder, started with node."""

import json
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import NotAvailable
from bench.servers import Program

PACKAGE = "@stoplight/prism-cli"
VERSION = "5.16.0"
#: Ignored by git and removed by `make clean`.
CACHE = Path(__file__).resolve().parents[2] / "build" / "bench" / f"prism-{VERSION}"
_LONGEST_INSTALLATION = 180
_LONGEST_CALL = 30


@dataclass(frozen=True)
class Prism:
    """An installed Prism and the node that runs it."""

    node: str
    node_version: str
    folder: Path

    @property
    def script(self) -> Path:
        """What node runs."""
        return self.folder / "dist" / "index.js"

    def mock(self, name: str, contract: Path, flags: Sequence[str] = ()) -> Program:
        """A static mock of *contract*, in one process as is Prism's default."""
        command = (self.node, str(self.script), "mock", "--host", "127.0.0.1", "--port", "{port}")
        return Program(name, (*command, *flags, str(contract)))

    def __str__(self) -> str:
        wanted = json.loads((self.folder / "package.json").read_text("utf-8")).get("engines", {}).get("node", "any")
        return f"{PACKAGE} {VERSION} (asks for node {wanted}) on node {self.node_version}"


def install() -> Prism:
    """Prism from the cache, or else from npm; raises `NotAvailable`."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise NotAvailable("npm and node are needed for it and are not installed")
    folder = CACHE / "node_modules" / PACKAGE
    done = CACHE / "installed"
    if not done.exists():
        _npm_install(npm)
        done.touch()
    installed = Prism(node, _said_by(node, "--version"), folder)
    _said_by(node, str(installed.script), "--version")
    return installed


def _said_by(*command: str) -> str:
    """What a command that must work prints: a node that is too old does not run Prism at all."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_CALL, check=False)
    if done.returncode:
        raise NotAvailable(f"{shlex.join(command)} fails: {' '.join(done.stderr.split())[-300:]}")
    return done.stdout.strip()


def _npm_install(npm: str) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    # Scripts of packages are not run: none is needed, and one of them reports every installation to a third party.
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    command = [npm, "install", "--prefix", str(CACHE), *quiet, f"{PACKAGE}@{VERSION}"]
    try:
        done = subprocess.run(
            command, cwd=CACHE, capture_output=True, text=True, timeout=_LONGEST_INSTALLATION, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAvailable(f"npm could not install it: {error}") from error
    if done.returncode:
        raise NotAvailable(f"npm could not install it: {' '.join(done.stderr.split())[-300:]}")
