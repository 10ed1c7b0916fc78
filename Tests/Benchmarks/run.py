#!/usr/bin/env python3
"""Runs the performance claims on this machine and prints one table: ours, the reference, the bar, met or not.

    swift build -c release
    python3 Tests/Benchmarks/run.py                          # everything; peers only if they are installed
    python3 Tests/Benchmarks/run.py --rows read,cold --quick  # some rows, small panels, no verdict

References run in the same call on the same generated panel: times of another day or machine mean nothing. Peers
live in a virtual environment of their own and are skipped with a word when it is absent:

    python3 -m venv .venv
    .venv/bin/pip install statsforecast==2.1.1 intermittent-forecast==1.0.0 pandas==2.3.3 mlforecast==1.1.0 lightgbm==4.7.0
    .venv/bin/pip install pytorch-forecasting==1.8.0   # for the row `network`: brings PyTorch
    python3 Tests/Benchmarks/run.py --peers .venv

Standard library only. Exit codes: 0 every bar met or nothing to compare with; 1 a bar missed; 2 usage; 4 a command
failed.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
SEED = 20261122
WEEKS = 156

BASE_MODELS = """\
  naive:   {kind: naive}
  naive52: {kind: seasonal_naive, season: 52}
  mean:    {kind: mean}
  ma13:    {kind: moving_average, window: 13}
  drift:   {kind: drift}
  ses:     {kind: ses}
  holt:    {kind: holt}
  damped:  {kind: damped}
  hw52:    {kind: holt_winters, season: 52}
  croston: {kind: croston}
  sba:     {kind: sba}
  tsb:     {kind: tsb}
"""
SCALING_MODELS = """\
  naive: {kind: naive}
  ses:   {kind: ses}
  tsb:   {kind: tsb}
"""


class Failed(Exception):
    """A command of ours or of a peer did not end well."""


@dataclasses.dataclass
class Usage:
    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


@dataclasses.dataclass
class Row:
    """One line of the table. `ratio` is what `bar` speaks about; `met` is None where nothing was compared."""
    what: str
    ours: str
    reference: str = "-"
    ratio: str = "-"
    bar: str = "-"
    met: bool | None = None


class Bench:
    def __init__(self, arguments):
        self.forecast = pathlib.Path(arguments.forecast).resolve()
        self.benchmarks = self.forecast.with_name("Benchmarks")
        self.peers = pathlib.Path(arguments.peers).absolute() / "bin" / "python" if arguments.peers else None
        self.jobs = arguments.jobs
        self.quick = arguments.quick
        self.work = pathlib.Path(arguments.work or tempfile.mkdtemp(prefix="forecast-bench-")).resolve()
        (self.work / "experiments").mkdir(parents=True, exist_ok=True)

    def size(self, series):
        """The size of a panel: a fiftieth under --quick."""
        return max(40, series // 50) if self.quick else series

    # --- commands

    def run(self, command, label):
        """Runs a command to its end; its own peak memory, not ours and not that of other children."""
        start = time.perf_counter()
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen([str(part) for part in command], cwd=self.work, stdout=out,
                                       stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            text = out.read().decode(errors="replace")
        if process.returncode not in (0, 1):  # 1: not promoted, a verdict like any other
            raise Failed(f"{label}: exit code {process.returncode}\n{text[-2000:]}")
        return Usage(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text)

    def dataset(self, series):
        """A generated and snapshotted data set, made once."""
        name = f"synthetic-{series}"
        folder = self.work / "datasets" / name
        if not (folder / "dataset.yaml").exists():
            self.generate(series, folder)
        if not (folder / "snapshot.lock").exists():
            self.run([self.forecast, "data", "snapshot", name], "data snapshot")
        return name

    def generate(self, series, folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        return self.run([self.forecast, "data", "generate", "--series", series, "--weeks", WEEKS, "--seed", SEED,
                         "--output", folder], "data generate")

    def experiment(self, name, dataset, models, windows):
        path = self.work / "experiments" / f"{name}.yaml"
        path.write_text(f"""\
experiment: {name}
description: A benchmark.
seed: {SEED}
data: {{dataset: {dataset}, targets: [volume]}}
models:
{models}backtest: {{horizon: 13, windows: {windows}, step: 13}}
quantiles: [0.10, 0.25, 0.50, 0.75, 0.90]
evaluate:
  metrics: [mape, wape, mase, bias, pinball, coverage]
  season: 52
