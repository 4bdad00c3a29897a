#!/bin/sh
# Gives the broker a login, or an existing one a new password: deploy/login.sh FOLDER NAME, password on standard input.
# Uses mosquitto_passwd of this machine, or the one in the broker's image. The password is on no command line.
set -eu
umask 077

site=$1
name=$2
image=${MOSQUITTO_IMAGE:-eclipse-mosquitto:2.0.22}
passwords=$site/mosquitto/passwords
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

read -r password || [ -n "$password" ]
printf '%s:%s\n' "$name" "$password" >"$work/new"

PATH=$PATH:/usr/sbin
if command -v mosquitto_passwd >/dev/null 2>&1; then
    mosquitto_passwd -U "$work/new"
else
    docker run --rm --user "$(id -u):$(id -g)" --volume "$work:/login" "$image" mosquitto_passwd -U /login/new
fi

if [ -e "$passwords" ]; then
    awk -F : -v name="$name" '$1 != name' "$passwords" >"$work/passwords"
fi
cat "$work/new" >>"$work/passwords"
chmod 644 "$work/passwords"
mv "$work/passwords" "$passwords"
