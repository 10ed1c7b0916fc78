#!/usr/bin/env bash
# Makes a folder that holds a program and the libraries that a bare Debian or Ubuntu lacks, for workers of a cluster: the program
# looks for them beside itself. What stays with the machine: the C library, libstdc++ and libgcc.
#     .ci/worker-bundle.sh PROGRAM FOLDER
set -euo pipefail

program=$1
folder=$2
mkdir -p "$folder"
install -m 755 "$program" "$folder/"
objdump -p "$program" | grep -E 'R(UN)?PATH' | grep -qF "\$ORIGIN" || {
    echo "$program does not look for libraries beside itself" >&2
    exit 1
}
ldd "$program" | awk '$2 == "=>" { print $1, $3 }' | while read -r name path; do
    case $name in
        libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | libresolv.so.* | libutil.so.*) ;;
        ld-linux* | libgcc_s.so.* | libstdc++.so.*) ;;
        *) install -m 644 "$path" "$folder/$name" ;;
    esac
done
echo "$folder: $(du -sh "$folder" | cut -f 1), $(find "$folder" -name '*.so*' | wc -l) libraries"
