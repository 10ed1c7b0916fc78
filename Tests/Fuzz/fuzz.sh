#!/bin/bash
# Builds the readers with coverage and libFuzzer and lets it mutate the corpus: fuzz.sh SECONDS [TARGET]...
# New inputs go to .build/fuzz/found/TARGET; keep.sh keeps them. Crashes go to .build/fuzz/crashes; a crash, minimised,
# belongs into Tests/Fuzz/corpus/TARGET. `make test` replays both.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=$1
shift
targets=${*:-yaml spec dataset csv tsf lock champions model}
export FORECAST_FUZZ=1
swift build -c release --scratch-path .build/fuzz --product FuzzDriver -Xswiftc -sanitize=fuzzer
program=.build/fuzz/release/FuzzDriver
mkdir -p .build/fuzz/crashes
for target in $targets; do
    mkdir -p ".build/fuzz/found/$target"
    # What earlier rounds found, kept by keep.sh.
    if [ -e "Tests/Fuzz/found/$target.base64" ]; then
        while read -r line; do
            base64 -d <<<"$line" >".build/fuzz/found/$target/$(sha1sum <<<"$line" | cut -c1-40)"
        done <"Tests/Fuzz/found/$target.base64"
    fi
    echo "fuzzing $target for $seconds s"
    FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -print_final_stats=1 -artifact_prefix=".build/fuzz/crashes/$target-" \
        ".build/fuzz/found/$target" "Tests/Fuzz/corpus/$target" 2>&1 | grep -vE '^#[0-9]+\s+(NEW|REDUCE|RELOAD|pulse)' || failed=1
done
exit "${failed:-0}"
