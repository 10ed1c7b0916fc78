#!/usr/bin/env bash
# Puts BullMQ's scripts, of the pinned Python package, where the service's worker can be told to find them:
# .deps/bullmq-3.4.4/commands and .deps/bullmq-2.24.0/commands. Only for the service, and only where no Node application has a
# bullmq of its own. Does nothing when they are there.
#     .ci/fetch-bullmq.sh            the scripts
#     .ci/fetch-bullmq.sh --peers    on top, environments with the packages themselves, which only tests use
set -euo pipefail
cd "$(dirname "$0")/.."

wheels=(
    "3.4.4 21759de6b8d43ff81370cc120292443b23c4fba0e71da9c18d8dc438486df148"
    "2.24.0 7c88524078c905ebc471240d52f406efcd0c8bee9ca74fc772d7e84b462ea040"
)
python=$(command -v "${PYTHON:-python3}") || { echo "BullMQ was not fetched: python3 is needed" >&2; exit 0; }
give_up() { echo "BullMQ was not fetched: $1" >&2; exit 0; }
work=""

# Where Python has no pip, as Debian's, an environment has one: it takes longer to make than both packages take to fetch.
find_pip() { # folder
    pip=("$python" -m pip)
    "${pip[@]}" --version >/dev/null 2>&1 && return
    "$python" -m venv "$1" >/dev/null 2>&1 || give_up "venv is needed (apt-get install python3-venv)"
    pip=("$1/bin/python" -m pip)
}

fetch() { # version digest
    local folder=.deps/bullmq-$1
    [ -d "$folder/commands" ] && return
    if [ -z "$work" ]; then
        mkdir -p .deps
        work=$(mktemp -d .deps/.fetch.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        find_pip "$work/environment"
    fi
    rm -rf "$work"/*.whl "$work/out"
    echo "bullmq==$1 --hash=sha256:$2" >"$work/requirements"
    echo "Fetching the scripts of BullMQ $1 ..."
    "${pip[@]}" download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --require-hashes --dest "$work" -r "$work/requirements" >"$work/log" 2>&1 ||
        give_up "pip could not download it: $(grep -i error "$work/log" | tail -n 1)"
    "$python" -c 'import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith("bullmq/commands/") and name.endswith(".lua")])' \
        "$work"/*.whl "$work/out"
    mkdir -p "$folder"
    mv "$work/out/bullmq/commands" "$folder/commands"
}

peer() { # version
    local folder=.deps/bullmq-$1/environment
    [ -x "$folder/bin/python" ] && "$folder/bin/python" -c 'import bullmq' 2>/dev/null && return
    rm -rf "$folder"
    "$python" -m venv "$folder" >/dev/null 2>&1 || give_up "venv is needed (apt-get install python3-venv)"
    echo "Installing bullmq $1 for tests ..."
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "bullmq==$1" >/dev/null 2>&1 ||
        { rm -rf "$folder"; give_up "pip could not install it"; }
}

for wheel in "${wheels[@]}"; do
    read -r version digest <<<"$wheel"
    fetch "$version" "$digest"
    [ "${1:-}" != --peers ] || peer "$version"
done
