#!/usr/bin/env bash
# A planning system in small, on loopback and in a folder of its own below .build: PostgreSQL with the sales and the forecasts, Redis
# with the queue, the REST side and a worker. Queues a training, prints its progress, forecasts, reads rows with SQL, stops all.
# Needs no network once built, and leaves nothing running. Without PostgreSQL, or without Redis and BullMQ's scripts, it goes on
# with files in their place, and says so.
set -euo pipefail
cd "$(dirname "$0")/.."
source .ci/serve-project.sh
demo=$PWD/.build/service-demo
rm -rf "$demo"
mkdir -p "$demo"
# The socket of PostgreSQL has a path of 107 bytes at most.
servers=$(mktemp -d /tmp/service-demo.XXXXXX)
postgres="" redis=""
stop_servers() {
    local status=0
    stop_all || status=$?
    [ -z "$postgres" ] || { kill -INT "$postgres" && wait "$postgres"; } 2>/dev/null || true
    [ -z "$redis" ] || { kill -TERM "$redis" && wait "$redis"; } 2>/dev/null || true
    rm -rf "$servers"
    return $status
}
trap 'stop_servers || true' EXIT
say() { printf '%-16s %s\n' "$1" "$2"; }

make_project "$demo" 200 156 7 <<'SPEC'
experiment: shop
data: {dataset: shop, targets: [volume, revenue]}
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
printf 'experiment: shop\nlisten: {port: %s}\n' "${PORT:-18473}" >"$demo/service.yaml"

# --- PostgreSQL: the sales are read from it, forecasts go into it

programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
as_postgres=()
[ "$(id -u)" -ne 0 ] || as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups)
sql() { "$programs/psql" -h "$servers" -U postgres -d postgres -X -q -v ON_ERROR_STOP=1 "$@"; }
start_postgres() {
    [ "$(id -u)" -ne 0 ] || chown postgres: "$servers"
    "${as_postgres[@]}" "$programs/initdb" -D "$servers/data" -U postgres --auth=trust --no-sync -E UTF8 >/dev/null
    "${as_postgres[@]}" "$programs/postgres" -D "$servers/data" -k "$servers" -c listen_addresses= -c fsync=off \
        2>"$demo/postgres.log" &
    postgres=$!
    for _ in $(seq 100); do
        if sql -c 'SELECT 1' >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    cat "$demo/postgres.log" >&2
    return 1
}
move_sales() {
    local name columns
    for name in demand holidays; do
        columns=$(head -n 1 "$demo/datasets/shop/$name.csv" | sed 's/[^,]*/"&" text/g')
        sql -c "CREATE TABLE $name ($columns)" -c "\\copy $name FROM '$demo/datasets/shop/$name.csv' CSV HEADER"
    done
    sed -i -e 's/^format: csv/format: postgres/' -e 's/^files: .*/connection: demo\nquery: SELECT * FROM demand/' \
        -e 's/{file: holidays.csv}/{query: "SELECT date, name FROM holidays"}/' "$demo/datasets/shop/dataset.yaml"
    "$serve_forecast" data snapshot shop --accept --project "$demo" >/dev/null
}
if [ -n "$programs" ] && [ -x "$programs/initdb" ]; then
    start_postgres
    printf '[demo]\nhost=%s\nuser=postgres\ndbname=postgres\n' "$servers" >"$demo/pg_service.conf"
    export PGSERVICEFILE=$demo/pg_service.conf
    move_sales
    echo 'results: "postgres:demo"' >>"$demo/service.yaml"
    say PostgreSQL "in $servers, with $(sql -At -c 'SELECT count(*) FROM demand') rows of sales"
else
    say PostgreSQL "is not installed (apt-get install postgresql): sales and forecasts are files"
fi

# --- Redis: the queue

scripts=.deps/bullmq-3.4.4
if ! command -v redis-server >/dev/null; then
    say Redis "is not installed (apt-get install redis-server): jobs wait in the service's own queue"
elif ! { [ -d "$scripts/commands" ] || .ci/fetch-bullmq.sh >/dev/null; } || [ ! -d "$scripts/commands" ]; then
    say Redis "is not used: BullMQ's scripts could not be fetched. Jobs wait in the service's own queue"
else
    redis_port=$(free_port)
    redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$servers" --appendonly yes --save '' \
        --maxmemory-policy noeviction >"$demo/redis.log" &
    redis=$!
    for _ in $(seq 100); do
        if redis-cli -p "$redis_port" ping >/dev/null 2>&1; then break; fi
        kill -0 "$redis" 2>/dev/null || { cat "$demo/redis.log" >&2; exit 1; }
        sleep 0.1
    done
    cat >>"$demo/service.yaml" <<CONFIG
bullmq: {redis: "redis://127.0.0.1:$redis_port", queue: forecast, scripts: $PWD/$scripts}
CONFIG
    start_program "$demo" worker working
    say Redis "on port $redis_port; a worker takes jobs of the queue forecast, its log $demo/worker.log"
fi

# --- What a planning system asks

serve "$demo"
url=http://127.0.0.1:$port
say "the service" "$url, its log $demo/serve.log"
say "POST /train" "queues a training"
id=$(curl -sf "$url/train" -H 'Content-Type: application/json' -H 'Idempotency-Key: demo' -d '{}' | sed -E 's/.*"execution_id":"([^"]*)".*/\1/')
curl -sfN "$url/executions/$id/events" | sed -nE 's/^data: .*"status":"([a-z]*)","step":([0-9]*),"stage":"?([a-z]*)"?,"percent":([0-9]*).*/                 \1, step \2 \3, \4 %/p'
state=$(curl -sf "$url/executions/$id" | sed -E 's/.*"status":"([a-z]*)".*/\1/')
[ "$state" = finished ] || { curl -s "$url/executions/$id" >&2; exit 1; }
say "GET .../champion" "who forecasts the volume"
curl -sf "$url/models/ses/VOLUME/champion" | sed 's/^/                 /'
echo
say "POST /predict" "13 weeks of 200 products, volume and revenue"
answer=$(curl -sf "$url/predict" -H 'Content-Type: application/json' -d '{"horizon_weeks": 13, "models": "auto", "targets": ["VOLUME", "FATURAMENTO"]}')
say "" "$answer"
id=$(sed -E 's/.*"execution_id":"([^"]*)".*/\1/' <<<"$answer")
say "GET .../results" "a page of CSV"
curl -sf "$url/executions/$id/results?format=csv&limit=3" | sed 's/^/                 /'
if [ -n "$postgres" ]; then
    query="SELECT alvo, count(*) AS linhas, round(sum(previsao)::numeric, 1) AS total FROM forecast_vigente WHERE execucao_id = '$id' GROUP BY alvo"
    say psql "$query"
    sql -c "$query" | sed 's/^/                 /'
fi
command=$(sed -E 's/.*"reproduce":"([^"]*)".*/\1/' <<<"$answer")
say "the same by" "$command"
reference=$(sed -E 's/.*"reference":"([^"]*)".*/\1/' <<<"$answer")
printed=$(cd "$demo" && "$serve_forecast" ${command#forecast } | sed -nE 's/.*"execution_id" : "([^"]*)".*/\1/p')
[ "$reference" = "$printed" ] || { echo "the command line says $printed" >&2; exit 1; }
say "" "which is the same forecast: ${printed:0:12}"
stop_servers
trap - EXIT
say stopped "with exit code 0, everything given back"
