"""The words of a ticket in one language, from kiosk_ui/lang. A pack that lacks one is refused at the start."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import kiosk_ui
from gateway.paper.faces import KhmerImpossible, khmer_obstacle

FOLDER = Path(kiosk_ui.__file__).parent / "lang"
GROUP = "ticket."
KEYS = (
    "number", "priority", "ahead", "people", "nobody", "wait", "minutes", "hours", "sit", "scan", "issued", "reprint",
)  # fmt: skip


class NoWords(LookupError):
    """There is no pack of this language, or it lacks words of the ticket."""


class KhmerRefused(NoWords, KhmerImpossible):
    """The Khmer pack on a machine that cannot set Khmer."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a ticket says; ``say`` fills in what changes."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The text of a key."""
        return self.texts[key].format(**values)


def read_words(language: str, folder: Path = FOLDER) -> Words:
    """The pack of a language. Raises NoWords; KhmerRefused where Khmer cannot be set."""
    try:
        pack = json.loads((folder / f"{language}.json").read_text("utf-8"))
    except FileNotFoundError:
        raise NoWords(
            f"Không có gói ngôn ngữ “{language}” (kiosk_ui/lang/{language}.json). / "
            f"There is no language pack “{language}” (kiosk_ui/lang/{language}.json)."
        ) from None
    texts = {key: str(pack.get(GROUP + key, "")).strip() for key in KEYS}
    if missing := [GROUP + key for key, text in texts.items() if not text]:
        names = ", ".join(missing)
        raise NoWords(f"Gói ngôn ngữ “{language}” thiếu {names}. / The language pack “{language}” lacks {names}.")
    if language == "km" and (why := khmer_obstacle()):
        raise KhmerRefused(why)
    return Words(language, texts)


def read_packs(languages: Iterable[str], folder: Path = FOLDER) -> tuple[dict[str, Words], list[str]]:
    """The packs of a centre's languages, and a sentence for each one that is refused.

    Raises NoWords when none is left: a ticket must say something.
    """
    words: dict[str, Words] = {}
    refused: list[str] = []
    for language in languages:
        try:
            words[language] = read_words(language, folder)
        except NoWords as error:
            refused.append(str(error))
    if not words:
        raise NoWords(" ".join(refused))
    return words, refused
