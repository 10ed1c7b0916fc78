"""A hundred thousand requests, good and bad, on one connection after the other, and what the service's memory does meanwhile.

    soak-service.py PORT PID [REQUESTS]

Ends with 1 where an answer has another status than its request deserves, or memory grows by more than 16 MB after the first
tenth: caches and the allocator have then what they need, and a leak of 200 bytes a request would show.
"""

import socket
import sys

PORT, PID = int(sys.argv[1]), sys.argv[2]
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000


def request(method, path, body=None):
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (head + "\r\n" + (body or "")).encode()


REQUESTS = [
    (request("GET", "/health"), 200),
    (request("GET", "/executions?limit=5"), 200),
    (request("GET", "/nowhere"), 404),
    (request("POST", "/predict", '{"horizon_weeks": 2}'), 200),
    (request("POST", "/predict", '{"horizon_weeks": }'), 400),
    (request("GET", "/metrics"), 200),
    (request("GET", "/openapi.json"), 200),
    (request("POST", "/predict", '{"sku_ids": ["nobody"]}'), 422),
    (request("POST", "/train", "{}"), 400),
    (request("GET", "/models"), 200),
]


def connect():
    connection = socket.create_connection(("127.0.0.1", PORT))
    return connection, connection.makefile("rb")


def memory():
    with open(f"/proc/{PID}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


connection, answers = connect()
settled = None
for number in range(COUNT):
    if number % 500 == 499:
        connection.close()
        connection, answers = connect()
    if number == COUNT // 10:
        settled = memory()
    sent, expected = REQUESTS[number % len(REQUESTS)]
    connection.sendall(sent)
    status, length = int(answers.readline().split()[1]), 0
    while (line := answers.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    body = answers.read(length)
    if status != expected:
        sys.exit(f"{sent!r} was answered with {status}: {body[:500]!r}")
growth = memory() - settled
print(f"{COUNT} requests: {settled // 1024} MB after a tenth, {growth} kB more at the end")
sys.exit(growth > 16 * 1024)
