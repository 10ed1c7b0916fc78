#!/usr/bin/env python3
"""Made-up promoted goods: a data set whose deals and features multiply what is sold, for trying models that know them ahead.

    python3 -m venv .venv && .venv/bin/pip install numpy==2.4.6
    .venv/bin/python Tests/Measurements/promoted_goods.py 1 datasets/promoted

40 stores x 10 brands x 121 weeks. Deals are of a whole chain: how often and how deep those of a brand are wanders over the
years, so that later ones need not be like any before. Logarithms of sales add up the level of a product, which wanders, the
brand's elasticity times that of the price over its usual one, deal and feature, and noise with a heavy tail; 3 % of the weeks
are not observed. One week in a hundred sells five times the product's mean, one in a thousand ten times.
docs/tft.md, "The mean and the spread", has what was chosen on seeds 1 to 3.
"""
import csv
import datetime
import pathlib
import sys

import numpy as np

STORES, BRANDS, WEEKS = 40, 10, 121
FIRST = datetime.date(1990, 6, 11)
COLUMNS = ["sku", "week", "volume", "price", "brand", "store", "deal", "feat", "observed"]
DECLARATION = """\
description: Made-up promoted goods, no real data
format: csv
files: [demand.csv]
frequency: weekly
columns:
  series: sku
  time: week
  targets: {volume: volume}
  known_ahead: [price, deal, feat]
  static: [brand, store]
  observed: observed
gaps: missing
"""


def rows(seed):
    random = np.random.default_rng(seed)
    weeks = [str(FIRST + datetime.timedelta(weeks=week)) for week in range(WEEKS)]
    brand_level = random.normal(0, 0.5, BRANDS)
    brand_price = random.uniform(1.5, 4, BRANDS)
    elasticity = -random.uniform(1.5, 3.5, BRANDS)
    rate = random.uniform(0.08, 0.3, BRANDS)
    for brand in range(BRANDS):
        logit = np.log(rate[brand] / (1 - rate[brand])) + np.cumsum(random.normal(0, 0.12, WEEKS))
        usual_depth = np.clip(0.18 + np.cumsum(random.normal(0, 0.01, WEEKS)), 0.08, 0.45)
        chain = random.random(WEEKS) < 1 / (1 + np.exp(-logit))
        depth = np.clip(usual_depth * random.lognormal(0, 0.35, WEEKS), 0.03, 0.6)
        featured = np.where(random.random(WEEKS) < 0.5, random.beta(2, 2, WEEKS), 0) * chain
        for store in range(STORES):
            level = 8.3 + brand_level[brand] + random.normal(0, 0.5)
            wander = np.cumsum(random.normal(0, 0.03, WEEKS))
            base = brand_price[brand] * random.lognormal(0, 0.05)
            usual = base * np.exp(np.cumsum(random.normal(0, 0.004, WEEKS)))
            deal = chain & (random.random(WEEKS) < 0.85)
            price = np.round(usual * np.where(deal, 1 - depth, 1), 2)
            feat = np.round(np.where(deal & (random.random(WEEKS) < 0.8), featured, 0), 3)
            effect = elasticity[brand] * np.log(price / usual) + 0.25 * deal + 0.9 * feat
            noise = random.normal(0, 0.35, WEEKS) + 0.25 * random.standard_t(4, WEEKS)
            volume = np.round(np.exp(level + wander + effect + noise) / 64) * 64
            missing = random.random(WEEKS) < 0.03
            for week in range(WEEKS):
                known = [int(volume[week]), price[week], int(deal[week]), feat[week]]
                sold, paid, dealt, shown = [""] * 4 if missing[week] else known
                yield [f"S{store:03d}_B{brand:02d}", weeks[week], sold, paid, f"brand{brand}", store, dealt, shown, int(not missing[week])]


def main():
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "demand.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(int(sys.argv[1])))
    (folder / "dataset.yaml").write_text(DECLARATION)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
