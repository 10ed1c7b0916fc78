#!/usr/bin/env bash
# Installs the Debian packages that the build needs and that are not there yet. Does nothing, and asks
# for nothing, when all of them are installed.
set -euo pipefail

packages=(libsqlite3-dev libyaml-dev libssl-dev zlib1g-dev libgomp1 libopenblas0-pthread binutils)

missing=()
for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if ! command -v swift >/dev/null; then
    echo "Swift 6.2 or newer is needed (https://www.swift.org/install); 'swift' was not found on PATH." >&2
    exit 1
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "These packages are missing, and there is no apt-get to install them: ${missing[*]}" >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Please install as root: apt-get install ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "Installing ${missing[*]} ..."
"${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"
}
