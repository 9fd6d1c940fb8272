#!/bin/sh
# Run once by the container of PostgreSQL, when it has made its data folder: the three roles and the database.
set -eu
for role in owner web worker; do
  export "MDT_$(echo $role | tr a-z A-Z)_PASSWORD=$(cat /run/secrets/$role-password)"
done
psql --no-psqlrc --quiet --username postgres --dbname postgres --file /roles.sql
