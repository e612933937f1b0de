# Functions for the scenarios with containerd and ctr. Set by the test: name, image, scratch (a directory), runtime, CONTAINERD_ADDRESS,
# CONTAINERD_NAMESPACE, PATH.

# Runs a container named $name and waits for it: run OPTION... IMAGE NAME COMMAND...
run() {
    ctr run --rm --runc-binary "$runtime" "$@"
}
# Starts a container in the background.
up() {
    ctr run --detach --runc-binary "$runtime" "$@"
}
# Starts a container named $name that runs until it is killed and reacts to signals.
up_loop() {
    up "$@" "$image" "$name" sh -c 'trap "echo received >/tmp/hup" HUP; trap "exit 9" USR1; trap "exit 0" TERM; >/tmp/ready; while :; do sleep 0.2; done'
    await 'ctr task exec --exec-id ready$RANDOM $name ls /tmp/ready >/dev/null 2>&1'
}
status() {
    ctr task ls | awk -v id="${1-$name}" '$1 == id { print $3 }'
}
pid() {
    ctr task ls | awk -v id="${1-$name}" '$1 == id { print $2 }'
}
# Runs a process in the container.
inside() {
    ctr task exec --exec-id "exec$RANDOM$RANDOM" "$name" "$@"
}
# Writes a configuration for `ctr run --config`: the default one, changed by a program for Python on `c`.
configuration() {
    ctr run --help >/dev/null
    (cd "$scratch" && rm -f config.json && "$spec_runtime" spec && python3 -c '
import json, sys
c = json.load(open("config.json"))
c["process"]["terminal"] = False
c["root"] = {"path": "'"$rootfs"'", "readonly": True}
c["linux"]["cgroupsPath"] = "/'"$CONTAINERD_NAMESPACE"'/'"$name"'"
c["linux"].pop("resources", None)
exec(sys.argv[1])
json.dump(c, open("config.json", "w"))
' "$1")
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
result() {
    local rc=0
    "$@" || rc=$?
    echo "exit $rc"
}
terminal() {
    python3 "$resources/terminal.py" "$@"
}
kill_daemon() {
    local daemon
    daemon=$(cat "$daemon_directory/started")
    kill -9 "$daemon"
    await "[ ! -d /proc/$daemon/ns ]"
}
start_daemon() {
    sh "$daemon_directory/start"
    await 'ctr version >/dev/null 2>&1'
}
finish() {
    local id ids
    ids=$(ctr c ls -q) || { start_daemon; ids=$(ctr c ls -q); }
    for id in $(echo "$ids" | grep "^$name"); do
        ctr task kill -s KILL "$id" >/dev/null 2>&1
        ctr task rm -f "$id" >/dev/null 2>&1
        ctr c rm "$id" >/dev/null 2>&1
    done
}