""")
        return path

    def cold(self, spec):
        """A run with no cache and no earlier result."""
        for folder in ("store", "results"):
            shutil.rmtree(self.work / folder, ignore_errors=True)
        return self.warm(spec)

    def warm(self, spec):
        return self.run([self.forecast, "run", spec.relative_to(self.work), "--jobs", self.jobs,
                         "--store", "store", "--results", "results"], f"run {spec.stem}")

    def best(self, times, measure):
        return min((measure() for _ in range(times)), key=lambda usage: usage.seconds)

    def peer(self, script, *arguments):
        """The JSON that a peer script prints last, or None with a word when peers are not installed."""
        if self.peers is None or not self.peers.exists():
            return None
        usage = self.run([self.peers, HERE / script, *arguments], script)
        return json.loads(usage.output.strip().splitlines()[-1])

    def rows_in(self, dataset):
        with open(self.work / "datasets" / dataset / "demand.csv", "rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1


# --- the claims

def generate(bench):
    """Synthetic rows per second, streamed."""
    series = bench.size(100_000)
    folder = bench.work / "generated"
    shutil.rmtree(folder, ignore_errors=True)
    usage = bench.generate(series, folder)
    rows = count_lines(folder / "demand.csv") - 1
    shutil.rmtree(folder)
    rate = rows / usage.seconds / 1e6
    yield Row(f"generate {series:,} x {WEEKS}: {rows:,} rows", f"{rate:.2f} M rows/s, {usage.peak_mb:.0f} MB",
              bar=">= 1.5 M rows/s", met=rate >= 1.5)


def read(bench):
    """Reading and checking a long CSV, against pandas or, without it, Python's csv module."""
    series = bench.size(10_000)
    name = bench.dataset(series)
    ours = bench.best(3, lambda: bench.run([bench.forecast, "data", "check", name], "data check"))
    path = bench.work / "datasets" / name / "demand.csv"
    peer = bench.peer("peer_read.py", path)
    reference, label = (peer["seconds"], "pandas") if peer else (read_by_csv_module(path), "csv module")
    rows = bench.rows_in(name)
    yield compared(f"check a CSV of {series:,} x {WEEKS}", ours.seconds, reference, 1, label,
                   f" ({rows / ours.seconds / 1e6:.2f} M rows/s, {ours.peak_mb:.0f} MB)")


def cold(bench):
    """A cold run with all models, then the same run again, unchanged."""
    series = bench.size(1_234)
    spec = bench.experiment("all-models", bench.dataset(series), BASE_MODELS, windows=4)
    first = bench.cold(spec)
    what = f"cold run {series:,} x {WEEKS}, 4 windows, 12 models"
    yield Row(what, f"{first.seconds:.2f} s", bar="<= 60 s", met=first.seconds <= 60)
    yield Row(f"{what}: memory", f"{first.peak_mb:.0f} MB", bar="<= 500 MB", met=first.peak_mb <= 500)
    again = bench.best(5, lambda: bench.warm(spec))
    yield Row(f"unchanged run {series:,} x {WEEKS}", f"{1000 * again.seconds:.0f} ms",
              f"{first.seconds:.2f} s (cold)", f"{first.seconds / again.seconds:.0f} x", "<= 100 ms",
              again.seconds <= 0.1)


def intermittent(bench):
    """Croston, SBA and TSB with fixed smoothing on the sporadic series, one thread each."""
    name = bench.dataset(bench.size(10_000))
    path = bench.work / "datasets" / name / "demand.csv"
    kinds = {"croston": "croston:alpha=0.1", "sba": "sba:alpha=0.1", "tsb": "tsb:alpha_d=0.2,alpha_p=0.2"}
    usage = bench.run([bench.benchmarks, "models", path, "--profiles", "intermittent,lumpy", "--horizon", 13,
                       "--repeat", 5, *kinds.values()], "Benchmarks")
    ours = {line["kind"]: line for line in map(json.loads, usage.output.strip().splitlines())}
    peer = bench.peer("peer_intermittent.py", path)
    for kind in kinds:
        series = ours[kind]["series"]
        yield compared(f"{kind}, {series:,} sporadic series, horizon 13", ours[kind]["seconds"],
                       peer["seconds"][kind] if peer else None, 5, "statsforecast")


