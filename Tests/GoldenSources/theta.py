#!/usr/bin/env python3
"""Golden point forecasts of the Theta models from statsforecast, and seasonal figures from statsmodels.

    pip install statsforecast==2.1.1 statsmodels==0.15.0
    python3 Tests/GoldenSources/theta.py > Tests/Golden/StatisticalModels/theta.json

`fixed`: alpha and theta given; the initial level is worked out here by regression (numpy.linalg.lstsq over the errors at
two initial levels), as docs/models.md defines it, and handed to statsforecast as known.
`optimised`: what statsforecast's own search finds, with its sum of squared errors from the fourth on.
`figures`: the seasonal figure of statsmodels' classical decomposition.
"""
import datetime, json
import numpy as np
import statsforecast, statsmodels
from statsforecast.theta import auto_theta, forecast_theta, thetamodel
from statsmodels.tsa.seasonal import seasonal_decompose

rng = np.random.default_rng(20261128)
H = 8
NAMES = {"STM": "standard", "OTM": "optimised", "DSTM": "dynamic", "DOTM": "dynamic"}


def errors(y, name, level, alpha, theta):
    return thetamodel(y, 1, name, level, alpha, theta, 3)["residuals"][3:]


def best_level(y, name, alpha, theta):
    """The errors are linear in the initial level."""
    zero, one = errors(y, name, 0.0, alpha, theta), errors(y, name, 1.0, alpha, theta)
    return float(np.linalg.lstsq((zero - one)[:, None], zero, rcond=None)[0][0])


cases, optimised, figures = [], [], []
for n in (12, 30, 75, 143):
    t = np.arange(n)
    for y in (50 + 0.4 * t + rng.normal(0, 8, n), 100 + np.cumsum(rng.normal(0.3, 4, n))):
        y = y.round(2)
        for name in NAMES:
            for alpha, theta in ((0.3, 2.0), (0.8, 2.0), (0.15, 1.4), (0.5, 5.0)):
                if name in ("STM", "DSTM") and theta != 2.0:
                    continue
                level = best_level(y, name, alpha, theta)
                fit = auto_theta(y, 1, model=name, initial_smoothed=level, alpha=alpha, theta=theta)
                cases.append({"variant": NAMES[name], "y": y.tolist(), "alpha": alpha, "theta": theta,
                              "level": level, "forecast": forecast_theta(fit, H)["mean"].tolist()})
            fit = auto_theta(y, 1, model=name)
            if name != "DSTM":
                optimised.append({"variant": NAMES[name], "y": y.tolist(), "alpha": fit["par"]["alpha"],
                                  "theta": fit["par"]["theta"], "level": fit["par"]["initial_smoothed"],
                                  "sum": float((fit["residuals"][3:] ** 2).sum()),
                                  "forecast": forecast_theta(fit, H)["mean"].tolist()})
for m, n in ((4, 33), (7, 60), (12, 72), (52, 260)):
    t = np.arange(n)
    y = (300 + 0.2 * t + np.tile(rng.normal(0, 40, m), n // m + 1)[:n] + rng.normal(0, 9, n)).round(2)
    for kind in ("additive", "multiplicative"):
        figures.append({"y": y.tolist(), "season": m, "kind": kind,
                        "figure": seasonal_decompose(y, model=kind, period=m).seasonal[:m].tolist()})
print(json.dumps({
    "tool": f"statsforecast {statsforecast.__version__}, statsmodels {statsmodels.__version__}",
    "numpy": np.__version__, "script": "Tests/GoldenSources/theta.py", "date": str(datetime.date.today()),
    "fixed": cases, "optimised": optimised, "figures": figures}, indent=0))
