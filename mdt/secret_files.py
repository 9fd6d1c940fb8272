"""Secrets that come as files: NAME_FILE names the file with the value of NAME, as containers and systemd hand them in."""

from collections.abc import Mapping
from pathlib import Path

from mdt.embedded.trouble import Trouble

SECRETS = (
    "DJANGO_SECRET_KEY", "MDT_FIELD_KEY", "MDT_LEDGER_KEY", "MDT_SEAL_KEY", "MDT_SEAL_CERTIFICATE",
    "DATABASE_URL", "OWNER_DATABASE_URL", "WORKER_DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MDT_METRICS_TOKEN",
)  # fmt: skip


def with_files(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment and what its files hold. It is a copy: a process that we start learns of the files alone.

    Raises Trouble, one plain sentence, when a value is given twice, or its file cannot be read or is empty.
    """
    given = dict(environment)
    for name in SECRETS:
        path = given.get(f"{name}_FILE")
        if path:
            if given.get(name):
                raise Trouble(f"{name} and {name}_FILE are both set; keep one of them.")
            given[name] = _read(f"{name}_FILE", Path(path))
    return given


def _read(variable: str, path: Path) -> str:
    try:
        value = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as why:
        raise Trouble(f"The file that {variable} names, {path}, cannot be read: {type(why).__name__}.") from None
    if not value:
        raise Trouble(f"The file that {variable} names, {path}, is empty.")
    return value
