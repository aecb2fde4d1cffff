"""Kiểm chứng bảng đánh giá cán bộ từ các dòng gốc / proves the table of officers from the original lines.

    python3 verify.py [THƯ MỤC] [--head MÃ …]

Chỉ cần Python từ 3.9, không cần Quầy Số, không cần mạng / needs Python from 3.9 on, and nothing else.
Mã thoát / exit status 0: mọi điều khớp/all holds; 1: có điều không khớp/not all; 2: không đọc được gói/no package.
"""
# ruff: noqa: B905, E401, I001 - zip(strict=…) is not in Python 3.9; few lines are read sooner

import csv, hashlib, json, re, sys, uuid
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Các thang và mức, 1 = hài lòng / the scales and their levels, 1 = satisfied.
SCALES = {"4-level": {"good": 1, "fair": 1, "average": 0, "poor": 0}, "5-level": dict(zip("54321", (1, 1, 0, 0, 0)))}
SCALES["3-level"] = {"very_satisfied": 1, "satisfied": 1, "dissatisfied": 0}
SCALES["3-level-neutral"] = {"satisfied": 1, "neutral": 0, "dissatisfied": 0}
APART = ("unlinked", "duplicate", "late", "doubtful", "no_ticket", "other_scale", "set_aside")
NO_BYTES = {"lost": "mất", "missing": "chưa đến", "redacted": "đã xóa nội dung theo quy định"}
NOT_COUNTED = {"unknown": "bản này chưa biết", "unreadable": "không đọc được", "not_allowed": "không được phép"}
TOLD = {"rating.changed": ("changed", "rating", "level"), "ticket.issued": ("issued", "ticket", "")}
TOLD.update({one: ("served", "ticket", "counter") for one in ("ticket.called", "service.started", "service.finished")})
EPOCH, MILLISECOND = datetime(1970, 1, 1, tzinfo=timezone(timedelta())), timedelta(milliseconds=1)
TIME = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-]\d\d):?(\d\d))")
UUID = re.compile(r"[0-9A-Fa-f]{8}(-?)(?:[0-9A-Fa-f]{4}\1){3}[0-9A-Fa-f]{12}")


class Package:
    """Một gói, và những điều tìm thấy / a package, and what is found."""

    def __init__(self, folder):
        self.folder, self.about = Path(folder), json.loads((Path(folder) / "proof.json").read_text("utf-8"))
        self.wrong, self.notes, self.anchors, self.heads = [], list(self.about["notes"]), {}, {}
        self.given, self.changed, self.decided, self.issued, self.served, self.corrected = [], {}, {}, {}, {}, {}

    def say_wrong(self, place, vi, en):
        """Một điều không khớp, và chỗ của nó / something that does not hold, and where: gateway, stream, seq."""
        place = place if isinstance(place, str) else " ".join(map(str, place))
        self.wrong.append(f"SAI · WRONG  {place}: {vi} / {en}")


