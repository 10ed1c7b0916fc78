# Sourced by what shows and tries the service: a project of its own with made-up sales, and programs that serve it.
# `serve_forecast` and `serve_service` are the built programs; whoever sources this stops what it starts (`stop_all`).
serve_forecast=$PWD/${FORECAST:-.build/release/forecast}
serve_service=$PWD/${SERVICE:-.build/release/forecast-service}
started=()

# make_project FOLDER SERIES WEEKS SEED <SPEC: sales of a made-up shop, pinned, and the experiment that standard input says
make_project() {
    mkdir -p "$1/datasets" "$1/experiments"
    "$serve_forecast" data generate --series "$2" --weeks "$3" --seed "$4" --output "$1/datasets/shop" >/dev/null
    "$serve_forecast" data snapshot shop --project "$1" >/dev/null
    cat >"$1/experiments/shop.yaml"
}

# start_program FOLDER COMMAND WORD: starts `forecast-service COMMAND`, its log in FOLDER/COMMAND.log, and waits until that says WORD
start_program() {
    local log=$1/$2.log
    "$serve_service" "$2" --config "$1/service.yaml" 2>"$log" &
    program=$!
    started+=("$program")
    for _ in $(seq 200); do
        if grep -q "\"event\":\"$3\"" "$log"; then return; fi
        kill -0 "$program" 2>/dev/null || break
        sleep 0.1
    done
    cat "$log" >&2
    return 1
}

# serve FOLDER: starts the REST side; `service` is its process and `port` where it listens
serve() {
    start_program "$1" serve listening
    service=$program
    port=$(sed -nE 's/.*"event":"listening","port":"([0-9]+)".*/\1/p' "$1/serve.log")
}

# A port that nothing listens to now.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Ends what was started, the last first, and fails where something ends badly.
stop_all() {
    local status=0 place
    for ((place = ${#started[@]} - 1; place >= 0; place--)); do
        kill -TERM "${started[place]}" 2>/dev/null || true
        wait "${started[place]}" 2>/dev/null || status=$?
    done
    started=()
    return $status
}
