#!/usr/bin/env python3
"""Golden likelihoods and forecasts of exponential-smoothing models of a given form, from statsforecast.

    pip install statsforecast==2.1.1
    python3 Tests/GoldenSources/ets.py > Tests/Golden/StatisticalModels/ets.json

`minus_two_log_likelihood` is -2 loglik as statsforecast reports it: n log(sum of squared errors), and
2 sum of log mu more where errors are relative. Both sides search; ours may be lower, never much higher.
"""
import datetime, json
import numpy as np
import statsforecast
from statsforecast.ets import ets_f, forecast_ets

rng = np.random.default_rng(20261128)
cases = []
for n, m in ((20, 1), (45, 1), (143, 1), (30, 4), (72, 12), (120, 12)):
    t = np.arange(n)
    level = 200 + 0.8 * t + np.cumsum(rng.normal(0, 3, n))
    season = 30 * np.sin(2 * np.pi * t / m) if m > 1 else 0
    y = (level + season * level / 200 + rng.normal(0, 8, n)).round(2)
    for error in "AM":
        for trend, damped in (("N", False), ("A", False), ("A", True)):
            for s in "N" if m == 1 else "NAM":
                if error == "A" and s == "M":
                    continue
                fit = ets_f(y, m, model=error + trend + s, damped=damped)
                cases.append({
                    "model": error + trend + ("d" if damped else "") + s, "season": m, "y": y.tolist(),
                    "minus_two_log_likelihood": -2 * float(fit["loglik"]),
                    "forecast": forecast_ets(fit, h=6)["mean"].tolist()})
print(json.dumps({"tool": f"statsforecast {statsforecast.__version__}", "numpy": np.__version__,
                  "script": "Tests/GoldenSources/ets.py", "date": str(datetime.date.today()), "cases": cases}, indent=0))
