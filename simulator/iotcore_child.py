"""The child process of `IotcoreBroker`: runs the embedded broker until the parent's pipe closes.

The Rust broker has no stop of its own, so it lives in a process; started with the path of its TOML file.
"""

import logging
import os
import sys
import threading


def main() -> None:
    """Serve until standard input ends; never returns."""
    from iotcore import IotCoreBroker

    # The broker wraps its routing in error spans: every packet would be logged as an ERROR.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
    threading.Thread(target=_exit_with_parent, name="parent", daemon=True).start()
    IotCoreBroker(config_path=sys.argv[1]).run_forever()


def _exit_with_parent() -> None:
    # Not sys.stdin.read(): its lock would stop the interpreter from ending by itself.
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
