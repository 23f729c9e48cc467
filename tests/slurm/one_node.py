"""A real Slurm of one node on loopback, in a temporary folder; nothing of the machine's own is touched."""

from __future__ import annotations

import getpass
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "scontrol", "sinfo")
INSTALL = "install Slurm: apt-get install --no-install-recommends slurm-wlm munge"
_HOST = socket.gethostname().split(".")[0]
NODE_CPUS, NODE_MEMORY_MB = 2, 8000

# No accounting, no cgroups, no task binding: what a container can give. cred_expire is also how long a job waits
# that was put back into the queue: not two minutes here. Everything else is Slurm's default.
_CONF = """\
ClusterName=loopback
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=30
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SlurmdParameters=config_overrides
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=only Nodes={host} Default=YES State=UP
"""


def missing_programs() -> list[str]:
    """Programs of Slurm and munge that this machine has not; the daemons lie where root alone looks."""
    return [name for name in PROGRAMS if _program(name) is None]


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@dataclass(frozen=True)
class OneNode:
    """A running Slurm; ``environment`` is that of its users."""

    folder: Path
    environment: dict[str, str]

    def ask(self, *command: str) -> str:
        """Run one of Slurm's commands and return what it printed."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout

    def running(self) -> dict[str, str]:
        """Comment (rule and wildcards, as Snakemake gives them) of each running job, by Slurm's job id."""
        lines = self.ask("squeue", "--noheader", "--states=RUNNING", "--format=%A|%k").splitlines()
        return dict(line.split("|", 1) for line in lines)

    def take_down(self) -> None:
        """Make Slurm believe that the node has failed; what runs there is lost, or put back into the queue."""
        self.ask("scontrol", "update", f"nodename={_HOST}", "state=down", "reason=test")

    def bring_back(self) -> None:
        """Make the node usable again."""
        self.ask("scontrol", "update", f"nodename={_HOST}", "state=resume")

    def state(self) -> str:
        """State of the node, as ``sinfo`` says it: idle, mixed, allocated, down ..."""
        return self.ask("sinfo", "--noheader", "--format=%t").strip()


@contextmanager
def one_node() -> Iterator[OneNode]:
    """Start munged, slurmctld and slurmd; stop them, each by its pid, and remove their files at the end.

    Raises:
        TimeoutError: the node did not become idle; the daemons' last words are in the message.
    """
    # Not below the checkout: a socket's path must be short, and munged wants every folder above it open to all.
    with tempfile.TemporaryDirectory(prefix="mtorboard-slurm-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _daemons(folder) as node:
            yield node


@contextmanager
def _daemons(folder: Path) -> Iterator[OneNode]:
    _configure(folder)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SLURM_")}
    environment |= {
        "SLURM_CONF": str(folder / "slurm.conf"),
        "PATH": f"{folder}/bin:{os.environ.get('PATH', os.defpath)}",
    }
    commands = (
        ("munged", "--foreground", f"--key-file={folder}/munge.key", f"--socket={folder}/munge.socket",
         f"--pid-file={folder}/munged.pid", f"--seed-file={folder}/munge.seed"),
        ("slurmctld", "-D", "-c"),
        ("slurmd", "-D"),
    )  # fmt: skip
    daemons: list[subprocess.Popen[bytes]] = []
    try:
        for name, *options in commands:
            with (folder / f"{name}.log").open("wb") as log:
                daemons.append(
                    subprocess.Popen(
                        [str(_program(name)), *options],
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
                )
            if name == "munged":
                wait_until((folder / "munge.socket").exists, 20, lambda: _last_words(folder))
        node = OneNode(folder, environment)
        wait_until(lambda: _idle(node), 60, lambda: _last_words(folder))
        yield node
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()


def wait_until(reached: Callable[[], object], seconds: float, otherwise: Callable[[], str]) -> None:
    """Look four times a second until ``reached`` is true.

    Raises:
        TimeoutError: it was not within ``seconds``; ``otherwise`` gives the message.
    """
    last = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > last:
            raise TimeoutError(otherwise())
        time.sleep(0.25)


def _configure(folder: Path) -> None:
    for name in ("state", "spool", "bin"):
        (folder / name).mkdir()
    # The plugin calls srun without most of Slurm's variables, and so without the place of a configuration that does
    # not lie where Slurm looks by itself.
    srun = folder / "bin" / "srun"
    srun.write_text(f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {_program("srun")} "$@"\n')
    srun.chmod(0o755)
    key = folder / "munge.key"
    key.touch(mode=0o600)
    key.write_bytes(secrets.token_bytes(128))
    controller_port, node_port = _free_ports(2)
    text = _CONF.format(
        host=_HOST,
        user=getpass.getuser(),
        folder=folder,
        controller_port=controller_port,
        node_port=node_port,
        cpus=NODE_CPUS,
        memory=NODE_MEMORY_MB,
    )
    (folder / "slurm.conf").write_text(text)


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now, found by asking for any."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _idle(node: OneNode) -> bool:
    try:
        return node.state() == "idle"
    except subprocess.CalledProcessError:
        return False


def _last_words(folder: Path) -> str:
    return "\n".join(
        f"{log.name}:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        for log in sorted(folder.glob("*.log"))
    )
