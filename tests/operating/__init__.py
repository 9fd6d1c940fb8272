"""Tests for whoever runs an installation: is it alive, ready, watched, and does it leave no trace?"""
