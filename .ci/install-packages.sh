#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that are not there yet, as root or with sudo, before anything is compiled.
# Does nothing, and asks for nothing, when all of them are installed.
#
#     .ci/install-packages.sh           what running, building and fetching need
#     .ci/install-packages.sh --tests   on top, what only tests use: without it those tests are skipped
#     .ci/install-packages.sh --list    prints the packages, a group a line, and installs nothing
#
# A name with a bar stands for the first package that the distribution has: they are named differently.
set -euo pipefail

# Swift's own programs do not start without the first group, and link nothing without the second.
swift=(libncurses6 'libcurl4t64|libcurl4' 'libxml2|libxml2-16' tzdata ca-certificates git)
link=(libc6-dev libgcc-NN-dev libstdc++-NN-dev binutils)
libraries=(libsqlite3-dev libyaml-dev libssl-dev zlib1g-dev libzstd-dev libgomp1 libopenblas0-pthread)
# By which the sales data and LightGBM are fetched. The program itself needs no Python.
fetch=(python3 python3-venv)
tests=(qemu-user-static zsh fish groff-base sqlite3 postgresql redis-server r-base-core slurm-wlm munge
    default-jre-headless)

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
is_known() { [ -n "$(apt-cache show "$1" 2>/dev/null)" ]; }

# The version of GCC whose libraries Swift's linker takes: the newest that is there, else the distribution's own.
gcc_version() {
    local newest
    newest=$(find "/usr/lib/gcc/$(uname -m)-linux-gnu" -name crtbegin.o 2>/dev/null | sed -E 's#.*/([0-9]+)/[^/]*#\1#' |
        sort -n | tail -n 1)
    [ -n "$newest" ] || newest=$(apt-cache depends g++ 2>/dev/null | sed -nE 's/^ *Depends: g\+\+-([0-9]+).*/\1/p' | head -n 1)
    echo "${newest:-NN}"
}

# Of the packages named, those that are missing, by the name that this distribution has for them.
missing_of() {
    local entry name chosen gcc
    gcc=$(gcc_version)
    for entry in "$@"; do
        entry=${entry//NN/$gcc}
        chosen=""
        for name in ${entry//|/ }; do
            if is_installed "$name"; then continue 2; fi
            if [ -z "$chosen" ] && is_known "$name"; then chosen=$name; fi
        done
        echo "${chosen:-${entry##*|}}"
    done
}

# A Python that did not come from a package does as well.
python_suffices() { "${PYTHON:-python3}" -c 'import venv, ensurepip' 2>/dev/null; }

find_missing() {
    needed=()
    wished=()
    mapfile -t needed < <(missing_of "${swift[@]}" "${link[@]}" "${libraries[@]}")
    python_suffices || mapfile -t wished < <(missing_of "${fetch[@]}")
    [ "$mode" != --tests ] || mapfile -t -O ${#wished[@]} wished < <(missing_of "${tests[@]}")
}

# Ends with 0 if what is needed is there; what is only wished for is left out with a word.
stop_at() { # why
    if [ ${#needed[@]} -gt 0 ]; then
        echo "These packages are missing, and $1: ${needed[*]}" >&2
        echo "Please install them as root: apt-get install ${needed[*]} ${wished[*]}" >&2
        exit 1
    fi
    echo "Not installed, since $1: ${wished[*]}." >&2
    if [ "$mode" = --tests ]; then
        echo "Tests that use them are skipped." >&2
    else
        echo "Without python3 and its venv the sales data and LightGBM cannot be fetched; all else works." >&2
    fi
    check_swift
    exit 0
}

check_swift() {
    if ! command -v swift >/dev/null; then
        echo "Swift 6.2 or newer is needed (https://www.swift.org/install); 'swift' was not found on PATH." >&2
        exit 1
    fi
    local version
    version=$(swift --version 2>&1) || {
        echo "'swift' is on PATH but does not start: $(tail -n 1 <<<"$version")" >&2
        exit 1
    }
    if [[ "$version" =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] &&
        ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < 6002)); then
        echo "Swift 6.2 or newer is needed (https://www.swift.org/install); this is ${BASH_REMATCH[0]}." >&2
        exit 1
    fi
}

mode=${1:-}
if [ "$mode" = --list ]; then
    printf '%s\n' "swift: ${swift[*]}" "link: ${link[*]}" "libraries: ${libraries[*]}" "fetch: ${fetch[*]}" "tests: ${tests[*]}"
    exit 0
fi
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    [ "$mode" = --tests ] ||
        echo "No Debian and no Ubuntu: whether what docs/faq.md lists is installed cannot be told; going on." >&2
    check_swift
    exit 0
fi
find_missing
if [ ${#needed[@]} -eq 0 ] && [ ${#wished[@]} -eq 0 ]; then
    check_swift
    exit 0
fi
as_root=(env DEBIAN_FRONTEND=noninteractive)
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || stop_at "there is neither root nor sudo to install them"
    # Nobody is asked for a password for what can be done without.
    [ ${#needed[@]} -gt 0 ] || sudo -n true 2>/dev/null || stop_at "sudo asks for a password"
    as_root=(sudo "${as_root[@]}")
fi

install() { "${as_root[@]}" apt-get install -y --no-install-recommends "$@"; }
# A new machine or container has no list of packages, or an old one.
for name in "${needed[@]}" "${wished[@]}"; do
    if ! is_known "$name"; then
        echo "Fetching the list of packages ..."
        "${as_root[@]}" apt-get update -q >/dev/null || true
        find_missing
        break
    fi
done
if [ ${#needed[@]} -gt 0 ]; then
    echo "Installing ${needed[*]} ..."
    install "${needed[@]}" >/dev/null 2>&1 || {
        "${as_root[@]}" apt-get update -q
        install "${needed[@]}"
    }
fi
if [ ${#wished[@]} -gt 0 ]; then
    echo "Installing ${wished[*]} ..."
    # A second time: on a busy machine the first was seen to fail, and the second not.
    install "${wished[@]}" >/dev/null 2>&1 || install "${wished[@]}" >/dev/null 2>&1 || {
        needed=()
        stop_at "apt-get cannot install them"
    }
fi
check_swift
