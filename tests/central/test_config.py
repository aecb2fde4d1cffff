"""`central.toml`: what it may say, and that everything else is refused with file, line, key and remedy."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from central.config import CentralConfig, absolute_url, load_config, read_config
from contract.toml import ConfigRefused

WHOLE = """
[web]
host = "0.0.0.0"
port = 9000

[broker]
host = "broker.example"
port = 8883
username = "central-ingest"
password = "secret"

[database]
url = "sqlite:///data/central.db"

[sites.bac-kan]
name = "Trung tâm Phục vụ hành chính công"
timezone = "Asia/Ho_Chi_Minh"
scale = "4-level"
ratings = "free"
hours = [
    { days = ["mon", "tue", "wed", "thu", "fri"], opens = "07:30", closes = "11:30" },
    { days = ["sat"], opens = "08:00", closes = "10:00" },
]
"""


def refused(text):
    """The problems of a text."""
    with pytest.raises(ConfigRefused) as caught:
        read_config(text, "central.toml", Path("/srv"))
    return caught.value.problems


def test_a_whole_file_is_read():
    """Every key arrives where it belongs; the path of the store counts from the file's folder."""
    config = read_config(WHOLE, "central.toml", Path("/srv/quayso"))
    assert (config.web.host, config.web.port, config.broker.port) == ("0.0.0.0", 9000, 8883)
    assert config.database.url == "sqlite:////srv/quayso/data/central.db"
    site = config.sites["bac-kan"]
    assert (site.ratings, site.scale, len(site.hours)) == ("free", "4-level", 2)
    assert "secret" not in repr(config)


def test_documents_stand_beside_the_store():
    """Templates and written texts are looked for beside the SQLite file, or where the file says."""
    assert read_config(WHOLE, "central.toml", Path("/srv/quayso")).documents.folder == "/srv/quayso/data/documents"
    told = read_config('[documents]\nfolder = "papers"\nfonts = "/srv/fonts"\n', "central.toml", Path("/srv/quayso"))
    assert (told.documents.folder, told.documents.fonts) == ("/srv/quayso/papers", "/srv/fonts")


def test_a_letterhead_is_blank_until_it_is_set():
    """A site without the table has dotted lines and a sign code; a number in the sign code is refused."""
    head = read_config(WHOLE, "central.toml", Path("/srv")).sites["bac-kan"].letterhead
    assert (head.superior, head.issuer, head.sign_code, head.signer) == ("…………………", None, "BC-TTPVHCC", None)
    (problem,) = refused(WHOLE + '\n[sites.bac-kan.letterhead]\nsign_code = "06/BC"\n')
    assert "sign_code" in problem.key


def test_an_empty_file_is_a_central_on_this_machine():
    """Sensible defaults: loopback, a store beside the file, no sites."""
    config = read_config("", "central.toml", Path("/srv"))
    assert (config.web.host, config.web.port) == ("127.0.0.1", 8080)
    assert config.database.url == "sqlite:////srv/central.db"


@pytest.mark.parametrize(
    ("text", "line", "key", "instead"),
    [
        ("[web]\nhots = 'x'", 2, "web.hots", "host"),
        ("[web]\nport = '80'", 2, "web.port", "port"),
        ("[web]\nport = 0", 2, "web.port", "port"),
        ("[sites.x-1]\nname = 'X'\nratings = 'some'", 3, "sites.x-1.ratings", "per-ticket"),
        ("[sites.x-1]\nname = 'X'\nscale = '6-level'", 3, "sites.x-1.scale", "-level"),
        ("[sites.x-1]\nname = 'X'\ntimezone = 'Asia/Hanoi'", 3, "sites.x-1.timezone", "Asia/Ho_Chi_Minh"),
        ("[sites.x-1]\nscale = '4-level'", 1, "sites.x-1.name", "name"),
        ("[database]\nurl = 'postgresql://h/d'", 2, "database.url", "sqlite:///"),
        ("[database]\nurl = 'sqlite://'", 2, "database.url", "sqlite:///"),
        ("[database]\nurl = 'central.db'", 2, "database.url", "sqlite:///"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_remedy(text, line, key, instead):
    """One problem: file, line, key, what to write instead."""
    (problem,) = refused(text)
    assert (problem.file, problem.line, problem.key) == ("central.toml", line, key)
    assert instead in problem.instead


def test_a_session_that_closes_before_it_opens_is_refused():
    """Hours are checked before anybody relies on them."""
    (problem,) = refused('[sites.x-1]\nname = "X"\nhours = [{ days = ["mon"], opens = "11:30", closes = "07:30" }]')
    assert problem.key == "sites.x-1.hours[1].closes"


def test_a_site_id_of_other_letters_is_refused():
    """Ids are those of topics."""
    assert refused('[sites.Bac_Kan]\nname = "X"')[0].key.startswith("sites.Bac_Kan")


def test_text_that_is_no_toml_or_no_utf8_is_refused(tmp_path):
    """A message, no traceback."""
    assert refused("[web\n")[0].file == "central.toml"
    path = tmp_path / "central.toml"
    path.write_bytes(b'[web]\nhost = "\xff"')
    with pytest.raises(ConfigRefused):
        load_config(path)


def test_a_file_is_read_from_its_own_folder(tmp_path):
    """`load_config` knows where the file stands."""
    path = tmp_path / "central.toml"
    path.write_text(WHOLE, "utf-8")
    assert load_config(path).database.url == f"sqlite:///{tmp_path}/data/central.db"


def test_an_absolute_path_stays():
    """Only relative paths count from the folder."""
    assert absolute_url("sqlite:////var/lib/quayso/central.db", Path("/etc")) == "sqlite:////var/lib/quayso/central.db"


def test_a_site_that_nobody_configured_counts_per_ticket_in_vietnam():
    """The stricter way, until somebody says otherwise."""
    config = CentralConfig()
    assert config.counts_per_ticket("nowhere") is True
    assert config.zone("nowhere") == ZoneInfo("Asia/Ho_Chi_Minh")
