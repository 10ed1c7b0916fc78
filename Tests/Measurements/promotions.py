#!/usr/bin/env python3
"""What promotions are worth on windows that they did not see: the table "On real sales" of docs/windows.md.

    promotions.py spec orange-juice 4 22 > experiments/promotions.yaml      # data set, horizon, windows
    forecast run experiments/promotions.yaml
    promotions.py table results/promotions/latest/forecasts.csv 4 8         # windows before, windows now

Fourteen models, every one against every other, on every run of neighbouring windows. What leads by a point of WAPE and
surely is promoted, and is worse where its WAPE over all windows outside the run is higher. Two intervals decide: the
bootstrap over series and blocks of windows that the product had (1,000 draws, percentiles), and the two-way variance of
Sources/ForecastEvaluation/TwoWayVariance.swift. "Same outside": the run before is the last windows of the run now, and
both are measured outside the longer one.

Needs NumPy.
"""
import csv
import sys

import numpy as np

MODELS = """\
  naive:     {kind: naive}
  mean:      {kind: mean}
  ma4:       {kind: moving_average, window: 4}
  ma8:       {kind: moving_average, window: 8}
  ma13:      {kind: moving_average, window: 13}
  ses:       {kind: ses}
  ses_10:    {kind: ses, alpha: 0.1}
  ses_30:    {kind: ses, alpha: 0.3}
  ses_first: {kind: ses, alpha: optimised, initialisation: first_values}
  holt:      {kind: holt}
  damped:    {kind: damped}
  croston:   {kind: croston}
  sba:       {kind: sba}
  tsb:       {kind: tsb}
"""
DRAWS = 1000
LEAST_LEAD = 1.0


def spec(dataset, horizon, windows):
    return f"""experiment: promotions
seed: 1
data: {{dataset: {dataset}, targets: [volume]}}
models:
{MODELS}backtest: {{horizon: {horizon}, windows: {windows}, step: {horizon}, train: expanding, refit: 1}}
evaluate: {{metrics: [wape], season: 1, zeros: skip}}
"""


def sums(path):
    """Absolute errors [model, series, window] and what they are taken over [series, window]."""
    names = [line.split(":")[0].strip() for line in MODELS.splitlines()]
    series, cutoffs, cells = {}, {}, {}
    with open(path, newline="") as file:
        rows = csv.reader(file)
        column = {name: index for index, name in enumerate(next(rows))}
        at = [column[name] for name in ("unique_id", "cutoff", "model", "y", "forecast")]
        for row in rows:
            identity, cutoff, model, y, forecast = (row[index] for index in at)
            if not y or model not in names:
                continue
            key = (
                names.index(model), series.setdefault(identity, len(series)), cutoffs.setdefault(cutoff, len(cutoffs)))
            error, volume = cells.get(key, (0.0, 0.0))
            cells[key] = (error + abs(float(y) - float(forecast)), volume + abs(float(y)))
    order = {number: place for place, number in enumerate(cutoffs[c] for c in sorted(cutoffs))}
    errors = np.zeros((len(names), len(series), len(cutoffs)))
    volume = np.zeros((len(series), len(cutoffs)))
    for (model, one, cutoff), (error, amount) in cells.items():
        errors[model, one, order[cutoff]] = error
        volume[one, order[cutoff]] = amount
    return names, errors, volume


def wape(errors, volume):
    return 100 * errors.sum(axis=(1, 2)) / volume.sum()


def bootstrap(errors, volume, random):
    """WAPE of every model in every draw of series and circular blocks of windows: [draw, model]."""
    count, windows = volume.shape
    length = 1
    while (2 * length + 1) ** 3 <= 8 * windows:
        length += 1
    by_series = random.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(float)
    by_window = np.zeros((DRAWS, windows))
    for drawn in range(0, windows, length):
        starts = random.integers(windows, size=DRAWS)
        for offset in range(min(length, windows - drawn)):
            by_window[np.arange(DRAWS), (starts + offset) % windows] += 1
    below = ((by_series @ volume) * by_window).sum(axis=1)
    above = [((by_series @ error) * by_window).sum(axis=1) for error in errors]
    return 100 * np.stack(above, axis=1) / below[:, None]


