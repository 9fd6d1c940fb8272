"""What no process starts with: each fault is set as bait, said in a sentence of its own, and its absence starts."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from mdt import checks, seal_key
from mdt.startup import errors
from tests.copies import as_worker, connected
from tests.deploy.production import environment, key, run

CLEAN = "System check identified no issues (0 silenced).\n"


@pytest.fixture
def real(settings):
    """This process with the settings of an installation that is set up as it should be."""
    made = seal_key.make("Test", 1)
    settings.DEMO, settings.HTTPS, settings.SECOND_FACTOR_REQUIRED = False, True, True
    settings.SECRET_KEY, settings.FIELD_KEY = secrets.token_hex(32), f"{key()},{key()}"
    settings.LEDGER_KEY, settings.SEAL_KEY, settings.OTHERS_URLS = "", "", []
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://teams.example.org", ["teams.example.org"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.GOOD_LEDGER_KEY, settings.GOOD_SEAL_KEY = key(), made.value
    assert ids() == set()
    return settings


def ids() -> set[str]:
    return {one.id.removeprefix("mdt.") for one in checks.deployment(None)}


SETTINGS = [
    ("SECRET_KEY", "none", "E001"), ("SECRET_KEY", "a1b2" * 20, "E001"), ("SECRET_KEY", f"django-insecure-{'x7Qz' * 12}", "E001"),
    ("FIELD_KEY", "", "E002"), ("FIELD_KEY", "none", "E002"), ("FIELD_KEY", "A" * 43 + "=", "E002"),
    ("LEDGER_KEY", "set where it should not be", "E005"), ("SEAL_KEY", "set where it should not be", "E005"),
    ("METRICS_TOKEN", "short and weak", "E007"), ("METRICS_TOKEN", "ab" * 20, "E007"),
    ("BREACHED_PASSWORDS", "/not/there", "E008"),
    ("OTHERS_URLS", ["OWNER_DATABASE_URL"], "E006"), ("DEBUG", True, "E010"), ("HTTPS", False, "E011"),
    ("PUBLIC_URL", "http://teams.example.org", "E012"), ("ALLOWED_HOSTS", ["*"], "E013"),
    ("SECOND_FACTOR_REQUIRED", False, "E014"), ("ALLAUTH_TRUSTED_PROXY_COUNT", 0, "W002"),
    ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "W003"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bait", "fault"), SETTINGS, ids=lambda value: str(value)[:20])
def test_S10_a_weak_setting_is_one_fault_and_stops_the_start(real, name, bait, fault):
    setattr(real, name, bait)
    assert ids() == {fault}
    assert len(errors()) == (fault[0] == "E")
    assert not bait or isinstance(bait, bool) or str(bait) not in " ".join(errors()), "no secret is said"
    real.DEMO = True
    assert ids() == {"W001"}
    assert errors() == [], "a trial starts"


def test_each_part_of_the_field_key_is_a_key(real):
    real.FIELD_KEY = f"{key()}, {key()}"
    assert ids() == set()
    real.FIELD_KEY = f"{key()},short"
    assert ids() == {"E002"}


def test_C20_the_worker_alone_needs_the_keys_that_seal(real):
    with as_worker():
        real.ROLE = "worker"
        assert ids() == {"E003", "E004"}
        assert errors(seals=False) == [], "beat holds none"
        real.LEDGER_KEY, real.SEAL_KEY = real.GOOD_LEDGER_KEY, real.GOOD_SEAL_KEY
        assert ids() == set()
        real.LEDGER_KEY = "c2hvcnQ="
        assert ids() == {"E003"}
        real.LEDGER_KEY, real.SEAL_KEY = real.GOOD_LEDGER_KEY, seal_key.make("Test", 1 / (365.25 * 86_400_000)).value
        assert ids() == {"W005"}, "a certificate that has ended stops no other work"
        assert errors() == []


@contextmanager
def role(superuser: psycopg.Connection, attributes: str) -> Iterator[None]:
    """Inside, this process is a role of its own with these attributes, and the rights of mdt_web."""
    name = f"try_{secrets.token_hex(4)}"
    superuser.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}' {attributes}")
    database = superuser.execute("SELECT current_database()").fetchone()[0]
    superuser.execute(f'GRANT CONNECT ON DATABASE "{database}" TO {name}')
    try:
        with connected(USER=name, PASSWORD=name):
            yield
    finally:
        superuser.execute(f'REVOKE ALL ON DATABASE "{database}" FROM {name}')
        superuser.execute(f"DROP ROLE {name}")


@pytest.mark.parametrize(
    ("attributes", "faults"),
    [
        ("", {"E025"}),
        ("SUPERUSER", {"E021", "E025"}),
        ("BYPASSRLS", {"E022", "E025"}),
        ("CREATEROLE", {"E022", "E025"}),
        ("IN ROLE mdt_owner", {"E023", "E025"}),
        ("NOINHERIT IN ROLE pg_read_all_data", {"E023", "E025"}),
    ],
)
def test_C01_a_role_that_the_wall_does_not_hold_serves_nobody(real, superuser_db, attributes, faults):
    with role(superuser_db, attributes):
        assert ids() == faults
        real.DEMO = True
        assert len(errors()) == len(faults), "in a trial too"


def test_C01_each_process_has_the_role_that_it_says(real):
    url = urlsplit(os.environ["OWNER_DATABASE_URL"])
    with connected(USER=url.username, PASSWORD=url.password or ""):
        assert ids() == {"E024", "E025"}, "the owner's role serves no page"
        real.ROLE = "owner"
        assert ids() == set()
    assert ids() == {"E025"}, "and mdt_web migrates nothing"
    with connected(PASSWORD="another"):
        assert ids() == {"E020"}


def test_C01_without_the_wall_nothing_is_served(real, owner_db):
    owner_db.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
    try:
        assert ids() == {"E026"}
    finally:
        owner_db.execute("ALTER TABLE cases_case FORCE ROW LEVEL SECURITY")
    assert ids() == set()


@pytest.mark.parametrize(
    ("seconds", "faults"), [(3, set()), (8, {"W004"}), (-8, {"W004"}), (70, {"E030"}), (-70, {"E030"})]
)
def test_S09_a_clock_that_is_far_off_stops_the_start(real, superuser_db, seconds, faults):
    """What ends by the clock ends by the database's and by the machine's: they have to be the same."""
    superuser_db.execute(
        "CREATE SCHEMA later; CREATE FUNCTION later.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
        f" 'SELECT pg_catalog.clock_timestamp() + interval ''{seconds} seconds'''; GRANT USAGE ON SCHEMA later TO mdt_web"
    )
    try:
        with connected(OPTIONS={"options": "-c search_path=later,pg_catalog,public"}):
            assert ids() == faults
    finally:
        superuser_db.execute("DROP SCHEMA later CASCADE")


# --- The processes themselves
GUNICORN = ["-m", "gunicorn", "mdt.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket", "--workers", "1"]
CELERY = ["-m", "celery", "-A", "mdt.celery"]
SCHEDULE = os.path.join(tempfile.mkdtemp(), "schedule")
STARTS = {
    "web": ("web", [*GUNICORN, "--logger-class", "mdt.server_log.ServerLog"]),
    "worker": ("worker", [*CELERY, "worker", "--pool", "solo"]),
    "beat": ("worker", [*CELERY, "beat", "--schedule", SCHEDULE, "--pidfile="]),
    "migrate": ("owner", ["manage.py", "migrate", "--plan"]),
}


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "process", ["web", *(pytest.param(name, marks=SLOW) for name in ("worker", "beat", "migrate"))]
)
def test_C01_no_process_starts_with_a_weak_secret_and_anothers_role(process):
    role, words = STARTS[process]
    names = {"owner": "OWNER_DATABASE_URL", "web": "DATABASE_URL", "worker": "WORKER_DATABASE_URL"}
    other = os.environ[names["web" if role == "owner" else "owner"]]
    done = run(words, environment(role, **{"DJANGO_SECRET_KEY": "weak", names[role]: other}))
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Refused to start: DJANGO_SECRET_KEY is weak. It needs at least 50 random characters.\n" in done.stderr
    assert f", and MDT_ROLE={role} asks for mdt_{role}.\n" in done.stderr
    assert urlsplit(other).password not in done.stdout + done.stderr


@pytest.mark.parametrize("process", ["web", pytest.param("worker", marks=SLOW), pytest.param("migrate", marks=SLOW)])
def test_a_missing_secret_is_said_in_one_sentence(process):
    role, words = STARTS[process]
    done = run(words, environment(role, DJANGO_SECRET_KEY=None))
    assert done.returncode in (1, 3)
    assert "Set the DJANGO_SECRET_KEY environment variable" in done.stderr


@pytest.mark.parametrize("role", ["web", pytest.param("worker", marks=SLOW), pytest.param("owner", marks=SLOW)])
def test_a_correct_installation_has_no_fault(role):
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], environment(role))
    assert (done.returncode, done.stdout, done.stderr) == (0, CLEAN, "")


@pytest.mark.slow
def test_a_wrong_installation_is_told_each_fault():
    env = environment("web", MDT_HTTPS="0", DJANGO_DEBUG="1", EMAIL_URL=None)
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], env)
    assert done.returncode == 1
    assert {"(mdt.E010)", "(mdt.E011)", "(mdt.W003)"} <= set(done.stderr.split())


# --- Secrets from files
def test_secrets_come_from_files(tmp_path):
    env = environment("web")
    for name in ("DJANGO_SECRET_KEY", "MDT_FIELD_KEY", "DATABASE_URL", "REDIS_URL"):
        (tmp_path / name).write_text(env.pop(name) + "\n")
        env[f"{name}_FILE"] = str(tmp_path / name)
    ask = ["-c", "import django; django.setup(); from django.conf import settings; import os;"
           "print(settings.SECRET_KEY, 'DJANGO_SECRET_KEY' in os.environ)"]  # fmt: skip
    asked = run(ask, env | {"DJANGO_SETTINGS_MODULE": "mdt.settings"})
    assert asked.stdout == f"{(tmp_path / 'DJANGO_SECRET_KEY').read_text().strip()} False\n", asked.stderr
    done = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], env)
    assert (done.returncode, done.stdout, done.stderr) == (0, CLEAN, "")


@pytest.mark.parametrize(
    ("content", "given", "sentence"),
    [
        ("", {}, "The file that MDT_FIELD_KEY_FILE names, {}, is empty."),
        (" \n", {}, "The file that MDT_FIELD_KEY_FILE names, {}, is empty."),
        (None, {}, "The file that MDT_FIELD_KEY_FILE names, {}, cannot be read: FileNotFoundError."),
        ("one", {"MDT_FIELD_KEY": "two"}, "MDT_FIELD_KEY and MDT_FIELD_KEY_FILE are both set; keep one of them."),
    ],
)
def test_a_file_without_a_secret_stops_the_start(tmp_path, content, given, sentence):
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
    env = environment("web", MDT_FIELD_KEY=None) | {"MDT_FIELD_KEY_FILE": str(path)} | given
    done = run(STARTS["web"][1], env)
    assert done.returncode == 3
    assert f"Refused to start: {sentence.format(path)}\n" in done.stderr
    assert "Traceback" not in done.stderr
