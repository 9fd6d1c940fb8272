"""What docs/install.md installs: units, containers and scripts say the same, and each process holds its own secrets alone."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mdt.embedded.trial import WEB
from mdt.secret_files import SECRETS
from tests.deploy.as_unit import settings

ROOT = Path(__file__).resolve().parents[2]
COMMON = {"secret-key", "field-key", "seal-certificate", "broker-url", "email-url"}
OWN = {
    "migrate": {"database-owner"}, "web": {"database-web"}, "beat": {"database-worker"},
    "worker": {"database-worker", "ledger-key", "seal-key"},
}  # fmt: skip


def services() -> dict[str, str]:
    text = (ROOT / "docker-compose.yml").read_text().split("\nservices:")[1].split("\nsecrets:")[0]
    return dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", OWN)
def test_each_process_gets_its_own_secrets_alone(name: str) -> None:
    unit = settings(f"mdt-{name}")
    given = {one.partition(":")[0] for one in unit["LoadCredential"]}
    assert given == COMMON | OWN[name]
    block = services()[name]
    assert set(re.search(r"secrets: \[(.*)\]", block)[1].split(", ")) == given
    words = " ".join(unit["Environment"])
    named = {file: f"{one}_FILE" for one, file in re.findall(r"(\w+)_FILE=%d/([\w-]+)", words)}
    assert set(named) == given, "each credential is told to the process, and no other is"
    assert {one.removesuffix("_FILE") for one in named.values()} <= set(SECRETS)
    in_compose = dict(re.findall(r"(\w+_FILE): /run/secrets/([\w-]+)", block))
    assert all(named[file] == variable for variable, file in in_compose.items())
    assert OWN[name] <= set(in_compose.values())
    assert f"MDT_ROLE={'owner' if name == 'migrate' else 'worker' if name == 'beat' else name}" in words


def test_every_container_is_safe_and_says_how_it_is() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert line in text.split("x-app:")[0]
    blocks = services()
    assert set(blocks) == {"proxy", "database", "valkey", "migrate", "web", "worker", "beat"}
    for name, block in blocks.items():
        assert "<<: *safe" in block or "<<: *app" in block, name
        assert "<<: *app" in block or re.search(r"\n    user: (nginx|postgres|valkey)\n", block), "none is root"
        assert ("healthcheck:" in block) == (name != "migrate"), name
    assert [name for name, block in blocks.items() if "ports:" in block] == ["proxy"], "the proxy alone is reached"
    assert "PASSWORD: $" not in text


def test_the_web_server_is_started_alike_everywhere() -> None:
    unit = settings("mdt-web")["ExecStart"][0].split()
    image = re.findall(r'"([^"]+)"', (ROOT / "Dockerfile").read_text().rpartition("CMD ")[2])
    assert [word for word in unit[1:] if ":8000" not in word] == [word for word in image[1:] if ":8000" not in word]
    assert {"--no-control-socket", "--logger-class"} <= set(unit) & set(WEB)
    assert unit[unit.index("--bind") + 1].startswith("127.0.0.1:"), "only the proxy reaches it"


@pytest.mark.slow
def test_systemd_takes_the_units_and_finds_little_exposed(tmp_path: Path) -> None:
    (tmp_path / "mdt-.service.d").mkdir()
    shutil.copy(ROOT / "deploy/systemd/mdt-.service.d/common.conf", tmp_path / "mdt-.service.d")
    for path in (ROOT / "deploy/systemd").glob("*.service"):
        (tmp_path / path.name).write_text(re.sub(r"/opt/mdt/venv/bin/\w+", "/bin/true", path.read_text()))
    units = sorted(str(path) for path in tmp_path.glob("*.service"))
    env = os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    done = subprocess.run(["systemd-analyze", "verify", *units], env=env, capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "mdt-" in line] == []
    for unit in units:
        words = ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit]
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout.splitlines()[-1:] + done.stderr.splitlines()


@pytest.mark.parametrize("name", ["install-packages", "manage", "upgrade", "make-roles.sh"])
def test_each_script_can_be_run(name: str) -> None:
    path = ROOT / "deploy" / name
    assert os.access(path, os.X_OK)
    subprocess.run(["sh", "-n", path], check=True)
    assert "set -eu" in path.read_text()


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    words = [sys.executable, "-m", "mdt.make_secrets", str(folder), "--name", "Test", "--database", "database:5432"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    made = {path.name: path.read_text().strip() for path in folder.iterdir()}
    assert COMMON | OWN["worker"] | OWN["web"] | OWN["migrate"] <= set(made)
    assert made["database-web"] == f"postgresql://mdt_web:{made['web-password']}@database:5432/mdt"
    assert len(set(made.values())) == len(made)
    assert not any(value in done.stdout for value in made.values())
    named = {
        Path(one).name for one in re.findall(r"file: \./secrets/(\S+)\}", (ROOT / "docker-compose.yml").read_text())
    }
    assert named - {"fullchain.pem", "privkey.pem"} <= set(made)
    again = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "is not empty. Nothing was changed" in again.stderr
    assert {path.name: path.read_text().strip() for path in folder.iterdir()} == made
