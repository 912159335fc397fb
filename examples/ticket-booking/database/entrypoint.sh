#!/bin/sh
# MariaDB behind the contract of the image mysql:8.0, so that manifests written for MySQL run unchanged:
#   MYSQL_ROOT_PASSWORD              required while the volume is empty (or MYSQL_ALLOW_EMPTY_PASSWORD)
#   MYSQL_DATABASE                   made when given
#   MYSQL_USER, MYSQL_PASSWORD       made when given, with all rights on that database
#   NAME_FILE                        for each of them: read the value from a file
#   /docker-entrypoint-initdb.d/*.sql  run once, in the order of their names
#   /etc/mysql/conf.d/*.cnf          settings
# Runs as the user that it is started as, and writes to /var/lib/mysql, /var/run/mysqld and /tmp only.
set -eu
data=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock
# There while the volume is being filled: what a killed attempt left is no data of anybody and is begun anew.
unfinished=$data/.unfinished-initialisation

say() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) entrypoint: $*"; }
fail() { say "ERROR $*" >&2; exit 1; }

# value NAME: prints $NAME, or the content of the file $NAME_FILE
value() {
	eval "plain=\${$1:-} file=\${$1_FILE:-}"
	[ -z "$plain" ] || [ -z "$file" ] || fail "both $1 and $1_FILE are set; set one of them"
	if [ -n "$file" ]; then cat "$file"; else printf %s "$plain"; fi
}

# quoted TEXT: prints TEXT as an SQL string
quoted() { printf "'"; printf %s "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g"; printf "'"; }

client() { mariadb --no-defaults --batch --user=root --socket=$socket "$@"; }

initialise() {
	root=$(value MYSQL_ROOT_PASSWORD) name=$(value MYSQL_DATABASE) user=$(value MYSQL_USER) password=$(value MYSQL_PASSWORD)
	[ -n "$root" ] || [ -n "${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ] ||
		fail 'the volume is empty and MYSQL_ROOT_PASSWORD is not set: set it, or MYSQL_ALLOW_EMPTY_PASSWORD=yes'
	[ -z "$user" ] || [ -n "$password" ] || fail "MYSQL_USER is $user but MYSQL_PASSWORD is not set"
	case $name$user in *'`'*) fail 'MYSQL_DATABASE and MYSQL_USER must not contain a backquote' ;; esac

	find "$data" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
	: > "$unfinished"
	say 'filling the empty volume'
	mariadb-install-db --datadir="$data" --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve \
		--cross-bootstrap > /tmp/install.log 2>&1 || { cat /tmp/install.log; fail 'mariadb-install-db failed'; }

	# No network until the tables are there, so that an open port means a database that can be used.
	mariadbd --skip-networking --socket=$socket "$@" &
	server=$!
	tries=0
	until client -e 'SELECT 1' > /dev/null 2>&1; do
		kill -0 $server 2> /dev/null || fail 'the server ended while the volume was being filled'
		tries=$((tries + 1))
		[ $tries -lt 600 ] || fail 'the server did not answer in 60 s'
		sleep 0.1
	done
	{
		[ -z "$name" ] || echo "CREATE DATABASE IF NOT EXISTS \`$name\`;"
		if [ -n "$user" ]; then
			echo "CREATE USER $(quoted "$user")@'%' IDENTIFIED BY $(quoted "$password");"
			[ -z "$name" ] || echo "GRANT ALL ON \`$name\`.* TO $(quoted "$user")@'%';"
		fi
	} | client
	for file in /docker-entrypoint-initdb.d/*; do
		case $file in
		*.sql) say "running $file" && client ${name:+--database="$name"} < "$file" ;;
		*'*') ;;
		*) say "left out, since only .sql files are run here: $file" ;;
		esac
	done
	# Last, because from here on root needs a password.
	echo "CREATE USER root@'%' IDENTIFIED BY $(quoted "$root"); GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
		ALTER USER root@localhost IDENTIFIED BY $(quoted "$root");" | client
	kill -TERM $server
	wait $server || fail 'the server did not stop cleanly'
	rm "$unfinished"
	say 'the volume is ready'
}

if [ ! -d "$data/mysql" ] || [ -e "$unfinished" ]; then initialise "$@"; fi
unset MYSQL_ROOT_PASSWORD MYSQL_PASSWORD
exec mariadbd --datadir="$data" --socket=$socket "$@"
