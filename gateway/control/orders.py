"""Turns a request of the control socket into an order to the worker. Pure."""

from gateway import commands
from gateway.control import words


def order_of(request: words.WorkerRequest, reply: commands.Reply) -> commands.ControlOrder:
    """The order behind a request; the worker answers through ``reply``."""
    match request:
        case words.SignInRequest(counter, officer, role):
            return commands.SignIn(counter, officer, role, reply)
        case words.SignOutRequest(counter):
            return commands.SignOut(counter, "self", reply)
        case words.PauseRequest(counter, reason):
            return commands.PauseCounter(counter, reason, reply)
        case words.ResumeRequest(counter):
            return commands.ResumeCounter(counter, reply)
        case words.SetTestModeRequest(on):
            return commands.SetTestMode(on, reply)
        case words.StatusRequest():
            return commands.AskStatus(reply)
