"""What the audit says of several releases together: versions, parts of a longer period, awards, quarters (GR-46)."""

import datetime

from reports.protecting.in_hand import Guard, Knowledge, Terms
from reports.protecting.register import Released
from reports.shape import Report, Unit

DAY, YEAR = datetime.timedelta(days=1), 366


def add(knowledge: Knowledge, releases: list[Released], threshold: int) -> None:
    for at, one in enumerate(releases):
        for other in releases[:at]:
            _compare(knowledge, other, one, threshold)
    for one in releases:
        _whole_and_parts(knowledge, one, releases)
        _arrived(knowledge, one, releases)


def crossing(one: Released, other: Released) -> bool:
    """Both count some day of some award, and each counts one that the other does not."""
    return _meet(one, other) and not contains(one, other) and not contains(other, one)


def _arrived(knowledge: Knowledge, one: Released, releases: list[Released]) -> None:
    """Everybody was new in this quarter or in one right before it: in as few of them as it takes."""
    for new, everybody in one.plan.arrivals:
        before, first, last = [one], *days(one.exact)
        while all((r.id, new) in knowledge.true for r in before) and (one.id, everybody) in knowledge.true:
            if knowledge.true[one.id, everybody] <= sum(knowledge.true[r.id, new] for r in before):
                knowledge.most.append((((one.id, everybody), 1), *(((r.id, new), -1) for r in before)))
                break
            next_to = [
                r for r in releases
                if r.scope == one.scope and days(r.exact)[1] + DAY == first and (last - days(r.exact)[0]).days <= YEAR
            ]  # fmt: skip
            if not next_to:
                break
            before.append(next_to[-1])
            first = days(next_to[-1].exact)[0]


def days(report: Report) -> tuple[datetime.date, datetime.date]:
    first, last = report.period.split("/")
    return datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)


def contains(large: Released, small: Released) -> bool:
    """All that ``small`` counts is counted in ``large`` too. No scope is every award."""
    (a, b), (c, d) = days(large.exact), days(small.exact)
    return a <= c and d <= b and (not large.scope or (bool(small.scope) and small.scope <= large.scope))


def _compare(knowledge: Knowledge, before: Released, after: Released, threshold: int) -> None:
    """What a reader learns by subtracting one release from the other is guarded; no unknown stands for it."""
    for large, small in ((after, before), (before, after)):
        if not contains(large, small):
            continue
        same = contains(small, large)
        for place in [p for r, p in knowledge.true if r == small.id and (large.id, p) in knowledge.true]:
            a, b = (large.id, place), (small.id, place)
            change = knowledge.true[a] - knowledge.true[b]
            if same and not change:
                knowledge.sure.append(((a, 1), (b, -1)))
                if knowledge.true[a] == 1:
                    knowledge.one_person([a, b])
                continue
            up, down = (a, b) if change >= 0 else (b, a)
            knowledge.most.append(((down, 1), (up, -1)))
            if 0 < abs(change) < threshold:
                knowledge.guards.append(Guard(((up, 1), (down, -1)), abs(change), place, 0))
        if same:
            return


def _whole_and_parts(knowledge: Knowledge, whole: Released, releases: list[Released]) -> None:
    """The latest release of each extent inside; a day and an award belongs to one of the chosen only."""
    inside = {(days(r.exact), r.scope): r for r in releases if contains(whole, r) and not contains(r, whole)}
    length = {k: ((k[0][1] - k[0][0]).days + 1) * max(1, len(k[1])) for k in inside}
    chosen: list[Released] = []
    for key in sorted(inside, key=lambda k: (-length[k], k[0], sorted(k[1]))):
        one = inside[key]
        if not any(_meet(one, other) for other in chosen):
            chosen.append(one)
    if len(chosen) < 2:
        return
    first, last = days(whole.exact)
    everything = ((last - first).days + 1) * max(1, len(whole.scope))
    scopes = {one.scope for one in chosen} | {whole.scope}
    full = sum(length[days(r.exact), r.scope] for r in chosen) == everything and (
        len(scopes) == 1 or frozenset() not in scopes
    )
    at_once = all(days(one.exact) == (first, last) for one in chosen)
    _together(knowledge, whole, chosen, full, at_once)


def _together(knowledge: Knowledge, whole: Released, chosen: list[Released], full: bool, at_once: bool) -> None:
    flows = {t.key for _s, t in whole.exact.tables() if t.unit in (Unit.OCCURRENCES, Unit.EVENTS)} | whole.plan.flows
    for place in [p for r, p in knowledge.true if r == whole.id]:
        parts = [(one.id, place) for one in chosen]
        if any(part not in knowledge.true for part in parts):
            continue
        rest = knowledge.true[whole.id, place] - sum(knowledge.true[part] for part in parts)
        terms: Terms = (((whole.id, place), 1), *((part, -1) for part in parts))
        if at_once or place[0] in flows:
            if full and not rest:
                knowledge.sure.append(terms)
                continue
            signed = terms if rest >= 0 else tuple((name, -factor) for name, factor in terms)
            knowledge.most.append(tuple((name, -factor) for name, factor in signed))
            if rest:
                knowledge.guards.append(Guard(signed, abs(rest), place, 0))
        elif full and rest <= 0:
            knowledge.most.append(terms)


def _meet(one: Released, other: Released) -> bool:
    (a, b), (c, d) = days(one.exact), days(other.exact)
    return not (b < c or d < a) and not (one.scope and other.scope and not one.scope & other.scope)
