"""Writes Tests/ArtefactStoreTests/Old/version-1.sql: a cache as version 1 of its format was.

The tables are a copy of that version's, kept here on purpose: they must not follow later changes of the program.
Python 3.11.7, 2026-11-22.
"""

import hashlib
import pathlib
import struct

TABLES = """
CREATE TABLE blob (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    size INTEGER NOT NULL,
    content BLOB
) STRICT;
CREATE TABLE stage (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    stage INTEGER NOT NULL,
    blob INTEGER NOT NULL,
    seal INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_by_stage ON entry (stage, id);
CREATE TABLE series (
    key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
    stage INTEGER NOT NULL,
    blob INTEGER NOT NULL,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    seal INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    experiment TEXT NOT NULL,
    name TEXT NOT NULL,
    result BLOB NOT NULL,
    spec BLOB NOT NULL,
    snapshot BLOB NOT NULL,
    seal INTEGER NOT NULL
) STRICT;
CREATE INDEX run_by_experiment ON run (experiment, id);
CREATE TABLE output (
    run INTEGER NOT NULL,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE part (
    owner BLOB NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner, position)
) STRICT, WITHOUT ROWID;
""".strip()


def digest(text):
    return hashlib.sha256(text.encode()).digest()


def first8(data):
    return struct.unpack(">q", hashlib.sha256(data).digest()[:8])[0]


def reference_seal(key, payload, start, length):
    return first8(key + payload + struct.pack("<qq", start, length))


class Encoder:
    """The canonical encoder, as far as a run's seal needs it."""

    def __init__(self):
        self.data = b""

    def text(self, value):
        self.data += struct.pack("<Q", len(value.encode())) + value.encode()

    def add(self, name, kind, payload):
        self.text(name)
        self.data += kind + payload

    def string(self, name, value):
        self.text(name)
        self.data += b"s"
        self.text(value)

    def strings(self, name, values):
        self.text(name)
        self.data += b"S" + struct.pack("<Q", len(values))
        for value in values:
            self.text(value)


def run_seal():
    e = Encoder()
    e.string("stage", "run record")
    e.add("version", b"i", struct.pack("<Q", 1))
    e.add("key", b"h", digest("run"))
    e.string("experiment", "shop")
    e.string("run", "x")
    for name in ["result", "spec", "snapshot"]:
        e.add(name, b"h", digest(name))
    e.strings("paths", ["report.md"])
    e.strings("digests", [digest("md").hex()])
    return first8(e.data)


def main():
    hexed = lambda data: f"x'{data.hex()}'"
    whole, slices = b"whole", b"....slice"
    rows = [
        f"INSERT INTO blob VALUES (1, {hexed(digest('whole'))}, 5, {hexed(whole)});",
        f"INSERT INTO blob VALUES (2, {hexed(hashlib.sha256(slices).digest())}, 9, {hexed(slices)});",
        "INSERT INTO stage VALUES (1, 'forecast');",
        f"INSERT INTO entry VALUES (1, {hexed(digest('artefact'))}, 1, 1, "
        f"{reference_seal(digest('artefact'), digest('whole'), 0, 5)});",
        f"INSERT INTO series VALUES ({hexed(digest('series'))}, 1, 2, 4, 5, "
        f"{reference_seal(digest('series'), hashlib.sha256(slices).digest(), 4, 5)});",
        f"INSERT INTO run VALUES (1, {hexed(digest('run'))}, 'shop', 'x', {hexed(digest('result'))}, "
        f"{hexed(digest('spec'))}, {hexed(digest('snapshot'))}, {run_seal()});",
        f"INSERT INTO output VALUES (1, 0, 'report.md', {hexed(digest('md'))});",
        f"INSERT INTO part VALUES ({hexed(digest('artefact'))}, 0, 'stage', 'forecast');",
        f"INSERT INTO part VALUES ({hexed(digest('artefact'))}, 1, 'season', '52');",
    ]
    header = "-- Made by Tests/GoldenSources/store_version_1.py (Python 3.11.7, 2026-11-22).\n"
    pragmas = f"PRAGMA application_id = {0x46435354};\nPRAGMA user_version = 1;\n"
    path = pathlib.Path(__file__).parent.parent / "ArtefactStoreTests/Old/version-1.sql"
    path.write_text(header + TABLES + "\n" + "\n".join(rows) + "\n" + pragmas)


if __name__ == "__main__":
    main()
