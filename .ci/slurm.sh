#!/usr/bin/env bash
# A Slurm of two nodes with one processor each on this machine's loopback, for tests: nothing of it outlives them.
#
#     .ci/slurm.sh start FOLDER [HIDDEN]   keeps everything in FOLDER, whose slurm.conf clients find by SLURM_CONF. The second
#                                          node does not see the folder HIDDEN. Needs root: slurmd starts jobs as their users.
#     .ci/slurm.sh lose FOLDER             ends the second node, with all that runs there.
#     .ci/slurm.sh stop FOLDER
set -euo pipefail

folder=$2
hidden=${3:-}

# shellcheck source=.ci/daemons.sh
source "$(dirname "$0")/daemons.sh"

start() {
    mkdir -p "$folder/state" "$folder/spool.w1" "$folder/spool.w2"
    chmod 755 "$folder"
    dd if=/dev/urandom of="$folder/munge.key" bs=128 count=1 status=none
    chmod 400 "$folder/munge.key"
    # Three ports that follow one another, below those that outgoing connections get, one of which may come at any moment.
    local port=$((10000 + RANDOM % 22000)) user
    while is_taken "$port" || is_taken $((port + 1)) || is_taken $((port + 2)); do
        port=$((10000 + RANDOM % 22000))
    done
    user=$(id -un)
    cat >"$folder/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdTimeout=12
ReturnToService=2
MailProg=/bin/true
NodeName=w1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1
NodeName=w2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1
PartitionName=all Nodes=w1,w2 Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF="$folder/slurm.conf"
    daemon munged munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" \
        --pid-file="$folder/munged.pid" --seed-file="$folder/munged.seed" --log-file="$folder/munged.log"
    wait_for Slurm "munged" test -S "$folder/munge.socket"
    daemon slurmctld slurmctld -D -c
    daemon w1 slurmd -D -N w1
    daemon w2 unshare -m sh -c '
        mount --make-rprivate / && { [ -z "$0" ] || mount -t tmpfs none "$0"; } && exec slurmd -D -N w2' "$hidden"
    wait_for Slurm "two idle nodes" has_idle_nodes
}

# What runs on the second node is what has its view of the file system, also what has just been started there.
lose() {
    local pid own space found=yes
    pid=$(awk '$2 == "w2" { print $1 }' "$folder/pids")
    space=$(readlink "/proc/$pid/ns/mnt")
    while [ -n "$found" ]; do
        found=
        for own in /proc/[0-9]*; do
            [ "$(readlink "$own/ns/mnt" 2>/dev/null)" = "$space" ] || continue
            found=yes
            command kill -KILL "${own#/proc/}" 2>/dev/null || true
        done
    done
}

is_taken() { (: >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

has_idle_nodes() { [ "$(sinfo --noheader --Node --states=idle 2>/dev/null | wc -l)" -eq 2 ]; }

"$1"
