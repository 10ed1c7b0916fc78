#!/usr/bin/env bash
# Runs the built tests; what failed is told once more at the end, where it is looked for.
#   run-tests.sh TEST-BUNDLE [OPTION...]
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
    echo
    echo "What failed (exit code $status):"
    grep -E -A 4 'recorded an issue|^Fatal error|: Fatal error|Crash' "$log" | head -n 60
    grep -E '^✘ Test run' "$log"
fi
exit "$status"
