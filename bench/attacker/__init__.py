"""Somebody who has kept every file that was ever released and tries to find what was withheld (GR-45, GR-46).

Written apart from ``reports``: nothing of it is imported. She has the files as they left, and what everybody knows: the form.
"""
