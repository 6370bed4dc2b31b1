"""A PostgreSQL server of Debian's, for one test run: in a temporary folder, on loopback, on a free port."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pg8000.native

USER, DATABASE = "evenrep", "evenrep"
_READY = "database system is ready to accept connections"


@dataclass(frozen=True)
class Server:
    """One database, emptied for each test: quicker than a new one."""

    port: int

    def database(self) -> str:
        """The address of a database that is empty (again)."""
        known = [row[0] for row in self.run("postgres", "SELECT datname FROM pg_database")]
        if DATABASE not in known:
            self.run("postgres", f"CREATE DATABASE {DATABASE}")
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        self.run(DATABASE, f"SELECT pg_terminate_backend(pid) {others}")
        self.run(DATABASE, "DROP SCHEMA public CASCADE")
        self.run(DATABASE, "CREATE SCHEMA public")
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{DATABASE}"

    def run(self, database: str, sql: str) -> list[Any]:
        connection = pg8000.native.Connection(USER, host="127.0.0.1", port=self.port, database=database)
        try:
            return list(connection.run(sql) or [])
        finally:
            connection.close()


def binaries() -> Path | None:
    """Debian keeps them out of the PATH; the newest version there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Started, and stopped afterwards. Written without fsync: this database need not survive the machine."""
    folder = Path(tempfile.mkdtemp(prefix="evenrep-postgres-"))
    who = _unprivileged(folder)
    try:
        data, port = folder / "data", _free_port()
        _initialise(programs, data, who)
        options = [
            *("-D", str(data), "-p", str(port), "-F"),
            *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
        ]
        command = [*_dies_with_us(), str(programs / "postgres"), *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=folder, **who) as server:
            try:
                _wait_until_ready(server)
                yield Server(port)
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: nothing of it is to stay
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as its own user, to whom the folder is given."""
    if os.geteuid():
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _dies_with_us() -> list[str]:
    """A test run that is killed leaves no server behind."""
    return ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []


def _initialise(programs: Path, data: Path, who: dict[str, Any]) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8"]
    done = subprocess.run(
        [*command, "--locale=C", "--no-sync"], capture_output=True, text=True, cwd=data.parent, **who
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")


def _wait_until_ready(server: "subprocess.Popen[str]") -> None:
    assert server.stderr is not None
    told = []
    for line in server.stderr:
        told.append(line)
        if _READY in line:
            threading.Thread(target=server.stderr.read, daemon=True).start()  # a full pipe would stop it
            return
    raise RuntimeError(f"PostgreSQL did not start: {''.join(told)}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
