"""One function for each thing that a person can do with reports."""
