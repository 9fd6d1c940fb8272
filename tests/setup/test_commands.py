"""The shell half of bin/run: what it says on a machine that lacks something."""

import shutil
import subprocess
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "cat", "chmod", "dirname", "id", "mkdir", "rm", "touch", "uname")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout on a machine with a shell, a few tools and nothing else."""
    shutil.copytree(REAL / "bin", tmp_path / "bin")
    shutil.copy(REAL / "requirements.lock", tmp_path)
    (tmp_path / "tools").mkdir()
    for name in TOOLS:
        (tmp_path / "tools" / name).symlink_to(shutil.which(name) or "/missing")
    return tmp_path


def run(bare: Path, command: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(bare / "tools"), "HOME": str(bare)}
    return subprocess.run(
        ["bash", bare / "bin" / command], env=env, cwd="/", capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", ["run", "test", "check"])
def test_without_python_one_sentence_says_how_to_get_it(bare: Path, command: str) -> None:
    done = run(bare, command)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 to 3.14 is needed and was not found; install it, for example with: ")
    assert done.stderr.count("\n") == 1


def test_a_shim_that_finds_no_python_is_no_python(bare: Path) -> None:
    shim = bare / "tools" / "python3"
    shim.write_text("#!/bin/bash\necho 'python3: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert run(bare, "run").stderr.startswith("Python 3.11 to 3.14 is needed")


def test_its_folder_is_private_from_the_first_moment(bare: Path) -> None:
    run(bare, "run")
    assert (bare / ".local").stat().st_mode & 0o777 == 0o700
    assert (bare / ".local" / "log").stat().st_mode & 0o777 == 0o700
