#!/usr/bin/env bash
# Installs the emulator of other processors, by which tests show that none decides a bit. Best effort: without it those
# tests are skipped, and say so. 63 MB that only testing needs, so `make deps` leaves it out.
set -euo pipefail
command -v qemu-x86_64-static >/dev/null && exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "no qemu-x86_64-static: the tests on other processors are skipped (apt-get install qemu-user-static)" >&2
    exit 0
fi
install() { apt-get install -y --no-install-recommends qemu-user-static; }
install >/dev/null 2>&1 || { apt-get update -q && install; } >/dev/null 2>&1 ||
    echo "qemu-user-static cannot be installed: the tests on other processors are skipped" >&2
