"""Reads the data frames in an .rda file of R, with Python's own library alone.

R's serialisation format (R Internals, "Serialization Formats"): after a header every value is a word of flags, whose
last byte is its type, then its content, big-endian. Only what data frames are made of is known here; anything
else is an error, and so is a file that ends too early.
"""

import bz2
import gzip
import lzma
import struct

MAGIC = {b"\xfd7zXZ\x00": lzma.decompress, b"\x1f\x8b": gzip.decompress, b"BZh": bz2.decompress}

NULL, GLOBAL_ENVIRONMENT, REFERENCE = 254, 253, 255
SYMBOL, PAIRS, CHARACTERS, LOGICALS, INTEGERS, REALS, STRINGS, LIST = 1, 2, 9, 10, 13, 14, 16, 19
HAS_ATTRIBUTES, HAS_TAG = 0x200, 0x400


class Unreadable(Exception):
    pass


def read(path):
    """{name: value} of everything the file holds. Lists with names are dicts, vectors are lists."""
    with open(path, "rb") as file:
        content = file.read()
    for magic, decompress in MAGIC.items():
        if content.startswith(magic):
            content = decompress(content)
    if not content.startswith((b"RDX2\nX\n", b"RDX3\nX\n")):
        raise Unreadable("no .rda file in R's binary format")
    reader = Reader(content, offset=7)
    reader.skip_header()
    return reader.value()


class Reader:
    def __init__(self, content, offset):
        self.content, self.offset = content, offset
        self.symbols = []

    def take(self, size):
        if size < 0 or self.offset + size > len(self.content):
            raise Unreadable(f"it ends early, at byte {len(self.content)}")
        self.offset += size
        return self.content[self.offset - size:self.offset]

    def integer(self):
        return struct.unpack(">i", self.take(4))[0]

    def vector(self, kind, size):
        count = self.integer()
        return list(struct.unpack(f">{count}{kind}", self.take(count * size)))

    def skip_header(self):
        version, _, _ = self.integer(), self.integer(), self.integer()
        if version == 3:  # the name of the encoding
            self.take(self.integer())

    def value(self):
        flags = self.integer()
        kind = flags & 0xFF
        if kind in (NULL, GLOBAL_ENVIRONMENT):
            return None
        if kind == REFERENCE:
            return self.symbols[(flags >> 8) - 1]
        if kind == SYMBOL:
            self.symbols.append(self.value())
            return self.symbols[-1]
        if kind == CHARACTERS:
            size = self.integer()
            return None if size == -1 else self.take(size).decode("latin-1")
        if kind == PAIRS:
            return self.pairs(flags)
        content = self.elements(kind)
        names = (self.value() or {}).get("names") if flags & HAS_ATTRIBUTES else None
        return dict(zip(names, content)) if names and kind == LIST else content

    def elements(self, kind):
        if kind in (LOGICALS, INTEGERS):
            return self.vector("i", 4)
        if kind == REALS:
            return self.vector("d", 8)
        if kind in (STRINGS, LIST):
            return [self.value() for _ in range(self.integer())]
        raise Unreadable(f"a value of type {kind}, at byte {self.offset}, is nothing that data frames are made of")

    def pairs(self, flags):
        """A list of pairs, as attributes are: {tag: value}."""
        found = {}
        while flags & 0xFF == PAIRS:
            if flags & HAS_ATTRIBUTES:
                self.value()
            tag = self.value() if flags & HAS_TAG else None
            found[tag] = self.value()
            flags = self.integer()
        return found
