"""Visitors who keep asking while a server dies and comes back, and know what they were answered."""

import socket
import threading
from dataclasses import dataclass, field

from running.server import Server

AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0"


@dataclass(slots=True)
class Visitors:
    """`sent` and `answered` count requests and whole 302 answers by slug; `wrong` are all other answers."""

    server: Server
    slugs: list[str]
    sent: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    wrong: list[bytes] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self, how_many: int) -> None:
        self.sent = dict.fromkeys(self.slugs, 0)
        self.answered = dict.fromkeys(self.slugs, 0)
        self._threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(how_many)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def total(self) -> int:
        with self._lock:
            return sum(self.answered.values())

    def has_answers(self, least: int) -> bool:
        return self.total() >= least

    def _visit(self, number: int) -> None:
        while not self._stop.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self.server.port), timeout=5) as connection:
                    self._keep_asking(connection, number)
            except OSError:
                self._stop.wait(0.05)  # the server is away; that is what this is about

    def _keep_asking(self, connection: socket.socket, number: int) -> None:
        answers = connection.makefile("rb")
        turn = number
        while not self._stop.is_set():
            slug = self.slugs[turn % len(self.slugs)]
            turn += 1
            with self._lock:
                self.sent[slug] += 1
            connection.sendall(f"GET /{slug} HTTP/1.1\r\nHost: x\r\nUser-Agent: {AGENT}\r\n\r\n".encode())
            status = answers.readline()
            while (line := answers.readline()) not in (b"\r\n", b""):
                pass
            if not status or not line:
                raise OSError("cut off")
            with self._lock:
                if b" 302 " in status:
                    self.answered[slug] += 1
                else:
                    self.wrong.append(status)
