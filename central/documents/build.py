"""Makes a document out of a finished report: parts, order and words. It reads figures and computes none."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from central.documents.charts import NOTE as CHART_NOTE
from central.documents.charts import pictures_of
from central.documents.document import Annex, Document, Head, Paragraph, Section, Signature
from central.documents.layout import balanced
from central.documents.office import Office, program_version
from central.documents.periods import days_text, period_name
from central.documents.sentences import listed
from central.documents.stories import story_of
from central.documents.story import Story
from central.documents.tables import nothing_of, plain, remarks_of, table_of
from central.documents.written import written_parts
from central.letterhead import Letterhead
from central.reports.model import Report
from kiosk_ui.words import count_text, moment_text

KIND = "BÁO CÁO"
SUBJECT = "Kết quả hoạt động tiếp nhận, giải quyết thủ tục hành chính"
"""What a document of several reports is about."""

_BLANK_DAY = "ngày       tháng       năm"
_BLANK_NUMBER = "Số:         /"
HEAD_LEFT_MM, HEAD_PT = 66.0, 12.0
"""The room for the names of the two bodies, and their size."""
_ASIDE = re.compile(r"(?P<said>.*?)(?P<aside>\[[^\[\]]*\])?\.?", re.DOTALL)
_ROMAN = tuple(f"{ten}{one}" for ten in ("", "X") for one in "I II III IV V VI VII VIII IX X".split())
_TOLD = "Số liệu chung đã nêu ở phần trên; số liệu chi tiết tại Phụ lục kèm theo."


def document_of(report: Report, office: Office, family: str) -> Document:
    """The document of a report: of its parts, a section and an annex each, where it has parts.

    family: the face of the words in its charts.
    """
    reports = report.parts or (report,)
    letterhead, period = office.letterhead, period_name(report.period)
    stories = [story_of(one, office.manner) for one in reports]
    annexes = tuple(
        _annex(one, story, office, family, _annex_name(i, len(reports)))
        for i, (one, story) in enumerate(zip(reports, stories, strict=True))
    )
    subject = plain(SUBJECT if report.parts else stories[0].subject)
    return Document(
        kind=KIND,
        abstract=(subject, _capital(period)),
        head=_head(letterhead, _issuer(letterhead, report), report),
        basis=tuple(f"{plain(words).rstrip('.;,')};" for words in letterhead.basis),
        intro=f"{plain(report.site.name)} báo cáo {_lower(subject)} {period} như sau:",
        sections=_sections(report, stories, written_parts(report, office)),
        closing=_closing(report, annexes),
        signature=_signature(letterhead),
        annexes=annexes,
        proof=_heads(reports, stories),
        made_at=report.made_at,
    )


def _head(letterhead: Letterhead, issuer: str, report: Report) -> Head:
    return Head(
        superior=balanced(plain(letterhead.superior).upper(), HEAD_LEFT_MM, HEAD_PT),
        issuer=balanced(issuer.upper(), HEAD_LEFT_MM, HEAD_PT),
        number=f"{_BLANK_NUMBER}{plain(letterhead.sign_code)}",
        place_and_date=f"{plain(letterhead.place)}, {_BLANK_DAY} {report.made_at.year}",
    )


def _issuer(letterhead: Letterhead, report: Report) -> str:
    return plain(letterhead.issuer or report.site.name)


def _signature(letterhead: Letterhead) -> Signature:
    last = len(letterhead.recipients) - 1
    recipients = [plain(to).rstrip(".;,") for to in letterhead.recipients]
    return Signature(
        recipients=tuple(f"- {to}{'.' if i == last else ';'}" for i, to in enumerate(recipients)),
        sign_for=plain(letterhead.sign_for or ""),
        post=plain(letterhead.post),
        signer=plain(letterhead.signer or ""),
    )


def _sections(
    report: Report, stories: Sequence[Story], written: Iterable[tuple[str, tuple[Paragraph, ...]]]
) -> tuple[Section, ...]:
    """The numbered parts: figures, what must be known of them, what people wrote."""
    headings = [story.heading or story.subject for story in stories] if report.parts else ["Kết quả trong kỳ"]
    parts = list(zip(headings, _each_once(stories), strict=True))
    findings = _said_once(dict.fromkeys(plain(finding.text) for finding in report.findings))
    if findings:
        parts.append(("Những điểm cần lưu ý về số liệu", tuple(Paragraph(text, "item") for text in findings)))
    parts += written
    return tuple(
        Section(f"{_ROMAN[i]}. {plain(heading).upper()}", tuple(p for p in paragraphs if p.text))
        for i, (heading, paragraphs) in enumerate(parts)
    )


def _each_once(stories: Sequence[Story]) -> Iterator[tuple[Paragraph, ...]]:
    """What each part says; figures that an earlier part has told are not told again."""
    said: set[Paragraph] = set()
    for story in stories:
        new = tuple(paragraph for paragraph in story.paragraphs if paragraph not in said)
        said.update(story.paragraphs)
        yield new or (Paragraph(_TOLD),)


def _said_once(findings: Iterable[str]) -> list[str]:
    """Findings; an explanation in brackets that ends several of them stands once, behind them."""
    found = [_ASIDE.fullmatch(text) for text in findings]
    asides = Counter(match["aside"] for match in found if match and match["aside"])
    said = []
    for match in found:
        assert match is not None
        repeats = asides[match["aside"]] > 1
        said.append(f"{match['said'].rstrip('. ')}." if repeats else match[0])
    return said + [f"{_capital(aside.strip('[]'))}." for aside, n in asides.items() if n > 1]


def _closing(report: Report, annexes: Sequence[Annex]) -> str:
    detail = "Phụ lục" if len(annexes) == 1 else f"các Phụ lục từ I đến {_ROMAN[len(annexes) - 1]}"
    return (
        f"Trên đây là báo cáo của {plain(report.site.name)}; số liệu lấy lúc {moment_text(report.made_at)}, "
        f"chi tiết tại {detail} kèm theo./."
    )


def _annex_name(index: int, count: int) -> str:
    return "Phụ lục" if count == 1 else f"Phụ lục {_ROMAN[index]}"


def _annex(report: Report, story: Story, office: Office, family: str, name: str) -> Annex:
    table, is_wide = table_of(report, office.manner)
    pictures = pictures_of(report, office.manner, family)
    code = plain(office.letterhead.sign_code)
    facts = [story.unit, *report.facts] if story.unit else [report.site.scale.title, report.mode_note, *report.facts]
    period = f"Kỳ số liệu: {days_text(report.period)}"
    return Annex(
        name=name,
        title=plain(report.title).upper(),
        attached=f"(Kèm theo Báo cáo số         /{code} {_BLANK_DAY} {report.made_at.year} "
        f"của {_issuer(office.letterhead, report)})",
        lead=(listed([period, *(plain(fact) for fact in facts if fact)]),),
        is_wide=is_wide,
        table=table if table.rows else None,
        pictures=pictures,
        picture_note=CHART_NOTE if pictures else "",
        notes=tuple(_notes(report, story)),
    )


def _notes(report: Report, story: Story) -> list[str]:
    """What stands below a table in small type: how to read it, what it was made from."""
    notes = [*remarks_of(report), *(plain(line) for line in story.reading)]
    if names := nothing_of(report):
        notes.insert(0, f"Ngoài tổng số, không phát sinh: {listed(names)}.")
    program = f" (chương trình Quầy Số, phiên bản {program_version()})" if program_version() else ""
    notes.append(f"Nguồn: {story.source}{program}. Số liệu lấy lúc {moment_text(report.made_at)}.")
    notes.append(f"{report.standing}.")
    if report.proof.imports:
        files = [f"{plain(used.file)} (SHA-256 {used.sha256})" for used in report.proof.imports]
        notes.append(f"Danh sách, bảng số đã dùng: {listed(files)}.")
    return notes


def _heads(reports: Sequence[Report], stories: Sequence[Story]) -> tuple[str, ...]:
    """The chain heads of the whole document, once, a line each: for whoever checks it years later."""
    heads = dict.fromkeys(
        head for one, story in zip(reports, stories, strict=True) if story.counts_events for head in one.proof.heads
    )
    lines = [
        f"- {plain(head.gateway)}, chuỗi {head.stream}, đến dòng {count_text(head.seq)}: {head.head}" for head in heads
    ]
    return ("Mã cuối của các chuỗi sự kiện đã tính đến, để kiểm tra về sau:", *lines) if lines else ()


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
