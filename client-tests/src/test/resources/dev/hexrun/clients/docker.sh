# Functions for the scenarios with Docker. Set by the test: name, image, scratch (a directory), runtime, DOCKER_HOST, PATH.

# Runs a container and waits for it.
run() {
    docker run --rm --network none "$@"
}
# Starts a container named $name.
up() {
    docker run -d --name "$name" --network none "$@" >"$scratch/id"
}
# Starts a container named $name that runs until it is killed and reacts to signals.
up_loop() {
    up "$@" "$image" sh -c 'trap "echo received HUP" HUP; trap "exit 9" USR1; trap "exit 0" TERM; echo ready; while :; do sleep 0.2; done'
    await 'docker logs $name 2>&1 | grep -q ready'
}
# Prints the state of the container.
state() {
    docker inspect -f '{{.State.Status}} {{.State.ExitCode}} oom={{.State.OOMKilled}} restarts={{.RestartCount}}' "${1-$name}"
}
status() {
    docker inspect -f '{{.State.Status}}' "${1-$name}" 2>&1
}
pid() {
    docker inspect -f '{{.State.Pid}}' "${1-$name}"
}
# Returns whether a process of the host or of a container sleeps for so many seconds.
sleeps() {
    ps -C sleep -o args= | grep -q -x "sleep $1"
}
# Waits until a command succeeds.
await() {
    local end=$((SECONDS + 30 * ${patience:-1}))
    until eval "$1"; do
        if [ $SECONDS -ge $end ]; then
            echo "not reached: $1"
            return 1
        fi
        sleep 0.15
    done
}
# Prints the exit status of a command after its output.
result() {
    local rc=0
    "$@" || rc=$?
    echo "exit $rc"
}
# Runs a command on a terminal; standard input contains the dialogue (see terminal.py).
terminal() {
    # Docker's client prints this warning if the container ends before the client has sent the size.
    (set -o pipefail; python3 "$resources/terminal.py" "$@" | sed '/^failed to resize tty/d')
}
# Removes all containers. Volumes, images and networks have unique names, and vanish with the daemon.
finish() {
    local left
    left=$(docker ps -aq 2>/dev/null) || { start_daemon; left=$(docker ps -aq); }
    [ -z "$left" ] || docker rm -f -v $left >/dev/null 2>&1
}
# Builds an image with BuildKit from standard input or a directory. The client of Debian 12 needs no plugin for it.
build() {
    DOCKER_BUILDKIT=1 "$build_client" build --progress plain --network none "$@"
}
# Prints the lines of the output of steps, without numbers and times.
steps() {
    sed -n -E 's/^#[0-9]+ [0-9.]+ //p'
}
# The daemon of this play, which runs with live-restore.
kill_daemon() {
    kill -9 "$(cat "$daemon_directory/pid")"
    await '! docker version >/dev/null 2>&1'
}
stop_daemon() {
    local daemon
    daemon=$(cat "$daemon_directory/pid")
    kill "$daemon"
    await "[ ! -d /proc/$daemon/ns ]"
}
start_daemon() {
    sh "$daemon_directory/start"
    await 'docker version >/dev/null 2>&1'
}
