"""Words that must not stand in the repository: a machine's own paths, registries, unfinished work."""

import re

import pytest

# Written in pieces, so that this file does not hold them.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.$}/-])/(?:wor" r"k|roo" r"t|hom" r"e|tm" r"p)(?:/|\b)",
    "a registry's host": r"\b(?:py"
    r"pi\.org|pythonho"
    r"sted\.org|npm"
    r"js\.(?:org|com)|piwh"
    r"eels\.org|"
    r"(?:deb|security|ftp)\.deb"
    r"ian\.org)\b",
    "unfinished work": r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|NotImpl" r"ementedError",
    "code hidden from the tests": r"pragma: no " r"cover",
}
BINARY = (".png", ".jpg", ".ico", ".woff2", ".xlsx", ".pdf", ".db", ".sqlite", ".gz", ".bin")


def found_in(text: str) -> list[tuple[int, str, str]]:
    """Line, kind and word of everything in a text that must not be there."""
    return [
        (text.count("\n", 0, match.start()) + 1, kind, match.group())
        for kind, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
    ]


def test_words(files):
    """No file holds a machine's path, a registry's host name or a note of unfinished work."""
    found = [
        (file.name, *what) for file in files if not file.name.endswith(BINARY) for what in found_in(file.text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "open('/work/main/x')",
        "cd /tmp",
        "see https://pypi.org/simple",
        "# TODO: later",
        "raise NotImplementedError",
    ],
)
def test_words_are_seen(text):
    """Each kind of forbidden word is found."""
    assert len(found_in(text)) == 1


@pytest.mark.parametrize(
    "text", ["/var/lib/quayso", "path/to/work/x", "$HOME/tmp/x", "{root}/home/x", "/etc/quayso"]
)
def test_harmless_words(text):
    """Paths of an installed system and relative ones are no finding."""
    assert found_in(text) == []
