"""Each request gets a random id and the person behind it; the gate and the record of changes read them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mdt.kit.acting import Acting, acting


class RequestIdentity:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if request.user.is_authenticated else None
        who = Acting(actor_id=person.pk if person else None, agency_id=person.agency_id if person else None)
        with acting(who):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """The name of the page, not its address: an address can carry an id."""
        from mdt.kit.acting import current

        if request.resolver_match:
            current().route = request.resolver_match.view_name[:80]
