#!/usr/bin/env bash
# Runs two commands at once: one leaves the processor idle while the other can use it.
#   beside.sh FIRST SECOND
# Both are waited for, and both must succeed. What the first said is told once more at the end if it failed, since the second
# has said much meanwhile. Whoever ends this ends both.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
setsid bash -c "$1" > >(tee "$log") 2>&1 &
first=$!
setsid bash -c "$2" &
second=$!
trap 'kill -- "-$first" "-$second" 2>/dev/null; exit 130' INT TERM
wait "$second"
second_status=$?
wait "$first"
first_status=$?
if [ "$first_status" -ne 0 ]; then
    printf '\nFailed (exit code %s): %s\n' "$first_status" "$1"
    tail -n 60 "$log"
    exit "$first_status"
fi
exit "$second_status"
