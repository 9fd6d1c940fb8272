"""Who works while everything dies: each a thread with a browser of its own, at what her day has."""

import base64
import json
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bench.faults.browser import Answer, Browser, Forms, NoAnswer
from bench.faults.journal import Journal
from confidentiality.elements import Element

PAUSE = (0.4, 1.6)  # seconds between two things that one person does
TRIES = 4  # that somebody sends a form that was not answered, before she gives up
PLACE = ZoneInfo("America/Chicago")  # where the demo's county is
ELEMENTS = {"identity": Element.IDENTITY, "people": Element.PEOPLE, "words": Element.NARRATIVE}


@dataclass
class Known:
    """What the people of the load know of: addresses, and ids of what they made."""

    agencies: dict[str, str]  # name → public id
    team: str
    place: str
    people: dict[str, str]  # e-mail address → public id
    cases: list[tuple[str, str]] = field(default_factory=list)  # id, who opened it
    released: list[str] = field(default_factory=list)  # cases
    sent: list[str] = field(default_factory=list)  # referrals to the sheriff
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Worker:
    """One of them. ``ways``: what she does, each with a weight."""

    browser: Browser
    journal: Journal
    known: Known
    dice: random.Random
    stopped: threading.Event
    ways: list[tuple[Callable[["Worker"], None], int]]

    @property
    def email(self) -> str:
        return self.browser.email

    def run(self) -> None:
        acts, weights = zip(*self.ways, strict=True)
        while not self.stopped.wait(self.dice.uniform(*PAUSE)):
            act = self.dice.choices(acts, weights)[0]
            try:
                act(self)
            except NoAnswer:
                self.stopped.wait(1)
            except LookupError:  # the page was an error or another than was expected: she begins anew
                self.journal.count("pages that were another")

    def once(self, key: str, path: str, fields: dict[str, "str | list[str]"]) -> Answer | None:
        """A form whose id makes it one thing is sent until it is answered."""
        asked = self.journal.asked(self.email, key)
        for _try in range(TRIES):
            try:
                answer = self.browser.post(path, fields)
            except NoAnswer:
                self.stopped.wait(self.dice.uniform(1, 3))
                continue
            if answer.moved:
                self.journal.told(asked)
                return answer
            if answer.status < 500:
                return answer
            self.stopped.wait(self.dice.uniform(1, 3))
        return None

    def tried(self, key: str, path: str, fields: dict[str, "str | list[str]"]) -> Answer:
        """What could be done twice is sent once. Done is what the answer says is done."""
        asked = self.journal.asked(self.email, key)
        answer = self.browser.post(path, fields)
        if answer.moved and answer.done:
            self.journal.told(asked)
        return answer

    def form(self, path: str, name: str) -> tuple[dict[str, "str | list[str]"], dict[str, list[str]]]:
        return Forms(self.browser.get(path).text).having(name)

    def own_case(self) -> str:
        """Raises LookupError before she has one."""
        with self.known.lock:
            return self.dice.choice([case for case, who in self.known.cases if who == self.email][-20:])


def open_record(me: Worker) -> None:
    """With who she is and somebody of her life in it."""
    fields, _choices = me.form("/cases/new/", "once")
    payload = str(fields["once"]).split(":", 1)[0]
    case = json.loads(base64.urlsafe_b64decode(payload + "==="))
    answer = me.once(f"case:{case}", "/cases/new/", fields)
    if answer is None or not answer.moved:
        return
    write(me, case, "identity", "name")
    with me.known.lock:
        me.known.cases.append((case, me.email))
    write(me, case, "people", "name", add=True)
    write(me, case, "words", "told_us")


def write(me: Worker, case: str, part: str, name: str, add: bool = False) -> None:
    path = f"/cases/{case}/{part}/{'add' if add else 'edit'}/"
    fields, _choices = me.form(path, name)
    word = me.journal.word(case, int(ELEMENTS[part]), me.email)
    me.tried(f"{part}:{word}", path, {**fields, name: f"Testa {word}"})


def add_person(me: Worker) -> None:
    write(me, me.own_case(), "people", "name", add=True)


def look(me: Worker) -> None:
    """At one part of a record: a look that has to be on record before the answer."""
    case = me.own_case()
    me.browser.get(f"/cases/{case}/show/{me.dice.choice(['identity', 'people', 'words'])}/")


def refer(me: Worker) -> None:
    case = me.own_case()
    path = f"/cases/{case}/refer/"
    fields, _choices = me.form(path, "once")
    chosen: dict[str, str | list[str]] = {
        **fields, "stage": "send", "recipient": f"agency:{me.known.agencies['Alder County Sheriff']}", "travels": "coarse",
        "asked_for": ["investigation"], "urgency": "soon", "tier": "2", "area_kind": "county", "area": me.known.place,
        "risk_band": "high", "age_band": "25-59", "language": "en", "sure": "on",
    }  # fmt: skip
    answer = me.once(f"referral:{fields['once']}", path, chosen)
    if answer is None or not answer.moved:
        me.journal.count("referrals that were not sent")
        return
    with me.known.lock:
        me.known.sent.append(answer.to.rstrip("/").rsplit("/", 1)[-1])


def answer_referral(me: Worker) -> None:
    """Accepts or declines one that nobody answered yet."""
    with me.known.lock:
        referral = me.known.sent.pop(me.dice.randrange(len(me.known.sent))) if me.known.sent else None
    if referral is None:
        return
    act, name = me.dice.choice([("accept", "coordinator"), ("decline", "reason")])
    path = f"/referrals/{referral}/{act}/"
    fields, choices = me.form(path, name)
    after = {"accept": "accepted", "decline": "declined"}[act]
    me.tried(f"{after}:{referral}", path, {**fields, name: next(one for one in choices[name] if one)})


def call_meeting(me: Worker) -> None:
    """To which the whole table is invited, by mail."""
    path = f"/meetings/new/{me.known.team}/business/"
    fields, _choices = me.form(path, "once")
    day = datetime.now(PLACE).date() + timedelta(days=me.dice.randint(12, 80))
    minute = f"{me.dice.randint(7, 18):02}:{me.dice.choice([0, 15, 30, 45]):02}"
    chosen: dict[str, str | list[str]] = {
        **fields, "day": day.isoformat(), "at": minute, "minutes": "45", "place": "Room 2", "whole": "table",
        "late_because": "A trial", "anyway": "",
    }  # fmt: skip
    key = f"meeting:{fields['once']}"
    answer = me.once(key, path, chosen)
    if answer is not None and answer.status == 200:  # it says what speaks against that hour, and asks once more
        again, _choices = Forms(answer.text).having("anyway")
        me.once(key, path, {**chosen, "anyway": again["anyway"]})


def read_meetings(me: Worker) -> None:
    me.browser.get("/meetings/")
