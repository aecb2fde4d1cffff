"""The control socket and `quayso gateway ctl`: orders go to the worker, its answer comes back."""

import contextlib
import json
import os
import socket
import stat
import threading

import pytest

from gateway import commands
from gateway.commands import ControlAnswer
from gateway.config import ControlConfig
from gateway.control import ctl, words
from gateway.control.server import MOST_CALLERS, ControlServer, SocketTaken

DONE = ControlAnswer(True, "done", "Đã xong.", "Done.")


class Worker:
    """Answers every order as it is told to; keeps the orders."""

    def __init__(self):
        self.orders = []
        self.answer = DONE
        self.came = threading.Semaphore(0)

    def post(self, order):
        self.orders.append(order)
        self.came.release()
        if self.answer is not None:
            # The worker answers on a thread of its own.
            threading.Thread(target=order.reply, args=(self.answer,)).start()


@pytest.fixture
def worker():
    """A worker that answers "done"."""
    return Worker()


@pytest.fixture
def path(tmp_path):
    """Where the socket lies: in a folder that does not exist yet."""
    return tmp_path / "run" / "gateway.sock"


@pytest.fixture
def server(path, worker):
    """A started control socket."""
    server = ControlServer(ControlConfig(str(path)), worker.post)
    server.start()
    yield server
    server.stop()


class Caller:
    """A raw caller of the socket."""

    def __init__(self, path):
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.settimeout(10)
        self.line.connect(str(path))
        self.answers = self.line.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.answers.close()
        self.line.close()

    def say(self, data):
        self.line.sendall(data)
        return self.hear()

    def hear(self):
        line = self.answers.readline()
        return json.loads(line) if line else None


def run(path, *argv):
    """Run ctl against a socket; its exit status."""
    return ctl.run(["--socket", str(path), *argv])


@pytest.mark.parametrize(
    ("argv", "order"),
    [
        (["sign-in", "--counter", "3", "--officer", "cb-01"], commands.SignIn("3", "cb-01", "principal")),
        (
            ["sign-in", "--counter", "3", "--officer", "cb-01", "--role", "substitute"],
            commands.SignIn("3", "cb-01", "substitute"),
        ),
        (["sign-out", "--counter", "3"], commands.SignOut("3", "self")),
        (["pause", "--counter", "3"], commands.PauseCounter("3")),
        (["pause", "--counter", "3", "--reason", "lunch"], commands.PauseCounter("3", "lunch")),
        (["resume", "--counter", "3"], commands.ResumeCounter("3")),
        (["test-mode", "on"], commands.SetTestMode(True)),
        (["test-mode", "off"], commands.SetTestMode(False)),
        (["status"], commands.AskStatus(print)),
    ],
)
def test_each_verb_is_an_order_to_the_worker(server, worker, path, capsys, argv, order):
    """The order arrives as it was meant; "done" is exit 0 and a sentence in both languages."""
    assert run(path, *argv) == 0
    assert worker.orders == [order]
    assert capsys.readouterr().out == "Đã xong.\nDone.\n"


def test_refused_by_the_worker(server, worker, path, capsys):
    """What the worker refuses is exit 1, its sentence on standard error."""
    worker.answer = ControlAnswer(False, "unknown_officer", "Không có cán bộ này.", "No such officer.")
    assert run(path, "sign-in", "--counter", "3", "--officer", "cb-99") == 1
    assert capsys.readouterr().err == "Không có cán bộ này.\nNo such officer.\n"


def test_status_shows_facts(server, worker, path, capsys):
    """Facts come as readable JSON; with --json the whole answer is one line for programs."""
    worker.answer = ControlAnswer(True, "done", "Trạng thái.", "Status.", {"seats": {"3": "cb-01"}, "test": False})
    assert run(path, "status") == 0
    assert '"3": "cb-01"' in capsys.readouterr().out
    assert run(path, "--json", "status") == 0
    assert json.loads(capsys.readouterr().out)["facts"]["seats"] == {"3": "cb-01"}


