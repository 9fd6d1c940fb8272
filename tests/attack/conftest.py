"""Says at the end how many requests each file made, for the table in docs/attack-pass.md."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client

MADE: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def _counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Client.request

    def counted(self: Client, **asked: Any) -> Any:
        MADE[request.node.path.name] += 1
        return real(self, **asked)

    monkeypatch.setattr(Client, "request", counted)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for name, number in sorted(MADE.items()):
        terminalreporter.write_line(f"{name}: {number} requests")
