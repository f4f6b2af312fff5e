"""The mock as a process of its own, with accounts whose balances show every charge."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hostile_support.wire import PATIENCE, Address, connect

MOCK = ("-m", "translation_mock")
#: The mock, held up by texts that begin with "Wait"; -P because its neighbours are no modules for it to find.
SLOW_MOCK = ("-P", str(Path(__file__).with_name("slow_mock.py")))

TEXT_KEY = "hostile-text-key"
IMAGE_KEY = "itk_hostile.its_hostile"
#: So few that a text of a few kilobytes is too long and asks what is left, and enough for a whole table.
TEXT_TOKENS = 2_000
IMAGE_CREDITS = 1_000_000


def accounts_toml(tokens: int = TEXT_TOKENS, credits_: int = IMAGE_CREDITS) -> str:
    """A file of accounts, the hostile ones with these balances."""
    return f"""
[[text]]
name = "hostile"
key = "{TEXT_KEY}"
purpose = "Every charge shows in the tokens of a 402."
tokens = {tokens}

[[text]]
name = "rich"
key = "rich-text-key"
purpose = "Serves while others are hostile."
tokens = 1_000_000_000

[[image]]
name = "hostile"
key = "{IMAGE_KEY}"
purpose = "Every charge shows in the credits of a 200."
credits = {credits_}
"""


@dataclass(frozen=True)
class ServerProcess:
    """A running mock."""

    process: subprocess.Popen[bytes]
    address: Address
    log: Path

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self.process.pid

    def open_files(self) -> int:
        """How many file descriptors are open; the accepted connections are among them."""
        return len([*Path(f"/proc/{self.pid}/fd").iterdir()])

    def threads(self) -> int:
        """How many threads there are."""
        return len([*Path(f"/proc/{self.pid}/task").iterdir()])

    def forget_peak(self) -> None:
        """Let `peak` count from now (proc(5), clear_refs)."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def peak(self) -> int:
        """The most resident memory at a time, in bytes."""
        [line] = [
            line for line in Path(f"/proc/{self.pid}/status").read_text().splitlines() if line.startswith("VmHWM")
        ]
        return int(line.split()[1]) * 1024

    def ask_to_stop(self) -> None:
        """Send SIGTERM, to this process alone."""
        self.process.send_signal(signal.SIGTERM)

    def wait_until_refused(self) -> None:
        """Wait until the server takes no new connections, which is how a stop begins."""
        while True:
            try:
                connect(self.address).close()
            except ConnectionError:
                return

    def exit_status(self) -> int:
        """Wait for the end."""
        return self.process.wait(PATIENCE)

    def await_output(self, wanted: bytes) -> None:
        """Read stdout, from behind the ready line, until it says *wanted*."""
        assert self.process.stdout is not None
        said = b""
        while wanted not in said:
            ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
            # Not through the file object: what it had read ahead, select would not see.
            piece = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            assert piece, (said, self.logged())
            said += piece

    def logged(self) -> str:
        """What was written to stderr until now."""
        return self.log.read_text("utf-8", errors="replace")


@contextmanager
def server_process(directory: Path, *flags: str, program: Sequence[str] = MOCK) -> Iterator[ServerProcess]:
    """A mock on a free port, stopped at the end whatever happened."""
    accounts = directory / "accounts.toml"
    accounts.write_text(accounts_toml())
    log = directory / "stderr"
    command = [sys.executable, *program, "serve", "--port", "0", "--accounts", str(accounts), *flags]
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr)
    assert process.stdout is not None
    try:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        line = process.stdout.readline().decode() if ready else ""
        assert line.startswith("ready http://"), (line, log.read_text())
        host, _, port = line.removeprefix("ready http://").strip().rpartition(":")
        yield ServerProcess(process, (host, int(port)), log)
    finally:
        process.stdout.close()
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