# 1. Các dòng và xích: mã của dòng (16 byte đầu của SHA-256) đứng trong "prev" của dòng sau.
#    Lines and chain: a line's hash (the first 16 bytes of its SHA-256) stands in the "prev" of the next one.
def prove_stream(pack, about):
    """Mỗi dòng còn nguyên, ở đúng chỗ, chỉ đúng dòng trước / each line is whole, in its place, names the one before."""
    own, places = (about["gateway"], about["stream"]), read_csv(pack.folder / about["places"])
    there = match_places(pack, own, (pack.folder / about["lines"]).read_bytes().split(b"\n")[:-1], places)
    seq, before, type_before = 0, "0" * 32, ""
    for place in places:
        first, last, kind = int(place["first"]), int(place["last"]), place["kind"]
        if kind != "line":
            pack.notes.append(f"{' '.join(own)} {first}-{last}: {NO_BYTES.get(kind) or NOT_COUNTED[kind]} / {kind}")
        if first != seq + 1:
            pack.say_wrong((*own, seq + 1), "thiếu chỗ này", "this place is missing")
            before = ""
        line = read_line(there.get(first), *own, first)
        type_ = "" if line is None else line["type"]
        if line is not None:
            if before and "store.hole" not in (type_, type_before) and line["prev"] != before:
                pack.say_wrong((*own, first), f"không chỉ đúng dòng {seq}", f"names another line {seq}")
            take_line(pack, (*own, first), line, kind)
        elif there.get(first) is not None and kind != "unreadable":
            pack.say_wrong((*own, first), "không phải dòng của chỗ này", "no line of this place")
        seq, before, type_before = last, place["hash"], type_
        pack.heads[(*own, last)] = place["hash"] or "0" * 32
    if about["seq"] and pack.heads.get((*own, about["seq"])) != about["head"]:
        pack.say_wrong((*own, about["seq"]), "không phải đầu xích đã ghi", "is not the chain head that was stated")
    print(f"{' '.join(own)}: {len(there)} dòng/lines, đầu xích/head {about['seq']} {about['head']}")


def match_places(pack, own, raws, places):
    """Dòng nào đứng ở chỗ nào, theo mã / which line belongs to which place, by its hash."""
    due = [(int(place["first"]), place["hash"]) for place in places if place["kind"] not in NO_BYTES]
    found, spare = [hashlib.sha256(raw).hexdigest()[:32] for raw in raws], {}
    for raw, got in zip(raws, found):
        spare.setdefault(got, []).append(raw)
    there = {seq: spare[digest].pop() for seq, digest in due if spare.get(digest)}
    odd = [(int(re.search(rb'"seq":(\d+)|$', raw)[1] or 0), raw) for rest in spare.values() for raw in rest]
    missing = [seq for seq, _ in due if seq not in there]
    if len(missing) == len(odd) == 1:
        odd = [(missing[0], odd[0][1])]
    if not missing and not odd and [digest for _, digest in due] != found:
        seq = next(seq for (seq, digest), got in zip(due, found) if digest != got)
        pack.say_wrong((*own, seq), "các dòng từ đây không đúng thứ tự", "lines from here on are out of order")
    for seq in missing:
        there[seq] = next((raw for claimed, raw in odd if claimed == seq), None)
        said = ("dòng đã bị sửa", "this line was changed") if there[seq] else ("dòng đã bị bỏ đi", "this line is gone")
        pack.say_wrong((*own, seq), *said)
    for seq, _ in (one for one in odd if one[1] not in there.values() or one[0] not in missing):
        pack.say_wrong((*own, seq), "dòng đã được thêm vào", "this line was added")
    return there


def read_line(raw, gateway, stream, seq):
    """Đọc một dòng; None: không phải dòng của chỗ này / a line read; None when it is none of this place."""
    try:
        line = json.loads(raw.decode("utf-8"))
        at, fraction, hours, minutes = TIME.fullmatch(line["at"]).groups()
        at = datetime.fromisoformat(f"{at}.{(fraction or '').ljust(6, '0')[:6]}{hours or '+00'}:{minutes or '00'}")
        line["at_ms"] = (at - EPOCH) // MILLISECOND
        sound = all(isinstance(line[key], str) for key in ("prev", "type", "clock", "boot", "site"))
        sound = sound and type(line["up_ms"]) is int and isinstance(line["data"], dict) and line["v"] == 1
        return line if sound and (line["gateway"], line["stream"], line["seq"]) == (gateway, stream, seq) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


