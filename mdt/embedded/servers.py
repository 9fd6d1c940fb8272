"""Owns both servers of a place together, and the variables by which a process finds them."""

from dataclasses import dataclass

from mdt.embedded.account import software
from mdt.embedded.family import Family
from mdt.embedded.place import WORKER_KEYS, Place
from mdt.embedded.postgres import Postgres
from mdt.embedded.valkey import Valkey
from mdt.secret_files import SECRETS


@dataclass(frozen=True)
class Servers:
    """Running servers, and what a process needs to know of them."""

    postgres: Postgres
    port: int
    redis_url: str
    secrets: dict[str, str]

    @property
    def admin_url(self) -> str:
        """The superuser's: for set-up, and for tests that play the thief."""
        return self.postgres.url(self.port, "postgres", "postgres")

    @property
    def keys(self) -> dict[str, str]:
        """What every role needs, and nothing that opens a database."""
        return {
            "REDIS_URL": self.redis_url,
            "DJANGO_SECRET_KEY": self.secrets["secret_key"],
            "MDT_FIELD_KEY": self.secrets["field_key"],
            "MDT_SEAL_CERTIFICATE": self.secrets["seal_certificate"],
        }

    @property
    def worker_keys(self) -> dict[str, str]:
        """What seals the ledger and finished documents: for the worker alone."""
        return {variable: self.secrets[name] for variable, name in WORKER_KEYS.items()}

    def for_owner(self) -> dict[str, str]:
        """Variables of a process that may be any role."""
        return self.keys | {
            "OWNER_DATABASE_URL": self.postgres.url(self.port, "owner"),
            "DATABASE_URL": self.postgres.url(self.port, "web"),
            "WORKER_DATABASE_URL": self.postgres.url(self.port, "worker"),
        }

    def for_web(self) -> dict[str, str]:
        """Variables of the web server: its own password and no other."""
        return self.keys | {"DATABASE_URL": self.postgres.url(self.port, "web"), "MDT_ROLE": "web"}

    def for_worker(self) -> dict[str, str]:
        """Variables of a job: its own password and no other. DATABASE_URL says that a database is given."""
        url = self.postgres.url(self.port, "worker")
        return self.keys | {"WORKER_DATABASE_URL": url, "DATABASE_URL": url, "MDT_ROLE": "worker"}


OURS = {"OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL", "REDIS_URL", "MDT_ROLE", *WORKER_KEYS}
OURS |= {f"{name}_FILE" for name in SECRETS}  # or a value of ours would be given twice


def start_servers(place: Place, family: Family, *, forgetful: bool = False) -> Servers:
    """Start PostgreSQL and Valkey of a place whose lock the caller holds."""
    secrets, programs = place.secrets(), software(place.account)
    postgres = Postgres(place, programs, secrets, forgetful)
    valkey = Valkey(place, programs, secrets["valkey"])
    return Servers(postgres, postgres.start(family), valkey.url(valkey.start(family)), secrets)
