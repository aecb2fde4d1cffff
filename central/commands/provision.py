"""``quayso provision``: central's authority, claims of new boxes, the broker's files."""

import argparse
from collections.abc import Callable

from central.commands.opening import saying_why
from central.commands.provisioning import authority, claiming, setting_up

Act = Callable[[argparse.Namespace], int]


def run(argv: list[str]) -> int:
    """Do one of them; the exit status: 0 done, 1 done with findings, 2 wrong usage or input, 3 a part is missing."""
    parser = argparse.ArgumentParser(
        prog="quayso provision",
        description="Cấp máy mới, chứng chỉ, cấu hình máy chủ MQTT / new boxes, certificates, files of the broker",
    )
    acts = parser.add_subparsers(required=True, metavar="VIỆC")
    for part in (setting_up, authority, claiming):
        part.add_to(acts)
    arguments = parser.parse_args(argv)
    act: Act = arguments.act
    with saying_why("provision"):
        return act(arguments)
