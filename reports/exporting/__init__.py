"""One counted report as files and pages: pure functions over ``reports.shape``; no database, no records, no addresses."""
