"""Texts for the screen: harmless ones as teams write them, and identifiers that are invented."""

import random
from collections.abc import Callable

from mdt.kit import ids

HARMLESS = [
    "Kit turnaround at the lab has grown from 45 to 70 days. We look at why, and who calls the lab each week.",
    "The after-hours roster has gaps on weekends. Advocacy and Law Enforcement each bring one proposal.",
    "Quarterly data: 38 referrals, 12 declined for capacity. What would it take to accept them within two days?",
    "Interpreters: the hospital's phone line is used for Spanish only. Budget for American Sign Language on site.",
    "Protocol, section 4: who tells the survivor that charges will not be filed, and within how many days.",
    "Training plan for 2026-2027: strangulation assessment, trauma-informed interviewing, and a session on FERPA.",
    "The Emergency Department asks that patrol calls ahead. Nurses wait 90 minutes on average.",
    "Survivor advisers asked that every letter says who to call. Draft letter attached; comments by Friday.",
    "Transport to the exam at night: taxi vouchers run out in March. The VOCA grant pays from July 1.",
    "Step 5 of the cycle: the protocol is rolled out. Each agency says how its staff is trained by September 30.",
    "Victim services and the prosecutor's office disagree about when the first call is made. Name the tension.",
    "Memorandum of Understanding: renewal is due. Two agencies have new directors who need to sign.",
    "How do we count cases that go to Tribal Court? The State's form has no field for it.",
    "Response times fell below 60 minutes in 7 of 10 cases. In the North it is 4 of 10.",
    "Emergency shelter was full on 11 nights. Hotel vouchers: $12,500 left of $40,000.",
    "Language access: which forms exist in Arabic, Hmong and Somali? Who pays for translation?",
    "The child forensic interview room is booked three weeks out. Could Wednesday mornings be kept free?",
    "Law review: House Bill 1204 changes when kits are sent. What do our agencies do differently from January?",
    "Bylaws: quorum is five disciplines. Election of a chair and a vice chair in May.",
    "Confidentiality refresher: what may be said in the hallway, in e-mail and in the car. Answer: nothing.",
    "Case review criteria: new since the last review, danger judged to be high, a child is concerned.",
    "Sexual Assault Awareness Month in April: each agency brings one idea that needs no survivor to speak.",
    "The dispatch center has a new code for strangulation calls. Ask Patrol to use it from day one.",
    "Client satisfaction survey: 41 of 120 came back. Most want fewer people asking the same questions.",
    "Witness rooms in the Courthouse share a hallway with the public. A screen would cost about $900.",
    "Who answers when the coordinator is on leave? A deputy for each role, named by the end of the quarter.",
    "Old Business: minutes of the October meeting. New Business: calendar for the next fiscal year.",
    "Evidence storage is full at two departments. The Sheriff's Office offers room until summer.",
    "Grant report: numbers are due on the 15th. Open questions about the counting of Dating Violence.",
    "Patients leave the waiting room before the nurse comes. We try a call list from 8 p.m. to 6 a.m.",
]  # fmt: skip

FIRST = """Testa María José Ana-Lucía Guadalupe D'Andre Siobhán Nguyễn Aaliyah Jean-Luc April Will Grace Zoë Fatima Xochitl
LaToya McKenna Ngozi Björn Rosa Ximena June Hope Ahmed Mei-Ling O'Shea Dawn Summer DeShawn Ivy Thuy Paj"""  # fmt: skip
LAST = """Person García Hernández-López O'Brien Smith-Jones Nguyen Vang Young Long White Hall McAllister D'Angelo Okafor Yang
Ruiz Begay Whitehorse Law Street Begaye Krishnamurthy Roe Doe Müller Ibáñez St-Pierre Washington Xiong Fitzgerald-Kowalski"""  # fmt: skip

MONTHS = "January February March April May June July August September October November December"


def _two(rng: random.Random) -> str:
    return f"{rng.choice(FIRST.split())} {rng.choice(LAST.split())}"


def _spanish(rng: random.Random) -> str:
    return f"{rng.choice(FIRST.split())} {rng.choice(('', 'de la ', 'del '))}{rng.choice(LAST.split())} {rng.choice(LAST.split())}"


