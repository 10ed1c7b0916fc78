"""CPU seconds that Python's lightgbm takes to bin, train and write the boosters of a `forecast features export` folder, on
one thread; best of three. Prints one JSON line per booster.

    peer_training.py folder mean.txt p90.txt
"""

import json
import pathlib
import sys
import time

import lightgbm
import numpy

folder = pathlib.Path(sys.argv[1])
training = json.loads((folder / "training.json").read_text())
matrix, labels = (numpy.load(folder / f"{name}.npy") for name in ("matrix", "labels"))


def train(booster):
    start = time.process_time()
    data = lightgbm.Dataset(matrix, labels, params=training["dataset"], feature_name=training["columns"],
                            categorical_feature=training["categorical"])
    text = lightgbm.train(booster["parameters"], data, booster["rounds"]).model_to_string()
    return time.process_time() - start, text


results = {}
for booster in training["boosters"]:
    if booster["file"] not in sys.argv[2:]:
        continue
    runs = [train(booster) for _ in range(3)]
    ours = (folder / booster["file"]).read_text().split("\nparameters:")[0]
    results[booster["file"]] = {"seconds": min(s for s, _ in runs),
                                "identical": runs[0][1].split("\nparameters:")[0] == ours}
print(json.dumps({"peer": "lightgbm", "version": lightgbm.__version__, "boosters": results}))
