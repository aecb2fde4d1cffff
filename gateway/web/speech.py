"""``/speech/<language>/<key>.wav``: a sentence of a language pack, read aloud.

A clip that the centre recorded comes first (``lang/<code>/<key>.wav`` beside ``site.toml``); else espeak-ng reads the
text of the pack once, and the file is kept. Nothing that came from a browser is ever read: keys are looked up.
"""

import hashlib
import logging
import os
import shutil
import subprocess
import threading
from pathlib import Path

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from gateway.web.parts import PageParts
from kiosk_ui.languages import UnknownLanguage, load_pack

log = logging.getLogger(__name__)

PROGRAM = "espeak-ng"
WORDS_PER_MINUTE = 140
TIMEOUT_S = 10.0
_one_at_a_time = threading.Lock()


def can_say(parts: PageParts, language: str) -> bool:
    """Tell whether a kiosk has a voice for this language, recorded or made."""
    pack = load_pack(language)
    if pack.voice is not None and shutil.which(PROGRAM) is not None:
        return True
    return any((parts.site_dir / "lang" / pack.code).glob("*.wav"))


def clip(parts: PageParts, language: str, key: str) -> Path | None:
    """The file that says a text of the pack, made if need be; None when nothing can say it.

    Raises UnknownLanguage.
    """
    pack = load_pack(language)
    text = pack.texts.get(key)
    if text is None or "{" in text:
        return None
    recorded = parts.site_dir / "lang" / pack.code / f"{key}.wav"
    if recorded.is_file():
        return recorded
    program = shutil.which(PROGRAM)
    if pack.voice is None or program is None:
        return None
    name = hashlib.sha256(f"{pack.voice} {WORDS_PER_MINUTE} {text}".encode()).hexdigest()[:24]
    kept = parts.data_dir / "speech" / f"{name}.wav"
    with _one_at_a_time:
        return kept if kept.is_file() or _make(program, pack.voice, text, kept) else None


def _make(program: str, voice: str, text: str, kept: Path) -> bool:
    new = kept.with_suffix(".new")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [program, "-v", voice, "-s", str(WORDS_PER_MINUTE), "-w", str(new), "--stdin"],
            input=text.encode(),
            check=True,
            capture_output=True,
            timeout=TIMEOUT_S,
        )
        os.replace(new, kept)
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("a sentence could not be read aloud by %s: %s", program, error)
        return False
    return True


def blueprint(parts: PageParts) -> Blueprint:
    """The one address."""
    pages = Blueprint("speech", __name__)

    @pages.get("/speech/<language>/<key>.wav")
    def speech(language: str, key: str) -> ResponseReturnValue:
        try:
            found = clip(parts, language, key)
        except UnknownLanguage:
            found = None
        if found is None:
            abort(404)
        response = Response(found.read_bytes(), mimetype="audio/wav", headers={"Cache-Control": "no-cache"})
        response.add_etag()
        return response.make_conditional(request)

    return pages
