"""Seconds that statsforecast takes for Croston, SBA and TSB (fixed smoothing) on the sporadic series of a generated
demand.csv: the last 13 weeks held out, 13 steps ahead, one thread, best of three after a warm-up that compiles. Prints
one JSON line.

    peer_intermittent.py demand.csv

Missing weeks after the end of a discontinued product count as zero, as the data set declares. The frame is ready
before the clock starts.
"""

import json
import sys
import time
import warnings

import pandas

warnings.simplefilter("ignore")
import statsforecast  # noqa: E402
from statsforecast import StatsForecast  # noqa: E402
from statsforecast.models import TSB, CrostonClassic, CrostonSBA  # noqa: E402

HORIZON = 13
MODELS = {"croston": CrostonClassic, "sba": CrostonSBA, "tsb": lambda: TSB(alpha_d=0.2, alpha_p=0.2)}


def training_frame(path):
    data = pandas.read_csv(path, parse_dates=["week"])
    data = data[data.profile.isin(["intermittent", "lumpy"])]
    wide = data.pivot(index="week", columns="sku", values="volume")
    wide = wide.where(wide.ffill().isna(), wide.fillna(0)).iloc[:-HORIZON]
    long = wide.melt(ignore_index=False, value_name="y").dropna().reset_index()
    return long.rename(columns={"sku": "unique_id", "week": "ds"})[["unique_id", "ds", "y"]]


def seconds(kind, frame):
    start = time.perf_counter()
    StatsForecast(models=[MODELS[kind]()], freq="W-MON", n_jobs=1).forecast(df=frame, h=HORIZON)
    return time.perf_counter() - start


frame = training_frame(sys.argv[1])
warm = frame[frame.unique_id.isin(frame.unique_id.unique()[:2])]
for kind in MODELS:
    seconds(kind, warm)
print(json.dumps({"peer": "statsforecast", "version": statsforecast.__version__,
                  "series": int(frame.unique_id.nunique()),
                  "seconds": {kind: min(seconds(kind, frame) for _ in range(3)) for kind in MODELS}}))