# 2. Đánh giá nào được tính / which rating counts.
def take_line(pack, place, line, kind):
    """Giữ điều mà dòng nói về đánh giá và đồng hồ / keep what a line tells about ratings and clocks."""
    data, type_, when = line["data"], line["type"], (line["clock"], line["at_ms"], line["up_ms"], line["boot"])
    by_central = kind == "line" and re.fullmatch("central(-.*)?", place[0])
    if kind != "unreadable" and line["clock"] == "synced":
        boot, anchor = (place[0], line["boot"]), (line["up_ms"], line["at_ms"])
        pack.anchors[boot] = min(pack.anchors.get(boot, anchor), anchor)
    if line.get("test") is True:
        return  # tập huấn, không tính / training, never counted
    is_rating = type_ == "rating.given" and is_readable(data) and line["clock"] in ("synced", "holdover", "unset")
    if (type_ == "rating.given" and kind == "line") != is_rating:
        pack.say_wrong(place, "đánh giá này không được tính như nó đáng", "this rating does not count as it should")
    elif kind == "line" and is_rating:
        ticket, rating = data["ticket"] and uuid.UUID(data["ticket"]).hex, uuid.UUID(data["rating"]).hex
        more = {"ticket": ticket, "rating": rating, "officer": data["officer"] or "", "site": line["site"]}
        pack.given.append({**data, **more, "place": place, "when": when})
    elif kind == "line" and type_ in TOLD:
        book, id_, value = TOLD[type_]
        vars(pack)[book].setdefault(uuid.UUID(data[id_]).hex, []).append((place, when, data.get(value)))
    elif by_central and type_ == "correction.made":
        pack.corrected.setdefault(line["site"], []).append((place, when, data))
    elif by_central and type_ in ("rating.set_aside", "rating.restored") and UUID.fullmatch(data["what"]):
        pack.decided.setdefault(uuid.UUID(data["what"]).hex, []).append((place, when, type_ == "rating.set_aside"))


def is_readable(data):
    """Có phải một đánh giá đọc được không / whether this is a rating that can be read."""
    try:
        ids = {data["rating"], data["ticket"]} - {None} if data["rating"] else {""}
        words = {data["counter"], data["officer"]} - {None} if data["counter"] else {""}
        sound = all(map(UUID.fullmatch, ids)) and data["channel"] in ("panel", "screen", "qr")
        sound = sound and all(re.fullmatch(r"[^\x00-\x1f\x7f]{1,64}", one) for one in words)
        return sound and data["level"] in SCALES[data["scale"]] and data["verdict"] in ("accepted", *APART[:4])
    except (KeyError, TypeError):
        return False


def take_redacted(pack):
    """Của dòng đã xóa chỉ còn lời của trung tâm / of redacted lines there is central's word alone."""
    for raw in (pack.folder / "redacted.jsonl").read_text("utf-8").splitlines():
        fact = json.loads(raw)
        place, when = (fact["gateway"], fact["stream"], fact["seq"]), (fact["clock"], fact["time_ms"], 0, "")
        if fact["what"] == "given":
            pack.given.append({**fact, "place": place, "when": when})
        elif fact["what"] == "anchor":
            pack.anchors[place[0], fact["boot"]] = (fact["up_ms"], fact["time_ms"])
        else:
            vars(pack)[fact["what"]].setdefault(fact["id"], []).append((place, when, fact["now"]))


def times_of(pack, told):
    """Giờ xảy ra, mili giây UTC; không rõ thì không có. "unset": tính từ dòng "synced" đầu tiên của cùng lần khởi động
    / when lines happened, as far as known; a clock never right ("unset") hangs on the first synced line of its boot."""
    for place, (clock, at_ms, up_ms, boot), *_ in told:
        anchor = (up_ms, at_ms) if clock != "unset" else pack.anchors.get((place[0], boot))
        placed = None if anchor is None else anchor[1] + up_ms - anchor[0]
        if placed is not None and (clock != "unset" or -31_622_400_000 <= placed < 7_258_291_200_000):
            yield placed


