#!/usr/bin/env bash
# A service on loopback, in a project of its own below .build: trains with progress, forecasts, reads results, stops.
# Needs no network once built, and leaves nothing running.
set -euo pipefail
cd "$(dirname "$0")/.."
forecast=$PWD/${FORECAST:-.build/release/forecast}
service=$PWD/${SERVICE:-.build/release/forecast-service}
port=${PORT:-18473}
demo=$PWD/.build/service-demo
rm -rf "$demo"
mkdir -p "$demo/datasets" "$demo/experiments"
"$forecast" data generate --series 200 --weeks 156 --seed 7 --output "$demo/datasets/synthetic" >/dev/null
"$forecast" data snapshot synthetic --project "$demo" >/dev/null
cat >"$demo/experiments/shop.yaml" <<'SPEC'
experiment: shop
data: {dataset: synthetic, targets: [volume, revenue]}
models:
  naive52: {kind: seasonal_naive, season: 52}
  ses: {kind: ses}
  holt: {kind: holt_winters, season: 52}
  tsb: {kind: tsb}
backtest: {horizon: 13, windows: 4}
evaluate: {metrics: [mape, wape, bias]}
production: {plans: last}
promotion: {champion: ses, challengers: [holt], target: volume, metric: wape, min_improvement_pp: 1.0}
SPEC
cat >"$demo/service.yaml" <<CONFIG
experiment: shop
listen: {port: $port}
CONFIG

"$service" serve --config "$demo/service.yaml" 2>"$demo/log" &
pid=$!
trap 'kill -TERM $pid 2>/dev/null || true; wait $pid 2>/dev/null || true' EXIT
url=http://127.0.0.1:$port
for _ in $(seq 100); do
    if curl -sf "$url/health/ready" >/dev/null; then break; fi
    kill -0 $pid 2>/dev/null || { cat "$demo/log" >&2; exit 1; }
    sleep 0.1
done

echo "the service      $url, its log $demo/log"
echo "POST /train      queues a training"
id=$(curl -sf "$url/train" -H 'Content-Type: application/json' -H 'Idempotency-Key: demo' -d '{}' | sed -E 's/.*"execution_id":"([^"]*)".*/\1/')
curl -sfN "$url/executions/$id/events" | sed -nE 's/^data: .*"status":"([a-z]*)","step":([0-9]*),"stage":"?([a-z]*)"?,"percent":([0-9]*).*/                 \1, step \2 \3, \4 %/p'
echo "GET /models/ses/VOLUME/champion"
curl -sf "$url/models/ses/VOLUME/champion" | sed 's/^/                 /'
echo
echo "POST /predict    13 weeks of 200 products, volume and revenue"
answer=$(curl -sf "$url/predict" -H 'Content-Type: application/json' -d '{"horizon_weeks": 13, "models": "auto", "targets": ["VOLUME", "FATURAMENTO"]}')
echo "                 $answer"
id=$(sed -E 's/.*"execution_id":"([^"]*)".*/\1/' <<<"$answer")
echo "GET /executions/$id/results?format=csv&limit=3"
curl -sf "$url/executions/$id/results?format=csv&limit=3" | sed 's/^/                 /'
command=$(sed -E 's/.*"reproduce":"([^"]*)".*/\1/' <<<"$answer")
echo "the same by      $command"
reference=$(sed -E 's/.*"reference":"([^"]*)".*/\1/' <<<"$answer")
printed=$(cd "$demo" && "$forecast" ${command#forecast } | sed -nE 's/.*"execution_id" : "([^"]*)".*/\1/p')
[ "$reference" = "$printed" ] || { echo "the command line says $printed" >&2; exit 1; }
echo "                 which is the same forecast: ${printed:0:12}"
kill -TERM $pid
wait $pid
trap - EXIT
echo "stopped          with exit code 0, everything given back"
