"""Says what every page took: a summary, a line for each page, and how our time grows from one scale to the next."""

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from bench.report import grid

if TYPE_CHECKING:
    from bench.whole import Page


def line(page: "Page", scales: list[str]) -> str:
    told = [f"{page.ratio(one, 'plain'):.2f} {page.ratio(one, 'bare'):.1f}" for one in scales if one in page.who]
    return f"  {page.name}: {', '.join(told)}; {page.ours(next(iter(page.who))):.1f} ms"


def pages(found: list["Page"], cases: dict[str, int]) -> str:
    """A summary, then every page, those first that cost most beside the same page without wall and ledger."""
    scales = list(cases)
    head = [
        "page",
        *(f"{one}, to plain" for one in scales),
        *(f"{one}, to bare" for one in scales),
        "statements, plain",
    ]
    grown = [(large, scales[0]) for large in scales[1:]]
    head += [f"{large} to {small}" for large, small in grown] + ["ms"]
    ordered = sorted(found, key=lambda page: -max(page.ratio(one, "plain") for one in page.who))
    rows = [_row(page, scales, grown) for page in ordered]
    return f"{_summary(found, cases)}\n\n{grid(head, rows)}"


def _row(page: "Page", scales: list[str], grown: list[tuple[str, str]]) -> list[str]:
    last = [one for one in scales if one in page.who][-1]
    told = [f"{page.ratio(one, 'plain'):.2f}" if one in page.who else "–" for one in scales]
    told += [
        f"{page.ratio(one, 'bare'):.1f}{'' if page.renders else ' *'}" if one in page.who else "–" for one in scales
    ]
    told += ["{}, {}".format(*page.sent[last])]
    told += [f"{page.growth(a, b):.2f}" if a in page.who and b in page.who else "–" for a, b in grown]
    return [f"`{page.name}`", *told, f"{page.ours(last):.0f}"]


def _summary(found: list["Page"], cases: dict[str, int]) -> str:
    head = ["scale", "cases", "pages", "to plain: median", "90 of 100 below", "most", "to bare: median"]
    rows = []
    for scale, size in cases.items():
        mine = [page for page in found if scale in page.who]
        plain = sorted(page.ratio(scale, "plain") for page in mine)
        bare = median(page.ratio(scale, "bare") for page in mine if page.renders)
        most = max(mine, key=lambda page: page.ratio(scale, "plain"))
        rows.append([
            scale, f"{size:,}", str(len(mine)), f"{median(plain):.2f}", f"{plain[int(len(plain) * 0.9)]:.2f}",
            f"{plain[-1]:.2f} (`{most.name}`)", f"{bare:.1f}",
        ])  # fmt: skip
    rounds = [len(page.ms[scale, "ours"]) for page in found for scale in page.who]
    few, many = min(rounds), max(rounds)
    said = f"{many} rounds" if few == many else f"{few} to {many} rounds, of {median(rounds):.0f} in the middle"
    return f"Medians of {said}.\n\n{grid(head, rows)}"


def growth(found: list["Page"], scales: list[str]) -> str:
    """How our own time grew from each scale to the next and to the last, over all pages, and which grew most."""
    steps = [*pairwise(scales), *([(scales[0], scales[-1])] if len(scales) > 2 else [])]
    rows = []
    for small, large in steps:
        both = {page.name: page.growth(large, small) for page in found if {small, large} <= page.who.keys()}
        grown = sorted(both, key=lambda name: -both[name])
        most = ", ".join(f"`{name}` {both[name]:.2f}" for name in grown[:6])
        rows.append(
            [f"{large} to {small}", f"{median(both.values()):.2f}", f"{both[grown[len(grown) // 10]]:.2f}", most]
        )
    return grid(["our time", "median of all pages", "90 of 100 below", "those that grew most"], rows)
