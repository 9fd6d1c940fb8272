"""Finding people, agencies and places for those who set things up. There is no list of an agency's staff for others."""

from django.db.models import Count, Q, QuerySet

from agencies.models import Agency, Jurisdiction, Person, Team


def people_by_address(addresses: list[str]) -> dict[str, Person]:
    """Open accounts of active agencies with these addresses, by address in small letters."""
    wanted = [address.strip().lower() for address in addresses]
    found = Person.objects.filter(email__in=wanted, is_active=True, agency__is_active=True)
    return {person.email: person for person in found.select_related("agency")}


def agencies_for(actor: Person, words: str = "") -> QuerySet[Agency]:
    """All agencies, for who runs the installation; nothing for others."""
    if not actor.runs_installation:
        return Agency.objects.none()
    found = Agency.objects.filter(name__icontains=words) if words else Agency.objects.all()
    open_accounts = Count("people", filter=Q(people__is_active=True))
    return found.select_related("parent", "jurisdiction").annotate(open_accounts=open_accounts).order_by("name")


def jurisdictions_for(actor: Person, words: str = "") -> QuerySet[Jurisdiction]:
    """All places, for who runs the installation; nothing for others."""
    if not actor.runs_installation:
        return Jurisdiction.objects.none()
    found = Jurisdiction.objects.filter(name__icontains=words) if words else Jurisdiction.objects.all()
    return found.order_by("name")


def all_teams_for(actor: Person, words: str = "") -> QuerySet[Team]:
    """All teams, for who runs the installation; nothing for others."""
    if not actor.runs_installation:
        return Team.objects.none()
    found = Team.objects.filter(name__icontains=words) if words else Team.objects.all()
    return found.select_related("parent", "jurisdiction").order_by("name")
