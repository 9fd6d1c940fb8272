"""Owns the one kind of error that a person at the keyboard is meant to read."""


class Trouble(Exception):  # noqa: N818 - it is raised as a sentence, not as an error of the program
    """A plain sentence: what is wrong and what helps."""
