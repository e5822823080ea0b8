"""An open-loop client: asks for a short link at a fixed rate, and times each answer from when it was due.

wrk waits for answers before it asks again, so a stall hides all the requests it would have met; this does not wait.
It runs as a program of its own: `python -m bench.probe PORT SLUG RATE SECONDS` prints one JSON object, times in ms.
"""

import json
import select
import socket
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass

CONNECTIONS = 32
LATE_WITHIN_S = 5.0  # how long answers are waited for after the last request
ANSWER_END = b"\r\n\r\n"  # a redirect has no body


@dataclass(frozen=True, slots=True)
class Latency:
    """`sent` requests and how long the answered ones took, ms."""

    sent: int
    answered: int
    p50: float
    p99: float
    longest: float


def probe(port: int, slug: str, rate: int, seconds: float) -> Latency:
    """Ask for that long. A request waits for a free connection if it must, and its clock runs meanwhile."""
    request = f"GET /{slug} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode("ascii")
    free = deque(_connect(port) for _ in range(CONNECTIONS))
    asked: dict[socket.socket, float] = {}
    took: list[float] = []
    start = time.perf_counter()
    number, total = 0, int(rate * seconds)
    while (number < total or asked) and time.perf_counter() < start + seconds + LATE_WITHIN_S:
        due = start + number / rate
        while number < total and free and due <= time.perf_counter():
            connection = free.popleft()
            connection.sendall(request)
            asked[connection] = due
            number += 1
            due = start + number / rate
        is_waiting = number < total and bool(free)
        pause = max(0.0, due - time.perf_counter()) if is_waiting else 0.05
        for connection in select.select(list(asked), [], [], pause)[0]:
            answer = connection.recv(65_536)
            if not answer.startswith(b"HTTP/1.1 302 ") or not answer.endswith(ANSWER_END):
                raise SystemExit(f"not a redirect: {answer[:200]!r}")
            took.append((time.perf_counter() - asked.pop(connection)) * 1000)
            free.append(connection)
    took.sort()
    return Latency(number, len(took), took[len(took) // 2], took[len(took) * 99 // 100], took[-1])


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=LATE_WITHIN_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


if __name__ == "__main__":
    print(json.dumps(asdict(probe(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))))
