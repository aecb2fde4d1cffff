"""The control socket: a Unix socket on which local programs give orders to the worker and get its answer.

It decides nothing. Who may use it is decided by the socket's owner, group and mode.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from gateway.commands import ControlAnswer, Post
from gateway.config import ControlConfig
from gateway.control import words
from gateway.control.orders import order_of

log = logging.getLogger(__name__)

MOST_CALLERS = 8
REQUEST_TIMEOUT_S = 10.0
WORKER_TIMEOUT_S = 10.0
LAST_WORD_S = 1.0
"""How long a caller that does not read its answer may delay the end."""


NO_PAGES = words.refusal("no_pages", "Máy này không có trang web nào ([web]).", "This gateway has no pages ([web]).")

AnswerScreens = Callable[[words.ScreenRequest], ControlAnswer]
"""`gateway.web.screen_orders.ScreenOrders.answer`; blocks for a write to disk at most, raises nothing."""


class SocketTaken(OSError):
    """Another gateway listens on this socket already."""


class ControlServer:
    """Listens from start() to stop(); one short-lived thread per caller, at most MOST_CALLERS."""

    def __init__(
        self,
        config: ControlConfig,
        post: Post,
        request_timeout_s: float = REQUEST_TIMEOUT_S,
        worker_timeout_s: float = WORKER_TIMEOUT_S,
        screens: AnswerScreens | None = None,
    ) -> None:
        """``screens`` answers what is asked about paired screens; a gateway without pages has none."""
        self._path = Path(config.socket)
        self._mode = config.mode_bits
        self._post = post
        self._screens = screens
        self._request_timeout_s = request_timeout_s
        self._worker_timeout_s = worker_timeout_s
        self._listener: socket.socket | None = None
        self._inode = 0
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._callers: dict[socket.socket, threading.Thread] = {}
        self._waiting: set[threading.Event] = set()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Bind and listen. Raises SocketTaken, or OSError when the folder cannot be written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._remove_stale()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            # The mode must hold from the first moment on, so it is set before anybody can connect.
            listener.bind(str(self._path))
            os.chmod(self._path, self._mode)
            self._inode = os.stat(self._path).st_ino
            listener.listen(MOST_CALLERS)
        except OSError:
            listener.close()
            raise
        self._listener = listener
        self._stopping.clear()
        self._thread = threading.Thread(target=self._accept, args=(listener,), name="control", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Listen no more, hang up on every caller, take the socket away. Safe when not started."""
        if self._listener is None or self._thread is None:
            return
        self._stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        with self._lock:
            callers = dict(self._callers)
            for answered in self._waiting:
                answered.set()
        for caller in callers:
            _hang_up(caller, socket.SHUT_RD)
        for caller, thread in callers.items():
            thread.join(LAST_WORD_S)
            _hang_up(caller, socket.SHUT_RDWR)
            thread.join()
        self._listener.close()
        self._listener = self._thread = None
        self._unlink_own()

    def _accept(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                caller, _ = listener.accept()
            except OSError as error:
                if not self._stopping.is_set():
                    log.error("the control socket could not take a caller: %s", error)
                self._stopping.wait(1.0)
            else:
                self._take(caller)

    def _take(self, caller: socket.socket) -> None:
        caller.settimeout(self._request_timeout_s)
        thread = threading.Thread(target=self._serve, args=(caller,), name="control-caller", daemon=True)
        with self._lock:
            full = len(self._callers) >= MOST_CALLERS
            if not full:
                self._callers[caller] = thread
        if full:
            _answer(caller, words.refusal(words.TOO_MANY, "Quá nhiều người hỏi cùng lúc.", "Too many callers."))
            caller.close()
        else:
            thread.start()

    def _serve(self, caller: socket.socket) -> None:
        try:
            with caller, caller.makefile("rb") as lines:
                while not self._stopping.is_set():
                    line = lines.readline(words.MOST_LINE_BYTES + 1)
                    if not line or not _answer(caller, self._obey(line)) or len(line) > words.MOST_LINE_BYTES:
                        break
        except OSError:
            # Silent for too long, or gone; the worker's answer has nobody to go to.
            log.info("a caller of the control socket went away")
        finally:
            with self._lock:
                self._callers.pop(caller, None)

    def _obey(self, line: bytes) -> ControlAnswer:
        if len(line) > words.MOST_LINE_BYTES:
            return words.refusal(words.TOO_LONG, "Yêu cầu quá dài.", "The request is too long.")
        try:
            request = words.read_request(line)
        except words.RequestUnreadable as error:
            return words.refusal(words.BAD_REQUEST, f"Yêu cầu không đọc được: {error}", f"Unreadable request: {error}")
        if isinstance(request, words.ScreenRequest):
            return self._screens(request) if self._screens else NO_PAGES
        return self._ask_worker(request)

    def _ask_worker(self, request: words.WorkerRequest) -> ControlAnswer:
        answers: list[ControlAnswer] = []
        answered = threading.Event()

        def reply(answer: ControlAnswer) -> None:
            answers.append(answer)
            answered.set()

        with self._lock:
            self._waiting.add(answered)
        self._post(order_of(request, reply))
        if not self._stopping.is_set():
            answered.wait(self._worker_timeout_s)
        with self._lock:
            self._waiting.discard(answered)
        if answers:
            return answers[0]
        return words.refusal(
            words.NOT_KNOWN,
            "Chưa rõ kết quả: gateway chưa trả lời kịp. Hãy xem lại bằng lệnh status.",
            "Outcome not known: the gateway did not answer in time. Look again with status.",
        )

    def _remove_stale(self) -> None:
        """A socket file nobody listens on is left over from a power cut."""
        if not self._path.is_socket():
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            try:
                probe.connect(str(self._path))
            except (ConnectionRefusedError, FileNotFoundError):
                self._path.unlink(missing_ok=True)
            else:
                raise SocketTaken(f"another gateway listens on {self._path}")

    def _unlink_own(self) -> None:
        try:
            if os.stat(self._path).st_ino == self._inode:
                self._path.unlink()
        except FileNotFoundError:
            log.info("the control socket %s was already gone", self._path)


def _answer(caller: socket.socket, answer: ControlAnswer) -> bool:
    """Send an answer; False when nobody took it."""
    try:
        caller.sendall(words.write_line(answer))
    except OSError:
        return False
    return True


def _hang_up(caller: socket.socket, how: int) -> None:
    try:
        caller.shutdown(how)
    except OSError:
        return  # It hung up first.
