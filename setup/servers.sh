#!/bin/sh
# What the tests start beside the program itself: brokers, stores, a browser.
# Installs what is missing where it may, says what and why, and exits 0 when everything is there, 1 when something is not.
set -eu

apt=$(dirname "$0")/apt.sh
PATH=$PATH:/usr/sbin:/usr/local/sbin

any_command() {
    for name; do
        ! command -v "$name" >/dev/null 2>&1 || return 0
    done
    return 1
}

present() {
    case $1 in
        mosquitto) any_command mosquitto ;;
        mosquitto-clients) any_command mosquitto_pub ;;
        influxdb) any_command influxd ;;
        postgresql) any_command initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
        chromium) any_command chromium chromium-browser google-chrome google-chrome-stable ;;
        fonts-noto-cjk) cjk_font ;;
        libreoffice-calc-nogui) any_command soffice libreoffice ;;
        poppler-utils) any_command pdftotext ;;
    esac
}

cjk_font() {
    if command -v fc-list >/dev/null 2>&1; then
        [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
    else
        ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1
    fi
}

purpose() {
    case $1 in
        mosquitto) echo "the MQTT broker the collector is tested against" ;;
        mosquitto-clients) echo "mosquitto_pub, a foreign MQTT client" ;;
        influxdb) echo "the time-series store, as a foreign server" ;;
        postgresql) echo "the ledger on PostgreSQL" ;;
        chromium) echo "the browser the pages are tested in" ;;
        fonts-noto-cjk) echo "a font with Chinese characters for the browser" ;;
        libreoffice-calc-nogui) echo "the foreign spreadsheet that opens and recalculates the workbook" ;;
        poppler-utils) echo "pdftotext, to read what the workbook prints" ;;
    esac
}

absent() {
    for part in mosquitto mosquitto-clients influxdb postgresql chromium fonts-noto-cjk libreoffice-calc-nogui poppler-utils; do
        present "$part" || printf '%s ' "$part"
    done
}

tell() {
    for part in $1; do
        echo "  $part: $(purpose "$part")"
    done
}

wanted=$(absent)
[ -n "$wanted" ] || exit 0

if sh "$apt" can; then
    echo "The tests start these programs themselves, on free ports of this machine, and stop them again."
    echo "Missing, now installed through apt (their system services stay off):"
    tell "$wanted"
    sh "$apt" refresh || echo "The package lists could not be renewed; going on with those at hand."
    offered=
    for part in $wanted; do
        # Ubuntu carries Chromium under its older name.
        [ "$part" != chromium ] || sh "$apt" offers chromium || part=chromium-browser
        if sh "$apt" offers "$part"; then offered="$offered $part"; fi
    done
    # shellcheck disable=SC2086 # a list of package names
    if [ -n "$offered" ] && ! sh "$apt" install $offered; then
        echo "Not all at once; now one by one."
        for part in $offered; do sh "$apt" install "$part" || true; done
    fi
    wanted=$(absent)
    [ -n "$wanted" ] || exit 0
fi

echo "Not installed here, so the tests that need them are left out:"
tell "$wanted"
if command -v apt-get >/dev/null 2>&1; then
    echo "To run them too: sudo apt-get install $wanted"
elif command -v brew >/dev/null 2>&1; then
    echo "To run them too, install them, for example: brew install mosquitto influxdb@1 postgresql@16, Chromium or Chrome, LibreOffice, poppler."
else
    echo "To run them too, install them with this system's package manager."
fi
exit 1
