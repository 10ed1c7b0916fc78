"""Seconds that pandas takes to read a generated demand.csv, dates parsed; best of three. Prints one JSON line.

    peer_read.py demand.csv
"""

import json
import sys
import time

import pandas


def seconds(path):
    start = time.perf_counter()
    pandas.read_csv(path, parse_dates=["week"])
    return time.perf_counter() - start


print(json.dumps({"peer": "pandas", "version": pandas.__version__,
                  "seconds": min(seconds(sys.argv[1]) for _ in range(3))}))
