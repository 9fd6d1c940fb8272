"""Owns the making of an installation's secrets, each in a file of its own: python -m mdt.make_secrets FOLDER. Needs no Django.

What is there already is never replaced: a new key would close for ever what the old one closed.
"""

import argparse
import base64
import secrets
import sys
from pathlib import Path

from mdt import seal_key

ROLES = ("owner", "web", "worker")


def values(name: str, database: str, broker: str, email: str) -> dict[str, str]:
    """File name → content. Passwords are letters and digits, so that they stand in an address as they are."""
    passwords = {role: secrets.token_hex(24) for role in (*ROLES, "postgres", "broker")}
    made = seal_key.make(name, 10)
    urls = {f"database-{role}": f"postgresql://mdt_{role}:{passwords[role]}@{database}/mdt" for role in ROLES}
    return {
        **{f"{role}-password": password for role, password in passwords.items()},
        **urls,
        "broker-url": f"redis://:{passwords['broker']}@{broker}/0",
        "email-url": email,
        "secret-key": secrets.token_hex(32),
        "field-key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "ledger-key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "seal-key": made.value,
        "seal-certificate": made.certificate,
    }


def write(folder: Path, files: dict[str, str]) -> None:
    """The folder is its owner's alone. A container gets single files of it, as whoever it runs as, so they can be read."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty. Nothing was changed: its keys open what they have closed.")
    for name, text in files.items():
        path = folder / name
        path.write_text(text + "\n")
        path.chmod(0o444)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m mdt.make_secrets", description="Makes all secrets, once.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", required=True, help="who seals documents, for example Alder County MDT")
    parser.add_argument("--database", default="127.0.0.1:5432", help="where PostgreSQL is (127.0.0.1:5432)")
    parser.add_argument("--broker", default="127.0.0.1:6379", help="where Valkey or Redis is (127.0.0.1:6379)")
    parser.add_argument("--email", default="smtp://127.0.0.1:25", help="the mail server, without its password")
    given = parser.parse_args()
    write(given.folder, values(given.name, given.database, given.broker, given.email))
    sys.stdout.write(f"All secrets are in {given.folder}. Keep a copy where the machine cannot reach it.\n")


if __name__ == "__main__":
    main()
