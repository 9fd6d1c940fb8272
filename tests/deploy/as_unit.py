"""Runs a unit of deploy/systemd where no systemd is, as root: python3 tests/deploy/as_unit.py mdt-web

Reads the unit and what all units share, and does what systemd would: the user, the folder, the environment, the credentials,
the folders of the unit; then ExecStart. What systemd forbids a process is not done here.
"""

import os
import pwd
import re
import shlex
import shutil
import sys
from pathlib import Path

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"


def settings(name: str) -> dict[str, list[str]]:
    """Every value of [Service], in the order of the files."""
    found: dict[str, list[str]] = {}
    for path in (UNITS / f"{name}.service", UNITS / "mdt-.service.d" / "common.conf"):
        for key, value in re.findall(
            r"^(\w+)=(.*)$", path.read_text().partition("[Service]")[2].partition("[Install]")[0], re.M
        ):
            found.setdefault(key, []).append(value)
    return found


def private(folder: Path, user: pwd.struct_passwd) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def main(name: str) -> None:
    unit = settings(name)
    user = pwd.getpwnam(unit["User"][-1])
    credentials = Path("/run/credentials") / f"{name}.service"
    shutil.rmtree(credentials, ignore_errors=True)
    private(credentials, user)
    for one in unit["LoadCredential"]:
        label, _, source = one.partition(":")
        (credentials / label).write_bytes(Path(source).read_bytes())
        os.chown(credentials / label, user.pw_uid, user.pw_gid)
        (credentials / label).chmod(0o400)
    for key, base in (("StateDirectory", "/var/lib"), ("RuntimeDirectory", "/run")):
        for folder in unit.get(key, []):
            private(Path(base) / folder, user)

    def filled(text: str) -> str:
        for mark, value in {"%d": str(credentials), "%S": "/var/lib", "%t": "/run"}.items():
            text = text.replace(mark, value)
        return text

    env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    lines = [word for value in unit["Environment"] for word in shlex.split(filled(value))]
    lines += [line for path in unit["EnvironmentFile"] for line in Path(path).read_text().splitlines() if line]
    env |= dict(line.split("=", 1) for line in lines)
    os.chdir(unit["WorkingDirectory"][-1])
    os.umask(int(unit["UMask"][-1], 8))
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    words = shlex.split(filled(unit["ExecStart"][-1]))
    os.execve(words[0], words, env)  # noqa: S606 - the unit says which program


if __name__ == "__main__":
    main(sys.argv[1])
