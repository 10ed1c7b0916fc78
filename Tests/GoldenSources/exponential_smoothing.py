#!/usr/bin/env python3
"""Golden point forecasts of exponential smoothing with fixed parameters, from statsmodels.

    pip install statsmodels==0.15.0
    python3 Tests/GoldenSources/exponential_smoothing.py > Tests/Golden/StatisticalModels/exponential_smoothing.json

Initial states are computed here, as docs/models.md defines them, and handed to statsmodels as known:
`first_values`, `least_squares` (numpy.linalg.lstsq over the impulse responses of the initial states), and for
Holt-Winters the joint regression on a line and seasonal dummies.

Horizons stay below the season length: at step m statsmodels 0.15.0 forecasts with the season's state from before
the last observation (holtwinters/model.py fills `s[nobs + m - 1]` from `s[nobs - 1]`), not with the updated one.
"""
import datetime, json
import numpy as np
import statsmodels
from statsmodels.tsa.holtwinters import ExponentialSmoothing

rng = np.random.default_rng(20261123)
H = 6


def forecast(y, alpha, beta, phi, gamma, l0, b0, s0, seasonal=None):
    """beta is beta*, gamma that of FPP3; None where the model lacks the component."""
    model = ExponentialSmoothing(
        np.asarray(y), trend=None if beta is None else "add", damped_trend=phi is not None,
        seasonal=seasonal, seasonal_periods=None if s0 is None else len(s0), initialization_method="known",
        initial_level=l0, initial_trend=b0 if beta is not None else None,
        initial_seasonal=None if s0 is None else s0)
    fit = model.fit(smoothing_level=alpha, smoothing_trend=beta, smoothing_seasonal=gamma, damping_trend=phi,
                    optimized=False)
    return [float(v) for v in fit.forecast(H if s0 is None else min(H, len(s0) - 1))]


def errors(y, alpha, beta, phi, l, b):
    e = np.empty(len(y))
    for t, v in enumerate(y):
        f = l + phi * b
        e[t] = v - f
        l, b = f + alpha * e[t], phi * b + alpha * beta * e[t]
    return e


def least_squares(y, alpha, beta, phi):
    y = np.asarray(y)
    base = errors(y, alpha, beta or 0, phi if beta is not None else 0, 0.0, 0.0)
    zero = np.zeros(len(y))
    columns = [-errors(zero, alpha, beta or 0, phi if beta is not None else 0, 1.0, 0.0)]
    if beta is not None:
        columns.append(-errors(zero, alpha, beta, phi, 0.0, 1.0))
    x = np.linalg.lstsq(np.stack(columns, 1), base, rcond=None)[0]
    return float(x[0]), float(x[1]) if beta is not None else 0.0


def seasonal_start(y, m, multiplicative):
    y = np.asarray(y)
    n = len(y)
    t = np.arange(1, n + 1)
    X = np.zeros((n, m + 1))
    X[:, 0] = t
    X[np.arange(n), 1 + (t - 1) % m] = 1
    coefficients = np.linalg.lstsq(X, y, rcond=None)[0]
    slope, seasons = coefficients[0], coefficients[1:]
    level = seasons.mean()
    if not multiplicative:
        return float(level), float(slope), [float(v) for v in seasons - level]
    ratios = y / (level + slope * t)
    s = np.array([ratios[j::m].mean() for j in range(m)])
    return float(level * s.mean()), float(slope * s.mean()), [float(v) for v in s / s.mean()]


cases = []
for i, n in enumerate([8, 15, 40, 143]):
    y = (50 + 0.4 * np.arange(n) + rng.normal(0, 8, n)).round(2).tolist()
    for alpha, beta, phi in [(0.3, None, None), (0.8, None, None), (0.4, 0.2, None), (0.15, 0.6, None),
                             (0.5, 0.3, 0.9), (0.2, 0.1, 0.98)]:
        kind = "ses" if beta is None else "holt" if phi is None else "damped"
        l0, b0 = y[0], 0.0
        if beta is not None:
            b0 = y[1] - y[0]
            l0 = y[0] - (phi or 1.0) * b0
        common = {"kind": kind, "y": y, "alpha": alpha, "beta": beta, "phi": phi}
        cases.append(common | {"initialisation": "first_values",
                               "forecast": forecast(y, alpha, beta, phi, None, l0, b0, None)})
        l0, b0 = least_squares(y, alpha, beta, phi or 1.0)
        cases.append(common | {"initialisation": "least_squares",
                               "forecast": forecast(y, alpha, beta, phi, None, l0, b0, None)})
for m, n in [(4, 12), (4, 31), (12, 60), (52, 143)]:
    t = np.arange(n)
    y = (200 + 0.5 * t + 40 * np.sin(2 * np.pi * t / m) + rng.normal(0, 9, n)).round(2).tolist()
    for seasonal in ["additive", "multiplicative"]:
        for alpha, beta, gamma, phi in [(0.3, 0.1, 0.2, None), (0.6, 0.3, 0.3, 0.9)]:
            l0, b0, s0 = seasonal_start(y, m, seasonal == "multiplicative")
            cases.append({
                "kind": "holt_winters", "y": y, "alpha": alpha, "beta": beta, "gamma": gamma, "phi": phi, "season": m,
                "seasonal": seasonal,
                "forecast": forecast(y, alpha, beta, phi, gamma, l0, b0, s0, seasonal[:3])})
print(json.dumps({
    "tool": f"statsmodels {statsmodels.__version__}", "numpy": np.__version__,
    "script": "Tests/GoldenSources/exponential_smoothing.py", "date": str(datetime.date.today()), "cases": cases},
    indent=0))
