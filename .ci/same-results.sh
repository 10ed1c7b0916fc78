#!/usr/bin/env bash
# Holds two builds of the program against each other: whether every experiment ends with the same bytes.
#   .ci/same-results.sh OLD-PROGRAM NEW-PROGRAM [SPEC...]
# Each runs in a copy of the project with results and a cache of its own. An experiment whose data are not here is
# named and left out. What differs is named; a run's folder follows the program's version, so contents are compared.
set -uo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 2 ] || { sed -n 2,4p "$0"; exit 2; }
old=$(realpath "$1")
new=$(realpath "$2")
shift 2
specs=("$@")
[ ${#specs[@]} -gt 0 ] || specs=(experiments/*.yaml)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
files=(forecasts.csv scores.csv series.csv)
different=0
for spec in "${specs[@]}"; do
    name=$(basename "$spec" .yaml)
    problem=""
    for side in old new; do
        if ! "${!side}" run "$spec" --results "$work/$side" >"$work/$side.log" 2>&1 && \
            ! ls "$work/$side"/*/latest/forecasts.csv >/dev/null 2>&1; then
            problem=$(grep -m 1 -E 'error|cannot' "$work/$side.log" || tail -n 1 "$work/$side.log")
        fi
    done
    if [ -n "$problem" ]; then
        printf '%-28s left out: %s\n' "$name" "$problem"
        continue
    fi
    for folder in "$work"/old/*/latest; do
        experiment=$(basename "$(dirname "$folder")")
        same=yes
        for file in "${files[@]}"; do
            cmp -s "$folder/$file" "$work/new/$experiment/latest/$file" || same="no: $file"
        done
        digests=$(grep -ho '"result_digest" *: *"[0-9a-f]*"' "$folder/manifest.json" \
            "$work/new/$experiment/latest/manifest.json" | sort -u | wc -l)
        [ "$digests" = 1 ] || same="no: result_digest"
        [ "$same" = yes ] || different=1
        printf '%-28s same bytes: %s\n' "$experiment" "$same"
    done
    rm -rf "$work/old" "$work/new"
done
exit $different