def judge(pack):
    """Mỗi đánh giá thành gì / what each rating comes to: (ngày/day, cán bộ/officer, thang/scale, mức/level, loại/kind).

    Theo giờ, rồi gateway, luồng, số. Một mã tính một lần: dòng đầu. Một phiếu tính một lần: đánh giá hợp lệ đầu tiên,
    lần đổi mức cuối, quyết định cuối (để riêng, lấy lại); thuộc ngày lấy số / by time, gateway, stream, seq: the first
    line of a rating, the first accepted one of a ticket, its last change and decision; on the day of its ticket."""
    try:
        zone = ZoneInfo(pack.about["timezone"])
    except ZoneInfoNotFoundError:
        zone = timezone(timedelta(hours=7))  # máy không có bảng múi giờ / a machine without zones

    def key(one):
        return (*([*times_of(pack, [one])] or [float("inf")]), *one[0])

    seen, rated, by_ticket = set(), set(), pack.about["ratings"] == "per-ticket"
    for one in sorted(pack.given, key=lambda one: key((one["place"], one["when"]))):
        ticket, kind, level = one["ticket"], one["verdict"], one["level"]
        if one["rating"] in seen:
            continue
        seen.add(one["rating"])
        if kind == "accepted":
            decisions = pack.decided.get(one["rating"])
            if ticket in rated:
                kind = "duplicate"
            elif by_ticket and ticket not in pack.issued:
                kind = "no_ticket"
            else:
                kind = "set_aside" if decisions and max(decisions, key=key)[2] else "counted"
            rated |= {ticket} - {None}
        for place, _, new in sorted(pack.changed.get(one["rating"], ()), key=key):
            level = new if place[0] == one["place"][0] and new in SCALES[one["scale"]] else level
        if one["site"] == pack.about["site"]:
            visit = ticket if by_ticket and kind in ("counted", "set_aside") else ""
            own = [*times_of(pack, [(one["place"], one["when"])])]
            served = (told for told in pack.served.get(visit, ()) if told[2] == one["counter"])
            officer = who(pack, key, one, max([*times_of(pack, served)] or own, default=0))
            time_ms = min([*times_of(pack, pack.issued.get(visit, ()))] or own, default=None)
            at = None if time_ms is None else EPOCH + time_ms * MILLISECOND
            yield at and str(at.astimezone(zone).date()), officer, one["scale"], level, kind


