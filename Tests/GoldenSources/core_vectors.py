"""Prints the literals pinned in ForecastCoreTests: keys and random numbers, worked out a second time.

Python 3.11, standard library only; run 2026-11-22. The layout of a key is the doc comment of
CanonicalEncoder, the generator is Salmon et al. 2011 (Philox4x32-10) with the stream layout of
RandomStream. Nothing here calls the product.
"""
import hashlib
import math
import struct


def text(value):
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def field(name, kind, payload):
    return text(name) + kind.encode() + payload


def start(stage, version):
    return field("stage", "s", text(stage)) + field("version", "i", struct.pack("<q", version))


def double(value):
    return bytes.fromhex("000000000000f87f") if math.isnan(value) else struct.pack("<d", value)


def many(kind, values, encode):
    return struct.pack("<Q", len(values)) + b"".join(encode(v) for v in values)


def digest(raw):
    return hashlib.sha256(raw).hexdigest()


def all_types():
    return (
        start("forecast", 3)
        + field("model", "s", text("ets"))
        + field("season", "i", struct.pack("<q", -52))
        + field("seed", "u", struct.pack("<Q", 2**64 - 1))
        + field("alpha", "d", double(0.1))
        + field("damped", "b", b"\x01")
        + field("panel", "h", hashlib.sha256(b"abc").digest())
        + field("targets", "S", many("S", ["volume", "revenue"], text))
        + field("lags", "I", many("I", [1, 2, 52], lambda v: struct.pack("<q", v)))
        + field("levels", "D", many("D", [0.1, 0.5, -0.0, float("nan")], double))
    )


def philox(counter, key):
    c, k = list(counter), list(key)
    for turn in range(10):
        if turn:
            k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(right >> 32) ^ c[1] ^ k[0], right % 2**32, (left >> 32) ^ c[3] ^ k[1], left % 2**32]
    return c


def words(seed, path, count):
    raw = start("random", 1) + field("seed", "u", struct.pack("<Q", seed)) + field("path", "S", many("S", path, text))
    key, high = struct.unpack(">QQ", hashlib.sha256(raw).digest()[:16])
    out, low = [], 0
    while len(out) < count:
        out += philox([low % 2**32, low >> 32, high % 2**32, high >> 32], [key % 2**32, key >> 32])
        low += 1
    return out[:count]


def uniform(upper, lower):
    return ((((upper << 32) | lower) >> 12) + 0.5) * 2.0**-52


def indices(source, bound, count):
    out, source = [], iter(source)
    while len(out) < count:
        product = next(source) * bound
        while product % 2**32 < (2**32 - bound) % bound:
            product = next(source) * bound
        out.append(product >> 32)
    return out


def shuffled(source, count):
    source, elements = iter(source), list(range(count))
    for last in range(count - 1, 0, -1):
        other = indices(source, last + 1, 1)[0]
        elements[last], elements[other] = elements[other], elements[last]
    return elements


print("empty key", digest(start("s", 1)))
print("all types", digest(all_types()), len(all_types()))
print("words", [hex(w) for w in words(42, ["ets", "2024-01-01", "sku-7", "paths"], 6)])
print("root words", [hex(w) for w in words(0, [], 2)])
pairs = words(42, ["ets", "2024-01-01", "sku-7", "paths"], 6)
print("uniforms", [repr(uniform(pairs[i], pairs[i + 1])) for i in (0, 2, 4)])
print("indices", indices(words(42, ["indices"], 100), 10, 12))
print("large bound", indices(words(42, ["large"], 100), 3_000_000_000, 4))
print("shuffle", shuffled(words(42, ["shuffle"], 100), 10))
