#!/usr/bin/env python3
"""A `tft` of forecast-engine in PyTorch: loads its weights, and forecasts the same.

    forecast features export experiments/shop.yaml --model tft --output /tmp/tft
    python3 docs/tft_pytorch.py /tmp/tft

The folder holds the network (model.safetensors) and what it reads and says at the cutoff (inputs.safetensors, encoded as
docs/tft.md tells). The script prints how far the two forecasts are apart and ends with 1 where that is more than 1e-4 of
a series' scale. Needs PyTorch and NumPy, any version of the last years; equation numbers are those of Lim, Arik, Loeff &
Pfister 2021 (arXiv 1912.09363).

`Network` is an nn.Module like any other: train it on, convert it, or look into it.
"""
import json
import struct
import sys

import numpy as np
import torch
from torch import nn


def read_safetensors(path):
    """Arrays by name, and the words of the header. The library `safetensors` reads the same."""
    with open(path, "rb") as file:
        raw = file.read()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + length])
    words = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        begin, end = (8 + length + place for place in entry["data_offsets"])
        kind = {"F32": np.float32, "F64": np.float64}[entry["dtype"]]
        arrays[name] = torch.from_numpy(np.frombuffer(raw[begin:end], kind).reshape(entry["shape"]).copy())
    return arrays, words


class Gate(nn.Module):
    """Equations 2 and 5: LayerNorm(skip + GLU(x))."""

    def __init__(self, incoming, columns):
        super().__init__()
        self.gate = nn.Linear(incoming, 2 * columns)
        self.norm = nn.LayerNorm(columns, eps=1e-5)

    def forward(self, x, skip):
        return self.norm(skip + nn.functional.glu(self.gate(x), -1))


class Residual(nn.Module):
    """Equations 2 to 5. Without `first` what comes in is the first product already."""

    def __init__(self, hidden, columns=None, first=True, context=False):
        super().__init__()
        self.first = nn.Linear(hidden, hidden) if first else None
        self.context = nn.Linear(hidden, hidden, bias=False) if context else None
        self.second = nn.Linear(hidden, hidden)
        self.gated = Gate(hidden, columns or hidden)

    def forward(self, x, skip=None, context=None):
        first = self.first(x) if self.first is not None else x
        if self.context is not None:
            first = first + self.context(context)
        return self.gated(self.second(nn.functional.elu(first)), x if skip is None else skip)


class Selection(nn.Module):
    """Equations 6 to 8; the skip of the weights' network is a product without bias."""

    def __init__(self, count, hidden, context):
        super().__init__()
        self.variables = nn.ModuleList(Residual(hidden) for _ in range(count))
        self.first = nn.Linear(count * hidden, hidden)
        self.skip = nn.Linear(count * hidden, count, bias=False)
        self.choice = Residual(hidden, count, first=False, context=context)

    def forward(self, xs, context=None):
        joined = torch.cat(xs, -1)
        weights = torch.softmax(self.choice(self.first(joined), self.skip(joined), context), -1)
        made = torch.stack([variable(x) for variable, x in zip(self.variables, xs)], -1)
        return (made * weights.unsqueeze(-2)).sum(-1), weights


