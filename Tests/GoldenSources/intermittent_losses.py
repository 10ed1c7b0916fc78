#!/usr/bin/env python3
"""Golden losses of Croston, SBA, SBJ and TSB with separate weights, from intermittent-forecast.

    pip install intermittent-forecast==1.0.0
    python3 Tests/GoldenSources/intermittent_losses.py > Tests/Golden/StatisticalModels/intermittent_losses.json

`fixed`: the forecast with given weights, and every loss of it in the history. `optimised`: the loss that its own search ends
at, for every loss and variant; weights in 0 to 1, the interval or the probability from its mean. Series: intermittent
and lumpy demand (numpy PCG64, seed 20261123, made here). Means of losses are turned into sums, as ours are.
"""
import datetime
import json
import warnings
from importlib.metadata import version

import numpy as np
from intermittent_forecast.core.error_metrics import ErrorMetricRegistry
from intermittent_forecast.forecasters import Croston

warnings.simplefilter("ignore")
VARIANTS = {"CRO": "croston", "SBA": "sba", "SBJ": "sbj", "TSB": "tsb"}
LOSSES = {"MSE": "squared", "MAE": "absolute", "MSR": "squared_rate", "MAR": "absolute_rate", "PIS": "periods_in_stock"}


def series():
    rng = np.random.default_rng(20261123)
    for number in range(30):
        count = int(rng.integers(24, 157))
        occurs = rng.random(count) < rng.uniform(0.08, 0.7)
        sizes = 1 + rng.poisson(rng.uniform(1, 12), count) if number % 2 else 1 + np.rint(20 * rng.lognormal(-0.5, 1, count))
        y = np.where(occurs, sizes, 0).astype(float)
        if np.count_nonzero(y) > 2:
            yield y


def loss(metric, y, fitted):
    fitted = fitted[:len(y)]
    value = ErrorMetricRegistry.get(metric)(y, fitted)
    return float(value if metric == "PIS" else value * np.count_nonzero(~np.isnan(fitted)))


fixed, optimised = [], []
all_series = list(series())
for number, y in enumerate(all_series):
    for variant, kind in VARIANTS.items():
        alpha, beta = [(0.1, 0.1), (0.3, 0.05), (0.05, 0.4)][number % 3]
        model = Croston().fit(y, variant=variant, alpha=alpha, beta=beta)
        fitted = model.get_fit_result()["ts_fitted"]
        fixed.append({"kind": kind, "series": number, "alpha": alpha, "beta": beta, "forecast": float(fitted[-1]),
                      "losses": {LOSSES[metric]: loss(metric, y, fitted) for metric in LOSSES}})
        for metric, name in LOSSES.items():
            found = Croston().fit(y, variant=variant, optimisation_metric=metric).get_fit_result()
            optimised.append({"kind": kind, "series": number, "loss": name,
                              "value": loss(metric, y, found["ts_fitted"])})
print(json.dumps({"tool": f"intermittent-forecast {version('intermittent-forecast')}", "numpy": np.__version__,
                  "script": "Tests/GoldenSources/intermittent_losses.py", "date": str(datetime.date.today()),
                  "series": [y.tolist() for y in all_series], "fixed": fixed, "optimised": optimised}, indent=0))
