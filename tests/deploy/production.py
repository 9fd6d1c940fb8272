"""The environment of a real installation, with the servers of the tests behind it."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

from mdt import seal_key
from mdt.secret_files import SECRETS

ROOT = Path(__file__).resolve().parents[2]
URL_OF = {"owner": "OWNER_DATABASE_URL", "web": "DATABASE_URL", "worker": "WORKER_DATABASE_URL"}


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def environment(role: str, **changed: str | None) -> dict[str, str]:
    """What each role gets and nothing more; ``changed`` replaces a variable, and None takes it away."""
    ours = ("MDT_", "DJANGO_", *SECRETS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours) or name == "MDT_LOCAL"}
    made = seal_key.make("Test", 1)
    given: dict[str, str | None] = {
        "MDT_ROLE": role, URL_OF[role]: os.environ[URL_OF[role]], "REDIS_URL": os.environ["REDIS_URL"],
        "DJANGO_SECRET_KEY": secrets.token_hex(32), "MDT_FIELD_KEY": key(), "MDT_SEAL_CERTIFICATE": made.certificate,
        "DJANGO_ALLOWED_HOSTS": "teams.example.org", "MDT_PUBLIC_URL": "https://teams.example.org", "MDT_PROXIES": "1",
        "EMAIL_URL": "smtp://127.0.0.1:9",
    }  # fmt: skip
    if role == "worker":
        given |= {"MDT_LEDGER_KEY": key(), "MDT_SEAL_KEY": made.value}
    return kept | {name: value for name, value in (given | changed).items() if value is not None}


def run(words: list[str], env: dict[str, str], seconds: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=seconds
    )