def margin(z, volume, quantile):
    """Half the width of the two-way interval. z: [series, window], their sum is 0."""
    windows = z.shape[1]
    g = volume.sum(axis=0) / volume.sum()
    h = volume.sum(axis=1) / volume.sum()
    a = (z.sum(axis=0) ** 2 / (1 - g)).sum()
    b = (z.sum(axis=1) ** 2 / (1 - h)).sum()
    c = ((z**2).sum() - (z.sum(axis=1) ** 2).sum() / windows) * windows / (windows - 1)
    variance = max(max(a - c, 0) + b, c)
    of_windows = max(1, 1 / (g**2).sum() - 1)
    of_series = max(1, 1 / (h**2).sum() - 1)
    degrees = variance**2 / (a**2 / of_windows + b**2 / of_series) if variance > 0 else of_windows
    return quantile(max(degrees, min(of_windows, of_series))) * np.sqrt(variance)


def student_975(degrees):
    """Student's t at 97.5 %, by bisection over its distribution (Simpson's rule over the density)."""
    from math import exp, lgamma, pi, sqrt

    scale = exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2)) / sqrt(degrees * pi)

    def beyond(limit):
        t = np.linspace(0, limit, 4001)
        density = scale * (1 + t * t / degrees) ** (-(degrees + 1) / 2)
        weights = np.ones(4001)
        weights[1:-1:2], weights[2:-1:2] = 4, 2
        return 0.5 - (density * weights).sum() * limit / 12000

    low, high = 0.0, 60.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > 0.025 else (low, middle)
    return high


class Quantiles(dict):
    """Student's quantiles by degrees of freedom, to two decimals of them."""

    def __missing__(self, degrees):
        self[degrees] = student_975(degrees)
        return self[degrees]


def promotions(method, errors, volume, runs, outside):
    """Improvement outside of each promoted lead: a list by run of [(winner, loser, outside)]."""
    random = np.random.default_rng(20261122)
    known = Quantiles()
    found = []
    for run, rest in zip(runs, outside):
        inside = errors[:, :, run]
        # A series without anything to measure in the run is not among those drawn.
        kept = volume[:, run].sum(axis=1) > 0
        inside, amount = inside[:, kept], volume[kept][:, run]
        value, later = wape(inside, amount), wape(errors[:, :, rest], volume[:, rest])
        draws = bootstrap(inside, amount, random) if method == "bootstrap" else None
        for loser in range(len(value)):
            for winner in range(len(value)):
                lead = value[loser] - value[winner]
                if lead < LEAST_LEAD:
                    continue
                if method == "bootstrap":
                    sure = np.quantile(draws[:, loser] - draws[:, winner], 0.025) > 0
                else:
                    difference = inside[loser] - inside[winner]
                    z = 100 * difference / amount.sum() - lead * amount / amount.sum()
                    sure = lead > margin(z, amount, lambda d: known[round(min(d, 1000), 2)])
                if sure:
                    found.append((winner, loser, later[loser] - later[winner]))
    return found


def row(label, found):
    worse = [one for one in found if one[2] < 0]
    pairs = {tuple(sorted(one[:2])) for one in found}
    worse_pairs = {tuple(sorted(one[:2])) for one in worse}
    share = 100 * len(worse) / len(found) if found else float("nan")
    print(
        f"{label:34} promoted {len(found):5} of {len(pairs):3} pairs; "
        f"worse {len(worse):4} of {len(worse_pairs):3} pairs = {share:5.2f} %")


def table(path, before, now):
    names, errors, volume = sums(path)
    windows = volume.shape[1]
    print(f"{volume.shape[0]} series, {windows} windows, {len(names)} models")

    def runs(length):
        return [list(range(first, first + length)) for first in range(windows - length + 1)]

    def others(taken):
        return [[w for w in range(windows) if w not in run] for run in taken]

    for length in sorted({before, now}):
        for method in ("bootstrap", "two-way"):
            row(f"{method}, {length} windows", promotions(method, errors, volume, runs(length), others(runs(length))))
    if now > before:
        longer = runs(now)
        last = [run[-before:] for run in longer]
        row(f"bootstrap, {before}; same outside", promotions("bootstrap", errors, volume, last, others(longer)))
        row(f"two-way, {now}; same outside", promotions("two-way", errors, volume, longer, others(longer)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["spec"]:
        print(spec(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])), end="")
    else:
        table(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
