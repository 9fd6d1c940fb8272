"""Who is behind a session: the person with her agency and its place, which every page needs, in one read."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from agencies.models import Person


class SignIn(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in is allauth's."""

    def get_user(self, user_id: Any) -> Person | None:
        """As Django's own: nobody whose account is closed."""
        person = Person.objects.select_related("agency__jurisdiction").filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
