"""Each setting that the program reads stands in ``docs/settings.md``, and none that it does not read."""

import re

from mdt.secret_files import SECRETS
from tests.database import ROOT

READ = re.compile(r"""(?:env\.\w+\(|environ\.get\(|environ\[)\s*["']([A-Z_]+)["']""")
PAGE = (ROOT / "docs" / "settings.md").read_text()


def read_by(*parts: str) -> set[str]:
    """Names that files under these parts of the checkout take from the environment."""
    texts = [path.read_text() for part in parts for path in (ROOT / part).rglob("*.py")]
    return {name for text in texts for name in READ.findall(text)}


def stated() -> set[str]:
    return {name for name in re.findall(r"`([A-Z][A-Z_]+)(?:=\w+)?`", PAGE) if name != "NAME_FILE"}


def test_each_setting_that_is_read_stands_on_the_page() -> None:
    read = read_by("mdt") | set(SECRETS)
    assert {"MDT_EXIT_URL", "MDT_DEMO", "EMAIL_URL"} <= read
    other = {"MDT_TEST_ADMIN_URL", "PATH"}  # mdt.supervise makes the first for the tests
    assert sorted(read - stated() - other) == []


def test_no_setting_on_the_page_is_one_that_nothing_reads() -> None:
    somewhere = "".join(path.read_text() for path in (*(ROOT / "mdt").rglob("*.py"), *(ROOT / "tests").glob("*.py")))
    somewhere += "".join(path.read_text() for path in (ROOT / "tests" / "browser").glob("*.py"))
    somewhere += (ROOT / "bin" / "_env").read_text()
    assert sorted(name for name in stated() if not re.search(rf"\b{name}\b", somewhere)) == []


def test_what_may_come_as_a_file_is_marked() -> None:
    rows = [row for row in PAGE.splitlines() if "*file* |" in row]
    assert {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row.split("|")[1])} == set(SECRETS)
