#!/bin/sh
# Becomes nginx, and has it take up the certificate in a folder anew whenever that is another one:
#   nginx-renewing.sh FOLDER SECONDS-BETWEEN-LOOKS ARGUMENTS-OF-NGINX…
# What it is to take up is checked first. While that is broken, or half of it, it says so at each look and goes on with
# the old one.
set -eu
folder=$1 pause=$2
shift 2

seen() { cat "$folder/tls.crt" "$folder/tls.key" | sha256sum; }

before=$(seen)
while sleep "$pause" && kill -0 $$; do
  now=$(seen)
  if [ "$now" != "$before" ] && nginx -t -q "$@"; then
    kill -HUP $$
    before=$now
  fi
done &

exec nginx "$@"
