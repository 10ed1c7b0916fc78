#!/usr/bin/env bash
# schemathesis against the description that the service gives of itself: no 5xx, no answer that is not described.
#   fuzz-service.sh SECONDS [REQUESTS]     and then so many requests, during which memory must not grow
# Skips with a message where schemathesis cannot be installed (PyPI) or the programs are not built.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
skip() { echo "fuzz-service: skipped, because $1" >&2; exit 0; }
source .ci/serve-project.sh
[ -x "$serve_forecast" ] && [ -x "$serve_service" ] || skip "forecast and forecast-service are not built"
command -v python3 >/dev/null || skip "python3 is not there"
tools=$PWD/.build/schemathesis
if [ ! -x "$tools/bin/schemathesis" ]; then
    rm -rf "$tools"
    python3 -m venv "$tools" 2>/dev/null || skip "python3-venv is not there"
    "$tools/bin/pip" install --quiet schemathesis==4.32.5 2>/dev/null ||
        { rm -rf "$tools"; skip "schemathesis cannot be installed from PyPI"; }
fi
scratch=$(mktemp -d)
trap 'stop_all || true; rm -rf "$scratch"' EXIT
make_project "$scratch" 12 110 3 <<'SPEC'
experiment: shop
data: {dataset: shop, targets: [volume, revenue]}
models: {naive: {kind: naive}, ses: {kind: ses}}
backtest: {horizon: 6, windows: 2}
evaluate: {metrics: [wape]}
production: {plans: last}
promotion: {champion: ses, challengers: [naive], target: volume, metric: wape, min_improvement_pp: 1.0}
SPEC
printf 'experiment: shop\nlisten: {port: 0}\n' >"$scratch/service.yaml"
serve "$scratch"
# Of jobs that take milliseconds streams of events end at once.
status=0
root=$PWD
cd "$scratch"
timeout --signal=INT --kill-after=30 "$((seconds + 30))" "$tools/bin/schemathesis" run "http://127.0.0.1:$port/openapi.json" \
    --max-time "$seconds" --generation-database none --request-timeout 30 \
    --no-color --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method \
    --workers 1 >"$scratch/report" 2>&1 || status=$?
cp "$scratch/report" "$root/.build/schemathesis-report"
tail -n 25 "$scratch/report"
kill -0 "$service" || { echo "fuzz-service: the service died" >&2; tail "$scratch/serve.log" >&2; exit 1; }
if grep -q '"status":"5' "$scratch/serve.log"; then
    grep '"status":"5' "$scratch/serve.log" | head -n 5 >&2
    exit 1
fi
[ "$status" -eq 0 ] || exit "$status"
[ -z "${2:-}" ] || python3 "$root/.ci/soak-service.py" "$port" "$service" "$2"
