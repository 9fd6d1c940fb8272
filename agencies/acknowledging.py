"""The wording that each person at the table signs once a year, its versions and hash, and when the year is over."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# What was signed must be found again, word for word, years later. So the wording is kept here as it was shown, in
# each language, and never goes through the catalogues. A changed word is a new version; old versions stay.
CURRENT = "2026-1"
_TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "2026-1": {
        "en": (
            "I sit at this table to work with others. Sitting here gives me no right to know who a survivor is.",
            "This acknowledgement replaces no release. Only a release that the survivor signed, or a law or a court "
            "order that compels it, lets her information move to another agency. I do not ask for it in other ways.",
            "The confidentiality of my profession, the law of my state or nation, and the Violence Against Women Act "
            "bind me and the others here, whatever agreement the team has signed.",
            "What I learn at this table I use only for the purpose it was shared for. I do not pass it on, copy it "
            "or speak of it elsewhere, and that does not end when I leave the team.",
            "I sign in only as myself, I lock the screen when I leave it, and I know that every look at a survivor's "
            "information is on record and can be shown to her.",
            "If I know a survivor or somebody in her matter, I say so and step aside. If something was shared or "
            "seen that should not have been, I report it the same day.",
        ),
        "es": (
            "Participo en esta mesa para trabajar con otras personas. Estar aquí no me da derecho a saber quién es "
            "una persona sobreviviente.",
            "Este compromiso no sustituye ninguna autorización. Solo una autorización firmada por la persona "
            "sobreviviente, o una ley u orden judicial que obligue a ello, permite que su información pase a otra "
            "agencia. No la pido por otros medios.",
            "La confidencialidad de mi profesión, la ley de mi estado o nación y la Ley sobre la Violencia contra la "
            "Mujer (VAWA) me obligan a mí y a las demás personas aquí, sin importar qué acuerdo haya firmado el equipo.",
            "Lo que sepa en esta mesa lo uso solo para el fin con que se compartió. No lo transmito, no lo copio ni "
            "hablo de ello en otro lugar, y esto no termina cuando dejo el equipo.",
            "Entro al sistema solo con mi propia cuenta, bloqueo la pantalla cuando me alejo y sé que cada consulta "
            "de la información de una persona sobreviviente queda registrada y se le puede mostrar.",
            "Si conozco a una persona sobreviviente o a alguien de su caso, lo digo y me aparto. Si se compartió o se "
            "vio algo que no se debía, lo informo el mismo día.",
        ),
    },
}


@dataclass(frozen=True)
class Wording:
    """One version in one language, exactly as shown."""

    version: str
    language: str
    paragraphs: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Of the paragraphs joined by an empty line, in UTF-8: anybody can compute it again from the page."""
        return hashlib.sha256("\n\n".join(self.paragraphs).encode()).hexdigest()


def wording(language: str, version: str = CURRENT) -> Wording:
    """The text in this language, or in English where it is not written in it."""
    texts = _TEXTS[version]
    known = language.split("-")[0]
    known = known if known in texts else "en"
    return Wording(version, known, texts[known])


def signed_wording(version: str, sha256: str) -> Wording | None:
    """The text that this hash was taken of; None when no text of the version has it."""
    texts = (wording(language, version) for language in _TEXTS.get(version, {}))
    return next((text for text in texts if text.sha256 == sha256), None)


def one_year_after(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same day and time of the next year on the clocks of ``zone``; 29 February becomes 28 February."""
    local = moment.astimezone(zone)
    leap_day = (local.month, local.day) == (2, 29)
    return local.replace(year=local.year + 1, day=28 if leap_day else local.day).astimezone(UTC)
