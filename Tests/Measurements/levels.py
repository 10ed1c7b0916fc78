#!/usr/bin/env python3
"""The tables of docs/hierarchies.md: scores by level of finished runs, as Markdown.

    python3 Tests/Measurements/levels.py results/oj-earlier/latest results/cj-earlier/latest ...
"""
import csv
import json
import sys

for folder in sys.argv[1:]:
    report = json.load(open(f"{folder}/report.json"))
    target = report["targets"][0]
    levels = [(level["level"], level["nodes"]) for level in report["models"][0].get("by_level", [])]
    titles = [f"{name} ({count:,})" for name, count in levels] + [f"series ({report['data']['series']:,})"]
    print(f"| WAPE %; RMSSE; WQL | {' | '.join(titles)} |")
    print("|---" * (1 + len(titles)) + "|")
    for model in report["models"]:
        sets = [level["metrics"] for level in model.get("by_level", [])] + [model["metrics"]]
        cells = []
        for scores in sets:
            values = scores[target]
            cells.append("; ".join(
                f"{values[name]:.{digits}f}" for name, digits in [("wape", 2), ("rmsse@m=1", 3), ("wql", 4)]
                if values.get(name) is not None))
        print(f"| `{model['name']}` | {' | '.join(cells)} |")
    with open(f"{folder}/scores.csv") as file:
        coverage = [row for row in csv.DictReader(file)
                    if row["metric"] == "coverage@80" and row["window"] == "all"
                    and (row["segment"] == "all" or row["segment"].startswith("level="))]
    for name in ["ses", "up", "mint"]:
        values = [f"{'series' if row['segment'] == 'all' else row['segment'].removeprefix('level=')} {float(row['value']):.1f}"
                  for row in coverage if row["model"] == name and row["target"] == target]
        print(f"\ncoverage of the 80 % interval, {name}: {', '.join(values)}")
    print()