class Attention(nn.Module):
    """Equations 13 to 16, from the steps of the decoder: heads share the values, and their mean is taken."""

    def __init__(self, hidden, heads):
        super().__init__()
        self.heads, self.width = heads, max(1, hidden // heads)
        self.query = nn.Linear(hidden, heads * self.width)
        self.key = nn.Linear(hidden, heads * self.width)
        self.value = nn.Linear(hidden, self.width)
        self.output = nn.Linear(self.width, hidden, bias=False)

    def forward(self, x, decoder, first_steps):
        steps, samples = x.shape[:2]
        q = self.query(x[-decoder:]).view(decoder, samples, self.heads, self.width)
        k = self.key(x).view(steps, samples, self.heads, self.width)
        scores = torch.einsum("qshw,kshw->shqk", q, k) / self.width**0.5
        time, own = torch.arange(steps), torch.arange(steps - decoder, steps)
        seen = (time <= own[:, None])[None] & (time >= first_steps[:, None])[:, None]
        probabilities = torch.softmax(scores.masked_fill(~seen[:, None], -torch.inf), -1).mean(1)
        return self.output(torch.einsum("sqk,ksw->qsw", probabilities, self.value(x))), probabilities


class Network(nn.Module):
    """`static`, `past`, `known`: for each variable 0 for a number, else how many categories it has."""

    def __init__(self, static, past, known, hidden, heads, encoder, decoder, outputs):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

        def inputs(kinds):
            return nn.ModuleList(nn.Embedding(count, hidden) if count else nn.Linear(1, hidden) for count in kinds)

        self.inputs = nn.ModuleDict({"static": inputs(static), "past": inputs(past), "known": inputs(known)})
        self.select_static = Selection(len(static), hidden, context=False)
        self.select_encoder = Selection(len(past) + len(known), hidden, context=True)
        self.select_decoder = Selection(len(known), hidden, context=True)
        self.contexts = nn.ModuleDict(
            {name: Residual(hidden) for name in ("selection", "enrichment", "hidden", "cell")})
        self.lstm_encoder, self.lstm_decoder = nn.LSTM(hidden, hidden), nn.LSTM(hidden, hidden)
        self.lstm_gate = Gate(hidden, hidden)
        self.enrichment = Residual(hidden, context=True)
        self.attention, self.attention_gate = Attention(hidden, heads), Gate(hidden, hidden)
        self.feedforward, self.output_gate = Residual(hidden), Gate(hidden, hidden)
        self.output = nn.Linear(hidden, outputs)

    def vectors(self, group, values):
        return [
            layer(x.long()) if isinstance(layer, nn.Embedding) else layer(x.unsqueeze(-1))
            for layer, x in zip(self.inputs[group], values)
        ]

    def recurrent(self, x, hidden, cell, first_steps):
        """A step before a sample's first one leaves its state as it is."""
        outputs, state = [], (hidden[None], cell[None])
        for t in range(len(x)):
            lstm = self.lstm_encoder if t < self.encoder else self.lstm_decoder
            _, after = lstm(x[t:t + 1], state)
            seen = (t >= first_steps)[None, :, None]
            state = tuple(torch.where(seen, new, old) for new, old in zip(after, state))
            outputs.append(state[0][0])
        return torch.stack(outputs)

    def forward(self, static, past, known, first_steps):
        """Variables are `[variable, series]`, `[variable, encoder, series]` and `[variable, encoder + decoder, series]`.

        What comes back is `[decoder, series, outputs]` in units of a series' scale: the mean, then the quantiles.
        """
        facts, _ = self.select_static(self.vectors("static", static))
        context = {name: network(facts) for name, network in self.contexts.items()}
        ahead = self.vectors("known", known)
        behind = self.vectors("past", past) + [x[:self.encoder] for x in ahead]
        past_steps, _ = self.select_encoder(behind, context["selection"])
        next_steps, _ = self.select_decoder([x[self.encoder:] for x in ahead], context["selection"])
        temporal = torch.cat([past_steps, next_steps])
        local = self.lstm_gate(
            self.recurrent(temporal, context["hidden"], context["cell"], first_steps), temporal)  # equation 17
        enriched = self.enrichment(local, context=context["enrichment"])  # equation 18
        attended, _ = self.attention(enriched, self.decoder, first_steps)
        gated = self.attention_gate(attended, enriched[self.encoder:])  # equation 20
        return self.output(self.output_gate(self.feedforward(gated), local[self.encoder:]))  # equations 21 to 23

    # Names of the engine's arrays

    @classmethod
    def load(cls, arrays, words, seed=1):
        """One of the networks of a file of weights: a model has as many as its `seeds`, and averages what they say."""
        if seed > 1:
            mine = f"seed.{seed}."
            arrays = {name[len(mine):]: values for name, values in arrays.items() if name.startswith(mine)}
        else:
            arrays = {name: values for name, values in arrays.items() if not name.startswith("seed.")}

        def kinds(group):
            rows = [line.split("\t")[1] for line in words[group].split("\n") if line]
            return [0 if kind == "number" else int(kind) for kind in rows]

        network = cls(
            kinds("static"), kinds("past"), kinds("known"), int(words["hidden"]), int(words["heads"]),
            int(words["encoder_steps"]), int(words["decoder_steps"]), int(words["outputs"]))
        network.take(arrays)
        return network.eval()

    def take(self, arrays):
        left = {name: values.float() for name, values in arrays.items() if name != "inputs.measures"}

        def row(name):
            return left.pop(name)[0]

        def linear(layer, name):
            layer.weight.data = left.pop(f"{name}.weight")
            if layer.bias is not None:
                layer.bias.data = row(f"{name}.bias")

        def gate(layer, name):
            linear(layer.gate, f"{name}.gate")
            layer.norm.weight.data, layer.norm.bias.data = row(f"{name}.norm.gain"), row(f"{name}.norm.shift")

        def residual(layer, name):
            for part in ("first", "context", "second"):
                if getattr(layer, part) is not None:
                    linear(getattr(layer, part), f"{name}.{part}")
            gate(layer.gated, name)

        def selection(layer, name):
            count = len(layer.variables)
            for j, variable in enumerate(layer.variables):
                residual(variable, f"{name}.variable.{j}")
            for part in ("first", "skip"):
                pieces = [left.pop(f"{name}.choice.{part}.{j}.weight") for j in range(count)]
                getattr(layer, part).weight.data = torch.cat(pieces, 1)
            layer.first.bias.data = row(f"{name}.choice.first.bias")
            residual(layer.choice, f"{name}.choice")

        for group, layers in self.inputs.items():
            for j, layer in enumerate(layers):
                if isinstance(layer, nn.Embedding):
                    layer.weight.data = left.pop(f"input.{group}.{j}.table")
                else:
                    layer.weight.data = left.pop(f"input.{group}.{j}.weight").T.contiguous()
                    layer.bias.data = row(f"input.{group}.{j}.bias")
        selection(self.select_static, "static")
        selection(self.select_encoder, "encoder")
        selection(self.select_decoder, "decoder")
        for name, layer in self.contexts.items():
            residual(layer, f"context.{name}")
        for part, lstm in (("encoder", self.lstm_encoder), ("decoder", self.lstm_decoder)):
            # The order of the gates is PyTorch's: input, forget, candidate, output. One of its two biases is 0.
            lstm.weight_ih_l0.data = left.pop(f"lstm.{part}.input.weight")
            lstm.weight_hh_l0.data = left.pop(f"lstm.{part}.hidden.weight")
            lstm.bias_ih_l0.data = row(f"lstm.{part}.bias")
            lstm.bias_hh_l0.data = torch.zeros_like(lstm.bias_ih_l0)
        gate(self.lstm_gate, "lstm")
        residual(self.enrichment, "enrichment")
        for part in ("query", "key", "value", "output"):
            linear(getattr(self.attention, part), f"attention.{part}")
        gate(self.attention_gate, "attention")
        residual(self.feedforward, "feedforward")
        gate(self.output_gate, "output")
        linear(self.output, "output")
        if left:
            sys.exit(f"arrays that this network does not have: {', '.join(sorted(left))}")


# docs/tft.md, link: how outputs become forecasts.
LINKS = {
    "identity": lambda z: z,
    "log": lambda z: z.sign() * torch.expm1(z.abs()),
    "softplus": nn.functional.softplus,
}


def main(folder):
    arrays, words = read_safetensors(f"{folder}/model.safetensors")
    inputs, about = read_safetensors(f"{folder}/inputs.safetensors")
    networks = [Network.load(arrays, words, 1 + seed) for seed in range(int(words["seeds"]))]
    link = LINKS[words["link"]]
    with torch.no_grad():
        said = sum(
            link(network(inputs["static"], inputs["past"], inputs["known"], inputs["first_steps"].long()).double())
            for network in networks) / len(networks)
    # docs/tft.md, the mean and the spread: a factor for the mean; by demand pattern and level one for the distance from the median.
    said[:, :, 0] *= float(words["mean_factor"])
    levels = [float(level) for level in about["levels"].split()]
    below = max((level for level in levels if level <= 0.5), default=None)
    above = min((level for level in levels if level >= 0.5), default=None)
    if below is not None and above is not None:
        low, high = (said[:, :, 1 + levels.index(level), None] for level in (below, above))
        median = low + (high - low) * ((0.5 - below) / (above - below) if above > below else 0)
        rows = [[float(word) for word in line.split("\t")] for line in words["spread"].split("\n")]
        factors = torch.tensor(rows, dtype=torch.float64)[inputs["patterns"].long()]
        said[:, :, 1:] = median + factors * (said[:, :, 1:] - median)
    # [series, decoder, outputs], as the engine said it, in units of the scale; NaN for series without history.
    theirs = inputs["forecast"] / inputs["scales"][:, None, None]
    known = ~torch.isnan(theirs)
    apart = (said.permute(1, 0, 2) - theirs)[known].abs()
    parameters = sum(values.numel() for network in networks for values in network.parameters())
    print(
        f"{parameters} parameters, {theirs.shape[0]} series x {theirs.shape[1]} steps x {theirs.shape[2]} outputs: "
        f"apart by {apart.max():.2e} at most, {apart.mean():.2e} on average, in units of a series' scale")
    return 0 if apart.max() <= 1e-4 else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
