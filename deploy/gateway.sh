#!/bin/sh
# A login of its own for a gateway: deploy/gateway.sh NAME [TOPIC…], SITE=folder when it is not site.
# It may write below gateways/NAME/, and to the topics given here where its maker has fixed them (+ and # allowed).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
site=${SITE:-site}
name=${1:-}

case $name in
    '' | *[!A-Za-z0-9._-]*)
        echo "gateway.sh: a name of letters, digits, dot, dash and underscore is needed, for example: gateway-1" >&2
        exit 2
        ;;
    collector | health)
        echo "gateway.sh: $name is a login of the service itself; choose another name" >&2
        exit 2
        ;;
esac
if [ ! -e "$site/mosquitto/acl" ]; then
    echo "gateway.sh: $site/mosquitto/acl is missing; run deploy/prepare.sh $site first" >&2
    exit 2
fi
shift

password=$(LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 24)
printf '%s\n' "$password" | sh "$here/login.sh" "$site" "$name"

if [ "$#" -gt 0 ]; then
    printf '\nuser %s\n' "$name" >>"$site/mosquitto/acl"
    for topic; do printf 'topic write %s\n' "$topic" >>"$site/mosquitto/acl"; done
fi

echo "user:     $name"
echo "password: $password"
echo "It is shown this once; the broker keeps only its hash. Reload: docker compose kill -s HUP mosquitto"
