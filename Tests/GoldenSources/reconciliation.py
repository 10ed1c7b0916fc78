#!/usr/bin/env python3
"""Golden values of reconciled forecasts from Nixtla's hierarchicalforecast.

    pip install hierarchicalforecast==1.5.3
    python3 Tests/GoldenSources/reconciliation.py > Tests/Golden/Combinations/reconciliation.json

A grouped structure: all; two categories; three stores; six series, one per category and store. Residuals are more rows than
there are series in one set and fewer in the other; one series never errs in the second. Matrices are row-major: `forecasts`
[node, step] and `errors` [row, node], sums before series; results [series, step].
"""
import datetime
import importlib.metadata
import json

import numpy as np
from hierarchicalforecast.methods import BottomUp, MinTrace

CATEGORIES = [0, 0, 0, 1, 1, 1]
STORES = [0, 1, 2, 0, 1, 2]


def summing():
    rows = [np.ones(6)]
    rows += [np.array([float(c == k) for c in CATEGORIES]) for k in range(2)]
    rows += [np.array([float(s == k) for s in STORES]) for k in range(3)]
    return np.vstack(rows + [np.eye(6)])


def example(seed, rows, silent):
    random = np.random.default_rng(seed)
    summed = summing()
    series = random.gamma(3, 10, size=(6, 2)).round(2)
    forecasts = (summed @ series * random.uniform(0.8, 1.2, size=(12, 2))).round(2)
    common = random.normal(size=(rows, 1))
    errors = (summed @ (random.normal(size=(6, rows)) * 2 + common.T)).T + random.normal(size=(rows, 12))
    errors = errors.round(3)
    if silent:
        errors[:, 8] = 0
    observed = np.zeros((12, rows))
    results = {}
    for method in ["mint_shrink", "wls_var", "wls_struct", "ols"]:
        model = MinTrace(method=method)
        model.fit(S=summed, y_hat=forecasts, y_insample=observed, y_hat_insample=observed - errors.T)
        results[method] = (model.P @ forecasts).tolist()
    bottom_up = BottomUp()
    bottom_up.fit(S=summed, y_hat=forecasts)
    results["bottom_up"] = (bottom_up.P @ forecasts).tolist()
    return {"forecasts": forecasts.tolist(), "errors": errors.tolist(), "results": results}


version = importlib.metadata.version("hierarchicalforecast")
print(json.dumps({
    "source": f"hierarchicalforecast {version}, NumPy {np.__version__}, {datetime.date.today()}, "
              "Tests/GoldenSources/reconciliation.py",
    "categories": CATEGORIES,
    "stores": STORES,
    "examples": [example(1, 20, False), example(2, 5, True)],
}))
