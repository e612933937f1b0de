# shellcheck shell=bash disable=SC2154 # `hexrun` is set by the scripts that call `bundle`
# Sourced by ./quickstart, ./check and ./benchmark: finds or installs tools on Debian.
#
#   need TOOL...      ensures that the tools exist: installs them (as root) or exits with a message
#   need_jdk          ensures in the same way that JAVA_HOME is a JDK 25
#   build ARGUMENT... runs Maven with that JDK
#   label_programs DIRECTORY  gives the programs of an installation the SELinux labels of docs/selinux.md
#   say TEXT...       prints a line about the progress of the script
#   bundle DIRECTORY ARGUMENT... creates a bundle with a busybox root file system that runs a command

if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
    bold='' plain=''
fi

say() {
    printf '%s\n' "${bold}$*${plain}"
}

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_root() {
    [ "$(id -u)" -eq 0 ]
}

label_programs() {
    local type
    [ -e /sys/fs/selinux/enforce ] || return 0
    # Policies based on container-selinux, and the reference policy.
    for type in container_runtime_exec_t container_engine_exec_t; do
        if chcon --type "$type" "$1/bin/hexrun" 2>/dev/null && chcon --type bin_t "$1/runtime/bin/java"; then
            echo "   SELinux label: $type"
            return 0
        fi
    done
    echo '   SELinux: the label of a container runtime could not be set; see docs/selinux.md' >&2
}

# Prints the package that contains a tool, on Debian and distributions based on it.
package_of() {
    case $1 in
    mvn) echo maven ;;
    musl-gcc) echo musl-tools ;;
    busybox) echo busybox-static ;;
    cc) echo 'gcc libc6-dev' ;;
    setpriv | unshare) echo util-linux ;;
    ip) echo iproute2 ;;
    newuidmap) echo uidmap ;;
    mke2fs) echo e2fsprogs ;;
    dbus-daemon) echo dbus ;;
    *) echo "$1" ;;
    esac
}

has() {
    case $1 in
    # It must be static to run in an otherwise empty root file system.
    busybox) static_busybox >/dev/null ;;
    # The package must be installed; systemd need not run.
    systemd) [ -x /usr/lib/systemd/systemd ] || [ -x /lib/systemd/systemd ] ;;
    cc) command -v gcc >/dev/null 2>&1 && echo '#include <stdio.h>' | gcc -E - >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

static_busybox() {
    local candidate
    for candidate in /bin/busybox /usr/bin/busybox /bin/busybox.static; do
        if [ -x "$candidate" ] && ! ldd "$candidate" >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

apt_updated=
apt_install() {
    if [ -z "$apt_updated" ]; then
        apt-get update -qq || die 'apt-get update failed: check the network and the package sources'
        apt_updated=yes
    fi
    say "Installing $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        die "apt-get install $* failed"
}

need() {
    local tool missing=()
    for tool in "$@"; do
        # shellcheck disable=SC2207 # one tool may take several packages
        has "$tool" || missing+=($(package_of "$tool"))
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        die "Missing packages, and no apt-get to install them (names as in Debian): ${missing[*]}"
    fi
    if ! is_root; then
        die "Missing packages: ${missing[*]}
Install them as root, then run this again:
    apt-get install ${missing[*]}"
    fi
    apt_install "${missing[@]}"
    for tool in "$@"; do
        has "$tool" || die "$(package_of "$tool") is installed, but $tool does not exist"
    done
}

is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}

find_jdk() {
    local candidate javac
    javac=$(command -v javac 2>/dev/null || true)
    [ -z "$javac" ] || javac=$(readlink -f "$javac")
    for candidate in "${JAVA_HOME-}" "${javac%/bin/javac}" /usr/lib/jvm/* /opt/*jdk* /opt/java/* /usr/local/*jdk* \
        "${HOME-/root}"/.sdkman/candidates/java/* "${HOME-/root}"/.jdks/*; do
        if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
            readlink -f "$candidate"
            return 0
        fi
    done
    return 1
}

need_jdk() {
    local home
    if ! home=$(find_jdk); then
        local package=openjdk-25-jdk-headless
        if is_root && command -v apt-get >/dev/null 2>&1; then
            [ -n "$apt_updated" ] || { apt-get update -qq && apt_updated=yes; } || true
            if [ -n "$(apt-cache madison "$package" 2>/dev/null)" ]; then
                apt_install "$package"
            fi
        fi
        home=$(find_jdk) || die "Missing: a JDK 25. The search covers JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks.
    Debian 13 and later, Ubuntu 25.10 and later:  apt-get install $package
    others: Eclipse Temurin 25, https://adoptium.net/installation/linux/ (package temurin-25-jdk),
            or any archive of a JDK 25 unpacked, with JAVA_HOME set to its directory"
    fi
    export JAVA_HOME=$home
    # Maven takes `java` from JAVA_HOME. JAVA_TOOL_OPTIONS would add lines to the output of all tests.
    unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
}

build() {
    mvn --batch-mode --no-transfer-progress "$@"
}

# bundle DIRECTORY ARGUMENT...: creates a bundle with `hexrun spec` and a busybox root file system.
bundle() {
    local directory=$1 busybox applet arguments='' argument
    shift
    busybox=$(static_busybox)
    mkdir -p "$directory/rootfs/bin" "$directory/rootfs/etc" "$directory/rootfs/proc" "$directory/rootfs/sys" \
        "$directory/rootfs/dev" "$directory/rootfs/tmp" "$directory/rootfs/root"
    cp "$busybox" "$directory/rootfs/bin/busybox"
    for applet in $("$busybox" --list); do
        [ "$applet" = busybox ] || ln -sf busybox "$directory/rootfs/bin/$applet"
    done
    echo 'root:x:0:0:root:/root:/bin/sh' >"$directory/rootfs/etc/passwd"
    for argument in "$@"; do
        # Other characters that JSON escapes do not occur here.
        argument=${argument//\\/\\\\}
        argument=${argument//\"/\\\"}
        argument=${argument//$'\n'/\\n}
        arguments="$arguments${arguments:+, }\"$argument\""
    done
    (cd "$directory" && "$hexrun" spec)
    # The template has a terminal and a shell; this container has no terminal and another command.
    ARGUMENTS=$arguments awk '
        /"terminal": *true/ { sub(/true/, "false") }
        /"args": *\[/ { print "\t\t\"args\": [" ENVIRON["ARGUMENTS"] "],"; skip = 1 }
        !skip { print }
        skip && /\]/ { skip = 0 }
    ' "$directory/config.json" >"$directory/config.json.new"
    mv "$directory/config.json.new" "$directory/config.json"
}
