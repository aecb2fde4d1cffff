"""What the page may order, one type per order, and who does it."""

import msgspec

from simulator.devices.waiting_area import PrinterFault
from simulator.web.actions import Actions
from simulator.web.hall_actions import HallActions


class _Order(msgspec.Struct, forbid_unknown_fields=True, tag_field="do"):
    pass


class PressOrder(_Order, tag="press"):
    """Press a level at a counter."""

    counter: str
    level: str


class BadgeOrder(_Order, tag="badge"):
    """Hold a badge to the reader of a counter."""

    counter: str
    officer: str


class SignOutOrder(_Order, tag="sign_out"):
    """Sign out whoever sits at a counter."""

    counter: str


class CableOrder(_Order, tag="cable"):
    """Pull or put back the cable of a button box."""

    counter: str
    plugged: bool


class BrokerOrder(_Order, tag="broker"):
    """Cut or restore the broker."""

    running: bool


class NetworkOrder(_Order, tag="network"):
    """Cut or restore the network inside the centre."""

    running: bool


class NumberOrder(_Order, tag="take"):
    """Press the ticket button of a service."""

    service: str


class KeyOrder(_Order, tag="key"):
    """Press a key of an officer's keypad."""

    counter: str
    key: str


class PrinterOrder(_Order, tag="printer"):
    """Take the printer's paper out or open its cover, or undo that."""

    fault: PrinterFault
    on: bool


class PrinterCableOrder(_Order, tag="printer_cable"):
    """Pull the printer's cable or put it back."""

    plugged: bool


class CentralOrder(_Order, tag="central"):
    """Stop or start central."""

    running: bool


OfficeOrder = PressOrder | BadgeOrder | SignOutOrder | CableOrder | BrokerOrder | CentralOrder | NetworkOrder
HallOrder = NumberOrder | KeyOrder | PrinterOrder | PrinterCableOrder
Order = OfficeOrder | HallOrder


def read_order(body: bytes) -> Order:
    """An order of the page. Raises msgspec.DecodeError."""
    order: Order = msgspec.json.decode(body, type=Order)
    return order


def obey(order: Order, actions: Actions, hall: HallActions) -> None:
    """Do what was ordered. Raises CannotDo."""
    if isinstance(order, HallOrder):
        _obey_in_hall(hall, order)
    else:
        _obey_in_office(actions, order)


def _obey_in_office(actions: Actions, order: OfficeOrder) -> None:
    match order:
        case PressOrder(counter, level):
            actions.press(counter, level)
        case BadgeOrder(counter, officer):
            actions.hold_badge(counter, officer)
        case SignOutOrder(counter):
            actions.sign_out(counter)
        case CableOrder(counter, plugged):
            actions.set_cable(counter, plugged)
        case BrokerOrder(running):
            actions.set_broker(running)
        case CentralOrder(running):
            actions.set_central(running)
        case NetworkOrder(running):
            actions.set_hall_broker(running)


def _obey_in_hall(hall: HallActions, order: HallOrder) -> None:
    match order:
        case NumberOrder(service):
            hall.take_number(service)
        case KeyOrder(counter, key):
            hall.press_key(counter, key)
        case PrinterOrder(fault, on):
            hall.set_printer_fault(fault, on)
        case PrinterCableOrder(plugged):
            hall.set_printer_cable(plugged)
