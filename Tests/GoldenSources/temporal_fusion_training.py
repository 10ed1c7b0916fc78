#!/usr/bin/env python3
"""Ten training steps of docs/tft_pytorch.py's network by PyTorch's own AdamW, clipping and derivatives.

    python3 Tests/GoldenSources/temporal_fusion_training.py

Reads Tests/Golden/TemporalFusion/training_inputs.safetensors (the first weights, and the examples of ten batches, which
TrainingGoldenTests writes with RECORD_GOLDEN=1) and writes training.safetensors beside it. Computes in double precision.
Loss, rate and optimiser are written from docs/tft.md with PyTorch's functions: nothing here repeats the engine's code.
"""
import json
import math
import pathlib
import struct
import sys

import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs"))
from tft_pytorch import Network, read_safetensors  # noqa: E402

FOLDER = ROOT / "Tests/Golden/TemporalFusion"
# As TrainingGoldenTests says.
LEVELS, RATE, STEPS_PLANNED, WARM_UP, WEIGHT_DECAY, LONGEST = [0.1, 0.5, 0.9], 0.01, 40, 4, 0.1, 0.4
BEND = 2.5  # how far a target is from the mean, over the larger of mean and scale, before its error is linear
STRIDE = 23  # of the weights that are kept after every step


def rate(step):
    """Of step 1, 2, ...: up over the warm-up, then down along half a cosine."""
    if step <= WARM_UP:
        return RATE * step / WARM_UP
    return RATE * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / (STEPS_PLANNED - WARM_UP)))


def mean_error(m, y):
    """Of the mean: the Bregman distance of phi (Gneiting 2011, theorem 7), linear where it is far too low.

    phi is x^2 / 2 up to 1 and |x| log|x| + 1/2 beyond. No target is negative here, and no forecast further below 0 than it
    would have to be for the distance to fall behind the line again.
    """
    assert (y >= 0).all() and (m >= -y.clamp(min=BEND - 1) / (BEND - 1)).all()

    def phi(x):
        size = x.abs().clamp(min=1)
        return torch.where(x.abs() > 1, size * size.log() + 0.5, x * x / 2)

    def slope(x):
        return torch.where(x.abs() > 1, x.sign() * (1 + x.abs().clamp(min=1).log()), x)

    bend = torch.where(y > BEND - 1, torch.minimum(y / (BEND + 1), y - BEND), torch.full_like(y, -torch.inf))
    near = torch.maximum(m, bend)
    return phi(y) - phi(near) - slope(near) * (y - near) + BEND * (near - m)


def loss_of(output, targets, weights):
    """`output` [decoder, sample, 1 + levels]; a missing target teaches nothing, and counts in the mean."""
    seen = ~torch.isnan(targets)
    y = torch.where(seen, targets, torch.zeros_like(targets))
    mean = 0.2 * mean_error(output[..., 0], y)
    levels = torch.tensor(LEVELS, dtype=torch.float64)
    short = y[..., None] - output[..., 1:]
    pinball = 2 * torch.maximum(levels * short, (levels - 1) * short).mean(-1)
    return (torch.where(seen, mean + pinball, torch.zeros_like(mean)) * weights).sum() / targets.numel()


def split(batch, words, step):
    """The examples of a step as `Network.forward` takes them."""
    kinds = {g: [line.split("\t")[1] for line in words[g].split("\n")] for g in ("static", "past", "known")}
    encoder, decoder = int(words["encoder_steps"]), int(words["decoder_steps"])
    samples = batch["first_steps"].shape[-1]
    slices = []
    for reals, codes in zip(batch["reals"][step], batch["codes"][step]):
        sources, taken = {True: reals, False: codes}, {True: 0, False: 0}

        def take(kind, steps):
            number = kind == "number"
            begin = taken[number]
            taken[number] += steps * samples
            return sources[number][begin:taken[number]].view(steps, samples)

        static = [take(kind, 1)[0] for kind in kinds["static"]]
        past = [take(kind, encoder) for kind in kinds["past"]]
        behind = [take(kind, encoder) for kind in kinds["known"]]
        ahead = [take(kind, decoder) for kind in kinds["known"]]
        slices.append((static, past, [torch.cat(pair) for pair in zip(behind, ahead)]))
    groups = [[torch.cat(parts, -1) for parts in zip(*group)] for group in zip(*slices)]
    return groups, batch["first_steps"][step].flatten().long()


def write_safetensors(path, arrays, words):
    header, data = {"__metadata__": words}, b""
    for name, values in arrays.items():
        raw = values.tobytes()
        header[name] = {"dtype": {"float64": "F64", "float32": "F32"}[str(values.dtype)], "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    arrays, words = read_safetensors(FOLDER / "training_inputs.safetensors")
    batch = {name[6:]: arrays.pop(name).double() for name in list(arrays) if name.startswith("batch.")}
    arrays.pop("inputs.measures")
    # A network whose weights are their own places in the engine's flat buffer says where each of PyTorch's belongs.
    places, count = {}, 0
    for name, values in arrays.items():
        places[name] = torch.arange(count, count + values.numel(), dtype=torch.float32).view(values.shape)
        count += values.numel()
    assert count < 2**24
    network, map_ = Network.load(arrays, words).double().train(), Network.load(places, words)
    for lstm in (network.lstm_encoder, network.lstm_decoder):
        lstm.bias_hh_l0.requires_grad_(False)  # one bias would do the work of two
    trained = [(p, m.long().flatten()) for p, m in zip(network.parameters(), map_.parameters()) if p.requires_grad]
    assert torch.equal(torch.cat([place for _, place in trained]).sort().values, torch.arange(count))

    def flat():
        values = torch.empty(count, dtype=torch.float64)
        for parameter, place in trained:
            values[place] = parameter.detach().flatten()
        return values.numpy()

    optimiser = torch.optim.AdamW([p for p, _ in trained], lr=RATE, betas=(0.9, 0.99), eps=1e-8, weight_decay=WEIGHT_DECAY)
    losses, lengths, some, average = [], [], [], flat()
    kept = np.arange(0, count, STRIDE)
    for step in range(1, len(batch["reals"]) + 1):
        optimiser.param_groups[0]["lr"] = rate(step)
        optimiser.zero_grad()
        (static, past, known), first_steps = split(batch, words, step - 1)
        targets = torch.cat(list(batch["targets"][step - 1]), -1)
        loss = loss_of(network(static, past, known, first_steps), targets, batch["weights"][step - 1].flatten())
        loss.backward()
        lengths.append(float(torch.nn.utils.clip_grad_norm_([p for p, _ in trained], LONGEST)))
        optimiser.step()
        losses.append(loss.item())
        average += (flat() - average) * max(1 / 200, 1 / (0.1 * step + 1))
        some.append(flat()[kept].astype(np.float32))
        print(f"step {step}: loss {losses[-1]:.6f}, gradient {lengths[-1]:.4f}, rate {rate(step):.6f}")
    write_safetensors(
        FOLDER / "training.safetensors",
        {"losses": np.array(losses), "gradients": np.array(lengths), "places": kept.astype(float),
         "some": np.array(some), "all": flat().astype(np.float32), "average": average[kept].astype(np.float32)},
        {"tool": f"torch {torch.__version__}", "script": "Tests/GoldenSources/temporal_fusion_training.py",
         "date": "2026-12-01"})


if __name__ == "__main__":
    main()
