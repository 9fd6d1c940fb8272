"""Figures for a Prometheus of one's own, on this machine: off without a token, and never passed on by the proxy.

Counts and ages over the whole installation. No name, no agency, no case, no address, and nothing that stands for one.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from mdt import health
from mdt.operating import counts, figures

TEXT = "text/plain; version=0.0.4; charset=utf-8"
Family = tuple[str, str, list[tuple[str, float]]]  # name, type, and each line's end with its number


@login_not_required
@require_safe
@health.inside
def metrics(request: HttpRequest) -> HttpResponse:
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    lines = []
    for name, kind, numbers in families():
        lines.append(f"# TYPE mdt_{name} {kind}")
        lines += [f"mdt_{name}{end} {number:.10g}" for end, number in numbers]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


def families() -> Iterator[Family]:
    missing = health.not_ready()
    yield "up", "gauge", [("", 1)]
    yield "ready", "gauge", [_of(part, part=part not in missing) for part in ("database", "migrations", "broker")]
    yield from _requests(counts.total())
    if "database" not in missing:
        yield from _work(figures.now())


def _requests(sums: dict[Any, float]) -> Iterator[Family]:
    number = sum(sums[status] for status in counts.STATUS)
    yield "requests_total", "counter", [(f'{{status="{status}"}}', sums[status]) for status in counts.STATUS]
    within = [(f'_bucket{{le="{limit:g}"}}', sums[limit]) for limit in counts.LIMITS]
    ends = [('_bucket{le="+Inf"}', number), ("_sum", sums["seconds"]), ("_count", number)]
    yield "request_seconds", "histogram", within + ends
    yield "errors_total", "counter", [(f'{{of="{name}"}}', sums[name]) for name in counts.ERRORS]


def _work(now: figures.Figures) -> Iterator[Family]:
    waiting = {"notice": now.notices, "calendar": now.calendar, "document": now.documents}
    yield "waiting", "gauge", [(f'{{kind="{kind}"}}', one.number) for kind, one in waiting.items()]
    yield "late", "gauge", [(f'{{kind="{kind}"}}', one.late) for kind, one in waiting.items()]
    if now.queue is not None:
        yield "queue_jobs", "gauge", [("", now.queue)]
    if now.check:
        yield "ledger_findings", "gauge", [("", now.check.findings)]
    yield "wrong_sign_ins_day", "gauge", [("", now.wrong_sign_ins)]
    yield "database_bytes", "gauge", [("", now.size)]
    ages: dict[str, datetime | None] = {
        "worker_silent_seconds": now.pulse,
        "unsealed_seconds": now.unsealed_since or now.at,
        "checkpoint_seconds": now.checkpoint.sealed_at if now.checkpoint else None,
        "ledger_verified_seconds": now.check.at if now.check else None,
        "backup_seconds": now.backup.at if now.backup else None,
    }
    for name, since in ages.items():
        if since is not None:
            yield name, "gauge", [("", max(0.0, (now.at - since).total_seconds()))]


def _of(name: str, *, part: bool) -> tuple[str, float]:
    return f'{{part="{name}"}}', float(part)
