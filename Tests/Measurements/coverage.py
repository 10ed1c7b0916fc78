#!/usr/bin/env python3
"""How much of what came the interval from p10 to p90 held, by class: the table of docs/models.md, "Quantiles".

    python3 Tests/Measurements/coverage.py                                   # checks itself on made-up demand
    python3 Tests/Measurements/coverage.py results/groceries/latest ...      # tables of runs

Three shares of actuals, in percent: bounds included; with half of those that equal a bound; and the randomised one, which alone
is 80 for a right forecast of counts. An actual y of a forecast F has the probabilities from a = F(below y) to b = F(y) to itself;
of them counts the part in 0.1 to 0.9 (the expected place of a randomised probability integral transform: Smith 1985; Czado, Gneiting
& Held 2009, "Predictive model assessment for count data"). Where a = b, as of what is no count, it is inside or not.

A and b are read from the quantiles that the run has: `quantiles: [0.01, 0.02, ..., 0.99]` in the spec says them to half a percent,
five levels say them coarsely. Each lies between two levels, and is taken to lie in the middle; nothing lies below 0 where y is 0.
Classes are those at the cutoff, from the routing.csv of the run, for which the spec has a model of kind `routed`; without it there is
one class.
"""
import bisect
import csv
import pathlib
import sys

LOW, HIGH = 0.1, 0.9
CLASSES = ["smooth", "erratic", "intermittent", "lumpy"]
GRID = [level / 100 for level in range(1, 100)]


def place(y, quantiles, levels):
    """a and b of an actual, from ascending quantiles at ascending levels."""
    edges = [0, *levels, 1]
    below, upto = bisect.bisect_left(quantiles, y), bisect.bisect_right(quantiles, y)
    a = 0 if y == 0 and below == 0 else (edges[below] + edges[below + 1]) / 2
    return a, (edges[upto] + edges[upto + 1]) / 2


def randomised(y, quantiles, levels):
    """The part of y's own probability that lies inside, 0 to 1."""
    a, b = place(y, quantiles, levels)
    return max(0, min(b, HIGH) - max(a, LOW)) / (b - a) if b > a else float(LOW < a < HIGH)


class Shares:
    """Sums over actuals."""

    def __init__(self):
        self.count = self.held = self.half = self.randomised = 0

    def add(self, y, quantiles, levels):
        low, high = (quantiles[nearest(levels, end)] for end in (LOW, HIGH))
        self.count += 1
        self.held += low <= y <= high
        self.half += (low <= y <= high) - (y == low or y == high) / 2
        self.randomised += randomised(y, quantiles, levels)

    def text(self):
        if not self.count:
            return ""
        return " / ".join(f"{100 * share / self.count:.1f}" for share in (self.held, self.half, self.randomised))


def nearest(levels, end):
    return next(index for index, level in enumerate(levels) if abs(level - end) < 1e-9)


def table(folder):
    classes = {}
    routing = folder / "routing.csv"
    if routing.exists():
        with open(routing, newline="") as file:
            classes = {(row["unique_id"], row["cutoff"]): row["demand_pattern"] for row in csv.DictReader(file)}
    shares = {}
    with open(folder / "forecasts.csv", newline="") as file:
        rows = csv.DictReader(file)
        columns = [name for name in rows.fieldnames if name[0] == "p" and name[1:].replace(".", "").isdigit()]
        levels = [float(name[1:]) / 100 for name in columns]
        for row in rows:
            if row["y"]:
                of_model = shares.setdefault(row["model"], {name: Shares() for name in ["all", *CLASSES, "no demand"]})
                quantiles = [float(row[name]) for name in columns]
                for name in ["all", classes.get((row["unique_id"], row["cutoff"]))]:
                    if name:
                        of_model[name].add(float(row["y"]), quantiles, levels)
    print(f"| bounds in / ties half / randomised, {len(levels)} levels | all | {' | '.join(CLASSES)} |")
    print("|---" * (2 + len(CLASSES)) + "|")
    for model, of_model in shares.items():
        print(f"| {folder.parent.name}, `{model}` | {' | '.join(of_model[name].text() for name in ['all', *CLASSES])} |")


# What a right forecast has, by exact sums over its own distribution.

def check():
    """Right forecasts of counts have 80 % by 99 levels; what five levels and the other shares say of them is printed."""
    def poisson(mean):
        term, terms = 2.718281828459045 ** -mean, []
        while len(terms) < 10 + 10 * mean:
            terms.append(term)
            term *= mean / len(terms)
        return terms

    def hurdle(zero, mean):
        sizes = poisson(mean)
        return [zero] + [(1 - zero) * size for size in sizes]

    demands = {f"Poisson {mean}": poisson(mean) for mean in (0.1, 0.3, 0.7, 1.5, 4, 20)}
    demands |= {f"{zero:.0%} zeros, else 1 + Poisson {mean}": hurdle(zero, mean) for zero in (0.85, 0.6, 0.3) for mean in (1, 8)}
    few = [0.1, 0.25, 0.5, 0.75, 0.9]
    print("| right forecast of | 99 levels: bounds in / ties half / randomised | 5 levels: randomised |\n|---|---|---|")
    for name, probabilities in demands.items():
        shares = {}
        for levels in (GRID, few):
            total, cumulated = 0, []
            for probability in probabilities:
                total += probability
                cumulated.append(total)
            quantiles = [bisect.bisect_left(cumulated, level) for level in levels]
            sums = [0, 0, 0]
            for y, probability in enumerate(probabilities):
                one = Shares()
                one.add(y, quantiles, levels)
                for index, share in enumerate((one.held, one.half, one.randomised)):
                    sums[index] += 100 * share * probability
            shares[len(levels)] = sums
        print(f"| {name} | {' / '.join(f'{share:.1f}' for share in shares[99])} | {shares[5][2]:.1f} |")
        assert abs(shares[99][2] - 80) < 1, (name, shares)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        check()
    for argument in sys.argv[1:]:
        table(pathlib.Path(argument))
