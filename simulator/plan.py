"""What a simulated office consists of: people, counters, gateways and their devices. Only data, nothing runs here."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from contract.scales import SCALES
from contract.services import Hours, Service
from contract.site import RatingsMode

DeviceDriver = Literal["gpio", "serial", "dummy"]

ANY_DAY = date(2000, 1, 1)
"""Rules that hold for as long as the office exists."""


@dataclass(frozen=True, slots=True)
class Agency:
    """A body of the office; never a real one of today unless a published table names it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sit at a counter. ``badge`` is what the reader sends; ``agency`` is the agency's code."""

    code: str
    name: str
    agency: str
    badge: str


@dataclass(frozen=True, slots=True)
class Place:
    """A counter with its button panel. Each also has a badge reader in software."""

    counter: str
    driver: DeviceDriver


@dataclass(frozen=True, slots=True)
class Station:
    """A gateway and the counters that are wired to it."""

    gateway: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class HallPlan:
    """The queue of an office: one gateway with hall, kiosk, printer, boards and voice, and what people come for.

    ``serves``: the services of each counter (none named: all). ``pin``: the one with which everybody signs in here.
    """

    gateway: str
    services: tuple[Service, ...]
    serves: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hours: Hours = Hours()
    languages: tuple[str, ...] = ("vi", "en", "km")
    notice: str | None = None
    pin: str = "2468"
    leader: str | None = None


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """A whole office of one site. Without a ``hall`` there is no queue: a press counts for the officer signed in."""

    site: str
    name: str
    stations: tuple[Station, ...]
    people: tuple[Person, ...] = ()
    agencies: tuple[Agency, ...] = ()
    scale: str = "4-level"
    mode: RatingsMode = "free"
    timezone: str = "Asia/Ho_Chi_Minh"
    titles: dict[str, str] = field(default_factory=dict)
    hall: HallPlan | None = None

    @property
    def counters(self) -> tuple[str, ...]:
        """Every counter, in the order of the stations."""
        return tuple(place.counter for station in self.stations for place in station.places)

    @property
    def levels(self) -> tuple[str, ...]:
        """The codes of the scale's levels, best first."""
        return tuple(level.code for level in SCALES[self.scale].levels)

    def person(self, code: str) -> Person:
        """The person with a code. Raises KeyError."""
        return next((person for person in self.people if person.code == code), None) or _nobody(code)

    def agency_name(self, code: str) -> str:
        """The name of an agency. Raises KeyError."""
        return {agency.code: agency.name for agency in self.agencies}[code]


def soak_plan(gateways: int, counters_each: int, site: str = "thu-tai", driver: DeviceDriver = "dummy") -> OfficePlan:
    """An office for soak tests and benches: every counter has an officer of its own, codes count through."""
    stations = []
    people: list[Person] = []
    for number in range(1, gateways + 1):
        places = []
        for _ in range(counters_each):
            code = f"{len(people) + 1:04d}"
            people.append(Person(f"cb-{code}", f"Cán bộ {code}", "cq-01", f"BADGE-{code}"))
            places.append(Place(str(len(people)), driver))
        stations.append(Station(f"q-{number:02d}", tuple(places)))
    agencies = (Agency("cq-01", "Cơ quan thử nghiệm"),)
    return OfficePlan(site, "Trung tâm thử tải", tuple(stations), tuple(people), agencies)


def _nobody(code: str) -> Person:
    raise KeyError(code)
