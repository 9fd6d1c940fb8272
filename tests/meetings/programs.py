"""Two calendar programs of the system's packages: khal, which shows a folder of entries, and vdirsyncer, which fills one."""

import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from tests.meetings.diaries import Times

KHAL = """
[calendars]
[[mine]]
path = {folder}
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {base}/khal.db
[default]
default_calendar = mine
"""
SYNC = """
[general]
status_path = "{base}/status/"
[pair meetings]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
partial_sync = "revert"
[storage here]
type = "filesystem"
path = "{folder}"
fileext = ".ics"
[storage there]
type = "http"
url = "{url}"
"""


def need(*names: str) -> None:
    missing = [name for name in names if not shutil.which(name)]
    assert not missing, f"Missing: {', '.join(missing)}. On Debian or Ubuntu: apt-get install khal vdirsyncer."


class Diary:
    """One person's computer: a folder of entries, and programs that know nothing of us."""

    def __init__(self, base: Path, zone: str = "America/Chicago") -> None:
        need("khal", "vdirsyncer")
        self.base, self.folder, self.zone = base, base / "entries", zone
        self.folder.mkdir(parents=True)

    def run(self, *words: str, config: str = "") -> str:
        path = self.base / "config"
        path.write_text(config)
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.base),
            "XDG_CACHE_HOME": str(self.base),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        done = subprocess.run(
            [words[0], "-c", str(path), *words[1:]], env=env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
        assert "rror" not in done.stderr, done.stderr[-3000:]
        return done.stdout

    def khal(self, *words: str, zone: str = "") -> str:
        shutil.rmtree(self.base / "khal.db", ignore_errors=True)
        return self.run("khal", *words, config=KHAL.format(folder=self.folder, zone=zone or self.zone, base=self.base))

    def take_in(self, file: bytes) -> None:
        path = self.base / "in.ics"
        path.write_bytes(file)
        self.khal("import", "--batch", str(path))

    def sync(self, url: str) -> str:
        return self.run("vdirsyncer", "sync", config=SYNC.format(base=self.base, folder=self.folder, url=url))

    def discover(self, url: str) -> str:
        return self.run("vdirsyncer", "discover", config=SYNC.format(base=self.base, folder=self.folder, url=url))

    def shown(self, start: date, end: date, zone: str = "UTC") -> Times:
        """What the program lists, as clocks of the zone show it (UTC: the instants themselves)."""
        words = ["list", "--format", "{start-long-full}|{end-long-full}|{title}", "--day-format", ""]
        listed = self.khal(*words, f"{start:%Y-%m-%d}", f"{(end - start).days}d", zone=zone)
        found = set()  # what goes past midnight is listed on both days
        for line in filter(None, listed.splitlines()):
            begins, ends, title = line.split("|")
            assert title.split(" ⟳")[0].strip() == "Team meeting", line
            found.add((_at(begins), _at(ends)))
        return sorted(found)


def _at(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def within(times: Times, start: date, end: date) -> Times:
    """Of ours, what the program is asked for."""
    first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (start, end))
    return [one for one in times if first <= one[0] < last]
