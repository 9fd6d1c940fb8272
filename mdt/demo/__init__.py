"""The demo: an obviously invented county, and bulk data of its kind for measurements."""
