"""Words that must not stand in the repository: a machine's own paths, registries, unfinished work."""

import re

import pytest

BINARY = (".png", ".jpg", ".ico", ".woff2", ".xlsx", ".docx", ".pdf", ".db", ".sqlite", ".gz", ".bin")


def hidden(text: str) -> str:
    """A text written with ~ inside its words, so that this file does not hold what it looks for."""
    return text.replace("~", "")


FORBIDDEN = {
    "a path of one machine": hidden(r"(?<![\w.$}/-])/(?:wo~rk|ro~ot|ho~me|tm~p)(?:/|\b)"),
    "a registry's host": hidden(
        r"\b(?:py~pi\.org|pythonho~sted\.org|npm~js\.(?:org|com)|pi~wheels\.org|(?:deb|security|ftp)\.deb~ian\.org)\b"
    ),
    "unfinished work": hidden(r"\b(?:TO~DO|FIX~ME|XX~X|HA~CK)\b|NotImpl~ementedError"),
    "code hidden from the tests": hidden(r"pragma: no ~cover"),
}
ALWAYS_THERE = re.compile(
    hidden(r"/(?:wo~rk|ro~ot|ho~me|tm~p)|py~pi|pythonho~sted|npm~js|pi~wheels|deb~ian\.org|TO~DO|FIX~ME|XX~X|HA~CK|")
    + hidden(r"NotImpl~ementedError|pragma: no ~cover")
)
"""A part of each of them, looked for first: the patterns take their time over a whole repository."""


def found_in(text: str) -> list[tuple[int, str, str]]:
    """Line, kind and word of everything in a text that must not be there."""
    if not ALWAYS_THERE.search(text):
        return []
    return [
        (text.count("\n", 0, match.start()) + 1, kind, match.group())
        for kind, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
    ]


def test_words(files):
    """No file holds a machine's path, a registry's host name or a note of unfinished work."""
    read = [file for file in files if not file.name.endswith(BINARY)]
    assert [(file.name, *found) for file in read for found in found_in(file.text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "open('/wo~rk/main/x')",
        "cd /tm~p",
        "see https://py~pi.org/simple",
        "# TO~DO: later",
        "raise NotImpl~ementedError",
    ],
)
def test_words_are_seen(text):
    """Each kind of forbidden word is found."""
    assert len(found_in(hidden(text))) == 1


@pytest.mark.parametrize("text", ["/var/lib/quayso", "path/to/work/x", "$HOME/tmp/x", "{root}/home/x", "/etc/quayso"])
def test_harmless_words(text):
    """Paths of an installed system and relative ones are no finding."""
    assert found_in(text) == []
