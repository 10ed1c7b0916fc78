"""Seconds that mlforecast takes for the features of a generated demand.csv on one thread, last 13 weeks held out; best of
five. Prints one JSON line.

    peer_features.py demand.csv
"""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

import mlforecast  # noqa: E402
import pandas  # noqa: E402
from mlforecast import MLForecast  # noqa: E402
from mlforecast.lag_transforms import RollingMean, RollingStd  # noqa: E402

frame = pandas.read_csv(sys.argv[1], parse_dates=["week"])
frame = frame[["sku", "week", "volume", "price", "category"]].rename(
    columns={"sku": "unique_id", "week": "ds", "volume": "y"})
frame = frame[frame.y.notna()].astype({"y": float, "category": "category"})
last = frame.ds.max() - pandas.Timedelta(weeks=13)
frame = frame[frame.ds <= last].reset_index(drop=True)

# 17 columns: 7 lags, 4 rolling statistics, 4 of the calendar, price and category.
forecast = MLForecast(
    models={}, freq="W-MON", lags=[1, 2, 4, 8, 13, 26, 52],
    lag_transforms={1: [RollingMean(4), RollingStd(4), RollingMean(13), RollingStd(13)]},
    date_features=["week", "month", "quarter", "year"], num_threads=1)


def seconds():
    start = time.perf_counter()
    table = forecast.preprocess(frame, static_features=["category"], dropna=False, validate_data=False)
    return time.perf_counter() - start, table


measured = [seconds() for _ in range(6)][1:]  # the first compiles
table = measured[0][1]
print(json.dumps({"peer": "mlforecast", "version": mlforecast.__version__, "rows": len(table),
                  "columns": len(table.columns) - 3 , "seconds": min(s for s, _ in measured)}))