def _titled(rng: random.Random) -> str:
    return f"{rng.choice(('Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Ms', 'MS.', 'ms.', 'Miss', 'Sra.'))} {rng.choice(LAST.split())}"


def _phone(rng: random.Random) -> str:
    a, b, c = rng.randint(200, 999), rng.randint(200, 999), rng.randint(0, 9999)
    shape = rng.choice(("({a}) {b}-{c:04}", "{a}-{b}-{c:04}", "{a}.{b}.{c:04}", "{a} {b} {c:04}", "{a}{b}{c:04}", "+1 {a} {b} {c:04}",
                        "{b}-{c:04}", "1-{a}-{b}-{c:04}", "{a}/{b}-{c:04}", "{a} - {b} - {c:04}"))  # fmt: skip
    return shape.format(a=a, b=b, c=c)


def _birth(rng: random.Random) -> str:
    y, m, d = rng.randint(1935, 2022), rng.randint(1, 12), rng.randint(1, 28)
    name = MONTHS.split()[m - 1]
    shape = rng.choice(("{m}/{d}/{y}", "DOB {m:02}-{d:02}-{y}", "born {name} {d}, {y}", "{y}-{m:02}-{d:02}", "d.o.b. {m}/{d}/{s:02}",
                        "born on {d} {name} {y}", "born in {y}", "{name} {d}, {y} (date of birth)", "{m}.{d}.{y}", "birthday: {m}/{d}/{s:02}"))  # fmt: skip
    return shape.format(y=y, m=m, d=d, s=y % 100, name=name)


def _docket(rng: random.Random) -> str:
    y, n = rng.randint(2015, 2026), rng.randint(1000, 999999)
    shape = rng.choice(("{y}-CR-{n}", "case no. {n}", "Docket #{y}-{n}", "report number {s:02}-{n}", "CR-{y}-{n}", "{s:02}-CF-{n}",
                        "Incident {s:02}{n:06}", "1:{s:02}-cr-{n}", "case {y}{n:06}", "warrant W{n:06}"))  # fmt: skip
    return shape.format(y=y, n=n, s=y % 100)


def _email(rng: random.Random) -> str:
    return f"{rng.choice(('testa', 'ana.roe', 'x_y', 'j+1'))}{rng.randint(1, 99)}@{rng.choice(('mail.example', 'a-b.example.org'))}"


def _ssn(rng: random.Random) -> str:
    return f"{rng.randint(100, 899)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}"


def _address(rng: random.Random) -> str:
    return f"{rng.randint(1, 9999)} {rng.choice(('Oak', 'N. Main', 'Martin Luther King', 'Elm Creek'))} {rng.choice(('St', 'Street', 'Ave', 'Road', 'Ln.'))}"


def _age(rng: random.Random) -> str:
    return rng.choice(("{n} years old", "{n}-year-old", "aged {n}", "age {n}", "{n} y/o")).format(n=rng.randint(2, 90))


def _code(rng: random.Random) -> str:
    return ids.case_code(rng.choice)


def _initials(rng: random.Random) -> str:
    return f"{rng.choice('BCDFGHJ')}.{rng.choice('KLMNRST')}."


def _cued(rng: random.Random) -> str:
    name = _two(rng)
    return f"{rng.choice(('survivor', 'victim', 'client', 'Victim', 'suspect'))} {rng.choice((name.upper(), name.lower()))}"


MADE: dict[str, Callable[[random.Random], str]] = {
    "two": _two, "spanish": _spanish, "titled": _titled, "phone": _phone, "birth": _birth, "docket": _docket, "email": _email,
    "ssn": _ssn, "address": _address, "age": _age, "code": _code, "initials": _initials, "cued": _cued,
}  # fmt: skip
AROUND = ("We talk about {} and what went wrong.", "{}", "Ask {} first.", "In the file of {}, nothing was done.", "Waiting: {}; then next.",
          "the nurse saw {} at night", "Item two\n{}\nItem three")  # fmt: skip


def planted(rng: random.Random, kind: str) -> tuple[str, str]:
    """An identifier and a text that holds it."""
    words = MADE[kind](rng)
    return words, rng.choice(AROUND).format(words)
