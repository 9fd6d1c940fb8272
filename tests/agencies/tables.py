"""A table to test at: who sits there, who coordinates, and whether pages and database agree on it."""

from agencies import acknowledging
from agencies.actions.acknowledgements import sign
from agencies.models import Seat
from agencies.queries import teams as queries
from tests import rooms


class Table:
    """A team with its coordinator, a second person at the table, and somebody who sits elsewhere."""

    def __init__(self, **team):
        self.shelter, self.police = rooms.agency(), rooms.agency(sector="local_police", discipline="law_enforcement")
        self.team = rooms.team(**team)
        self.cora = rooms.coordinator(self.team, rooms.person(self.shelter))
        self.dan = rooms.person(self.police)
        rooms.seat(self.team, self.dan)
        rooms.acknowledged(self.dan)
        self.olga = rooms.person(rooms.agency())
        self.today = queries.today_of(self.team)

    def seat_of(self, person):
        return Seat.objects.get(team=self.team, person=person)


def principals(owner_db, person):
    """What the database itself holds true of a person."""
    return set(owner_db.execute("SELECT mdt_principals_of(%s)", [person.pk]).fetchone()[0])


def agrees(owner_db, person, team):
    """Pages and database answer alike: (sits here acknowledged, coordinates)."""
    held = principals(owner_db, person)
    ask = "SELECT mdt_principal(3, %s, %s), mdt_principal(4, %s)"
    seat, lead = owner_db.execute(ask, [person.agency_id or 0, team.pk, team.pk]).fetchone()
    acknowledged_seat = queries.live_seats().filter(queries.acknowledged(), team=team, person=person).exists()
    said = (acknowledged_seat, queries.coordinates(person, team))
    assert said == (seat in held, lead in held)
    return said


def sign_as(acting_as, person, **changed):
    """The person signs the English wording; ``changed`` says what is wrong with it."""
    text = acknowledging.wording("en")
    with acting_as(person):
        return sign(**{"by": person, "sha256": text.sha256, "signed_name": person.name, **changed})


def set_up(acting_as, admin, action, **fields):
    """One of the actions of who runs the installation."""
    with acting_as(admin):
        return action(by=admin, **fields)


def new_name(word):
    """A name that nothing has yet."""
    return rooms._name(word)
