"""Owns the one kind of error that a person at the keyboard is meant to read."""


class Trouble(Exception):
    """A plain sentence: what is wrong and what helps."""
