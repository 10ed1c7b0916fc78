#!/bin/bash
# Keeps what the fuzzer found: of .build/fuzz/found, the inputs that reach code which no other one reaches, one per
# line of Tests/Fuzz/found/TARGET.base64. `make test` replays them, and the next round begins with them.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=.build/fuzz/release/FuzzDriver
mkdir -p Tests/Fuzz/found
for target in ${*:-yaml spec dataset csv tsf lock champions model}; do
    merged=$(mktemp -d)
    FUZZ_TARGET=$target "$program" -merge=1 -max_len=2048 "$merged" "Tests/Fuzz/corpus/$target" ".build/fuzz/found/$target" 2>/dev/null
    for input in "$merged"/*; do base64 -w0 "$input" && echo; done | sort >"Tests/Fuzz/found/$target.base64"
    rm -r "$merged"
    echo "$target: $(wc -l <"Tests/Fuzz/found/$target.base64") inputs"
done
