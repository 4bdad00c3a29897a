#!/bin/sh
# Debian and Ubuntu packages without a question asked:
#   setup/apt.sh can               exit 0 when apt is here and may be used (root, or sudo without a password)
#   setup/apt.sh offers PACKAGE    exit 0 when the package can be installed
#   setup/apt.sh install PACKAGE…  installs; services that come along are neither started now nor at boot
set -eu

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

offers() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

refresh() {
    as_root apt-get -q update -o DPkg::Lock::Timeout=300
}

policy=/usr/sbin/policy-rc.d
ours=

hold_services() {
    # The package scripts ask this file whether they may start their service; 101 means no.
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    ours=yes
}

release_services() {
    [ -z "$ours" ] || as_root rm -f "$policy"
    ours=
}

keep_off_at_boot() {
    [ -d /run/systemd/system ] || return 0
    for package; do
        for unit in $(dpkg -L "$package" 2>/dev/null | sed -n 's|.*/systemd/system/\([a-z0-9-]*\.service\)$|\1|p'); do
            as_root systemctl disable --now "$unit" >/dev/null 2>&1 || true
        done
    done
}

install() {
    can || return 1
    missing=
    for package; do
        offers "$package" || missing=yes
    done
    [ -z "$missing" ] || refresh
    trap release_services EXIT
    trap 'exit 130' INT TERM
    hold_services
    # needrestart would otherwise stop an Ubuntu installation with a full-screen question.
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -q -y install \
        --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" </dev/null
    release_services
    keep_off_at_boot "$@"
}

action=$1
shift
case $action in
    can | offers | refresh | install) "$action" "$@" ;;
    *)
        echo "apt.sh: unknown action $action; known: can, offers, refresh, install" >&2
        exit 2
        ;;
esac
