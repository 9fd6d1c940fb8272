"""The fault harness: everything that can die is killed under load, and at the end nothing may be lost, doubled or seen."""