def smoothing(bench):
    """ETS, Theta and optimised Croston, SBA and TSB with five quantiles, one thread, per series."""
    path = bench.work / "datasets" / bench.dataset(bench.size(1_234)) / "demand.csv"
    levels = ["--horizon", 13, "--repeat", 2, "--levels", "0.1,0.25,0.5,0.75,0.9"]
    claims = [("ets 1", "ets:season=1", 5), ("ets 52", "ets:season=52", 8), ("theta 52", "theta", 8)]
    search = "loss=squared,initialisation=mean"
    sporadic = [("croston", f"croston:alpha=optimised,beta=optimised,{search}", 20),
                ("sba", f"sba:alpha=optimised,beta=optimised,{search}", 20),
                ("tsb", f"tsb:alpha_d=optimised,alpha_p=optimised,{search}", 20)]
    lines = []
    weights = bench.work / "weights.jsonl"
    for profiles, kinds in ((None, claims), ("intermittent,lumpy", sporadic)):
        only = ["--profiles", profiles, "--parameters", weights] if profiles else []
        usage = bench.run([bench.benchmarks, "models", path, *only, *levels, *(model for _, model, _ in kinds)], "Benchmarks")
        lines += map(json.loads, usage.output.strip().splitlines())
    peer = bench.peer("peer_smoothing.py", path, 124, 100, weights)
    for (name, _, bar), line in zip(claims + sporadic, lines):
        optimised = "optimised " if bar == 20 else ""
        yield compared(f"{optimised}{name}, a series of up to 143 weeks, five quantiles", line["seconds"] / line["series"],
                       peer["seconds"][name] if peer else None, bar,
                       "intermittent-forecast" if bar == 20 else "statsforecast")
    for name, found in (peer["losses"] if peer else {}).items():
        yield Row(f"optimised {name}: squared error in the history no larger than intermittent-forecast's",
                  f"{found['no_worse']} of {found['series']} series", ratio=f"at most {100 * found['largest']:+.2g} %",
                  bar="all", met=found["no_worse"] == found["series"])


def jobs(bench):
    """The same cold run on one and on two threads."""
    spec = bench.experiment("jobs", bench.dataset(bench.size(1_234)), "  ets: {kind: ets, season: 52}\n", windows=1)
    seconds = {}
    for count in (1, 2):
        bench.jobs, before = count, bench.jobs
        seconds[count] = bench.cold(spec).seconds
        bench.jobs = before
    ratio = seconds[1] / seconds[2]
    yield Row("ets, season 52, one job against two", f"{seconds[2]:.2f} s", f"{seconds[1]:.2f} s (one job)",
              f"{ratio:.2f} x", ">= 1.7 x", ratio >= 1.7)


def scaling(bench):
    """Ten times the series: the same time per series, within memory."""
    few, many = bench.size(10_000), bench.size(100_000)
    usages = []
    for series in (few, many):
        spec = bench.experiment(f"scaling-{series}", bench.dataset(series), SCALING_MODELS, windows=1)
        usages.append(bench.cold(spec))
    small, large = usages
    ratio = (large.seconds / many) / (small.seconds / few)
    yield Row(f"time per series, {many:,} against {few:,}", f"{1e6 * large.seconds / many:.0f} us",
              f"{1e6 * small.seconds / few:.0f} us", f"{ratio:.2f}", "<= 1.2", ratio <= 1.2)
    yield Row(f"memory at {many:,} series", f"{large.peak_mb:.0f} MB", f"{small.peak_mb:.0f} MB at {few:,}",
              bar="<= 2048 MB", met=large.peak_mb <= 2048)


def features(bench):
    """17 features of every product, one thread, against mlforecast."""
    series = bench.size(1_234)
    name = bench.dataset(series)
    usage = bench.run([bench.benchmarks, "features", bench.work / "datasets" / name, "--horizon", 13, "--repeat", 10],
                      "Benchmarks")
    ours = json.loads(usage.output.strip().splitlines()[-1])
    peer = bench.peer("peer_features.py", bench.work / "datasets" / name / "demand.csv")
    yield compared(f"{ours['columns']} features of {series:,} x {WEEKS - 13}, {ours['rows']:,} rows", ours["seconds"],
                   peer["seconds"] if peer else None, 3, "mlforecast")


