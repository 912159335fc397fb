#!/bin/bash
# Tests the application as its images run it (read-only root, users of the manifests, real MariaDB and nginx) and
# checks every manifest. Needs what images.sh needs; as root everything runs, without root the manifests' tests.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TICKET_BOOKING_PROGRAMS=$("$here/images.sh" --roots)
export TICKET_BOOKING_PROGRAMS
export NODE_PATH=$TICKET_BOOKING_PROGRAMS/test/usr/share/nodejs:$TICKET_BOOKING_PROGRAMS/node/usr/share/nodejs
# Node.js is the one of the image, through its own loader, so that nothing has to be installed on this machine.
libraries=$(cd "$TICKET_BOOKING_PROGRAMS/base/usr/lib" && echo *-linux-gnu*)
loader=$(cd "$TICKET_BOOKING_PROGRAMS/base/usr/lib/$libraries" && echo ld-linux*)
command=("$TICKET_BOOKING_PROGRAMS/base/usr/lib/$libraries/$loader"
	--library-path "$TICKET_BOOKING_PROGRAMS/base/usr/lib/$libraries:$TICKET_BOOKING_PROGRAMS/node/usr/lib/$libraries"
	"$TICKET_BOOKING_PROGRAMS/node/usr/bin/node" "$here/test/all.js" "$@")
# A network of its own, so that the seed's ports are free, and a process tree that ends with this script.
namespaces=(unshare --mount --net --pid --fork --kill-child --mount-proc)
if [ "$(id -u)" = 0 ]; then
	export TICKET_BOOKING_NAMESPACES=yes
else
	namespaces+=(--user --map-root-user)
fi
exec "${namespaces[@]}" sh -c '
	# Debian compiles the path of its own modules into Node.js.
	mount -t overlay overlay -o "lowerdir=$TICKET_BOOKING_PROGRAMS/node/usr/share:/usr/share" /usr/share
	"$TICKET_BOOKING_PROGRAMS/base/usr/bin/busybox" ip link set lo up
	echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
	exec "$@"' sh "${command[@]}"
