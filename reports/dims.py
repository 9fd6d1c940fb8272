"""What a fact can be told by: the kinds of fact, their dims, and every code that a dim can carry.

Codes of survivors and services are those of ``cases.master_lists``; those of trainings, staff, products, policies and of
coordination are the lists of ``definitions/lists.toml``, from which pages offer them and forms take their rows.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agencies.vocabulary import Sector
from cases import master_lists as lists
from protocols.vocabulary import Kind

HERE = Path(__file__).parent / "definitions"
# Four absences that are four things (GR-26): nobody knows, she did not want to say, we do not ask, no answer was noted.
ABSENCES = ("unknown", "declined", "not_collected", "unanswered")
OLDEST = 120
ANY = "*"


@dataclass(frozen=True)
class Dim:
    """``single``: a key has one code of it at most. ``personal``: an attribute of a survivor, never crossed with another.

    ``filters``: a table may count only the keys that have certain codes of it.
    """

    name: str
    codes: tuple[str, ...]
    single: bool = False
    personal: bool = False
    filters: bool = False


KINDS: dict[str, tuple[str, ...]] = {
    "person": (
        "role", "status", "new", "primary", "victimization", "race", "sex", "age", "classification", "relationship",
        "reason", "service", "order_requested", "order_granted", "nights", "sheltered_family", "unmet", "doubled",
    ),
    "contact": ("contact", "service"),
    "training": ("event", "people", "topic"),
    "product": ("product",),
    "staff": ("job",),
    "coordination": ("agency_type", "contacts", "meetings", "mou", "times_met", "times_referred"),
    "policy": ("policy",),
    "referral": ("direction", "answer", "ending"),
    "gathering": ("gathering",),
    "paper": ("paper",),
    "typed": ("line",),
}  # fmt: skip

# Work that has no survivor in it. Contacts without a record are people too, and so is each referral.
OPEN_KINDS = {"training", "product", "staff", "coordination", "policy", "gathering", "paper"}
# Each can be switched off for an agency; a zero counts only when it was on for the whole period (GR-26).
SOURCES = (
    "services", "requests", "demographics", "victimizations", "relationships", "classifications", "orders", "nights",
    "contacts", "trainings", "products", "staff", "referrals", "meetings", "agreements", "policies",
)  # fmt: skip


@cache
def own_lists() -> dict[str, dict[str, str]]:
    """The lists that no other app keeps: name, then code and label in the order of the form."""
    with (HERE / "lists.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def dims() -> dict[str, Dim]:
    """All dims by name. ``sector`` is no dim of a fact: crosswalks by it sort agencies before they are counted."""
    own = {name: tuple(codes) for name, codes in own_lists().items()}
    every = [
        Dim("role", ("primary", "secondary", "outside"), single=True, filters=True),
        Dim("status", ("served", "partial", "not_served"), single=True, filters=True),
        Dim("new", ("new", "continuing"), single=True, filters=True),
        Dim("primary", (*lists.Victimization.values, "missing"), single=True),
        Dim("victimization", tuple(lists.Victimization.values)),
        Dim("race", (*lists.Race.values, *ABSENCES), personal=True),
        Dim("sex", (*lists.Sex.values, *ABSENCES), single=True, personal=True),
        Dim("age", (*map(str, range(OLDEST + 1)), *ABSENCES), single=True, personal=True),
        Dim("classification", tuple(lists.Classification.values), personal=True),
        Dim("relationship", tuple(lists.Relationship.values), personal=True),
        Dim("reason", tuple(lists.ProgramReason.values), personal=True),
        Dim("service", tuple(lists.Service.values)),
        Dim("order_requested", tuple(lists.OrderKind.values), personal=True),
        Dim("order_granted", tuple(lists.OrderKind.values), personal=True),
        Dim("nights", tuple(sorted(lists.IN_NIGHTS)), personal=True),
        Dim("sheltered_family", tuple(sorted(lists.IN_NIGHTS)), personal=True),
        Dim("unmet", ("capacity",)),
        Dim("doubled", ("police_interview",)),
        Dim("contact", tuple(lists.ContactKind.values)),
        Dim("event", ("event",), single=True),
        Dim("people", own["people"]),
        Dim("topic", own["topic"]),
        Dim("product", own["product"], single=True),
        Dim("job", own["job"], single=True),
        Dim("agency_type", own["agency_type"], single=True),
        Dim("contacts", ("daily", "weekly", "monthly"), single=True),
        Dim("meetings", ("weekly", "monthly", "quarterly"), single=True),
        Dim("mou", ("yes",), single=True),
        Dim("times_met", own["agency_type"]),
        Dim("times_referred", own["agency_type"]),
        Dim("policy", own["policy"], single=True),
        Dim("direction", ("made", "received"), single=True, filters=True),
        Dim("answer", ("day", "three_days", "week", "later", "none"), single=True),
        Dim("ending", ("accepted", "declined", "withdrawn", "open"), single=True),
        Dim("gathering", ("held", "attended")),
        Dim("paper", tuple(f"{kind}_{how}" for kind in Kind.values for how in ("in_force", "ending", "overdue"))),
        Dim("sector", tuple(Sector.values), single=True),
    ]
    return {one.name: one for one in every}
