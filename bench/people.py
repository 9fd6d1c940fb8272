"""Who is measured: a worker, two supervisors, and somebody who may see nothing (the worst case of a careless plan)."""

from dataclasses import dataclass

from agencies.models import Person
from bench.place import Place
from cases.models import Case
from confidentiality.context import open_gates

WORKER_SEES = 1_000  # about as many as in the measurements that the design stands on
NOBODY = "testa.nobody@bench.example"

# What a person may see by the facts alone, said without the grants: the oracle that answers are compared with.
NAIVE = """
  SELECT c.id FROM cases_case c JOIN agencies_person p ON p.id = %s AND p.agency_id = c.agency_id
   WHERE (p.is_supervisor OR EXISTS (SELECT FROM cases_caseassignment a WHERE a.content_object_id = c.id AND a.user_id = p.id))
     AND NOT EXISTS (SELECT FROM confidentiality_recusal r WHERE r.case_id = c.id AND r.person_id = p.id AND r.ended_at IS NULL)
   ORDER BY c.opened_at DESC, c.id DESC LIMIT %s"""


@dataclass(frozen=True)
class Measured:
    """A person who is measured, and a case that the search, the detail page and the reveal ask for."""

    letter: str
    person: Person
    sees: int
    case: Case


def four(place: Place) -> list[Measured]:
    """W, S, X and Z of this database."""
    worker, supervisors = _workers(place), _supervisors(place)
    chosen = {
        "W": min(worker, key=lambda row: (abs(row[1] - WORKER_SEES), row[0])),
        "S": supervisors[len(supervisors) // 2],
        "X": supervisors[-1],
        "Z": (_nobody(place), 0),
    }
    return [_measured(place, letter, person, sees) for letter, (person, sees) in chosen.items()]


def _workers(place: Place) -> list[tuple[int, int]]:
    return place.owner_rows(
        "SELECT p.id, count(*)::int FROM agencies_person p JOIN cases_caseassignment a ON a.user_id = p.id"
        " WHERE NOT p.is_supervisor AND p.is_active GROUP BY p.id"
    )


def _supervisors(place: Place) -> list[tuple[int, int]]:
    """From the one who sees least to the one who sees most."""
    return place.owner_rows(
        "SELECT min(p.id), c.many FROM agencies_person p JOIN (SELECT agency_id, count(*)::int AS many FROM cases_case"
        " GROUP BY agency_id) c USING (agency_id) WHERE p.is_supervisor AND p.is_active"
        " GROUP BY p.agency_id, c.many ORDER BY c.many, p.agency_id"
    )


def _nobody(place: Place) -> int:
    """Made when missing: signed up, in an agency, and assigned to nothing."""
    place.as_bare()
    agency = place.owner_rows("SELECT max(agency_id) FROM agencies_person")[0][0]
    fields = {"name": "Testa Nobody", "agency_id": agency, "password": "!"}
    return Person.objects.get_or_create(email=NOBODY, defaults=fields)[0].pk


def _measured(place: Place, letter: str, pk: int, sees: int) -> Measured:
    place.as_bare()
    person = Person.objects.select_related("agency").get(pk=pk)
    seen = place.owner_rows(NAIVE, [pk, 20])
    token = open_gates.set(1)
    try:
        cases = Case.objects.select_related("agency")
        case = cases.get(pk=seen[-1][0]) if seen else cases.order_by("-opened_at", "-pk")[:1].get()
    finally:
        open_gates.reset(token)
    return Measured(letter, person, sees, case)
