#!/bin/bash
# Makes the images of the stand-in application: no registry, no Docker daemon, no root. The programs come from
# Debian's packages (apt-get and dpkg-deb only unpack them; nothing is installed on this machine), the rest from here.
set -euo pipefail

usage() {
	cat <<-END
	usage: images.sh OUTDIR [VERSION...]
	       images.sh --roots

	Puts one archive with all images (OCI layout, also readable by "docker load") into OUTDIR:
	  docker.io/ticket-booking/frontend   v1 v2
	  docker.io/ticket-booking/backend    v1 v2, and versions that are broken on purpose:
	      crash         ends at the start with an error line
	      never-ready   runs, but its readiness probe never succeeds
	      slow          ready after 20 s
	      unhealthy     ready, and after a minute no more
	      abrupt        serves well, but ends at once on SIGTERM, without a graceful stop
	  docker.io/library/mysql:8.0         MariaDB behind the MySQL image's contract
	  docker.io/curlimages/curl           8 and latest; curl and a shell, for smoke tests inside the cluster
	VERSION: only these versions of the application (mysql and curl always come along).
	--roots: only unpack the programs, and print the folder that holds base, node, nginx, mariadb, curl
	         and test (a YAML parser for test.sh).

	Everything is kept in \${XDG_CACHE_HOME:-~/.cache}/k8s-release: images-HASH (HASH stands for the sources) and
	programs-HASH (the unpacked Debian packages; delete both to have newer ones). LOCALKUBE names the localkube program, if it is built already.
	END
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
say() { echo "images: $*" >&2; }
fail() { say "$*"; exit 1; }

ALL="v1 v2 crash never-ready slow unhealthy abrupt"
roots_only=
case ${1:-} in
-h | --help) usage; exit ;;
--roots) roots_only=yes ;;
'' | -*) usage >&2; exit 2 ;;
*) out=$1; shift; mkdir -p "$out"; out=$(cd "$out" && pwd) ;;
esac
[ $# -gt 0 ] || set -- $ALL
if [ -z "$roots_only" ]; then
	for version; do
		[[ " $ALL " == *" $version "* ]] || { say "there is no version '$version' (there are: $ALL)"; exit 2; }
	done
fi

# --- the cache -------------------------------------------------------------------------------------------------

. /etc/os-release
command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null ||
	fail "this needs apt-get and dpkg-deb: run it on Debian or Ubuntu (this is ${PRETTY_NAME:-unknown})"
arch=$(dpkg --print-architecture)
caches=${XDG_CACHE_HOME:-$HOME/.cache}/k8s-release
# Two caches, so that a change of our sources does not download the programs again.
programs_hash=$({ echo "$arch ${ID:-} ${VERSION_ID:-}"; cat "$here/images.sh"; } | sha256sum | cut -c1-12)
roots=$caches/programs-$programs_hash
hash=$({
	echo "$programs_hash"
	cd "$here" && find frontend backend database -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
} | sha256sum | cut -c1-12)
cache=$caches/images-$hash
mkdir -p "$cache"
exec 9> "$caches/images.lock"
flock 9
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT

# --- the programs, one folder for each layer -------------------------------------------------------------------

# What only a package's own set-up scripts and manuals need, and no program here.
NOT_NEEDED=(--exclude='./usr/share/'{doc,man,info,locale,lintian,bug,perl5,zoneinfo,bash-completion,vim,apport,nginx,applications,icons,pixmaps,initramfs-tools,debhelper}
	--exclude='./etc/'{init.d,cron.d,cron.daily,logrotate.d,default,apparmor.d,ufw,security,pam.d,systemd}
	--exclude='./usr/lib/*/gconv' --exclude='./lib/systemd' --exclude='./usr/lib/systemd' --exclude='./var' --exclude='./usr/include'
	--exclude='./lib/*/security' --exclude='./usr/share/mysql/'{bulgarian,chinese,czech,danish,dutch,estonian,french,georgian,german,greek,hindi,hungarian,italian,japanese,korean,norwegian,norwegian-ny,polish,portuguese,romanian,russian,serbian,slovak,spanish,swahili,swedish,ukrainian}
	--exclude='./usr/bin/'{aria_chk,aria_dump_log,aria_ftdump,aria_pack,aria_read_log,mariadb-upgrade,mysql_upgrade,myisamchk,myisamlog,myisampack,myisam_ftdump,innochecksum,mariabackup,mariadb-backup,mariadb-check,mariadb-dump,mysqlcheck,mysqldump,galera_recovery,galera_new_cluster,wsrep_sst_*})
# Packages that the closure names but that no program here loads: interpreters of set-up scripts, firewall tools.
LEFT_OUT='^(debconf|iproute2|libbpf1|libelf1|libcap2-bin|libxtables12|libmnl0|libtirpc3|libtirpc-common|libtirpc3t64|perl.*|mysql-common|mariadb-common|libcrypt-.*|sensible-utils|gcc-.*-base|libjs-.*)$'

apt() {
	# The two caches of the index are spelt out because container images of Debian switch them off.
	apt-get -q -o Dir::State="$work/apt" -o Dir::State::status="$work/apt/status" -o Dir::Cache="$work/cache" \
		-o Dir::Cache::pkgcache=pkgcache.bin -o Dir::Cache::srcpkgcache=srcpkgcache.bin \
		-o Dir::Etc::preferences="$work/preferences" -o Debug::NoLocking=1 -o APT::Sandbox::User= "$@"
}

# closure NAME...: prints the names of these packages and of everything that they depend on, sorted
closure() {
	apt install --yes --no-install-recommends --simulate "$@" > "$work/closure" 2> "$work/apt.log" ||
		{ cat "$work/closure" "$work/apt.log" >&2; fail "this machine's package sources do not have: $*"; }
	sed -n 's/^Inst \([^ ]*\) .*/\1/p' "$work/closure" | sed 's/:.*//' | LC_ALL=C sort -u | grep -Ev "$LEFT_OUT"
}

# unpack FOLDER PACKAGE...
unpack() {
	local root=$1 package file
	shift
	# Debian's programs expect the merged /usr, and every layer must agree, or one hides what is under it.
	mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
	for package in bin sbin lib lib64; do ln -s "usr/$package" "$root/$package"; done
	for package; do
		for file in "$work/cache/archives/${package}"_*.deb; do
			dpkg-deb --fsys-tarfile "$file" | tar -x -C "$root" --keep-directory-symlink --no-same-owner "${NOT_NEEDED[@]}" -f -
		done
	done
	find "$root" -type d -empty -delete
	mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
}

programs() {
	[ ! -e "$roots" ] || return 0
	work=$(mktemp -d "$caches/build.XXXXXX")
	mkdir -p "$work"/apt/lists/partial "$work"/cache/archives/partial "$work"/roots
	: > "$work/apt/status"
	# The distribution's own packages, whatever other sources this machine has (another Node.js, for example).
	printf 'Package: *\nPin: release o=%s\nPin-Priority: 1001\n' "$([ "$ID" = ubuntu ] && echo Ubuntu || echo Debian)" > "$work/preferences"
	say "reading the package lists"
	# A source that cannot be reached matters only when something is missing, which closure() then says.
	apt update > "$work/apt.log" 2>&1 || say "not every package source could be read; going on without"
	local base all layer
	local -A wanted=([node]='nodejs node-mysql' [nginx]=nginx [mariadb]='mariadb-server-core mariadb-client-core' [curl]=curl
		[test]=node-yaml) only=()
	base=$(closure busybox libc6 libgcc-s1 libstdc++6 libssl3 zlib1g)
	for layer in "${!wanted[@]}"; do
		all=$(closure ${wanted[$layer]})
		only[$layer]=$(LC_ALL=C comm -13 <(echo "$base") <(echo "$all"))
	done
	say "downloading nginx, Node.js, MariaDB and curl"
	apt install --yes --download-only --no-install-recommends $base ${only[*]} > "$work/apt.log" 2>&1 ||
		{ cat "$work/apt.log" >&2; fail "the packages could not be downloaded (see above)"; }
	say "unpacking them"
	unpack "$work/roots/base" $base
	for layer in "${!wanted[@]}"; do unpack "$work/roots/$layer" ${only[$layer]}; done
	base_files "$work/roots/base"
	rm -rf "$work"/roots/nginx/etc/nginx/{nginx.conf,sites-*,snippets,conf.d} "$work"/roots/mariadb/etc/mysql
	mv "$work/roots" "$roots"
	rm -rf "$work"
	work=
}

# The shell's commands, the users of the three images, and the folders that a pod mounts over.
base_files() {
	local root=$1 name
	mkdir -p "$root"/etc "$root"/tmp "$root"/proc "$root"/sys "$root"/dev "$root"/run/mysqld "$root"/var/lib/mysql "$root"/var/tmp "$root"/root
	for name in sh ash awk basename cat chmod cp cut date dirname echo env expr false find grep head hostname id kill ln ls mkdir mktemp mv \
		nc nslookup ps printf pwd readlink rm sed seq sleep sort tail test touch tr true uname uniq wc wget whoami xargs; do
		[ -e "$root/usr/bin/$name" ] || ln -s busybox "$root/usr/bin/$name"
	done
	ln -s /run "$root/var/run"
	# The node's agents mount theirs over these.
	touch "$root"/etc/{hosts,hostname,resolv.conf}
	cat > "$root/etc/passwd" <<-'END'
	root:x:0:0:root:/root:/bin/sh
	curl:x:100:101:curl:/tmp:/bin/sh
	nginx:x:101:101:nginx:/tmp:/bin/sh
	mysql:x:999:999:mysql:/var/lib/mysql:/bin/sh
	node:x:1000:1000:node:/tmp:/bin/sh
	END
	cut -d: -f1,2,4 "$root/etc/passwd" | sed 's/$/:/; /^curl:/d' > "$root/etc/group"
	echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
	chmod 1777 "$root/tmp" "$root/var/tmp"
}

# --- the images ------------------------------------------------------------------------------------------------

# Every image's flags and layers, one image after the other: the archive is written at once, since most images have
# most of their layers in common and an archive holds each layer once.
images=()
image() { images+=(${images[@]+--next} "$@"); }

# layer NAME: makes an empty folder for our own files of an image
layer() {
	mkdir -p "$work/$1"
	echo "$work/$1"
}

frontend() {
	local l
	l=$(layer "frontend-$1")
	mkdir -p "$l/srv/www" "$l/etc/nginx" "$l/usr/local/bin"
	cp "$here"/frontend/html/* "$l/srv/www/"
	cp "$here/frontend/nginx.conf" "$l/etc/nginx/"
	cp "$here/frontend/entrypoint.sh" "$l/usr/local/bin/"
	sed -i "s/@VERSION@/$1/g" "$l/srv/www/index.html" "$l/etc/nginx/nginx.conf"
	image --name "docker.io/ticket-booking/frontend:$1" --entrypoint /usr/local/bin/entrypoint.sh \
		--stop-signal SIGQUIT --user 101 "$roots/base" "$roots/nginx" "$l"
}

backend() {
	local l fault=
	case $1 in v1 | v2) ;; *) fault=$1 ;; esac
	l=$(layer backend)
	mkdir -p "$l/srv/backend"
	cp "$here"/backend/*.js "$here/backend/package.json" "$l/srv/backend/"
	image --name "docker.io/ticket-booking/backend:$1" --entrypoint /usr/bin/node,/srv/backend/server.js \
		--env "APP_VERSION=$1" --env "APP_FAULT=$fault" --workdir /srv/backend --user 1000 "$roots/base" "$roots/node" "$l"
}

mysql() {
	local l
	l=$(layer mysql)
	mkdir -p "$l/usr/local/bin" "$l/etc/mysql/conf.d" "$l/docker-entrypoint-initdb.d"
	cp "$here/database/entrypoint.sh" "$l/usr/local/bin/"
	echo '!includedir /etc/mysql/conf.d/' > "$l/etc/mysql/my.cnf"
	image --name docker.io/library/mysql:8.0 --entrypoint /usr/local/bin/entrypoint.sh --user 999 \
		"$roots/base" "$roots/mariadb" "$l"
}

curl() {
	image --name docker.io/curlimages/curl:latest --name docker.io/curlimages/curl:8 --entrypoint /usr/bin/curl \
		--user 100 "$roots/base" "$roots/curl"
}

programs
# What no state of the sources has used for two weeks goes.
touch "$roots" "$cache"
find "$caches" -maxdepth 1 \( -name 'images-*' -o -name 'programs-*' -o -name 'build.*' \) -mtime +14 -exec rm -rf {} +
[ -z "$roots_only" ] || { echo "$roots"; exit; }
versions=$(printf '%s\n' "$@" | sort -u)
archive=$cache/ticket-booking-$(echo $versions | tr ' ' '+').tar
if [ ! -e "$archive" ]; then
	localkube=${LOCALKUBE:-$("$here/../../localkube/build.sh")}
	work=$(mktemp -d "$caches/build.XXXXXX")
	say "making mysql, curl and the versions" $versions
	mysql
	curl
	for version in $versions; do
		backend "$version"
		case $version in v1 | v2) frontend "$version" ;; esac
	done
	# Sources may be anybody's only; the images' users have to read them.
	chmod -R a+rX "$work"
	"$localkube" image "${images[@]}" > "$archive.part"
	mv "$archive.part" "$archive"
fi
# The same file under two names costs nothing; across file systems it is a copy.
rm -f "$out"/ticket-booking-*.tar
ln "$archive" "$out/" 2> /dev/null || cp "$archive" "$out/"
say "$out/${archive##*/} ($(du -m "$archive" | cut -f1) MB)"
