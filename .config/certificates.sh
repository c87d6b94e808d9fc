#!/bin/sh
# Certificates of the compose file's internal networks, made once: an authority whose key is thrown away, one for Postgres,
# one for Temporal, one that clients show to Temporal. What exists stays. Arguments: where each goes, and who reads it.
#   certificates.sh PUBLIC POSTGRES POSTGRES_UID TEMPORAL TEMPORAL_UID CLIENT CLIENT_UID
set -eu
public=$1 postgres=$2 postgres_uid=$3 temporal=$4 temporal_uid=$5 client=$6 client_uid=$7
[ -s "$public/ca.pem" ] && exit 0
days=3650
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$days" -subj /CN=dex-internal \
  -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null

issue() { # directory, uid, name, use
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$3" -keyout "$work/$3.key" -out "$work/$3.csr" 2>/dev/null
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=%s\nbasicConstraints=critical,CA:false\n' "$3" "$4" >"$work/$3.ext"
  openssl x509 -req -in "$work/$3.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days "$days" \
    -extfile "$work/$3.ext" -out "$work/$3.pem" 2>/dev/null
  cp "$work/$3.key" "$1/tls.key"
  cp "$work/$3.pem" "$1/tls.pem"
  cp "$work/ca.pem" "$1/ca.pem"
  chmod 400 "$1/tls.key"
  chmod 444 "$1/tls.pem" "$1/ca.pem"
  chown -R "$2" "$1"
}

issue "$postgres" "$postgres_uid" postgres serverAuth
# Temporal's own services speak to each other with it too.
issue "$temporal" "$temporal_uid" temporal serverAuth,clientAuth
issue "$client" "$client_uid" dex clientAuth
cp "$work/ca.pem" "$public/ca.pem"
chmod 444 "$public/ca.pem"
