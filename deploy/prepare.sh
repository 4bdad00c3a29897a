#!/bin/sh
# Makes the folder a school's own things live in, beside docker-compose.yml: deploy/prepare.sh [FOLDER], default site.
# Random passwords, the broker's logins and rights, a campus.yaml to fill in. What is already there stays as it is.
set -eu
umask 077

here=$(cd "$(dirname "$0")" && pwd)
site=${1:-site}

random() {
    LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 40
}

mkdir -p "$site/secrets" "$site/mosquitto" "$site/config/meters"
# Closed to other users of this machine; each container is given only the folders and files below that it needs.
chmod 700 "$site"
chmod 755 "$site/secrets" "$site/mosquitto" "$site/config" "$site/config/meters"

for secret in mqtt_collector mqtt_health influxdb_admin influxdb_token grafana_admin; do
    if [ ! -s "$site/secrets/$secret" ]; then
        random >"$site/secrets/$secret"
        chmod 644 "$site/secrets/$secret"
    fi
done

copy() {
    [ -e "$site/$2" ] || cp "$here/$1" "$site/$2"
    chmod 644 "$site/$2"
}

copy mosquitto/acl mosquitto/acl
copy config/campus.yaml config/campus.yaml
copy config/meters/main.csv config/meters/main.csv

for login in collector health; do
    sh "$here/login.sh" "$site" "$login" <"$site/secrets/mqtt_$login"
done

echo "$site is ready. Next: fill in $site/config/campus.yaml, add gateways with deploy/gateway.sh, then docker compose up -d"
