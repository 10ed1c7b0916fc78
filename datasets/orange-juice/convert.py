#!/usr/bin/env python3
"""Turns bayesm's orangeJuice.rda into demand.csv, and checks both by SHA-256.

    convert.py check demand.csv                      exit 0 when it is the file we know, 1 otherwise
    convert.py convert orangeJuice.rda demand.csv

One row per store, product and week, from the pair's first week with data to its last. Weeks in between in
which the whole store has no data are rows with `observed` 0 and empty numbers: missing, not zero.

    volume          ounces sold: exp(logmove), a whole number but for rounding in the source
    price           dollars per package of the product itself: its price per ounce times its ounces
    deal, feat      in-store coupon; share of advertising. Set ahead by the retailer
    profit          gross margin in percent, known afterwards
    dominicks_week  the source's week number; week 40 begins on 1990-06-11 here

Exit codes: 0 done; 1 check failed; 2 usage; 3 not the data we know.
"""

import datetime
import hashlib
import math
import os
import struct
import sys
import tempfile

import rtable

# Of the table in r-cran-bayesm 3.1-5+dfsg-1, dumped by `table_digest`.
TABLE_SHA256 = "019430ed169ef40f0cf417ab4e03df0b8d8719fb2b9a838eac55c3972d09e1d8"
CSV_SHA256 = "d80ad86df21841f4650359faaef469f653a7d42bd136aaeb55d41e8284f4eb74"

COLUMNS = (["store", "brand", "week", "logmove", "constant"]
           + [f"price{brand}" for brand in range(1, 12)] + ["deal", "feat", "profit"])
REALS = {"logmove", "feat", "profit"} | {f"price{brand}" for brand in range(1, 12)}

# Brand 1 to 11, from the help page of bayesm::orangeJuice, and their ounces.
BRANDS = [
    ("Tropicana Premium", 64), ("Tropicana Premium", 96), ("Florida's Natural", 64), ("Tropicana", 64),
    ("Minute Maid", 64), ("Minute Maid", 96), ("Citrus Hill", 64), ("Tree Fresh", 64), ("Florida Gold", 64),
    ("Dominicks", 64), ("Dominicks", 128),
]
CATEGORY = "Refrigerated orange juice"
FIRST_WEEK, FIRST_MONDAY = 40, datetime.date(1990, 6, 11)
HEADER = "sku,week,volume,price,category,brand,store,deal,feat,profit,dominicks_week,observed\n"


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "check":
        return check(arguments[1])
    if len(arguments) == 3 and arguments[0] == "convert":
        return convert(arguments[1], arguments[2])
    print(__doc__, file=sys.stderr)
    return 2


def check(path):
    return 0 if file_digest(path) == CSV_SHA256 else 1


def convert(rda, path):
    table = read_table(rda)
    if table_digest(table) != TABLE_SHA256:
        return refuse(f"the table in {rda}", table_digest(table), TABLE_SHA256)
    content = "".join(csv_lines(table)).encode()
    digest = hashlib.sha256(content).hexdigest()
    if digest != CSV_SHA256:
        return refuse("the converted demand.csv", digest, CSV_SHA256)
    write_atomically(path, content)
    return 0


def refuse(what, found, expected):
    print(f"orange-juice: {what} is not the one this project was measured on:\n"
          f"  found    sha256 {found}\n  expected sha256 {expected}\n"
          "  Nothing was written. The package may have changed its data; please report it.", file=sys.stderr)
    return 3


def read_table(rda):
    """The frame `orangeJuice$yx` as {column: list}, every column checked and of plain ints or floats."""
    try:
        frame = rtable.read(rda)["orangeJuice"]["yx"]
        return {name: [(float if name in REALS else int)(value) for value in frame[name]] for name in COLUMNS}
    except Exception as error:  # whatever a damaged file makes of the reader
        print(f"orange-juice: {rda} cannot be read as bayesm's orangeJuice: {error!r}", file=sys.stderr)
        raise SystemExit(3)


def table_digest(table):
    """SHA-256 over names and values: big-endian 64-bit integers and IEEE 754 doubles, column by column."""
    digest = hashlib.sha256()
    for name in COLUMNS:
        kind = "d" if name in REALS else "q"
        values = table[name]
        digest.update(f"{name}:{kind}:{len(values)}\n".encode())
        digest.update(struct.pack(f">{len(values)}{kind}", *values))
    return digest.hexdigest()


def csv_lines(table):
    """demand.csv, line by line: stores, then brands, then weeks, all ascending."""
    pairs = {}
    for row, key in enumerate(zip(table["store"], table["brand"])):
        pairs.setdefault(key, {})[table["week"][row]] = row
    yield HEADER
    for store, brand in sorted(pairs):
        rows = pairs[store, brand]
        for week in range(min(rows), max(rows) + 1):
            yield csv_line(table, store, brand, week, rows.get(week))


def csv_line(table, store, brand, week, row):
    name, ounces = BRANDS[brand - 1]
    volume = price = deal = feat = profit = ""
    if row is not None:
        volume = round(math.exp(table["logmove"][row]))  # 0.0003 from a whole number at most
        price = four_decimals(table[f"price{brand}"][row] * ounces)
        deal = table["deal"][row]
        feat = four_decimals(table["feat"][row])
        profit = four_decimals(table["profit"][row])
    monday = FIRST_MONDAY + datetime.timedelta(weeks=week - FIRST_WEEK)
    return (f"S{store:03d}_B{brand:02d},{monday},{volume},{price},{CATEGORY},{name} {ounces} oz,{store},"
            f"{deal},{feat},{profit},{week},{0 if row is None else 1}\n")


def four_decimals(number):
    """Rounded in units of 1e-4, half to even: one multiplication, so the same digits everywhere."""
    return round(number * 1e4) / 1e4


def file_digest(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def write_atomically(path, content):
    """`path` holds the old content or the new, never a part."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".demand.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
