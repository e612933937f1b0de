# shellcheck shell=bash disable=SC2154 # `hexrun` is set by the scripts that call `bundle`
# Sourced by ./quickstart, ./check and ./benchmark: finds or installs what a clean Debian machine lacks.
#
#   need TOOL...      each tool is there, or is installed (as root), or the script ends saying what is missing
#   need_jdk          JAVA_HOME is a JDK 25, the same way
#   build ARGUMENT... Maven, quietly, with that JDK
#   say TEXT...       a line about what the script does
#   bundle FOLDER ... a bundle with a busybox root file system; what follows is the command in it

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

# The package that brings a tool, on Debian and its descendants.
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
    # Only a static one runs in an otherwise empty root file system.
    busybox) static_busybox >/dev/null ;;
    # Its package, not that it runs.
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
        apt-get update -qq || die 'apt-get update failed: is there a network, and a package source?'
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
        die "Missing, and no apt-get to install them with (Debian's names): ${missing[*]}"
    fi
    if ! is_root; then
        die "Missing packages: ${missing[*]}
Install them as root, then run this again:
    apt-get install ${missing[*]}"
    fi
    apt_install "${missing[@]}"
    for tool in "$@"; do
        has "$tool" || die "$(package_of "$tool") is installed, but $tool is not there"
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
        home=$(find_jdk) || die "Missing: a JDK 25. It was looked for in JAVA_HOME, on the PATH, in /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks.
    Debian 13 and later, Ubuntu 25.10 and later:  apt-get install $package
    others: Eclipse Temurin 25, https://adoptium.net/installation/linux/ (package temurin-25-jdk),
            or any archive of a JDK 25 unpacked, with JAVA_HOME set to its folder"
    fi
    export JAVA_HOME=$home
    # Maven takes `java` from JAVA_HOME; a JAVA_TOOL_OPTIONS would talk into every test's output.
    unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS
}

build() {
    mvn --batch-mode --no-transfer-progress "$@"
}

# bundle FOLDER ARGUMENT...: a bundle there, by `hexrun spec`, with busybox as its root file system.
bundle() {
    local folder=$1 busybox applet arguments='' argument
    shift
    busybox=$(static_busybox)
    mkdir -p "$folder/rootfs/bin" "$folder/rootfs/etc" "$folder/rootfs/proc" "$folder/rootfs/sys" \
        "$folder/rootfs/dev" "$folder/rootfs/tmp" "$folder/rootfs/root"
    cp "$busybox" "$folder/rootfs/bin/busybox"
    for applet in $("$busybox" --list); do
        [ "$applet" = busybox ] || ln -sf busybox "$folder/rootfs/bin/$applet"
    done
    echo 'root:x:0:0:root:/root:/bin/sh' >"$folder/rootfs/etc/passwd"
    for argument in "$@"; do
        # Of what JSON escapes, no more is used here.
        argument=${argument//\\/\\\\}
        argument=${argument//\"/\\\"}
        argument=${argument//$'\n'/\\n}
        arguments="$arguments${arguments:+, }\"$argument\""
    done
    (cd "$folder" && "$hexrun" spec)
    # The template asks for a terminal and a shell; this container gets neither a terminal nor questions.
    ARGUMENTS=$arguments awk '
        /"terminal": *true/ { sub(/true/, "false") }
        /"args": *\[/ { print "\t\t\"args\": [" ENVIRON["ARGUMENTS"] "],"; skip = 1 }
        !skip { print }
        skip && /\]/ { skip = 0 }
    ' "$folder/config.json" >"$folder/config.json.new"
    mv "$folder/config.json.new" "$folder/config.json"
}
