"""Backups of central: whole, checked, never half; a restore is refused or complete and keeps what was there."""

import gzip
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.backup.rotation import name_at, superfluous
from central.backup.secrets import BackupRefused, lock, unlock
from central.store import copying
from central.store.copying import DamagedStore, check_store, copy_store
from central.store.in_use import using

PASSPHRASE = "muoi sau ky tu tro len"


def lines(store):
    """How many event lines stand in a store's file, by stream."""
    with closing(sqlite3.connect(store)) as connection:
        statement = (
            "SELECT s.stream, count(*) FROM events e JOIN streams s ON s.id = e.stream_id GROUP BY 1 ORDER BY s.id"
        )
        return connection.execute(statement).fetchall()


def test_what_came_after_the_copy_is_gone_and_kept_beside(server, backup):
    """The store is the copy's again, the replaced one lies beside it whole, and central's lost lines are counted."""
    server.press(3)
    made = backup()
    server.press(2)
    server.engine.dispose()
    done = server.quayso("restore", "--from", made)
    assert done.status == 0, done.err
    assert "2 dòng của chính trung tâm" in done.out
    assert [count for _, count in lines(server.store)] == [3]
    (kept,) = server.store.parent.glob("central.db.replaced-*Z")
    assert [count for _, count in lines(kept)] == [5]
    assert server.quayso("audit").status == 0


def test_centrals_own_stream_does_not_fork_after_a_restore(server, backup):
    """The next line of central's own begins a new stream: places that the lost lines had are never given twice."""
    server.press(3)
    made = backup()
    server.press(2)
    before = lines(server.store)
    server.engine.dispose()
    assert server.quayso("restore", "--from", made).status == 0
    server.press()
    (old, three), (new, two) = lines(server.store)
    assert [(old, three + 2)] == before and (three, two) == (3, 2) and new != old
    assert server.quayso("audit").status == 0


@pytest.mark.slow
def test_the_texts_and_templates_come_back(server, backup):
    """Written blocks go along; what was there at the restore is kept beside."""
    text = server.folder / "data/documents/bac-kan/ton-tai.txt"
    text.parent.mkdir()
    text.write_text("Cũ", "utf-8")
    server.press()
    made = backup()
    text.write_text("Mới", "utf-8")
    server.engine.dispose()
    assert server.quayso("restore", "--from", made).status == 0
    assert text.read_text("utf-8") == "Cũ"
    (kept,) = server.folder.glob("data/documents.replaced-*/bac-kan/ton-tai.txt")
    assert kept.read_text("utf-8") == "Mới"


@pytest.mark.slow
def test_nothing_is_restored_while_central_or_a_command_runs(server, backup):
    """The lock that central holds is respected; without it (control) the same restore goes through."""
    server.press()
    made = backup()
    server.engine.dispose()
    with using(server.store):
        refused = server.quayso("restore", "--from", made)
    assert (refused.status, "systemctl stop quayso-central" in refused.err) == (3, True)
    assert not list(server.store.parent.glob("*.replaced-*"))
    assert server.quayso("restore", "--from", made).status == 0


@pytest.mark.slow
def test_a_trial_changes_nothing(server, backup):
    """--dry-run proves the copy sound and leaves every file as it is."""
    server.press()
    made = backup()
    server.press()
    server.engine.dispose()
    before = {path: path.read_bytes() for path in server.store.parent.rglob("*") if path.is_file()}
    done = server.quayso("restore", "--from", made, "--dry-run")
    assert (done.status, "chưa thay đổi gì" in done.out) == (0, True)
    after = {path: path.read_bytes() for path in server.store.parent.rglob("*") if path.is_file()}
    assert {path for path in after if path.suffix != ".in-use"} == {path for path in before if path.suffix != ".in-use"}
    assert all(after[path] == content for path, content in before.items())


slow = pytest.mark.slow


