"""Changes, one at a time, to the SQL that decides about releases, mandates, disclosures, links, walls and looks.

Each is a small mistake that somebody could make: a condition left out, «and» for «or», a bound that is one off, a «not» too many.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from confidentiality.elements import Element
from confidentiality.wall import WALL, looked, sees_case, statements

# Functions that decide. Those that only find, count or write down what another one decided are left to their own tests.
FUNCTIONS = (
    "mdt_release_guard", "mdt_release_signed", "mdt_talk_guard", "mdt_void_signed_by_abuser", "mdt_withdraw", "mdt_browse_ending",
    "mdt_link_guard", "mdt_link_signature_guard", "mdt_link_lives", "mdt_link_try", "mdt_link_open", "mdt_link_sign", "mdt_strict",
    "mdt_mandate_guard", "mdt_disclosure_guard", "mdt_principals_of", "mdt_agency", "mdt_recused_of", "mdt_walls_of", "mdt_look",
    "mdt_look_referral", "mdt_looked", "mdt_may_staff", "mdt_open_to", "mdt_carries", "mdt_derive",
)  # fmt: skip
TABLES = (
    "confidentiality_release", "confidentiality_releasetalk", "confidentiality_releasesignature", "confidentiality_releaselink",
    "confidentiality_releasescan", "confidentiality_mandate", "confidentiality_mandatecare", "confidentiality_disclosure",
    "confidentiality_death", "confidentiality_grant", "cases_identity", "cases_referralcarried",
)  # fmt: skip
SWAPS = {
    r"<=": "<", r"(?<![<])>=": ">", r"(?<![<>=-])<(?![=>])": "<=", r"(?<![<>=-])>(?![=>])": ">=", r"<>(?! ALL)": "=",
    r"<> ALL": "= ANY", r"= ANY(?! \(\(SELECT mdt_principals)": "<> ALL", r"(?<!NOT )\bEXISTS\b": "NOT EXISTS",
    r"\bNOT EXISTS\b": "EXISTS", r"\bAND\b": "OR", r"\bOR\b(?! REPLACE)": "AND", r"\bIS NULL\b": "IS NOT NULL",
    r"\bIS NOT NULL\b": "IS NULL", r"(?<!NOT )\bg\.own\b": "NOT g.own", r"\bNOT g\.own\b": "g.own", r"'active'": "'prepared'",
    r"'prepared'": "'active'", r"= 'no'": "= 'yes'", r"'yes' IN": "'no' IN", r"'right'": "'wrong'",
    r"interval '(\d+)": "interval '9\\1", r"tries (<|>=) (\d)": r"tries \1 1\2", r"& ~1 ": "& ~3 ", r"& 1 ": "& 2 ",
    r" is_active": " NOT is_active", r"= 'paper'": "= 'device'", r"\bsees_own\b": "sees_any", r"\bsees_any\b": "sees_own", r"session_user = 'mdt_web'": "session_user <> 'mdt_web'",
    r"current_user = 'mdt_web'": "current_user <> 'mdt_web'",
}  # fmt: skip
# What stands between two conditions at one depth, or ends the last of them.
_WORDS = re.compile(
    r"\b(AND|OR|THEN|WHERE|ON|JOIN|LEFT|CROSS|ORDER|GROUP|LIMIT|UNION|OFFSET|LOOP|WHEN|IF|ELSIF|ELSE|RETURNING|SELECT|BEGIN|RETURN)\b|:=|(?<!DISTINCT )\bFROM\b|[();]"
)


@dataclass(frozen=True)
class Mutant:
    """``where`` is a function or «command on table»; ``how`` tells the change and its place among its like."""

    where: str
    how: str
    sql: str

    def __str__(self) -> str:
        return f"{self.where}: {self.how}"


def mutants() -> Iterator[Mutant]:
    for name, text in functions():
        for how, sql in changed(text):
            yield Mutant(name, how, sql)
    for (name, command), rules in policies().items():
        for how, rule in changed(_short(rules[0]) if name != IN_FULL else rules[0]):
            yield Mutant(f"{command} on {name}", how, _altered(name, command, [_long(rule), *rules[1:]]))
        if len(rules) == 2:  # what the new row has to be, where it is more than what the old one was
            for how, rule in changed(rules[1]):
                yield Mutant(f"CHECK on {name}", how, _altered(name, command, [rules[0], rule]))


def functions() -> Iterator[tuple[str, str]]:
    for statement in statements():
        for found in re.finditer(r"CREATE OR REPLACE FUNCTION (\w+)\(.*?\$\$.*?\$\$", statement, re.S):
            if found[1] in FUNCTIONS:
                yield found[1], re.sub(r"--.*", "", found[0])


def policies() -> dict[tuple[str, str], list[str]]:
    """The rule of each policy, and the one for the new row where that is another."""
    tables = (WALL.tables[name] for name in TABLES)
    return {
        (one.name, command): [rule, *([one.rules["CHECK"]] if command == "UPDATE" and "CHECK" in one.rules else [])]
        for one in tables if one.rules for command, rule in one.rules.items() if command != "CHECK"
    }  # fmt: skip


def _altered(name: str, command: str, rules: list[str]) -> str:
    using, check = f"USING ({rules[0]})", f"WITH CHECK ({rules[-1]})"
    clauses = {"INSERT": check, "UPDATE": f"{using} {check}"}.get(command, using)
    return f"ALTER POLICY web_{command.lower()} ON {name} {clauses}"


# The two conditions that nearly all policies share are written by two functions (wall.py) and changed inside once, on one
# table; elsewhere each is one word.
IN_FULL = "cases_identity"


def _short(rule: str) -> str:
    rule = re.sub(
        r"EXISTS \(SELECT 1 FROM confidentiality_grant g WHERE g\.case_id = (\S+) AND g\.elements & (\d+) (?:<> 0)( AND g\.own)? OFFSET 0\)",
        lambda found: f"sees_{'own' if found[3] else 'any'}[{found[1]} {found[2]}]", rule,
    )  # fmt: skip
    return re.sub(r"(\S+) = ANY \(\(SELECT mdt_looked\((\d+)\)\)::bigint\[\]\)", r"looked[\1 \2]", rule)


def _long(rule: str) -> str:
    rule = re.sub(
        r"sees_(own|any)\[(\S+) (\d+)\]", lambda found: sees_case(found[2], int(found[3]), own=found[1] == "own"), rule
    )
    return re.sub(r"looked\[(\S+) (\d+)\]", lambda found: looked(found[1], Element(int(found[2]))), rule)


def changed(text: str) -> Iterator[tuple[str, str]]:
    """Every change of this text, once, with a name that stays when other lines change."""
    seen, names = {_flat(text, 0)}, dict[str, int]()
    for how, sql in (*_left_out(text), *_swapped(text)):
        if (same := _flat(sql, 0)) not in seen:
            seen.add(same)
            names[how] = names.get(how, 0) + 1
            yield f"{how} ({names[how]})" if names[how] > 1 else how, sql


def _swapped(text: str) -> Iterator[tuple[str, str]]:
    begins = text.find("$$")  # of a function: its body alone
    for old, new in SWAPS.items():
        for found in re.finditer(old, text):
            if found.start() > begins:
                after = found.expand(new)
                yield f"{_near(text, found)} → {after}", text[: found.start()] + after + text[found.end() :]


def _near(text: str, found: re.Match[str]) -> str:
    return " ".join(text[max(0, found.start() - 30) : found.start()].split()) + f" [{found[0]}] " + " ".join(
        text[found.end() : found.end() + 25].split()
    )  # fmt: skip


def _left_out(text: str) -> Iterator[tuple[str, str]]:
    """Each condition between «and» and «or», each branch of a union, each value that a trigger sets."""
    begins = max(text.find("$$"), 0)
    for found in re.finditer(r"\b(AND|OR)\b(?! REPLACE)", text):
        if found.start() > begins:
            end = _ends(text, found.end())
            yield f"without «{_flat(text[found.start() : end])}»", text[: found.start()] + text[end:]
            start = _starts(text, found.start())
            yield f"without «{_flat(text[start : found.end()])}»", text[:start] + " " + text[found.end() :]
    for found in re.finditer(r"\bUNION (ALL )?SELECT\b", text):
        end = _ends(text, found.end(), union=True)
        yield f"without «{_flat(text[found.start() : end])}»", text[: found.start()] + text[end:]
    for found in re.finditer(r"NEW\.\w+ := [^;]+;", text):
        yield f"without «{_flat(found[0])}»", text[: found.start()] + "NULL;" + text[found.end() :]


def _flat(text: str, longest: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) < longest or not longest else text[:60] + " … " + text[-25:]


def _ends(text: str, start: int, *, union: bool = False) -> int:
    """Where the condition that begins here ends: the next word of its depth that joins or closes it."""
    depth = 0
    for word in _WORDS.finditer(text, start):
        if word[0] == "(":
            depth += 1
        elif word[0] == ")":
            depth -= 1
            if depth < 0:
                return word.start()
        elif depth or (union and word[0] not in (";", "UNION")):
            continue
        elif not _inside_case(text, start, word.start()):
            return word.start()
    return text.find("$$", start) if "$$" in text[start:] else len(text)


def _inside_case(text: str, start: int, at: int) -> bool:
    part = text[start:at]
    return len(re.findall(r"\bCASE\b", part)) > len(re.findall(r"\bEND\b", part))


def _starts(text: str, end: int) -> int:
    """Where the condition that ends here begins."""
    depth = 0
    for word in reversed(list(_WORDS.finditer(text, 0, end))):
        if word[0] == ")":
            depth += 1
        elif word[0] == "(":
            depth -= 1
            if depth < 0:
                return word.end()
        elif depth == 0:
            return word.end()
    return 0


# Mutants that change nothing that anybody could see, each with the reason.
_TO_THE_MICROSECOND = "the two differ at one microsecond of the server's clock, which no request can meet"
_OWN_IS_ALL = "a grant in one's own room names every part (cases/wall.py), so naming one asks for no more"
_OF_RECORD = "to people of the agency of record every grant on its cases is their own"
EQUIVALENT: dict[str, str] = {
    "mdt_link_sign: without «t.app_label = 'confidentiality' AND»": "no other app has a model of that name",
    "mdt_looked: nts & p_element <> 0 AND l.at [>] statement_timestamp() - → >=": _TO_THE_MICROSECOND,
    "mdt_looked: inutes' AND l.at [<] statement_timestamp() + → <=": _TO_THE_MICROSECOND,
    **{
        f"{command} on cases_identity: without «AND g.elements & 2 <> 0»": _OWN_IS_ALL
        for command in ("INSERT", "UPDATE", "DELETE")
    },
    "UPDATE on confidentiality_release:  [sees_own] [confidentiality_release. → sees_any": _OF_RECORD,
    "UPDATE on confidentiality_mandate:  [sees_own] [confidentiality_mandate. → sees_any": _OF_RECORD,
    "SELECT on cases_referralcarried: without «AND NOT g.own»": _OF_RECORD,
}
