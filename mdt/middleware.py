"""Headers on every answer: nothing is stored by a browser or between, and the page may use no device."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment", "usb")
)  # fmt: skip


LEAVING = ("lock", "account_logout")


class Headers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Permissions-Policy"] = PERMISSIONS
        if request.method == "POST" and request.resolver_match and request.resolver_match.url_name in LEAVING:
            # Cookies stay: the session's is worthless now, and the other one says which language she reads.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
