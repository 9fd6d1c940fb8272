"""The fixed cast of Alder County, by first name. Read-only: a test that changes people makes its own (``rooms.py``)."""

from agencies.models import Agency, Person, Team


class World:
    """``world.ada`` is the person whose address begins with «ada.»; ``world.agency("Harbor House")``; ``world.team(…)``."""

    def __getattr__(self, first_name: str) -> Person:
        try:
            return Person.objects.select_related("agency").get(email__startswith=f"{first_name}.")
        except Person.DoesNotExist:
            raise AttributeError(f"Nobody in the cast is called {first_name}.") from None

    def agency(self, name: str) -> Agency:
        return Agency.objects.get(name=name)

    def team(self, name: str) -> Team:
        return Team.objects.get(name=name)

    def people(self) -> list[Person]:
        """Everybody in the cast."""
        return list(Person.objects.filter(email__endswith=".example").exclude(email__contains="+").order_by("email"))
