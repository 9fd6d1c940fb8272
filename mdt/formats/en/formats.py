"""Short days in English name the month: 03/04/2026 is another day to half of those who read it. They never break in two."""

SHORT_DATE_FORMAT = "N\u00a0j,\u00a0Y"
SHORT_DATETIME_FORMAT = "N\u00a0j,\u00a0Y, P"