@pytest.mark.parametrize("damage", ["cut", *(pytest.param(one, marks=slow) for one in ("flipped", "other", "swapped"))])
def test_a_damaged_backup_is_refused_before_anything_changes(server, backup, damage):
    """Cut short, a byte changed, no backup at all, a store that is not the listed one: refused, nothing replaced."""
    server.press()
    made = backup()
    data = made.read_bytes()
    if damage == "swapped":
        plain = bytearray(gzip.decompress(data))
        plain[plain.index(b"SQLite format 3") + 40] ^= 1
        made.write_bytes(gzip.compress(bytes(plain), 1))
    else:
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 0x55]) + data[middle + 1 :]
        made.write_bytes({"cut": data[:-300], "flipped": flipped, "other": b"khong phai"}[damage])
    server.engine.dispose()
    refused = server.quayso("restore", "--from", made)
    assert refused.status == 2, refused.err
    assert "Traceback" not in refused.err and not list(server.store.parent.glob("*.replaced-*"))


@pytest.mark.slow
def test_the_keys_go_along_locked_and_open_with_the_passphrase_alone(server, backup):
    """Nothing of key or settings can be read in the file; with the passphrase a new server gets both back."""
    authority = server.folder / "data/authority"
    authority.mkdir()
    (authority / "ca-1.crt").write_text("chứng chỉ", "utf-8")
    (authority / "ca-1.key").write_text("khóa bí mật", "utf-8")
    (server.folder / "words").write_text(PASSPHRASE + "\n", "utf-8")
    (server.folder / "wrong").write_text(PASSPHRASE + "x\n", "utf-8")
    server.press()
    made = backup("--passphrase-file", server.folder / "words")
    assert "khóa bí mật".encode() not in gzip.decompress(made.read_bytes())
    server.engine.dispose()
    for file in authority.iterdir():
        file.unlink()
    refused = server.quayso("restore", "--from", made, "--passphrase-file", server.folder / "wrong")
    assert (refused.status, "cụm mật khẩu không đúng" in refused.err) == (2, True)
    assert server.quayso("restore", "--from", made, "--passphrase-file", server.folder / "words").status == 0
    assert (authority / "ca-1.key").read_text("utf-8") == "khóa bí mật"
    assert (server.folder / "data/central.toml.restored").exists()


@pytest.mark.slow
def test_keys_that_are_there_are_never_overwritten(server, backup):
    """Boxes may trust a newer authority by now."""
    authority = server.folder / "data/authority"
    authority.mkdir()
    (authority / "ca-1.crt").write_text("cũ", "utf-8")
    (server.folder / "words").write_text(PASSPHRASE, "utf-8")
    server.press()
    made = backup("--passphrase-file", server.folder / "words")
    (authority / "ca-1.crt").write_text("mới", "utf-8")
    server.engine.dispose()
    assert server.quayso("restore", "--from", made, "--passphrase-file", server.folder / "words").status == 0
    assert (authority / "ca-1.crt").read_text("utf-8") == "mới"


@pytest.mark.slow
def test_without_a_passphrase_the_keys_stay_out_and_it_is_said(server):
    """A backup without keys says so each time."""
    server.press()
    done = server.quayso("backup", "--to", server.backups)
    assert (done.status, "KHÔNG có trong bản sao" in done.err) == (0, True)


def test_a_passphrase_that_can_be_guessed_is_refused(server):
    """Fewer than sixteen letters protect nothing."""
    (server.folder / "words").write_text("ngan", "utf-8")
    refused = server.quayso("backup", "--to", server.backups, "--passphrase-file", server.folder / "words")
    assert (refused.status, "ngắn hơn" in refused.err) == (2, True)


@pytest.mark.slow
def test_a_copy_made_while_others_write_is_one_state(server, tmp_path):
    """Lines arrive throughout: each copy is sound and holds a whole beginning of the chain."""
    server.press()
    begun = threading.Event()

    def write() -> None:
        for _ in range(20):
            server.press()
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    counts = []
    for number in range(4):
        copy = tmp_path / f"copy-{number}.db"
        copy_store(server.store, copy)
        check_store(copy)
        with closing(sqlite3.connect(copy)) as connection:
            found = [row[0] for row in connection.execute("SELECT seq FROM events ORDER BY seq")]
            rated = connection.execute("SELECT count(*) FROM ratings").fetchone()[0]
        assert found == list(range(1, len(found) + 1)) and rated == len(found)
        counts.append(len(found))
    writer.join()
    assert counts == sorted(counts)


