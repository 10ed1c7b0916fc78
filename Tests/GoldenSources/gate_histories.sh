#!/usr/bin/env bash
# Makes the three histories of Tests/CommandLineTests/Golden/gate with the program itself:
#   Tests/GoldenSources/gate_histories.sh .build/release/forecast
# Needed again when a champion's entry or the digest of a backtest changes its form; the texts of the gate beside
# them are recorded by RECORD_GOLDEN=1. Made with forecast 0.1.0, 2026-11-23.
set -euo pipefail
forecast=$(realpath "$1")
golden=$(realpath "$(dirname "$0")/../CommandLineTests/Golden")/gate
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{datasets,experiments,results} "$golden"/{data,pass,regression,impossible}
cd "$work"

"$forecast" data generate --series 6 --weeks 70 --seed 11 --output datasets/shop >/dev/null
"$forecast" data snapshot shop >/dev/null
cp datasets/shop/* "$golden/data/"

# spec EXPERIMENT ALPHA
spec() {
    cat <<YAML
experiment: $1
seed: 7
data: {dataset: shop, targets: [volume]}
models:
  naive: {kind: naive}
  ses: {kind: ses, alpha: $2, paths: 100}
  tsb: {kind: tsb}
backtest: {horizon: 4, windows: 3, step: 4}
evaluate: {metrics: [wape, bias, mae], season: 1, segments: [abc_class]}
promotion: {champion: ses, challengers: [tsb], metric: wape}
YAML
}

# history NAME REGISTERED-EXPERIMENT REGISTERED-ALPHA ALPHA: a champion was registered, then the spec changed.
history() {
    rm -rf results experiments/*
    mkdir results
    spec "$2" "$3" >experiments/shop.yaml
    "$forecast" run experiments/shop.yaml --quiet >/dev/null
    "$forecast" promote "results/$2/latest" --model ses --reason "first champion" >/dev/null
    # Who and when differ each time.
    sed -e 's/^\( *who: \).*/\1planner/' -e 's/^\( *when: \).*/\1"2026-11-23T00:00:00Z"/' \
        results/champions.yaml >"$golden/$1/champions.yaml"
    spec shop "$4" >"$golden/$1/shop.yaml"
}

history pass shop 0.9 0.2
history regression shop 0.2 0.9
history impossible shop-2025 0.2 0.2 # the experiment was renamed, so nothing is registered under its name
