#!/usr/bin/env python3
"""Golden point forecasts of Croston, SBA and TSB with fixed smoothing, and of ADIDA and IMAPA, from statsforecast.

    pip install statsforecast==2.1.1
    python3 Tests/GoldenSources/intermittent.py > Tests/Golden/StatisticalModels/intermittent.json

Series: intermittent and lumpy demand (numpy PCG64, seed 20261122, made here) and hand-made edge cases.
"""
import datetime, json
import numpy as np
import statsforecast
from statsforecast.models import ADIDA, IMAPA, CrostonClassic, CrostonSBA, TSB

rng = np.random.default_rng(20261122)
series = {}
for i in range(48):
    n = int(rng.integers(20, 157))
    occurs = rng.random(n) < rng.uniform(0.08, 0.6)
    if i % 2 == 0:
        sizes = 1 + rng.poisson(rng.uniform(2, 12), n)
    else:
        sizes = 1 + np.rint(rng.uniform(5, 40) * rng.lognormal(-0.5, 1.0, n))
    y = np.where(occurs, sizes, 0).astype(float)
    if y.sum() == 0:
        y[n // 2] = 3.0
    series[f"{'intermittent' if i % 2 == 0 else 'lumpy'}_{i:02d}"] = y.tolist()
series |= {
    "leading_zeros": [0.0] * 30 + [4.0, 0.0, 0.0, 7.0, 0.0, 2.0],
    "single_demand": [0.0] * 12 + [9.0] + [0.0] * 7,
    "single_demand_first": [5.0] + [0.0] * 9,
    "single_demand_last": [0.0] * 9 + [5.0],
    "trailing_zeros": [3.0, 0.0, 5.0, 0.0, 0.0, 4.0] + [0.0] * 40,
    "all_demand": [3.0, 5.0, 4.0, 6.0, 2.0, 8.0, 5.0, 5.0],
    "constant_demand": [6.0] * 20,
    "two_points": [0.0, 4.0],
    "two_demands": [2.0, 4.0],
    "one_point": [4.0],
    "fractions": [0.0, 0.25, 0.0, 0.0, 1.75, 0.5, 0.0],
    "huge": [0.0, 1e12, 0.0, 3e12, 0.0, 0.0, 2e12],
}


def first(model, y):
    return float(model.forecast(np.asarray(y, dtype=np.float64), h=1)["mean"][0])


rows = []
for name, y in series.items():
    rows.append({
        "name": name, "y": y,
        "croston": first(CrostonClassic(), y),
        "sba": first(CrostonSBA(), y),
        "tsb": first(TSB(alpha_d=0.1, alpha_p=0.1), y),
        "tsb_20_05": first(TSB(alpha_d=0.2, alpha_p=0.05), y),
        "adida": first(ADIDA(), y),
        "imapa": first(IMAPA(), y),
    })
print(json.dumps({
    "tool": f"statsforecast {statsforecast.__version__}", "numpy": np.__version__,
    "script": "Tests/GoldenSources/intermittent.py", "date": str(datetime.date.today()), "series": rows}, indent=0))
