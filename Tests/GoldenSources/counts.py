#!/usr/bin/env python3
"""Golden quantiles of `count`, from scipy's negative binomial distribution and from the bootstrap as it was published.

    python3 -m venv env && env/bin/pip install numpy==2.4.6 scipy==1.17.1
    env/bin/python Tests/GoldenSources/counts.py > Tests/Golden/StatisticalModels/counts.json

`fits`: weights (1 - alpha)^age; sizes by scipy's bounded minimisation of the weighted log likelihood on the logarithm.
`bootstrap`: 200,000 draws of Willemain, Smart & Schwarz 2004, alpha near 0: the share of draws up to each count, by step.
2026-11-29.
"""
import json
import numpy as np
from scipy import optimize, stats

LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9]
rng = np.random.default_rng(20261129)


def size(y, w):
    mean = np.average(y, weights=w)
    if mean <= 0 or np.average((y - mean) ** 2, weights=w) <= mean:
        return mean, 1e4
    loss = lambda s: -np.average(stats.nbinom.logpmf(y, np.exp(s), 1 / (1 + mean / np.exp(s))), weights=w)
    best = optimize.minimize_scalar(loss, bounds=(-4, 9), method="bounded", options={"xatol": 1e-9})
    return mean, min(max(np.exp(best.x), 0.02), 1e4)


def quantiles(mean, r, levels):
    return [0.0 if mean <= 0 else float(stats.nbinom.ppf(q, r, r / (r + mean))) for q in levels]


def fit(y, alpha):
    w = (1 - alpha) ** np.arange(len(y))[::-1]
    w = w / w.sum()
    mean, r = size(y, w)
    some = y > 0
    p = w[some].sum()
    beyond, r1 = size(y[some] - 1, w[some])
    hurdle = []
    for q in LEVELS:
        rest = q - (1 - p)
        hurdle.append(1 + quantiles(beyond, r1, [min(1, rest / p)])[0] if rest > 0 else 0.0)
    return {"y": y.tolist(), "alpha": alpha, "mean": mean, "negative_binomial": quantiles(mean, r, LEVELS), "hurdle": hurdle}


def bootstrap(y, horizon, draws=200_000):
    some = (y > 0).astype(int)
    seen = np.full((2, 2), 0.5)
    for a, b in zip(some, some[1:]):
        seen[a, b] += 1
    move = seen[:, 1] / seen.sum(1)
    sizes = y[y > 0]
    state = np.full(draws, some[-1])
    shares = []
    for _ in range(horizon):
        state = (rng.random(draws) < move[state]).astype(int)
        x = rng.choice(sizes, draws)
        jittered = 1 + np.trunc(x + rng.standard_normal(draws) * np.sqrt(x))
        value = np.where(state == 1, np.where(jittered > 0, jittered, x), 0)
        shares.append([float((value <= k).mean()) for k in range(int(value.max()) + 1)])
    return {"y": y.tolist(), "upto": shares}


def series(kind, n):
    if kind == "slow":
        return np.where(rng.random(n) < 0.2, 1 + rng.poisson(1, n), 0)
    if kind == "lumpy":
        return np.where(rng.random(n) < 0.3, 1 + rng.negative_binomial(0.7, 0.05, n), 0)
    if kind == "poisson":
        return rng.poisson(6, n)
    return rng.negative_binomial(2, 0.004, n)


out = {"fits": [], "bootstrap": []}
for kind in ["slow", "lumpy", "poisson", "fast"]:
    for n in [12, 60, 150]:
        for alpha in [1e-9, 0.05, 0.2]:
            y = series(kind, n).astype(float)
            if (y > 0).sum() >= 2:
                out["fits"].append(fit(y, alpha))
for kind in ["slow", "lumpy", "poisson"]:
    out["bootstrap"].append(bootstrap(series(kind, 60).astype(float), 3))
print(json.dumps(out))
