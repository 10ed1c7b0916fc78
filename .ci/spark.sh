#!/usr/bin/env bash
# A standalone Spark of two workers with one processor each on this machine's loopback, for tests: nothing of it outlives
# them. SPARK_HOME names the folder of Spark (.ci/fetch-spark.sh prints it).
#
#     .ci/spark.sh start FOLDER [HIDDEN]   keeps everything in FOLDER: `master` has the address, conf/ is for SPARK_CONF_DIR. The
#                                          second worker does not see the folder HIDDEN, which needs root.
#     .ci/spark.sh kill FOLDER worker2     kills that worker with all that it started
#     .ci/spark.sh stop FOLDER
set -euo pipefail

folder=$2
hidden=${3:-}
export SPARK_CONF_DIR=$folder/conf SPARK_LOCAL_IP=127.0.0.1 SPARK_NO_DAEMONIZE=1 SPARK_DAEMON_MEMORY=200m

# shellcheck source=.ci/daemons.sh
source "$(dirname "$0")/daemons.sh"

start() {
    mkdir -p "$folder/conf"
    # Executors of one processor, which leave room for the program; a lost worker is noticed at once, by its connection.
    cat >"$folder/conf/spark-defaults.conf" <<CONF
spark.executor.cores 1
spark.executor.memory 500m
spark.driver.memory 500m
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
CONF
    # Below the ports that outgoing connections get, one of which may come at any moment.
    local address=spark://127.0.0.1:$((10000 + RANDOM % 22000))
    local class=$SPARK_HOME/bin/spark-class deploy=org.apache.spark.deploy
    daemon master "$class" $deploy.master.Master --host 127.0.0.1 --port "${address##*:}" --webui-port 0
    daemon worker1 "$class" $deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1g --webui-port 0 \
        --work-dir "$folder/worker1" "$address"
    daemon worker2 unshare -m sh -c '
        mount --make-rprivate / && { [ -z "$0" ] || mount -t tmpfs none "$0"; } && exec "$@"' "$hidden" \
        "$class" $deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1g --webui-port 0 \
        --work-dir "$folder/worker2" "$address"
    wait_for Spark "two registered workers" has_workers
    echo "$address" >"$folder/master"
}

has_workers() { [ "$(cat "$folder"/worker*.out | grep -c 'Successfully registered with master')" -eq 2 ]; }

# shellcheck disable=SC2046
kill() { # FOLDER name: executors have sessions of their own
    local pid
    pid=$(sed -n "s/ $hidden\$//p" "$folder/pids")
    command kill -KILL $(tree "$pid") 2>/dev/null || true
}

"$1"
