#!/usr/bin/env python3
"""The Temporal Fusion Transformer in NumPy, written from the paper: golden outputs, and a reader of our weights.

    python3 Tests/GoldenSources/temporal_fusion.py > Tests/Golden/TemporalFusion/network.json
    python3 Tests/GoldenSources/temporal_fusion.py model.safetensors     # lists what is in a file of weights

Needs NumPy alone; computes in double precision. Equation numbers are those of Lim, Arik, Loeff & Pfister 2021
(arXiv 1912.09363). Weights and inputs of the golden file come from a linear congruential generator that
Tests/TemporalFusionTests/GoldenTests.swift repeats word for word.
"""
import json, struct, sys
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def elu(x):
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


class Network:
    """`weights`: arrays by name. `encoder`, `decoder`: steps. Inputs are lists of arrays `[step, sample]`."""

    def __init__(self, weights, hidden, heads, encoder, decoder):
        self.w, self.hidden, self.heads, self.encoder, self.decoder = weights, hidden, heads, encoder, decoder

    def vector(self, name, values):
        if f"input.{name}.table" in self.w:
            return self.w[f"input.{name}.table"][values.astype(int)]
        return values[..., None] * self.w[f"input.{name}.weight"][0] + self.w[f"input.{name}.bias"][0]

    def gate(self, name, x, skip):
        """Equations 2 and 5: LayerNorm(skip + GLU(x))."""
        a, b = np.split(x @ self.w[f"{name}.gate.weight"].T + self.w[f"{name}.gate.bias"][0], 2, -1)
        z = skip + a * sigmoid(b)
        n = (z - z.mean(-1, keepdims=True)) / np.sqrt(z.var(-1, keepdims=True) + 1e-5)
        return n * self.w[f"{name}.norm.gain"][0] + self.w[f"{name}.norm.shift"][0]

    def tail(self, name, first, skip, context):
        """Equations 3 and 4 behind the first product."""
        if context is not None:
            first = first + context @ self.w[f"{name}.context.weight"].T
        second = elu(first) @ self.w[f"{name}.second.weight"].T + self.w[f"{name}.second.bias"][0]
        return self.gate(name, second, skip)

    def residual(self, name, x, context=None):
        first = x @ self.w[f"{name}.first.weight"].T + self.w[f"{name}.first.bias"][0]
        return self.tail(name, first, x, context)

    def choose(self, name, xs, context=None):
        """Equations 6 to 8."""
        first = sum(x @ self.w[f"{name}.choice.first.{j}.weight"].T for j, x in enumerate(xs))
        first = first + self.w[f"{name}.choice.first.bias"][0]
        skip = sum(x @ self.w[f"{name}.choice.skip.{j}.weight"].T for j, x in enumerate(xs))
        v = softmax(self.tail(f"{name}.choice", first, skip, context))
        return sum(v[..., j, None] * self.residual(f"{name}.variable.{j}", x) for j, x in enumerate(xs))

    def lstm(self, x, h, c, first_steps):
        outputs = []
        for t in range(len(x)):
            part = "encoder" if t < self.encoder else "decoder"
            z = x[t] @ self.w[f"lstm.{part}.input.weight"].T + self.w[f"lstm.{part}.bias"][0]
            i, f, g, o = np.split(z + h @ self.w[f"lstm.{part}.hidden.weight"].T, 4, -1)
            c2 = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h2 = sigmoid(o) * np.tanh(c2)
            seen = (t >= first_steps)[:, None]
            h, c = np.where(seen, h2, h), np.where(seen, c2, c)
            outputs.append(h)
        return np.stack(outputs)

    def attention(self, x, first_steps):
        """Equations 13 to 16, for the steps of the decoder."""
        width = max(1, self.hidden // self.heads)
        steps, samples = x.shape[:2]
        project = lambda name, y: y @ self.w[f"attention.{name}.weight"].T + self.w[f"attention.{name}.bias"][0]
        q = project("query", x[self.encoder:]).reshape(self.decoder, samples, self.heads, width)
        k = project("key", x).reshape(steps, samples, self.heads, width)
        v = project("value", x)
        scores = np.einsum("qshw,kshw->shqk", q, k) / np.sqrt(width)
        time = np.arange(steps)
        own = self.encoder + np.arange(self.decoder)
        seen = (time[None, None, :] <= own[None, :, None]) & (time[None, None, :] >= first_steps[:, None, None])
        scores = np.where(seen[:, None], scores, -np.inf)
        mean = softmax(scores).mean(1)
        return np.einsum("sqk,ksw->qsw", mean, v) @ self.w["attention.output.weight"].T

    def __call__(self, fixed, past, known_behind, known_ahead, first_steps):
        """`[decoder, sample, output]`."""
        static = self.choose("static", [self.vector(f"static.{j}", x) for j, x in enumerate(fixed)])
        selection, enrichment, hidden, cell = (
            self.residual(f"context.{name}", static) for name in ("selection", "enrichment", "hidden", "cell"))
        behind = [self.vector(f"past.{j}", x) for j, x in enumerate(past)]
        behind += [self.vector(f"known.{j}", x) for j, x in enumerate(known_behind)]
        ahead = [self.vector(f"known.{j}", x) for j, x in enumerate(known_ahead)]
        temporal = np.concatenate([self.choose("encoder", behind, selection), self.choose("decoder", ahead, selection)])
        local = self.gate("lstm", self.lstm(temporal, hidden, cell, first_steps), temporal)  # equation 17
        enriched = self.residual("enrichment", local, enrichment)  # equation 18
        attended = self.gate("attention", self.attention(enriched, first_steps), enriched[self.encoder:])  # equation 20
        processed = self.residual("feedforward", attended)  # equation 21
        final = self.gate("output", processed, local[self.encoder:])  # equation 22
        return final @ self.w["output.weight"].T + self.w["output.bias"][0]  # equation 23


def read_safetensors(path):
    """Arrays by name, and the words of the header."""
    raw = open(path, "rb").read()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + length])
    words = header.pop("__metadata__", {})
    kinds = {"F32": np.float32, "F64": np.float64}
    arrays = {}
    for name, entry in header.items():
        begin, end = (8 + length + place for place in entry["data_offsets"])
        arrays[name] = np.frombuffer(raw[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"])
    return arrays, words


# The golden file

HIDDEN, HEADS, ENCODER, DECODER, SAMPLES, OUTPUTS = 8, 2, 5, 3, 3, 4
STATIC, PAST, KNOWN = [0, 3], [0, 0], [0, 4]  # 0 for a number, else how many categories


def uniforms(seed):
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 40) * 2.0**-24


def shapes():
    """Every array by name, as the network needs it."""
    h, made = HIDDEN, {}

    def gated(name, columns, incoming):
        made[f"{name}.gate.weight"] = (2 * columns, incoming)
        made[f"{name}.gate.bias"] = made_row(2 * columns)
        made[f"{name}.norm.gain"] = made[f"{name}.norm.shift"] = made_row(columns)

    def made_row(columns):
        return (1, columns)

    def residual(name, context=False):
        made[f"{name}.first.weight"], made[f"{name}.first.bias"] = (h, h), (1, h)
        tail(name, h, context)

    def tail(name, columns, context):
        if context:
            made[f"{name}.context.weight"] = (h, h)
        made[f"{name}.second.weight"], made[f"{name}.second.bias"] = (h, h), (1, h)
        gated(name, columns, h)

    def choice(name, count, context):
        for j in range(count):
            residual(f"{name}.variable.{j}")
            made[f"{name}.choice.first.{j}.weight"] = (h, h)
            made[f"{name}.choice.skip.{j}.weight"] = (count, h)
        made[f"{name}.choice.first.bias"] = (1, h)
        tail(f"{name}.choice", count, context)

    for group, kinds in (("static", STATIC), ("past", PAST), ("known", KNOWN)):
        for j, count in enumerate(kinds):
            if count:
                made[f"input.{group}.{j}.table"] = (count, h)
            else:
                made[f"input.{group}.{j}.weight"] = made[f"input.{group}.{j}.bias"] = (1, h)
    choice("static", len(STATIC), False)
    for name in ("selection", "enrichment", "hidden", "cell"):
        residual(f"context.{name}")
    choice("encoder", len(PAST) + len(KNOWN), True)
    choice("decoder", len(KNOWN), True)
    for part in ("encoder", "decoder"):
        made[f"lstm.{part}.input.weight"] = made[f"lstm.{part}.hidden.weight"] = (4 * h, h)
        made[f"lstm.{part}.bias"] = (1, 4 * h)
    gated("lstm", h, h)
    residual("enrichment", True)
    width = h // HEADS
    for name, columns in (("query", h), ("key", h), ("value", width)):
        made[f"attention.{name}.weight"], made[f"attention.{name}.bias"] = (columns, h), (1, columns)
    made["attention.output.weight"] = (h, width)
    gated("attention", h, h)
    residual("feedforward")
    gated("output", h, h)
    made["output.weight"], made["output.bias"] = (OUTPUTS, h), (1, OUTPUTS)
    return made


def golden():
    source = uniforms(20261128)

    def numbers(*shape):
        return np.array([2 * next(source) - 1 for _ in range(int(np.prod(shape)))]).reshape(shape)

    def inputs(kinds, steps):
        # A code is drawn over all categories, each of which is met.
        return [np.floor((numbers(steps, SAMPLES) + 1) / 2 * count) if count else numbers(steps, SAMPLES) for count in kinds]

    arrays = shapes()
    weights = {name: numbers(*arrays[name]) for name in sorted(arrays)}
    fixed = [x[0] for x in inputs(STATIC, 1)]
    past, behind, ahead = inputs(PAST, ENCODER), inputs(KNOWN, ENCODER), inputs(KNOWN, DECODER)
    first_steps = np.array([0, 1, 3])
    output = Network(weights, HIDDEN, HEADS, ENCODER, DECODER)(fixed, past, behind, ahead, first_steps)
    print(json.dumps({
        "tool": f"numpy {np.__version__}", "script": "Tests/GoldenSources/temporal_fusion.py",
        "hidden": HIDDEN, "heads": HEADS, "encoder": ENCODER, "decoder": DECODER, "samples": SAMPLES,
        "outputs": OUTPUTS, "static": STATIC, "past": PAST, "known": KNOWN, "first_steps": first_steps.tolist(),
        "arrays": [{"name": name, "shape": list(arrays[name])} for name in sorted(arrays)],
        "output": output.ravel().tolist()}, indent=1))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        found, about = read_safetensors(sys.argv[1])
        for key in sorted(about):
            print(f"{key}: {about[key]!r}")
        for name, values in found.items():
            print(name, values.dtype, values.shape)
    else:
        golden()
