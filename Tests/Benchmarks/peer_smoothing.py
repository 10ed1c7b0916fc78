"""Seconds per series that statsforecast takes for AutoETS (season 1 and 52) and dynamic optimised Theta, and intermittent-forecast for
optimised Croston, SBA and TSB, on a generated demand.csv: the last 13 weeks held out, 13 steps ahead, intervals of 50 and 80 %,
one thread, best of two after a warm-up that compiles. Prints one JSON line.

    peer_smoothing.py demand.csv SERIES SPORADIC [PARAMETERS]

AutoETS with a season of 52 and intermittent-forecast run on every so many-th series, SERIES and SPORADIC of them: they take long.
PARAMETERS are weights of ours, one JSON line a series: intermittent-forecast says what squared error they leave in the history,
and what its own weights leave there.
"""

import json
import os
import sys
import time
import warnings

os.environ["NIXTLA_ID_AS_COL"] = "1"
import pandas

warnings.simplefilter("ignore")
import numpy  # noqa: E402
import statsforecast  # noqa: E402
from intermittent_forecast.core.error_metrics import ErrorMetricRegistry  # noqa: E402
from intermittent_forecast.forecasters import Croston  # noqa: E402
from statsforecast import StatsForecast  # noqa: E402
from statsforecast.models import AutoETS, DynamicOptimizedTheta  # noqa: E402

HORIZON = 13
MODELS = {"ets 1": lambda: AutoETS(season_length=1), "ets 52": lambda: AutoETS(season_length=52),
          "theta 52": lambda: DynamicOptimizedTheta(season_length=52)}


def training_frame(path):
    data = pandas.read_csv(path, parse_dates=["week"])
    wide = data.pivot(index="week", columns="sku", values="volume").astype(float)
    wide = wide.where(wide.ffill().isna(), wide.fillna(0)).iloc[:-HORIZON]
    long = wide.melt(ignore_index=False, value_name="y").dropna().reset_index()
    sporadic = sorted(data[data.profile.isin(["intermittent", "lumpy"])].sku.unique())
    return long.rename(columns={"sku": "unique_id", "week": "ds"})[["unique_id", "ds", "y"]], sporadic


def sample(ids, count):
    return ids[::max(1, len(ids) // count)][:count]


def of_series(frame, ids):
    return frame[frame.unique_id.isin(ids)]


def smoothing(kind, frame):
    """Seconds per series."""
    start = time.perf_counter()
    StatsForecast(models=[MODELS[kind]()], freq="W-MON", n_jobs=1).forecast(df=frame, h=HORIZON, level=[50, 80])
    return (time.perf_counter() - start) / frame.unique_id.nunique()


def intermittent(variant, histories):
    start = time.perf_counter()
    for y in histories.values():
        Croston().fit(y, variant=variant)
    return (time.perf_counter() - start) / len(histories)


def squared_error(y, variant, **weights):
    """Of the history, one step ahead: by the weights given, or by those of its own search."""
    fitted = Croston().fit(y, variant=variant, **weights).get_fit_result()["ts_fitted"][:len(y)]
    return float(ErrorMetricRegistry.get("MSE")(y, fitted))


def losses(variant, histories, parameters):
    """How often our weights leave no larger squared error than its own, and the largest excess, as a share."""
    excess = [squared_error(y, variant, alpha=parameters[name][0], beta=parameters[name][1]) / squared_error(y, variant) - 1
              for name, y in histories.items()]
    return {"series": len(excess), "no_worse": sum(share <= 1e-9 for share in excess), "largest": max(excess)}


frame, sporadic = training_frame(sys.argv[1])
ids = sorted(frame.unique_id.unique())
few = of_series(frame, sample(ids, int(sys.argv[2])))
seconds = {}
for kind in MODELS:
    smoothing(kind, of_series(frame, ids[:2]))
    seconds[kind] = min(smoothing(kind, few if kind == "ets 52" else frame) for _ in range(2))
histories = {name: group.y.to_numpy(float)
             for name, group in of_series(frame, sample(sporadic, int(sys.argv[3]))).groupby("unique_id")}
histories = {name: y for name, y in histories.items() if numpy.count_nonzero(y) > 1}
parameters = {}
if len(sys.argv) > 4:
    for line in map(json.loads, open(sys.argv[4])):
        parameters.setdefault(line["kind"], {})[line["series"]] = line["parameters"]
compared = {}
for variant, kind in (("CRO", "croston"), ("SBA", "sba"), ("TSB", "tsb")):
    seconds[kind] = min(intermittent(variant, histories) for _ in range(2))
    if kind in parameters:
        compared[kind] = losses(variant, histories, parameters[kind])
print(json.dumps({"peer": "statsforecast, intermittent-forecast", "version": statsforecast.__version__, "seconds": seconds,
                  "losses": compared}))
