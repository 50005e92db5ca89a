#!/usr/bin/env bash
# tests/postgres.sh COMMAND...: runs a command beside a PostgreSQL server of its own, which DOVETAIL_POSTGRES names.
#
# The server is Debian's package `postgresql`, installed if it is missing and that is possible. Its cluster is in a temporary
# folder, listens on 127.0.0.1 alone, and is gone when the command has ended. Exit code 77: there is no server to be had.
set -u
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

bin=$(find_bin)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    DEBIAN_FRONTEND=noninteractive timeout 200 apt-get install -y -q postgresql >&2
    bin=$(find_bin)
fi
[ -n "$bin" ] && [ -x "$bin/initdb" ] || { echo "no PostgreSQL: the package \`postgresql\` is not installed" >&2; exit 77; }

# The server refuses to be root's.
as=()
folder=$(mktemp -d)
if [ "$(id -u)" = 0 ]; then
    as=(runuser -u postgres --)
    chown postgres "$folder"
fi
stop() {
    [ -e "$folder/data/postmaster.pid" ] && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$folder" || exit 1
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
"${as[@]}" sh -c 'umask 077; echo "$1" >"$2/password"' sh "$password" "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U dovetail -A scram-sha-256 --pwfile="$folder/password" -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; exit 1; }
for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 30 \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c max_connections=50" start >/dev/null 2>&1 && break
    port=
done
[ -n "$port" ] || { cat "$folder/server.log" >&2; exit 1; }
cd "$OLDPWD" || exit 1

DOVETAIL_POSTGRES="Host=127.0.0.1;Port=$port;Username=dovetail;Password=$password;Database=postgres" "$@"
