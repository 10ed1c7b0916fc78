"""Seconds that pytorch-forecasting takes for a training step of a Temporal Fusion Transformer, and for the forecasts of all
series, on two threads: hidden 32, heads 4, hidden continuous 16, encoder 52, 13 steps ahead. Prints one JSON line.

    peer_network.py demand.csv BATCH...
"""

import json
import logging
import resource
import statistics
import sys
import time
import warnings

warnings.simplefilter("ignore")
import lightning.pytorch as lightning  # noqa: E402
import numpy  # noqa: E402
import pandas  # noqa: E402
import pytorch_forecasting  # noqa: E402
import torch  # noqa: E402
from pytorch_forecasting import GroupNormalizer, QuantileLoss, TemporalFusionTransformer, TimeSeriesDataSet  # noqa: E402

HORIZON = 13
STEPS, WARM_UP = 60, 10
LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9]

logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
torch.set_num_threads(2)

data = pandas.read_csv(sys.argv[1], parse_dates=["week"])
first = data.week.min()
weeks = pandas.date_range(first, data.week.max(), freq="7D")
data = (data.set_index(["sku", "week"]).reindex(pandas.MultiIndex.from_product([data.sku.unique(), weeks], names=["sku", "week"]))
        .reset_index())
data["volume"] = data.volume.fillna(0).astype(float)
data["price"] = data.groupby("sku").price.transform(lambda x: x.ffill().bfill())
data["category"] = data.groupby("sku").category.transform(lambda x: x.ffill().bfill())
data["time_idx"] = ((data.week - first).dt.days // 7).astype(int)
data["month"] = data.week.dt.month.astype(str)
angle = 2 * numpy.pi * data.week.dt.isocalendar().week.astype(float) / 52.18
data["sine"], data["cosine"] = numpy.sin(angle), numpy.cos(angle)
cutoff = data.time_idx.max() + 1 - HORIZON
training = TimeSeriesDataSet(
    data[data.time_idx < cutoff], time_idx="time_idx", target="volume", group_ids=["sku"], max_encoder_length=52,
    min_encoder_length=52, max_prediction_length=HORIZON, min_prediction_length=HORIZON, static_categoricals=["category"],
    time_varying_known_categoricals=["month"], time_varying_known_reals=["time_idx", "price", "sine", "cosine"],
    time_varying_unknown_reals=["volume"], add_relative_time_idx=True, add_target_scales=True, add_encoder_length=False,
    target_normalizer=GroupNormalizer(groups=["sku"], transformation="softplus"))


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Clock(lightning.Callback):
    def __init__(self):
        self.marks = []

    def on_train_batch_end(self, *_):
        self.marks.append((time.perf_counter(), used()))


quiet = dict(accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False)
found = {"peer": "pytorch-forecasting", "version": pytorch_forecasting.__version__, "steps": {}}
for batch in map(int, sys.argv[2:]):
    lightning.seed_everything(7, verbose=False)
    model = TemporalFusionTransformer.from_dataset(
        training, learning_rate=0.003, hidden_size=32, attention_head_size=4, hidden_continuous_size=16, dropout=0.1,
        output_size=len(LEVELS), loss=QuantileLoss(LEVELS), log_interval=0, reduce_on_plateau_patience=1000)
    clock = Clock()
    lightning.Trainer(devices=1, max_steps=STEPS, max_epochs=-1, gradient_clip_val=0.1, limit_val_batches=0,
                      num_sanity_val_steps=0, callbacks=[clock], **quiet).fit(
        model, training.to_dataloader(train=True, batch_size=batch, num_workers=0))
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(clock.marks[WARM_UP:], clock.marks[WARM_UP + 1:])]
    found["steps"][batch] = {"seconds": statistics.median(s for s, _ in steps),
                             "processor_seconds": statistics.median(s for _, s in steps)}

# Forecasts of all series by the last network: the data set is made before, and the batch is the one that serves best.
last = TimeSeriesDataSet.from_dataset(training, data, predict=True, stop_randomization=True)
for batch in (64, 128, 256, 1234):
    loader = last.to_dataloader(train=False, batch_size=batch, num_workers=0)
    for _ in range(3):
        start = time.perf_counter()
        said = model.predict(loader, mode="quantiles", trainer_kwargs=dict(quiet))  # it writes into them
        taken = time.perf_counter() - start
        assert len(said) == len(last) and said.shape[1:] == (HORIZON, len(LEVELS)), said.shape
        if taken < found.get("forecast", {"seconds": taken + 1})["seconds"]:
            found["forecast"] = {"seconds": taken, "batch": batch, "series": len(said)}
found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(found))