def training(bench):
    """LightGBM through us against Python's lightgbm: the same matrix and parameters, one thread, the same trees."""
    series = bench.size(1_234)
    spec = bench.experiment("training", bench.dataset(series), "  lgbm: {kind: lightgbm, features: demand}\n", windows=1)
    spec.write_text(spec.read_text() + """\
features:
  demand:
    temporal: [week_of_year, month]
    lags: [1, 2, 4, 8, 13, 26, 52]
    rolling_mean: [4, 13]
    rolling_std: [4, 13]
    price: [current_price, price_change_pct]
    categorical: [category]
""")
    folder = bench.work / "export"
    bench.run([bench.forecast, "features", "export", spec, "--model", "lgbm", "--output", folder], "features export")
    files = ["mean.txt", "p90.txt"]
    library = next(path for path in sorted((ROOT / ".deps").glob("lightgbm-*/lib_lightgbm.so")))
    usage = bench.run([bench.benchmarks, "training", folder, library, *files], "Benchmarks")
    ours = {line["file"]: line for line in map(json.loads, usage.output.strip().splitlines())}
    peer = bench.peer("peer_training.py", folder, *files)
    rows = json.loads((folder / "training.json").read_text())["rows"]
    for file in files:
        mine, what = ours[file]["seconds"], f"train {file[:-4]}, {rows:,} rows x 300 rounds, CPU"
        if not ours[file]["identical"]:
            raise Failed(f"{what}: not the trees of the export")
        if not peer:
            yield Row(what, f"{mine:.2f} s", "lightgbm not installed", bar="<= 1.05 x")
            continue
        other = peer["boosters"][file]
        if not other["identical"]:
            raise Failed(f"{what}: Python trains other trees")
        yield Row(what, f"{mine:.2f} s, the same trees", f"{other['seconds']:.2f} s (lightgbm)",
                  f"{mine / other['seconds']:.3f} x", "<= 1.05 x", mine <= 1.05 * other["seconds"])


NETWORK = """\
features:
  demand:
    temporal: [week_of_year, month]
    price: [current_price]
    categorical: [category]
"""


def network(bench):
    """Training steps and forecasts of a Temporal Fusion Transformer, two threads, against pytorch-forecasting at the same
    sizes. A step of ours is the difference of two whole runs. A forecast of ours begins with the panel, theirs with a data
    set that is made."""
    series = bench.size(1_234)
    dataset = bench.dataset(series)

    def written(epochs, batch):
        model = f"{{kind: tft, features: demand, hidden: 32, heads: 4, encoder: 52, batch: {batch}, epochs: {epochs:.6f}}}"
        spec = bench.experiment("network", dataset, f"  tft: {model}\n", windows=1)
        spec.write_text(spec.read_text() + NETWORK)
        return spec

    def steps(spec):
        told = bench.run([bench.forecast, "plan", spec, "--json"], "plan").output
        plan = json.loads(told[told.index("\n{") if not told.startswith("{") else 0:])  # warnings come before
        return plan["trainings"][0]["steps_at_most"]

    def cold(count, batch):
        """About so many steps: how many, and the cheaper of two runs."""
        spec = written(count / steps(written(1, batch)), batch)
        return steps(spec), min((bench.cold(spec) for _ in range(2)), key=lambda usage: usage.cpu_seconds)

    peer = bench.peer("peer_network.py", bench.work / "datasets" / dataset / "demand.csv", 64, 128)
    for batch in (64, 128):
        (few, short), (many, long) = cold(40, batch), cold(240, batch)
        wall, used = ((getattr(long, name) - getattr(short, name)) / (many - few) for name in ("seconds", "cpu_seconds"))
        other = peer["steps"][str(batch)] if peer else None
        what = f"tft, a training step of {batch}"
        yield compared(f"{what}, CPU", used, other and other["processor_seconds"], 3, "pytorch-forecasting")
        yield compared(what, wall, other and other["seconds"], 3, "pytorch-forecasting", f", {long.peak_mb:.0f} MB")
    folder = bench.work / "network-export"
    spec = written(40 / steps(written(1, 64)), 64)
    bench.run([bench.forecast, "features", "export", spec, "--model", "tft", "--output", folder], "features export")
    usage = bench.run([bench.benchmarks, "network", bench.work / "datasets" / dataset, folder / "model.safetensors",
                       "--levels", "0.1,0.25,0.5,0.75,0.9", "--jobs", bench.jobs, "--repeat", 5], "Benchmarks")
    ours = json.loads(usage.output.strip().splitlines()[-1])
    yield compared(f"tft, {ours['series']:,} series forecast, 13 steps, five quantiles", ours["seconds"],
                   peer["forecast"]["seconds"] if peer else None, 4, "pytorch-forecasting", f", {usage.peak_mb:.0f} MB")


REPORT_MODELS = """\
  naive:   {kind: naive}
  naive52: {kind: seasonal_naive, season: 52}
  mean:    {kind: mean}
"""
REPORT_REST = """\
  segments: [abc_class, xyz_class, demand_pattern]
promotion: {champion: naive, challengers: [mean], metric: wape, min_improvement_pp: 1}
"""


