"""The service day of a moment at a site, remembered by quarter of an hour because ingest asks so often."""

from zoneinfo import ZoneInfo

from central.config import CentralConfig
from central.store.tables.base import DAY_UNKNOWN
from contract.clock import service_day

_BUCKET_MS = 900_000
_LARGEST = 4_096


class Days:
    """Service days by the zones of a configuration."""

    def __init__(self, config: CentralConfig) -> None:
        self._config = config
        self._zones: dict[str, ZoneInfo] = {}
        self._known: dict[tuple[str, int], str] = {}

    def day(self, site: str, time_ms: int | None) -> str:
        """The local date as YYYY-MM-DD; '' when the time is not known or not a date."""
        if time_ms is None:
            return DAY_UNKNOWN
        bucket = (site, time_ms // _BUCKET_MS)
        day = self._known.get(bucket)
        return self._look_up(bucket, time_ms) if day is None else day

    def _look_up(self, bucket: tuple[str, int], time_ms: int) -> str:
        site, number = bucket
        if len(self._known) >= _LARGEST:
            self._known.clear()
            self._zones.clear()
        zone = self._zones.get(site)
        if zone is None:
            zone = self._zones[site] = self._config.zone(site)
        first = _text(number * _BUCKET_MS, zone)
        if first == _text((number + 1) * _BUCKET_MS - 1, zone):
            self._known[bucket] = first
            return first
        return _text(time_ms, zone)


def _text(time_ms: int, zone: ZoneInfo) -> str:
    day = service_day(time_ms, zone)
    return DAY_UNKNOWN if day is None else day.isoformat()
