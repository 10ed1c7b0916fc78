# For scripts that start several daemons for tests, in $folder: sourced, not run.

# Starts a program in a session of its own; $folder/pids keeps its number and name, $folder/NAME.out what it prints.
daemon() { # name program...
    local name=$1
    shift
    # Whoever has started this script may wait until what it has opened is closed.
    (
        for file in $(ls /proc/self/fd); do [ "$file" -le 2 ] || eval "exec $file>&-"; done
        exec setsid "$@"
    ) </dev/null >"$folder/$name.out" 2>&1 &
    echo "$! $name" >>"$folder/pids"
}

wait_for() { # of-whom what command...
    local whom=$1 what=$2
    shift 2
    for _ in $(seq 3000); do
        if "$@"; then return; fi
        sleep 0.1
    done
    echo "$whom does not start: no $what after five minutes" >&2
    tail -n 5 "$folder"/*.out >&2
    stop
    exit 1
}

# Every process below one, itself last.
tree() { # process
    local child
    for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do tree "$child"; done
    echo "$1"
}

# Ends the daemons with all that they started, also what has a session of its own.
# shellcheck disable=SC2046
stop() {
    local pid
    [ -f "$folder/pids" ] || return 0
    while read -r pid _; do
        command kill -KILL $(tree "$pid") 2>/dev/null || true
        command kill -KILL -- "-$pid" 2>/dev/null || true
    done < <(tac "$folder/pids")
    rm -f "$folder/pids"
}
