#!/usr/bin/env bash
# Makes histories of Tests/CommandLineTests/Golden/gate with the program itself:
#   Tests/GoldenSources/gate_histories.sh .build/release/forecast
# Needed again when a champion's entry or the digest of a backtest changes its form; the texts of the gate beside
# them are recorded by RECORD_GOLDEN=1. Made with forecast 0.1.0, 2026-11-28.
#
# `pass` and `chance` are not made anew: their champions.yaml is of schema version 1, as forecast wrote it on
# 2026-11-23, and stays readable.
set -euo pipefail
forecast=$(realpath "$1")
golden=$(realpath "$(dirname "$0")/../CommandLineTests/Golden")/gate
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{datasets,experiments,results}
cd "$work"

# spec EXPERIMENT WINDOWS DEFINITION: of the champion
spec() {
    cat <<YAML
experiment: $1
seed: 7
data: {dataset: shop, targets: [volume]}
models:
  naive: {kind: naive}
  ses: $3
  tsb: {kind: tsb}
backtest: {horizon: 4, windows: $2, step: 4}
evaluate: {metrics: [wape, bias, mae], season: 1, segments: [abc_class]}
promotion: {champion: ses, challengers: [tsb], metric: wape}
YAML
}

# history NAME REGISTERED-EXPERIMENT WINDOWS REGISTERED-DEFINITION DEFINITION: a champion was registered, then the spec
# changed.
history() {
    rm -rf results experiments/*
    mkdir -p results "$golden/$1"
    spec "$2" "$3" "$4" >experiments/shop.yaml
    "$forecast" run experiments/shop.yaml --quiet >/dev/null
    "$forecast" promote "results/$2/latest" --model ses --reason "first champion" >/dev/null
    # Who and when differ each time.
    sed -e 's/^\( *who: \).*/\1planner/' -e 's/^\( *when: \).*/\1"2026-11-28T00:00:00Z"/' \
        results/champions.yaml >"$golden/$1/champions.yaml"
    spec shop "$3" "$5" >"$golden/$1/shop.yaml"
}

steady='{kind: ses, alpha: 0.2, paths: 100}'

# Series enough, and windows, for a decline that chance does not explain.
"$forecast" data generate --series 16 --weeks 70 --seed 11 --output datasets/shop >/dev/null
"$forecast" data snapshot shop >/dev/null
mkdir -p "$golden/regression/data"
cp datasets/shop/* "$golden/regression/data/"
history regression shop 8 "$steady" '{kind: holt, alpha: 0.9, beta: 0.8, paths: 100}'

rm -r datasets/shop
cp -r "$golden/data" datasets/shop
# The experiment was renamed, so nothing is registered under its name.
history impossible shop-2025 3 "$steady" "$steady"
