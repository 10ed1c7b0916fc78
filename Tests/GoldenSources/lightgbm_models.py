#!/usr/bin/env python3
"""Golden models of Python's lightgbm: digests of their texts, predictions, importances, contributions.

    pip install lightgbm==4.7.0 numpy
    python3 Tests/GoldenSources/lightgbm_models.py > Tests/Golden/BoostedTrees/lightgbm.json

The matrix comes from a linear congruential generator that Tests/BoostedTreesTests/Fixtures.swift repeats
word for word: every operation is exact or rounded once in IEEE 754 double precision.
"""
import datetime, hashlib, json
import numpy as np
import lightgbm as lgb

ROWS, COLUMNS, CATEGORICAL, SEED = 1200, 6, [4, 5], 7


def uniforms(seed):
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 40) * 2.0**-24


def data():
    g = uniforms(20261122)
    x = np.zeros((ROWS, COLUMNS), dtype=np.float32, order="F")
    for column in range(COLUMNS):
        for row in range(ROWS):
            u = next(g)
            if column == 4:
                x[row, column] = int(u * 12)
            elif column == 5:
                x[row, column] = int(u * 40)
            else:
                x[row, column] = np.nan if u < 0.0625 else next(g)
    y = np.zeros(ROWS, dtype=np.float32)
    for row in range(ROWS):
        score = 0.0
        for column in range(4):
            value = float(x[row, column])
            score += (0.25 if np.isnan(value) else value) * (column + 1)
        score += int(x[row, 4]) % 5
        y[row] = score * (0.5 + next(g))
    w = np.array([0.5 + next(g) for _ in range(ROWS)], dtype=np.float32)
    return x, y, w


def params(**own):
    return dict(
        deterministic=True, force_row_wise=True, num_threads=1, seed=SEED, bagging_seed=SEED,
        feature_fraction_seed=SEED, data_random_seed=SEED, extra_seed=SEED, feature_pre_filter=False,
        verbosity=-1, num_leaves=15, learning_rate=0.1, **own)


x, y, w = data()
NAMES = [f"feature_{c}" for c in range(COLUMNS)]
TRAIN, VALID = slice(0, 1000), slice(1000, ROWS)
sampled = dict(bagging_fraction=0.8, bagging_freq=1, feature_fraction=0.7)
cases = {
    "l2": dict(objective="l2"),
    "l2_sampled_weighted": dict(objective="l2", **sampled),
    "quantile_90": dict(objective="quantile", alpha=0.9, **sampled),
    "tweedie": dict(objective="tweedie", tweedie_variance_power=1.3, **sampled),
    "poisson": dict(objective="poisson"),
    "gamma": dict(objective="gamma"),
    "mape": dict(objective="mape"),
    "huber": dict(objective="huber", alpha=1.5),
    "fair": dict(objective="fair", fair_c=2.0),
    "l2_monotone": dict(objective="l2", monotone_constraints=[1, 0, -1, 0, 0, 0]),
    "l2_early": dict(objective="l2"),
    "quantile_early": dict(objective="quantile", alpha=0.25),
}
models = []
for name, own in cases.items():
    p = params(**own)
    early = name.endswith("early")
    part = TRAIN if early else slice(0, ROWS)
    train = lgb.Dataset(
        np.asfortranarray(x[part]), y[part], weight=w[part] if "weighted" in name else None, params=p,
        feature_name=NAMES, categorical_feature=CATEGORICAL)
    callbacks, valid = [], []
    if early:
        valid = [lgb.Dataset(np.asfortranarray(x[VALID]), y[VALID], reference=train)]
        callbacks = [lgb.early_stopping(5, verbose=False)]
    booster = lgb.train(p, train, 200 if early else 30, valid_sets=valid, callbacks=callbacks)
    text = booster.model_to_string()
    loaded = lgb.Booster(model_str=text)
    head = x[:8]
    models.append({
        "name": name,
        "digest": hashlib.sha256(text[: text.index("\nparameters:")].encode()).hexdigest(),
        "trees": loaded.num_trees(),
        "raw": loaded.predict(head, raw_score=True).tolist(),
        "forecast": loaded.predict(head).tolist(),
        "contributions": loaded.predict(head[:3], pred_contrib=True).ravel().tolist(),
        "gain": loaded.feature_importance("gain").tolist(),
        "splits": loaded.feature_importance("split").tolist(),
    })
small = lgb.train(
    params(objective="l2"), lgb.Dataset(x, y, feature_name=NAMES, categorical_feature=CATEGORICAL, params=params()), 2)
print(json.dumps({
    "tool": f"lightgbm {lgb.__version__}", "numpy": np.__version__,
    "script": "Tests/GoldenSources/lightgbm_models.py", "date": str(datetime.date.today()),
    "labels": y[:4].tolist(), "models": models,
    "text": small.model_to_string(), "textRaw": small.predict(x[:8], raw_score=True).tolist()}, indent=0))
