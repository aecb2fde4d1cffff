"""Looks at a running office and says what a page shows of it, as plain values."""

import time
from datetime import date
from typing import Any

from gateway.control import words as control_words
from simulator.office import Office
from simulator.people import ask_gateway
from simulator.station import Standing
from simulator.web.hall_view import HallView
from simulator.web.report_watch import ReportWatch
from simulator.web.tail import JournalTail, TailEvent
from simulator.web.words import fault_words

MOST_EVENTS = 40
Snapshot = dict[str, Any]


class Observer:
    """Makes snapshots of one office. For one thread, except acknowledged()."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._tails = {name: JournalTail(station) for name, station in office.stations.items()}
        self._hall = HallView(office, self._tails)
        self._seats: dict[str, str] = {}
        self._seen_last: dict[str, int] = {}
        self._began_s = time.monotonic()

    def acknowledged(self) -> int:
        """Lines that central proved to hold, over all gateways."""
        return sum(station.standing().acked for station in self._office.stations.values())

    def look(self, report: ReportWatch) -> Snapshot:
        """Everything a page shows now; keys change independently of each other."""
        standings = {name: tail.look() for name, tail in self._tails.items()}
        if self._office.hall is None:
            self._look_at_seats(standings)
        else:
            self._seats = self._hall.seats()
        connected = [standing.connected for standing in standings.values()]
        broker = self._office.broker
        return {
            "hall": self._hall.look(),
            "counters": [self._counter(counter) for counter in self._office.plan.counters],
            "journals": [
                {"gateway": name, "last": standing.last, "waiting": standing.last - standing.acked}
                for name, standing in standings.items()
            ],
            "events": self._events(standings),
            "report": _report_of(report, self._office.keeper.state not in ("stopped", "starting")),
            "walk": {
                "presses": sum(tail.presses[report.today] for tail in self._tails.values()),
                "lines": sum(standing.last for standing in standings.values()),
                "acked": sum(standing.acked for standing in standings.values()),
                "connected": sum(connected),
                "gateways": len(connected),
                "broker": broker.pid is not None,
                "central": self._office.keeper.state,
            },
            "day": _day(report.today),
        }

    def _look_at_seats(self, standings: dict[str, Standing]) -> None:
        """Ask a gateway who sits where when its journal grew: who sits down is written there first."""
        for name, standing in standings.items():
            if self._seen_last.get(name) == standing.last:
                continue
            station = self._office.stations[name]
            try:
                answer = ask_gateway(station.gateway.config.control, control_words.StatusRequest())
            except OSError:
                # Busy or stopping; the next look asks again.
                continue
            seats = (answer.facts or {}).get("seats", {})
            for counter in station.panels:
                self._seats.pop(counter, None)
            self._seats.update(seats)
            self._seen_last[name] = standing.last

    def _counter(self, counter: str) -> Snapshot:
        station = self._office.station_of(counter)
        panel, tail = station.panels[counter], self._tails[station.name]
        shown = panel.shown()
        device = next((d for name, d in tail.devices.items() if name.endswith(f"bang-{counter}")), None)
        fault = fault_words(device.fault) if device is not None and device.state == "fault" else None
        return {
            "id": counter,
            "gateway": station.name,
            "officer": self._person(self._seats.get(counter)),
            "lamp": shown.lamp,
            "tone": shown.tone,
            "tones": shown.tones,
            "fault_lamp": shown.fault_lamp,
            "fault": fault,
            "down": list(panel.down),
            "plugged": panel.plugged,
            "apart": tail.apart.get(counter),
            **self._hall.counter(counter),
        }

    def _person(self, code: str | None) -> Snapshot | None:
        if code is None:
            return None
        try:
            person = self._office.plan.person(code)
        except KeyError:
            return {"code": code, "name": code, "agency": ""}
        return {"code": code, "name": person.name, "agency": self._office.plan.agency_name(person.agency)}

    def _events(self, standings: dict[str, Standing]) -> list[Snapshot]:
        newest = sorted((event for tail in self._tails.values() for event in tail.events), key=_order, reverse=True)
        return [_event(event, standings[event.gateway]) for event in newest[:MOST_EVENTS]]


def _order(event: TailEvent) -> tuple[str, str, int]:
    return event.order, event.gateway, event.seq


def _event(event: TailEvent, standing: Standing) -> Snapshot:
    state = "proven" if event.seq <= standing.acked else "sent" if standing.connected else "kept"
    return {
        "gateway": event.gateway,
        "seq": event.seq,
        "type": event.type,
        "words": event.words,
        "at": event.at,
        "after": event.after,
        "state": state,
    }


def _report_of(watch: ReportWatch, central_runs: bool) -> Snapshot | None:
    report = watch.report
    if report is None:
        return None
    rows = [row for row in report["rows"] if row["row_kind"] in ("officer", "unknown_officer", "total")]
    apart = [
        {"title": row["officer"], "ratings": row["ratings"]}
        for row in report["rows"]
        if row not in rows and row["ratings"]
    ]
    return {
        "rows": rows,
        "apart": apart,
        "made_at": str(report["made_at"])[11:19],
        "current": watch.is_current and central_runs,
        "total": next((row["ratings"] for row in rows if row["row_kind"] == "total"), 0),
        "apart_total": sum(row["ratings"] for row in apart),
        "findings": [finding["text"] for finding in report["findings"]],
    }


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