def who(pack, key, one, at_ms):
    """Đánh giá của ai, sau các đính chính lần lượt / whose it is by the corrections, one after the other."""
    officer, corrected = one["officer"], sorted(pack.corrected.get(one["site"], ()), key=key)
    undone = {one["what"][5:] for told in pack.corrected.values() for *_, one in told if one["what"][:5] == "undo/"}
    for at, _, said in corrected:
        span = re.fullmatch("seat/([^/]*)/([^/]*)/(.*)", said["what"])
        if span and (span[3], said.get("old") or "") == (one["counter"], officer) and f"{at[1]}/{at[2]}" not in undone:
            since, until = ((datetime.fromisoformat(moment) - EPOCH) // MILLISECOND for moment in span.group(1, 2))
            officer = said["new"] if since <= at_ms < until else officer
    return officer


# 3. Bảng có đúng không / does the table hold.
def prove_table(pack):
    """So từng ô với điều tính lại từ các dòng / every cell against what the lines come to."""
    about, counts, listed = pack.about, {"total": Counter()}, Counter()
    for day, officer, scale, level, kind in judge(pack):
        of_scale = level if scale == about["scale"] else ""
        if kind == "counted":
            kind = f"item {officer}" if of_scale else "other_scale"
        if day is None or about["from"] <= day <= about["to"]:
            counts.setdefault(kind if day else "undated", Counter())[of_scale] += 1
            counts["total"][of_scale] += day is not None and kind.startswith("item ")
    posts = read_csv(pack.folder / "officers.csv")
    for row in read_csv(pack.folder / "officer-ratings.csv"):
        kind = f"item {row['officer_code']}" if row["row_kind"].endswith("officer") else row["row_kind"]
        listed[kind] += 1
        right = cells(SCALES[about["scale"]], counts.get(kind, Counter()), kind)
        if row["row_kind"] == "officer":
            right["officer"] = "; ".join({post["name"]: 0 for post in posts if post["code"] == row["officer_code"]})
        for column in (column for column in right if row[column] != right[column]):
            vi = f"bảng ghi “{row[column]}”, tính lại được “{right[column]}”"
            pack.say_wrong(f"officer-ratings.csv [{kind}] {column}", vi, "is another one when recomputed")
    for kind in sorted(kind for kind in {*APART, *counts, *listed} if listed[kind] != 1):
        pack.say_wrong(f"officer-ratings.csv [{kind}]", f"hàng này có {listed[kind]} lần", "must stand once")
    for head in about["heads"]:
        place = (head["gateway"], head["stream"], head["seq"])
        if place[:2] not in {one[:2] for one in pack.heads}:
            pack.notes.append(f"{' '.join(place[:2])}: không kèm trong gói / this stream is not in the package")
        elif head["seq"] and pack.heads.get(place) != head["head"]:
            pack.say_wrong(place, "đầu xích của bảng là mã khác", "the table was made with another chain head")
    for name, digest in about["files"].items():
        if hashlib.sha256((pack.folder / name).read_bytes()).hexdigest() != digest:
            pack.say_wrong(name, "tệp không còn như lúc xuất", "the file is not as it was exported")
    print(f"{sum(counts['total'].values())} lượt tính lại được / ratings recomputed")


def cells(scale, got, kind):
    """Các ô số của một hàng: số lượt, tỷ lệ hài lòng / the figures of a row: counts, share of the satisfied."""
    n, good = sum(got.values()), sum(got[level] for level in scale if scale[level])
    row = {level: "" if kind == "other_scale" else str(got[level]) for level in scale} | {"ratings": str(n)}
    if kind != "total" and not kind.startswith("item "):
        return {**row, "satisfied_ratings": "", "satisfied_share": ""}
    share = (good * 20_000 + n) // (2 * n) if n else 0  # phần vạn, làm tròn / hundredths of a percent, rounded
    return {**row, "satisfied_ratings": str(good), "satisfied_share": f"{share // 100}.{share % 100:02}" if n else ""}


def read_csv(path):
    """Các hàng của một tệp CSV, bỏ dấu ' chống công thức / its rows, without the apostrophe against formulas."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        armed = re.compile(r"^'(?=[-=+@\t\r\n＝＋－＠])")
        return [{key: armed.sub("", text or "") for key, text in row.items()} for row in csv.DictReader(file)]


def main(words):
    """Kiểm chứng một gói, nói điều gì khớp và điều gì không / proves a package and says what holds."""
    cut = words.index("--head") if "--head" in words else len(words)
    try:
        pack = Package(words[0] if cut else Path(__file__).parent)
        for about in pack.about["streams"]:
            prove_stream(pack, about)
        take_redacted(pack)
        prove_table(pack)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        print(f"Không đọc được gói / the package cannot be read: {type(error).__name__} {error}")
        return 2
    for head in words[cut + 1 :]:
        where = [" ".join(map(str, place)) for place, digest in pack.heads.items() if digest == head.lower()]
        print(f"--head {head}: {where}")
        pack.wrong += [] if where else [f"SAI · WRONG  --head {head}: không dòng nào có mã này / no line has this hash"]
    print("\n".join([*(f"#  {note}" for note in pack.notes), *pack.wrong]))
    code = hashlib.sha256((pack.folder / "proof.json").read_bytes()).hexdigest()
    print(f"Mã của gói, so với biên bản / code of the package, compare with the minutes: {code}")
    print(f"{len(pack.wrong)} điều không khớp / findings" if pack.wrong else "Mọi điều đều khớp / everything holds")
    return 1 if pack.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
