"""What leads out of a room and closes again: releases, those who may look while they last, and those who never may."""

import contextlib
import time
from datetime import datetime, timedelta

from bench.faults.browser import NoAnswer
from bench.faults.journal import Door
from bench.faults.people import PLACE, Worker
from confidentiality.elements import Element


def release(me: Worker) -> None:
    """Opens who she is to the sheriff, for a minute or until it is taken back."""
    case = me.own_case()
    with me.known.lock:
        if case in me.known.released:
            return
        me.known.released.append(case)
    until = datetime.now(PLACE).replace(second=0, microsecond=0) + timedelta(
        minutes=me.dice.choice([2, 3, 600, 600, 600])
    )
    path = f"/cases/{case}/releases/new/"
    answer = me.tried(f"prepared:{case}", path, {
        "alternatives": "on", "risks": "on", "voluntary": "on", "purpose": "safety", "in_her_words": "So that they know",
        "recipient": f"agency:{me.known.agencies['Alder County Sheriff']}", "elements": [str(int(Element.IDENTITY))],
        "withheld": "", "methods": ["here"], "kind": "normal", "expires_at": until.strftime("%Y-%m-%dT%H:%M"), "why_long": "",
        "age": "31", "guardian": "none", "service": "advocacy", "why_incapable": "", "copy": "none", "spoken": "en",
        "language": "en", "interpreting": "none", "interpreter": "",
    })  # fmt: skip
    if not answer.moved:
        me.journal.count("releases that were not prepared")
        return
    here = answer.to
    fields, _choices = me.form(here, "shown")
    signed = me.tried(
        f"signed:{case}", f"{here}sign/", {**fields, "name": "As she signs", "read": "on", "way": "device"}
    )
    if not signed.moved:
        return
    door = Door(case, "dan.reyes@alder-sheriff.example", int(Element.IDENTITY), time.time())
    with me.journal.lock:  # from the moment at which it is asked: it may be open though the answer is lost
        me.journal.doors.append(door)
    runs_out = until.timestamp()
    if until - datetime.now(PLACE) < timedelta(hours=1):
        door.closed_at = runs_out
    with contextlib.suppress(NoAnswer):  # whether it is open now nobody knows: it is taken back all the same
        me.tried(f"countersigned:{case}", f"{here}countersign/", {})
    if door.closed_at is None:
        me.stopped.wait(me.dice.uniform(3, 10))
        take_back(me, case, here, door)


def take_back(me: Worker, case: str, here: str, door: Door) -> None:
    """Asked until it is answered: that is what a survivor was promised."""
    while not me.stopped.is_set():
        try:
            if me.tried(
                f"withdrawn:{case}", f"{here}withdraw/", {"channel": "oral"}
            ).moved:  # done now, or by the try before
                door.closed_at = time.time()
                return
            me.browser.get("/")  # it may have been the sign-in that was asked for
        except NoAnswer:
            pass
        time.sleep(me.dice.uniform(0.5, 2))


def look_at_released(me: Worker) -> None:
    """The recipient asks for every record that was ever opened to him, also after it was closed."""
    with me.known.lock:
        if not me.known.released:
            return
        case = me.dice.choice(me.known.released[-30:])
    me.browser.get(f"/cases/{case}/show/{me.dice.choice(['identity', 'identity', 'people'])}/")


def pry(me: Worker) -> None:
    """Somebody without a basis asks for everything that she could have heard the address of."""
    with me.known.lock:
        if not me.known.cases:
            return
        case, _who = me.dice.choice(me.known.cases[-40:])
        sent = me.dice.choice(me.known.sent[-10:]) if me.known.sent else case
    ways = [f"/cases/{case}/", *(f"/cases/{case}/{one}/" for one in (
        "show/identity", "show/people", "show/words", "identity/edit", "people/add", "who-looked", "access", "accounting",
        "releases", "copy/identity", "counting", "refer",
    )), f"/referrals/{sent}/", "/cases/", "/referrals/", "/", "/services/"]  # fmt: skip
    if me.dice.random() < 0.2:
        me.browser.post("/cases/search/", {"text": me.dice.choice(["Testa", "Testa Zyq", "Zyq"])})
        return
    me.browser.get(me.dice.choice(ways))


def wall_off(me: Worker) -> None:
    """The supervisor walls the insider off from a record of the agency."""
    with me.known.lock:
        found = [case for case, who in me.known.cases if who.endswith("@harbor-house.example")]
    if not found:
        return
    case = me.dice.choice(found[-10:])
    me.tried(
        f"walled:{case}",
        f"/cases/{case}/access/recuse/",
        {"person": me.known.people["bea.marlow@harbor-house.example"]},
    )
