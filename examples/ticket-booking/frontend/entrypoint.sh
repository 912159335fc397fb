#!/bin/sh
# Writes where the API is for nginx.conf, then becomes nginx. BACKEND is host:port; a host without a dot is a
# Service of the pod's own namespace, which nginx (unlike the C library) does not complete by itself.
set -eu
backend=${BACKEND:-backend-service:3000}
host=${backend%:*}
port=${backend##*:}

# IPv6 name servers stand in brackets.
servers=$(awk '$1 == "nameserver" { printf " %s", ($2 ~ /:/ ? "[" $2 "]" : $2) }' /etc/resolv.conf)
domain=$(awk '$1 == "search" { print $2; exit }' /etc/resolv.conf)
case $host in
*.*) ;;
*) host=$host${domain:+.$domain} ;;
esac

{
	[ -z "$servers" ] || echo "resolver$servers valid=5s;"
	echo "map '' \$backend { default http://$host:$port; }"
} > /tmp/backend.conf
exec nginx -g 'daemon off;'
