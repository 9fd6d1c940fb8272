"""What a reader has in hand, as the audit writes it down: numbers, unknowns, and what is certain of them."""

from dataclasses import dataclass, field

from reports.protecting.rules import Place

Name = tuple[str, Place]  # of which release, where
Terms = tuple[tuple[Name, int], ...]


@dataclass(frozen=True)
class Guard:
    """Σ factor × place is ``true``, and nobody may find it. ``floor`` is what everybody knows it to be at least."""

    terms: Terms
    true: int
    place: Place
    floor: int


@dataclass
class Knowledge:
    """``sure`` are rows Σ factor × place = 0, ``most`` rows ≤ 0. Names that are not in ``numbers`` are unknown."""

    numbers: dict[Name, int] = field(default_factory=dict)
    true: dict[Name, int] = field(default_factory=dict)
    sure: list[Terms] = field(default_factory=list)
    most: list[Terms] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    floor: int = 0
    leader: dict[Name, Name] = field(default_factory=dict)

    def person(self, guard: Guard) -> Name:
        return self.find(guard.terms[0][0])

    def find(self, name: Name) -> Name:
        while self.leader.get(name, name) != name:
            name = self.leader[name]
        return name

    def one_person(self, names: list[Name]) -> None:
        for name in names[1:]:
            self.leader[self.find(name)] = self.find(names[0])