def test_a_worker_that_does_not_answer(path, worker, capsys):
    """After a while the outcome is "not known": neither done nor refused; a late answer harms nobody."""
    server = ControlServer(ControlConfig(str(path)), worker.post, worker_timeout_s=0.05)
    server.start()
    worker.answer = None
    try:
        assert run(path, "sign-out", "--counter", "3") == 1
        assert "Chưa rõ kết quả" in capsys.readouterr().err
        worker.orders[0].reply(DONE)
        worker.answer = DONE
        assert run(path, "status") == 0
    finally:
        server.stop()


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["sign-in", "--counter", "3"],
        ["sign-in", "--counter", "3", "--officer", "cb-01", "--role", "boss"],
        ["sign-in", "--counter", "", "--officer", "cb-01"],
        ["pause", "--counter", "3", "--reason", "ông A ốm"],
        ["test-mode", "maybe"],
        ["--socket", "a", "--config", "b", "status"],
        ["--socket", "a", "status", "--config", "b"],
        ["--config", "missing.toml", "status"],
    ],
)
def test_wrong_usage_is_exit_2(capsys, argv):
    """Wrong words never reach a gateway; the message is on standard error, without a traceback."""
    assert ctl.run(argv) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err and "Traceback" not in said.err


def test_help_is_exit_0(capsys):
    """--help says the verbs."""
    assert ctl.run(["--help"]) == 0
    assert "sign-in" in capsys.readouterr().out


def test_no_gateway_is_exit_3(path, capsys):
    """Nobody listens: a sentence in both languages."""
    assert run(path, "status") == 3
    said = capsys.readouterr().err
    assert "Không có gateway nào" in said and "No gateway answers" in said


