#!/usr/bin/env python3
"""Golden values for the seasons that are taken out before a model: STL and waves.

    python3 -m venv env && env/bin/pip install numpy==2.4.6 statsmodels==0.15.0
    env/bin/python Tests/GoldenSources/seasonal.py > Tests/Golden/StatisticalModels/seasonal.json

STL is statsmodels 0.15.0 (a port of the authors' Fortran): two inner loops, none outer, degree 0 for the cycle-subseries. Odd seasons are left
out, whose low-pass window is two steps wider there than in the paper. Waves are numpy's least squares, naively: every number of waves fitted anew, each time to the end, where the program takes all from one triangle.
2026-11-29.
"""
import json
import numpy as np
from statsmodels.tsa.seasonal import STL


def series(rng, n, m, kind):
    t = np.arange(n)
    season = 0.4 * np.sin(2 * np.pi * t / m + 1) + 0.15 * np.cos(4 * np.pi * t / m)
    level = np.log(50) + 0.003 * t
    if kind == "positive":
        return np.exp(level + season + 0.1 * rng.standard_normal(n))
    if kind == "counts":
        return rng.poisson(0.05 * np.exp(level + season)).astype(float)
    if kind == "signed":
        return 10 * season + 0.05 * t + rng.standard_normal(n)
    return np.exp(level + 0.1 * np.cumsum(rng.standard_normal(n)))


def stl(y, m):
    fit = STL(y, period=m, seasonal=7, seasonal_deg=0).fit(inner_iter=2, outer_iter=0)
    return fit.trend.tolist(), fit.seasonal.tolist()


def columns(n, m, waves):
    """Hats of a line in pieces, then cosine and sine by wave; the shortest wave of an even season has no sine."""
    t = np.arange(n)
    pieces = min(24, max(1, n // m - 1))
    place = t / ((n - 1) / pieces)
    hats = [np.maximum(0, 1 - np.abs(place - k)) for k in range(pieces + 1)]
    trig = []
    for k in range(1, waves + 1):
        trig.append([np.cos(2 * np.pi * k * t / m)] + ([np.sin(2 * np.pi * k * t / m)] if 2 * k < m else []))
    return hats, trig


def fit(y, m, waves, multiplicative, weights=None):
    hats, trig = columns(len(y), m, waves)
    x = np.array(hats + [c for w in trig for c in w]).T
    if not multiplicative:
        return x, np.linalg.lstsq(x, y, rcond=None)[0], y, np.ones(len(y))
    eta = np.full(len(y), np.log(y.mean()))
    for _ in range(60):
        mean = np.exp(eta)
        root = np.sqrt(mean)
        beta = np.linalg.lstsq(x * root[:, None], root * (eta + (y - mean) / mean), rcond=None)[0]
        eta = np.maximum(np.log(1e-3 * y.mean()), x @ beta)
    return x, beta, eta, np.exp(eta)


def waves(y, m, multiplicative):
    n = len(y)
    pieces = min(24, max(1, n // m - 1))
    most = max(1, min(10, m // 2, (n // 2 - pieces - 1) // 2))
    _, _, eta, weight = fit(y, m, min(2, most), multiplicative)
    response = eta + (y - weight) / weight if multiplicative else y
    root = np.sqrt(weight)

    def squares(k):
        hats, trig = columns(n, m, k)
        x = np.array(hats + [c for w in trig for c in w]).T * root[:, None]
        rest = root * response - x @ np.linalg.lstsq(x, root * response, rcond=None)[0]
        return x.shape[1], rest

    p, rest = squares(most)
    dispersion = rest @ rest / (n - p)
    r = min(0.99, max(0, (rest[1:] @ rest[:-1]) / (rest @ rest) * n / (n - 1)))
    best, gain, before = (0, 0.0), 0.0, squares(0)
    for k in range(1, most + 1):
        after = squares(k)
        spectrum = (1 - r * r) / (1 - 2 * r * np.cos(2 * np.pi * k / m) + r * r)
        width = after[0] - before[0]
        gain += (before[1] @ before[1] - after[1] @ after[1]) / (dispersion * spectrum)
        gain -= 2 * width * n / (n - after[0] - 1)
        if gain > best[1]:
            best = (k, gain)
        before = after
    return best[0]


def figure(y, m, k, multiplicative):
    x, beta, *_ = fit(y, m, k, multiplicative)
    hats, trig = columns(m, m, k)
    first = len(beta) - sum(len(w) for w in trig)
    season = np.array([c for w in trig for c in w]).T @ beta[first:]
    ratio = np.exp(season) if multiplicative else season
    return (ratio / ratio.mean() if multiplicative else ratio).tolist()


rng = np.random.default_rng(20261129)
out = {"stl": [], "waves": []}
for n, m in [(24, 12), (50, 12), (143, 52), (30, 6), (41, 4), (300, 12)]:
    y = series(rng, n, m, "signed")
    trend, season = stl(y, m)
    out["stl"].append({"y": y.tolist(), "season": m, "trend": trend, "seasonal": season})
for n, m in [(143, 52), (110, 52), (72, 12), (40, 4), (60, 7), (200, 12)]:
    for kind in ["positive", "counts", "signed", "walk"]:
        y = series(rng, n, m, kind)
        multiplicative = bool((y >= 0).all())
        k = waves(y, m, multiplicative)
        out["waves"].append({"y": y.tolist(), "season": m, "kind": kind, "waves": k,
                             "figure": figure(y, m, k, multiplicative) if k else []})
print(json.dumps(out))
