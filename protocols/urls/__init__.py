"""Addresses of agreements (to be filled by urls/agreements.py)."""