def test_a_backup_that_fails_leaves_nothing_behind(server, monkeypatch):
    """The disk fills up half-way: exit 3, clear words, no file that looks like a backup."""
    server.press()

    def full(path):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("central.backup.making.check_store", full)
    failed = server.quayso("backup", "--to", server.backups)
    assert (failed.status, "không sao lưu được" in failed.err) == (3, True)
    assert [path.name for path in server.backups.iterdir()] == [".quayso-backup"]


@pytest.mark.slow
def test_a_damaged_store_makes_no_backup(server):
    """A broken page is found before the copy gets a name; older backups stay."""
    server.press()
    server.engine.dispose()
    with server.store.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    failed = server.quayso("backup", "--to", server.backups)
    assert (failed.status, "bị hỏng" in failed.err) == (3, True)
    assert not list(server.backups.glob("quayso-*"))


@pytest.mark.slow
def test_a_copy_can_be_audited_at_once(server, backup):
    """--audit proves the copy's figures; a figure changed in the store (control) makes it exit 1."""
    server.press(2)
    backup("--audit")
    with closing(sqlite3.connect(server.store)) as connection, connection:
        connection.execute("UPDATE ratings SET level = 'poor'")
    for made in server.backups.glob("quayso-*"):
        made.unlink()
    assert server.quayso("backup", "--to", server.backups, "--audit").status == 1


def test_an_upgrade_of_the_schema_copies_the_store_first(server, monkeypatch):
    """The file before the step is kept beside; when it cannot be copied, nothing is changed."""
    with closing(sqlite3.connect(server.store)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'm0001_events'")
    kept = copying.copy_before_upgrade(server.store)
    assert kept is not None and kept.name == "central.db.before-m0001_events"
    check_store(kept)

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "copy_store", full)
    refused = server.quayso("audit")
    assert (refused.status, "No space left" in refused.err) == (3, True)


@pytest.mark.slow
def test_only_the_newest_two_copies_before_upgrades_are_kept(server):
    """They are as large as the store."""
    for number in range(1, 5):
        with closing(sqlite3.connect(server.store)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (f"s{number}",))
        copying.copy_before_upgrade(server.store)
    names = sorted(path.name for path in server.store.parent.glob("*.before-*"))
    assert names == ["central.db.before-s3", "central.db.before-s4"]


@pytest.mark.slow
def test_secrets_are_opened_with_their_words_alone():
    """A wrong word, and a changed byte, are refused."""
    locked = lock({"a": b"1"}, PASSPHRASE)
    assert unlock(locked, PASSPHRASE) == {"a": b"1"}
    for wrong in ((locked, "khac"), (locked[:-1] + bytes([locked[-1] ^ 1]), PASSPHRASE), (b"", PASSPHRASE)):
        with pytest.raises(BackupRefused):
            unlock(*wrong)


def test_a_file_that_is_no_store_is_damaged(tmp_path):
    """Not a traceback of SQLite."""
    (tmp_path / "x.db").write_bytes(b"khong phai kho du lieu" * 500)
    with pytest.raises(DamagedStore):
        check_store(tmp_path / "x.db")


NEWEST = datetime(2026, 11, 21, 12, tzinfo=UTC)


@given(st.sets(st.integers(0, 24 * 60), min_size=1, max_size=80), st.integers(1, 30), st.integers(0, 40))
def test_what_is_kept(hours, newest, days):
    """The newest stay, and of each of the last days one; all others go, no other file; a second look agrees."""
    moments = [NEWEST - timedelta(hours=hour) for hour in hours]
    names = [*map(name_at, moments), "ghi-chu.txt", "quayso-cu.tar.gz"]
    gone = superfluous(names, newest, days)
    kept = [moment for moment in moments if name_at(moment) not in gone]
    assert set(map(name_at, sorted(moments)[-newest:])).isdisjoint(gone)
    recent = {moment.date() for moment in moments if moment.date() > max(moments).date() - timedelta(days=days)}
    assert recent <= {moment.date() for moment in kept}
    assert len(kept) <= newest + len(recent)
    assert superfluous([name for name in names if name not in gone], newest, days) == []