def report(bench):
    """What all series say, gathered and rendered as pages (the stage `report`), and the size of the pages."""
    for series, seconds in ((1_234, 1), (30_000, 10)):
        series = bench.size(series)
        spec = bench.experiment(f"report-{series}", bench.dataset(series), REPORT_MODELS, windows=4)
        spec.write_text(spec.read_text() + REPORT_REST)
        bench.cold(spec)
        folder = bench.work / "results" / f"report-{series}" / "latest"
        stages = json.loads((folder / "timings.json").read_text())["stages"]
        seconds_of = {stage["stage"]: stage["seconds"] for stage in stages}
        ours = seconds_of["report"]
        page, comment = (folder / "report.html").stat().st_size, (folder / "report.md").stat().st_size
        yield Row(f"reports of {series:,} series, 4 windows, 3 models", f"{ours:.2f} s", bar=f"<= {seconds} s",
                  met=ours <= seconds)
        yield Row(f"writing all files of {series:,} series, forecasts.csv among them", f"{seconds_of['publish']:.2f} s")
        yield Row(f"report.html of {series:,} series", f"{page / 1e6:.2f} MB", bar="<= 5 MB", met=page <= 5e6)
        yield Row(f"report.md of {series:,} series", f"{comment:,} bytes", bar="<= 60,000", met=comment <= 60_000)


CLAIMS = {"generate": generate, "read": read, "cold": cold, "intermittent": intermittent, "smoothing": smoothing,
          "jobs": jobs, "scaling": scaling, "features": features, "training": training,
          "network": network, "report": report}


# --- small pieces

def compared(what, ours, reference, bar, label, remark=""):
    """A row that asks to be `bar` times as fast as a reference."""
    row = Row(what, f"{milliseconds(ours)}{remark}", bar=f">= {bar} x")
    if reference is None:
        row.reference = f"{label} not installed"
        return row
    row.reference = f"{milliseconds(reference)} ({label})"
    row.ratio = f"{reference / ours:.1f} x"
    row.met = reference / ours >= bar
    return row


def milliseconds(seconds):
    """Three digits of what is below a millisecond."""
    return f"{1000 * seconds:.{1 if seconds >= 0.001 else 4}f} ms"


def count_lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def read_by_csv_module(path):
    """Seconds that Python's csv module takes for the same columns, numbers converted."""
    import csv
    start = time.perf_counter()
    with open(path, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        total = 0.0
        for row in rows:
            total += float(row[2]) * float(row[3]) + int(row[4])
    return time.perf_counter() - start


def table(rows):
    """The rows as a Markdown table with aligned columns."""
    cells = [["what", "ours", "reference", "ratio", "bar", "met"]]
    cells += [[row.what, row.ours, row.reference, row.ratio, row.bar,
               {True: "yes", False: "NO", None: "-"}[row.met]] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(6)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forecast", default=ROOT / ".build/release/forecast", help="the binary to measure")
    parser.add_argument("--peers", help="a virtual environment with the peers")
    parser.add_argument("--rows", default=",".join(CLAIMS), help="which claims: " + ", ".join(CLAIMS))
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="threads of a run")
    parser.add_argument("--work", help="a folder to work in and keep; a temporary one otherwise")
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the size: does it run at all?")
    parser.add_argument("--json", help="also write the rows to this file")
    found = parser.parse_args(arguments)
    found.rows = found.rows.split(",")
    unknown = [name for name in found.rows if name not in CLAIMS]
    if unknown:
        parser.error(f"unknown rows: {', '.join(unknown)}; there are {', '.join(CLAIMS)}")
    if not pathlib.Path(found.forecast).exists():
        parser.error(f"{found.forecast} is missing: swift build -c release")
    return found


def main(arguments):
    options = parse(arguments)
    bench = Bench(options)
    rows, failures = [], []
    try:
        for name in options.rows:
            print(f"running {name} ...", file=sys.stderr)
            try:
                rows += CLAIMS[name](bench)
            except Failed as failure:
                failures.append(f"{name}: {failure}")
    finally:
        if not options.work:
            shutil.rmtree(bench.work, ignore_errors=True)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, --jobs {options.jobs}"
          + (", --quick: no claim is tested" if options.quick else "") + "\n")
    print(table(rows))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=2) + "\n")
    for failure in failures:
        print(f"\nFAILED {failure}", file=sys.stderr)
    if failures:
        return 4
    return 1 if not options.quick and any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