def test_something_else_on_the_socket_is_exit_3(tmp_path, capsys):
    """A listener that is no gateway is not believed."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.bind(str(tmp_path / "other"))
        other.listen()

        def answer():
            caller, _ = other.accept()
            with caller:
                caller.recv(1000)
                caller.sendall(b"220 mail ready\n")

        thread = threading.Thread(target=answer)
        thread.start()
        assert run(tmp_path / "other", "status") == 3
        thread.join()


def test_the_settings_name_the_socket(server, path, tmp_path, capsys):
    """With --config the socket is the one of gateway.toml."""
    config = tmp_path / "gateway.toml"
    config.write_text('gateway = "q-03"\nsite = "trung-tam"\n[control]\nsocket = "run/gateway.sock"\n')
    for argv in (["--config", str(config), "status"], ["status", "--config", str(config)]):
        assert ctl.run(argv) == 0


def test_where_and_how_stand_before_the_verb_or_behind_it(server, path, capsys):
    """--socket and --json mean the same on both sides, and a verb does not undo what stood before it."""
    for argv in (
        ["--socket", str(path), "--json", "pause", "--counter", "3"],
        ["--json", "pause", "--counter", "3", "--socket", str(path)],
        ["pause", "--json", "--socket", str(path), "--counter", "3"],
    ):
        assert ctl.run(argv) == 0
        assert json.loads(capsys.readouterr().out)["code"] == "done"


@pytest.mark.parametrize(
    "line",
    [
        b"hello",
        b"{}",
        b"[1]",
        b'{"do":"dance"}',
        b'{"do":"sign_in","counter":"3"}',
        b'{"do":"sign_in","counter":3,"officer":"x"}',
        b'{"do":"status","extra":1}',
        b'{"do":"pause","counter":"3","reason":"A long story"}',
        b'{"do":"pause","counter":"3","reason":"lunch\\n"}',
        b"\xff\xfe",
        b"[" * 4000,
        b"",
    ],
)
def test_what_is_no_request_is_refused_and_the_line_goes_on(server, worker, path, line):
    """A clear answer, nothing reaches the worker, and the next request of the same caller is served."""
    with Caller(path) as caller:
        answer = caller.say(line + b"\n")
        assert (answer["ok"], answer["code"]) == (False, words.BAD_REQUEST)
        assert worker.orders == []
        assert caller.say(b'{"do":"status"}\n')["ok"]


def test_too_long_a_line_is_refused_and_hung_up_on(server, worker, path):
    """A line is bounded; after an endless one the server hangs up."""
    with Caller(path) as caller:
        answer = caller.say(b'{"do":"status"' + b" " * words.MOST_LINE_BYTES)
        assert answer["code"] == words.TOO_LONG
        assert worker.orders == []


def test_a_silent_caller_is_hung_up_on(path, worker):
    """Who says nothing for too long gives its place back."""
    server = ControlServer(ControlConfig(str(path)), worker.post, request_timeout_s=0.05)
    server.start()
    try:
        with Caller(path) as caller:
            assert caller.hear() is None
    finally:
        server.stop()


def test_too_many_callers(server, worker, path):
    """One caller too many is told so at once; when one leaves there is room again."""
    callers = [Caller(path) for _ in range(MOST_CALLERS)]
    for caller in callers:
        assert caller.say(b'{"do":"status"}\n')["ok"]
    with Caller(path) as late:
        assert late.hear()["code"] == words.TOO_MANY
    callers[0].__exit__()
    deadline = threading.Event()
    for _ in range(1000):
        with Caller(path) as again, contextlib.suppress(ConnectionError):
            if again.say(b'{"do":"status"}\n')["ok"]:
                break
        deadline.wait(0.005)
    else:
        raise AssertionError("no room again")
    for caller in callers[1:]:
        caller.__exit__()


def test_a_caller_that_leaves_before_the_answer(server, worker, path):
    """Nobody to answer: the order stands, the server goes on."""
    worker.answer = None
    with Caller(path) as caller:
        caller.line.sendall(b'{"do":"sign_out","counter":"3"}\n')
        assert worker.came.acquire(timeout=10)
    worker.orders[0].reply(DONE)
    worker.answer = DONE
    assert run(path, "status") == 0


def test_stop_ends_everything_at_once(path, worker):
    """Callers that wait for an answer get "not known", threads end, the socket file is gone."""
    threads = threading.active_count()
    worker.answer = None
    server = ControlServer(ControlConfig(str(path)), worker.post)
    server.start()
    with Caller(path) as waiting, Caller(path) as silent:
        assert silent.say(b"are you there?\n")["code"] == words.BAD_REQUEST
        waiting.line.sendall(b'{"do":"status"}\n')
        assert worker.came.acquire(timeout=10)
        server.stop()
        assert waiting.hear()["code"] == words.NOT_KNOWN
        assert silent.hear() is None
    assert threading.active_count() == threads
    assert not path.exists()
    server.stop()


def test_start_again_after_stop(path, worker):
    """The same server may be started again."""
    server = ControlServer(ControlConfig(str(path)), worker.post)
    for _ in range(3):
        server.start()
        assert run(path, "status") == 0
        server.stop()


def test_mode_of_the_socket(server, path, worker):
    """Owner and group may use it, nobody else; the folder was made."""
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o660
    assert stat.S_ISSOCK(os.stat(path).st_mode)


def test_a_socket_left_by_a_power_cut_is_replaced(path, worker):
    """Nobody listens on it, so it is only a file."""
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(path))
    server = ControlServer(ControlConfig(str(path)), worker.post)
    server.start()
    assert run(path, "status") == 0
    server.stop()


def test_a_socket_somebody_listens_on_is_left_alone(server, path, worker):
    """A second gateway with the same socket refuses to start and does not take the first one's away."""
    second = ControlServer(ControlConfig(str(path)), worker.post)
    with pytest.raises(SocketTaken, match="another gateway"):
        second.start()
    second.stop()
    assert run(path, "status") == 0


def test_a_file_that_is_no_socket_is_left_alone(path, worker):
    """Somebody's file under that name is never deleted."""
    path.parent.mkdir()
    path.write_text("important")
    with pytest.raises(OSError, match="in use"):
        ControlServer(ControlConfig(str(path)), worker.post).start()
    assert path.read_text() == "important"


def test_a_socket_replaced_by_another_gateway_is_not_removed(path, worker):
    """stop() takes away its own socket only."""
    server = ControlServer(ControlConfig(str(path)), worker.post)
    server.start()
    path.unlink()
    path.write_text("another")
    server.stop()
    assert path.exists()
