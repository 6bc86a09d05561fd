#!/bin/sh
# Two servers as Debian sets them up (PostgreSQL's own programs, in namespaces of the test's own): each has a folder, with its own configuration, views and
# log; as root, as the servers' owner and as nobody; and analyze takes the settings of the one that died.
set -eu
bin=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1)
bin=${bin%/initdb}
skip() { echo "collect_clusters_test: skipped, $1"; exit 77; }
[ -n "$bin" ] || skip "no PostgreSQL server in /usr/lib/postgresql"
[ "$(id -u)" -eq 0 ] && id postgres >/dev/null 2>&1 || skip "needs root and a user postgres"
if [ "${1:-}" != inside ]; then
  unshare -mpf --mount-proc true 2>/dev/null || skip "no namespaces can be made"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  WORK=$work unshare -mpf --mount-proc sh "$0" inside
  exit
fi
fail() { echo "collect_clusters_test: $1" >&2; exit 1; }
work=$WORK version=${bin%/bin} version=${bin#/usr/lib/postgresql/} version=${version%/bin}
chmod 755 "$work"
for folder in /etc/postgresql /var/lib/postgresql /var/log/postgresql /var/run/postgresql /var/lib/laststraw; do
  mkdir -p "$folder"
  mount -t tmpfs tmpfs "$folder"
  chown postgres "$folder"
  chmod 755 "$folder"
done
as_postgres() { su postgres -s /bin/sh -c "$1"; }
# server NAME PORT WORK_MEM
server() {
  data=/var/lib/postgresql/$version/$1 etc=/etc/postgresql/$version/$1
  as_postgres "mkdir -p $etc/conf.d ${data%/*} && $bin/initdb -D $data -A trust --no-locale -E UTF8 >/dev/null && mv $data/postgresql.conf $data/pg_hba.conf $data/pg_ident.conf $etc/"
  cat >> "$etc/postgresql.conf" <<CONF
data_directory = '$data'
hba_file = '$etc/pg_hba.conf'
port = $2
listen_addresses = ''
unix_socket_directories = '/var/run/postgresql'
shared_preload_libraries = 'pg_stat_statements'
shared_buffers = 16MB
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
include_dir = 'conf.d'
app.secret = 'hidden-1'
CONF
  echo "work_mem = $3" > "$etc/conf.d/50-memory.conf"
  as_postgres "$bin/pg_ctl -w -s -D $data -l /var/log/postgresql/postgresql-$version-$1.log -o '-c config_file=$etc/postgresql.conf' start"
}
server main 5432 7MB
server lsux 5477 9MB
# What the server's owner may not read, its configuration cannot have collected.
echo "shared_buffers = 1MB # root-only" > "$work/shadow"
chmod 600 "$work/shadow"
echo "include '$work/shadow'" >> "/etc/postgresql/$version/lsux/postgresql.conf"
query() { PGAPPNAME=$2 "$bin/psql" -X -q -A -t -h /var/run/postgresql -p "$1" -U postgres -d "${4:-postgres}" -c "$3"; }
query 5432 setup "create role report; alter role report set app.api_key = 'hidden-2'; alter role report set work_mem = '77MB'"
query 5432 setup 'create database shop'
query 5432 setup 'create extension pg_stat_statements' shop
query 5432 setup "create role x password 'hidden-3'; select count(*) from pg_class" shop >/dev/null
query 5432 sleeper "select pg_sleep(60), 'password=hidden-4 host=x' /* CREATE ROLE y PASSWORD 'hidden-5' */" shop >/dev/null 2>&1 &
query 5477 bystander "select pg_sleep(60)" >/dev/null 2>&1 &
sleep 1
mkdir "$work/bin"
printf '#!/bin/sh\necho "[    1.000000] usb 1-1: new device"\n' > "$work/bin/dmesg"
printf '#!/bin/sh\nexit 0\n' > "$work/bin/journalctl"
chmod 755 "$work/bin" "$work/bin"/*
PATH=$work/bin:$PATH
"$LASTSTRAW" collect > "$work/collect.sh"
chmod 644 "$work/collect.sh"

"$LASTSTRAW" record > "$work/record.sh"
sh "$work/record.sh" -i 1 -n 2 -f 0 --no-psql -d "/var/lib/postgresql/$version/main"
# check FOLDER WHO: what root and the owner get.
check() {
  for pair in main:5432:7MB:7168 lsux:5477:9MB:9216; do
    name=${pair%%:*} rest=${pair#*:}
    port=${rest%%:*} rest=${rest#*:}
    its=$1/pgclusters/$version-$name
    grep -q "^port = $port" "$its/config/postgresql.conf" || fail "$2: $name has another's configuration"
    grep -q "^work_mem = ${rest%:*}" "$its/config/conf.d/01-50-memory.conf" || fail "$2: $name: conf.d: $(ls -R "$its/config")"
    grep -q "^work_mem,${rest#*:},kB," "$its/config/pg_settings.csv" || fail "$2: $name: pg_settings"
    [ -s "$its/postgresql/postgresql-$version-$name.log" ] || fail "$2: $name: no log"
    for view in pg_stat_activity pg_shmem_allocations pg_backend_memory_contexts; do [ -s "$its/views/$view.csv" ] || fail "$2: $name: no $view"; done
    [ "$(find "$its/proc" -name smaps_rollup | wc -l)" -ge 5 ] || fail "$2: $name: sizes of its processes"
  done
  grep -q ',sleeper,' "$1/pgclusters/$version-main/views/pg_stat_activity.csv" || fail "$2: sessions of main"
  grep -q ',bystander,' "$1/pgclusters/$version-lsux/views/pg_stat_activity.csv" || fail "$2: sessions of lsux"
  grep -q 'select count(\*) from pg_class' "$1/pgclusters/$version-main/views/pg_stat_statements.csv" || fail "$2: statements, of the database that has the extension"
  grep -q '^report,,.*work_mem=77MB' "$1/pgclusters/$version-main/config/pg_db_role_setting.csv" || fail "$2: settings of roles"
  if grep -r 'root-only' "$1"; then fail "$2: it reads for the server's owner what only root may"; fi
  if grep -r 'hidden-[0-9]' "$1"; then fail "$2: secrets are left"; fi
  "$LASTSTRAW" analyze --full --unrecognised "$1" > "$work/report.txt" 2> "$work/errors" || true
  if grep 'not recognised\|expected' "$work/errors"; then fail "$2: what was collected is not read"; fi
  files=$(find "$1" -type f | wc -l)
  grep -q " $files of $files inputs" "$work/report.txt" || fail "$2: not all of $files inputs are read: $(tail -3 "$work/report.txt")"
}
for shell in dash "busybox sh"; do
  command -v "${shell%% *}" >/dev/null || continue
  (cd "$work" && $shell collect.sh --folder root -w 10 2>"$work/messages") || fail "$shell: $(cat "$work/messages")"
  check "$work/root" "$shell, root"
  grep -q '^MemAvailable:' "$work"/root/recorder/20*T*Z/meminfo.log || fail "$shell: what the recorder kept: $(grep recorder "$work/root/MANIFEST")"
  ! grep -q 'LOG:  logging memory contexts' "$work"/root/pgclusters/*/postgresql/* || fail "it had contexts logged and was not asked to"
  mkdir -m 777 "$work/owner" "$work/nobody"
  as_postgres "cd $work/owner && PATH=$PATH $shell $work/collect.sh --folder bundle -w 10 2>messages" || fail "$shell: $(cat "$work/owner/messages")"
  check "$work/owner/bundle" "$shell, postgres"
  su nobody -s /bin/sh -c "cd $work/nobody && PATH=$PATH $shell $work/collect.sh --folder bundle -w 10 2>messages" || fail "$shell: $(cat "$work/nobody/messages")"
  grep -q '^have: proc/meminfo' "$work/nobody/bundle/MANIFEST" || fail "$shell: nobody gets nothing"
  grep -q '^could not: .*: no permission' "$work/nobody/bundle/MANIFEST" || fail "$shell: nobody is not told what may not be read"
  grep -q 'sudo, then the same command' "$work/nobody/messages" || fail "$shell: nobody is not told how to get more"
  rm -rf "$work/root" "$work/owner" "$work/nobody"
done
[ -z "$(find /var/tmp -maxdepth 1 -name 'laststraw-collect.*' -newer "$work/collect.sh")" ] || fail "temporary folders are left"
# Contexts of the largest sessions, where it is asked to.
(cd "$work" && sh collect.sh --folder contexts -w 10 --contexts 2>/dev/null)
grep -q 'TopMemoryContext: ' "$work/contexts/pgclusters/$version-main/postgresql"/*.log || grep -q 'level: 0; TopMemoryContext' "$work/contexts/pgclusters/$version-main/postgresql"/*.log ||
  fail "no contexts: $(tail -5 "$work/contexts/pgclusters/$version-main/postgresql"/*.log)"

# One is killed and does not come back: it is collected all the same, and the settings that count are its own.
pid=$(query 5432 watcher "select pid from pg_stat_activity where application_name = 'sleeper'")
kill -9 "$pid"
sleep 2
as_postgres "$bin/pg_ctl -s -D /var/lib/postgresql/$version/main -m immediate stop"
(cd "$work" && sh collect.sh --folder down -w 10 2>/dev/null)
grep -q "^seen: server pgclusters/$version-main: data in /var/lib/postgresql/$version/main, not running" "$work/down/MANIFEST" || fail "the server that is down: $(grep '^seen' "$work/down/MANIFEST")"
status=0
"$LASTSTRAW" analyze -v --width 300 "$work/down" > "$work/report.txt" || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "the kill was not found"
grep -q "pgclusters/$version-main/config/[a-z0-9_./-]*:[0-9]" "$work/report.txt" || fail "the settings of the server that died are not used"
if grep "pgclusters/$version-lsux/config/[a-z0-9_./-]*:[0-9]" "$work/report.txt"; then fail "the settings of the other server are used"; fi
as_postgres "$bin/pg_ctl -s -D /var/lib/postgresql/$version/lsux -m immediate stop"
