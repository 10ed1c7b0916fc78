#!/usr/bin/env python3
"""Golden likelihoods of exponential-smoothing models of a given form on 200 real series, from statsforecast.

    pip install statsforecast==2.1.1
    python3 Tests/GoldenSources/likelihoods.py FOLDER > Tests/Golden/StatisticalModels/likelihoods.json

FOLDER has the weekly series of the M4 competition, `Weekly-train.csv.gz`. The golden file holds no values of theirs: a test
reads them where they are. 140 series without a season (six forms in turn), the last 156 weeks of each; 60 with a season of 52
(five forms in turn), the last 260 weeks of series that have so many.

`minus_two_log_likelihood` is -2 loglik as statsforecast reports it, of values divided by `unit`: n log(sum of squared errors),
and 2 sum of log mu more where errors are relative.
"""
import csv
import datetime
import gzip
import json
import math
import pathlib
import sys

import numpy as np
import statsforecast
from statsforecast.ets import ets_f

PLAIN = ["ANN", "AAN", "AAdN", "MNN", "MAN", "MAdN"]
SEASONAL = ["ANA", "AAdA", "MNA", "MNM", "MAdM"]


def fitted(number, y, form, season):
    # A power of two near its size, so that logarithms of squares stay in range.
    unit = 2.0 ** math.floor(math.log2(y.max()))
    trend = form[1:-1]
    fit = ets_f(y / unit, season, model=form[0] + trend[0] + form[-1], damped=trend == "Ad")
    return {"series": number, "weeks": len(y), "model": form, "season": season, "unit": unit,
            "minus_two_log_likelihood": -2 * float(fit["loglik"])}


with gzip.open(pathlib.Path(sys.argv[1]) / "Weekly-train.csv.gz", "rt") as file:
    rows = list(csv.reader(file))[1:]
series = [np.array([float(cell) for cell in row[1:] if cell]) for row in rows]
cases = []
for place in range(140):
    number = place * len(series) // 140
    cases.append(fitted(number, series[number][-156:], PLAIN[place % len(PLAIN)], 1))
long = [number for number, y in enumerate(series) if len(y) >= 260]
for place in range(60):
    number = long[place * len(long) // 60]
    cases.append(fitted(number, series[number][-260:], SEASONAL[place % len(SEASONAL)], 52))
print(json.dumps({"tool": f"statsforecast {statsforecast.__version__}", "numpy": np.__version__,
                  "script": "Tests/GoldenSources/likelihoods.py", "date": str(datetime.date.today()), "cases": cases},
                 indent=0))
