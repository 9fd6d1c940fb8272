"""What breaks each constraint of calendar mails and of how somebody is reminded."""

from typing import Any

from tests.rows import LONG_AGO

CALENDAR: dict[str, tuple[str, dict[str, Any] | str]] = {
    "calendarmail_sent_or_not": ("meetings_calendarmail", {"sent_at": LONG_AGO, "cancelled_at": LONG_AGO}),
    "calendarmail_of_one_thing": ("meetings_calendarmail", {"series_id": lambda here: here.ids["meetings_series"]}),
    "calendarmail_method": ("meetings_calendarmail", {"method": "PUBLISH"}),
    "leadtimes_hours_or_digest": ("meetings_leadtimes", "digest_at = '07:30'"),
}  # fmt: skip
