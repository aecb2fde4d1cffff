"""Presence is a lease: renewed by what is live, ended early by the Will of the same connection, never guessed."""

import pytest

from central.presence import Presence
from contract.messages import Birth, ConfigApplied, Death, Health

LEASE_S = 150.0
HEALTH = Health(1_000, "synced", (), ())


def birth(bd=1):
    """A gateway's word that it is there."""
    return Birth(bd, "bac-kan", "0.1", "boot", ("counter",), ())


@pytest.fixture
def presence():
    """What central knows of its gateways."""
    return Presence(LEASE_S)


def state(presence, now_s, link_up=True):
    """The state of the one gateway."""
    (one,) = presence.view(now_s, link_up)
    return one.state


def test_nobody_is_known_at_first(presence):
    """A gateway that was never named is in no list."""
    assert presence.view(0, True) == ()


@pytest.mark.parametrize(
    "speak",
    [
        lambda presence, now_s: presence.heard("q-01", now_s),
        lambda presence, now_s: presence.healthy("q-01", HEALTH, now_s),
        lambda presence, now_s: presence.born("q-01", birth(), now_s, retained=False),
    ],
)
def test_everything_live_renews_the_lease(presence, speak):
    """Events, health and a birth: online for the length of the lease, silent after it, online again."""
    speak(presence, 1000)
    assert state(presence, 1000 + LEASE_S) == "online"
    assert state(presence, 1001 + LEASE_S) == "silent"
    speak(presence, 5000)
    assert state(presence, 5001) == "online"


def test_a_retained_birth_proves_nothing_about_now(presence):
    """It outlives a power cut of gateway and broker: known, but not there."""
    presence.born("q-01", birth(), 1000, retained=True)
    assert state(presence, 1000) == "unknown"
    (one,) = presence.view(1000, True)
    assert one.birth == birth() and one.heard_s_ago is None


def test_the_will_of_the_same_connection_ends_the_lease_early(presence):
    """No waiting for the lease when the broker says that the connection broke."""
    presence.born("q-01", birth(7), 1000, retained=False)
    presence.died("q-01", Death(7))
    assert state(presence, 1001) == "offline"


def test_the_will_of_an_older_connection_is_old_news(presence):
    """A reconnection overtakes the Will of the connection before."""
    presence.born("q-01", birth(8), 1000, retained=False)
    presence.died("q-01", Death(7))
    assert state(presence, 1001) == "online"


def test_a_retained_will_is_believed_when_nothing_else_is_known(presence):
    """After a restart of central: the last that was said of this gateway is that it went."""
    presence.died("q-01", Death(7))
    assert state(presence, 1000) == "offline"
    presence.born("q-01", birth(8), 1000, retained=False)
    assert state(presence, 1001) == "online"


def test_a_newer_retained_birth_after_a_death_is_not_known(presence):
    """The gateway came back while central did not listen; whether it is still there nobody knows."""
    presence.born("q-01", birth(7), 1000, retained=False)
    presence.died("q-01", Death(7))
    presence.born("q-01", birth(8), 2000, retained=True)
    assert state(presence, 2000) == "unknown"


def test_the_same_retained_birth_again_changes_nothing(presence):
    """After a reconnection of central itself the lease goes on."""
    presence.born("q-01", birth(7), 1000, retained=False)
    presence.born("q-01", birth(7), 1050, retained=True)
    assert state(presence, 1060) == "online"


def test_without_a_link_nobody_is_called_online(presence):
    """Central that hears nothing knows nothing; what it heard is still shown with its age."""
    presence.heard("q-01", 1000)
    assert state(presence, 1010, link_up=False) == "unknown"
    (one,) = presence.view(1010, False)
    assert one.heard_s_ago == 10


def test_a_configuration_that_runs_is_no_sign_of_life(presence):
    """It is retained; it is kept for the list."""
    presence.applied("q-01", ConfigApplied(3, True))
    assert state(presence, 1000) == "unknown"
    (one,) = presence.view(1000, True)
    assert one.config_applied == ConfigApplied(3, True)


def test_gateways_are_listed_by_id(presence):
    """The same order every time."""
    for gateway in ("q-02", "q-10", "q-01"):
        presence.heard(gateway, 1000)
    assert [one.gateway for one in presence.view(1000, True)] == ["q-01", "q-02", "q-10"]
