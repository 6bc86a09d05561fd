#!/bin/sh
# The flight recorder: plain POSIX sh, bounded, keeps no secrets, stops where the disk is full; analyze reads all that it keeps. Installs below a folder only.
set -eu
work=$(mktemp -d)
children='' full=''
end() {
  for child in $children; do kill "$child" 2>/dev/null || true; done
  [ -z "$full" ] || umount "$full" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
fail() { echo "record_test: $1" >&2; exit 1; }
"$LASTSTRAW" record > "$work/record.sh"
"$LASTSTRAW" record -o "$work/again.sh"
cmp "$work/record.sh" "$work/again.sh"
for shell in sh dash bash; do
  command -v "$shell" >/dev/null || continue
  "$shell" -n "$work/record.sh"
done
if command -v shellcheck >/dev/null; then shellcheck "$work/record.sh"; fi

# A program with secrets in its arguments and its environment. (perl's $0 sets what ps shows, and takes room among the largest.)
if command -v perl >/dev/null; then
  SESAME=hidden-7 perl -e 'my $x = "x" x (300 << 20); sleep 120' -- --password hidden-1 --db-pass=hidden-2 -phidden-3 'postgresql://app:hidden-4@db/shop' PGPASSWORD=hidden-5 'api_key: hidden-6' &
  children=$!
fi
# A group as the kernel shows it, half full: counters are read from there. Made up after Documentation/admin-guide/cgroup-v2.rst.
mkdir "$work/group"
echo 536870912 > "$work/group/memory.max"
echo 268435456 > "$work/group/memory.current"
printf 'anon 201326592\nfile 33554432\nshmem 16777216\ninactive_file 4194304\n' > "$work/group/memory.stat"
printf 'low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\n' > "$work/group/memory.events"
for shell in sh dash "busybox sh"; do
  command -v "${shell%% *}" >/dev/null || continue
  $shell "$work/record.sh" -o "$work/kept" -i 1 -n 4 -f 0 -g "$work/group" --no-psql
  [ "$(cat "$work"/kept/20*T*Z/ps.log | grep -c '^zzz ')" -eq 2 ] || fail "$shell: there should be two samples of processes"
  [ "$(cat "$work"/kept/20*T*Z/memcg.log | grep -c ' current 268435456 anon 201326592 file 33554432 shmem 16777216$')" -eq 4 ] || fail "$shell: the group's counters"
  [ "$(cat "$work"/kept/20*T*Z/meminfo.log | grep -c '^MemAvailable:')" -eq 4 ] || fail "$shell: meminfo"
  if [ -n "$children" ]; then grep -q 'perl -e' "$work"/kept/20*T*Z/ps.log || fail "$shell: the program is not among the largest"; fi
  if grep -rq 'hidden-[0-9]' "$work/kept"; then fail "$shell: a secret was kept: $(grep -rho 'hidden-[0-9]' "$work/kept" | sort -u | tr '\n' ' ')"; fi
  [ -z "$(find "$work/kept" -type f ! -perm 600)$(find "$work/kept" -type d ! -perm 700)" ] || fail "$shell: others can read what it keeps"
  status=0
  "$LASTSTRAW" analyze --json "$work/report.json" "$work/kept" > "$work/report.txt" 2>"$work/errors" || status=$?
  case $status in 0 | 1 | 3) ;; *) fail "$shell: analyze says $(cat "$work/report.txt" "$work/errors")" ;; esac
  files=$(find "$work/kept" -type f | wc -l)
  grep -q "Read: $files of $files inputs" "$work/report.txt" || fail "$shell: not all of $files inputs were read: $(tail -1 "$work/report.txt")"
  "$LASTSTRAW" analyze --full --unrecognised "$work/kept" 2>&1 | grep -q ' 0 unrecognised' || fail "$shell: lines were not recognised"
  rm -r "$work/kept"
done

# It samples each second when the group is nearly full: three samples do not take the twenty seconds that they would.
echo 524288000 > "$work/group/memory.current"
if command -v timeout >/dev/null; then
  timeout 15 sh "$work/record.sh" -o "$work/kept" -i 10 -n 3 -f 0 -g "$work/group" --no-psql || fail "no fast samples where the group is at 98 % of its limit"
fi
echo 268435456 > "$work/group/memory.current"

# The bound: four megabytes that are there already, and what is oldest goes.
for n in 1 2 3 4; do
  mkdir -p "$work/kept/.recorder" "$work/kept/2020010${n}T000000Z"
  head -c 1000000 /dev/zero > "$work/kept/2020010${n}T000000Z/ps.log"
done
sh "$work/record.sh" -o "$work/kept" -i 1 -n 2 -m 4 -f 0 --no-psql
[ "$(du -sk "$work/kept" | cut -f1)" -le 4096 ] || fail "it holds more than 4 MB: $(du -sk "$work/kept")"
[ ! -e "$work/kept/20200101T000000Z" ] || fail "the oldest should have gone"
[ -e "$work/kept/20200104T000000Z" ] || fail "the newest should not have gone"
# A folder of others' things is left alone, whatever they are called.
mkdir -p "$work/mine/20200101T000000Z"
if sh "$work/record.sh" -o "$work/mine" -n 1 2>/dev/null; then fail "it took a folder that holds other things"; fi
[ -d "$work/mine/20200101T000000Z" ] || fail "it removed what is not its own"
# One recorder a folder.
sh "$work/record.sh" -o "$work/two" -i 1 -f 0 --no-psql & first=$!
children="$children $first"
sleep 1
sh "$work/record.sh" -o "$work/two" -n 1 -f 0 --no-psql 2>&1 | grep -q "pid $first records" || fail "a second recorder should have stepped aside"
kill "$first"

# A disk that is nearly full: nothing is written, and it goes on. One that fills up: no more than half a line is lost.
sh "$work/record.sh" -o "$work/no-room" -i 1 -n 2 -f 99999999 --no-psql || fail "it should go on where the disk is full"
[ -z "$(find "$work/no-room" -type f)" ] || fail "it wrote where less is free than was asked for"
mkdir "$work/full"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=64k tmpfs "$work/full" 2>/dev/null; then
  full=$work/full
  mkdir "$work/full/recorder"
  sh "$work/record.sh" -o "$work/full/recorder" -i 1 -n 4 -f 0 --no-psql || fail "it should outlive a disk that fills up"
else echo "record_test: the full disk is skipped, no tmpfs can be mounted"; fi

# A real server: its sessions, with what they run, without what is secret.
bin=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1)
bin=${bin%/initdb}
if [ -n "$bin" ] && [ "$(id -u)" -eq 0 ] && id postgres >/dev/null 2>&1; then
  chmod 755 "$work"
  server=$work/server
  mkdir "$server"
  chown postgres "$server"
  as_postgres() { su postgres -s /bin/sh -c "$1"; }
  as_postgres "$bin/initdb -D $server -A trust -E UTF8 --no-locale" >/dev/null
  as_postgres "$bin/pg_ctl -w -D $server -l $server/start.log -o \"-c listen_addresses= -c unix_socket_directories=$server\" start" >/dev/null
  run() { PGAPPNAME=$1 "$bin/psql" -X -q -h "$server" -U postgres -d postgres -c "$2" >/dev/null 2>&1 & }
  run glutton "select pg_sleep(30),
    'of two lines, \"quoted\"'"
  run opener "select pg_sleep(30), 'password=hidden-1 host=x'"
  run ferry "select pg_sleep(30), 'postgres://app:hidden-2@db/shop'"
  run baker "select pg_sleep(30) /* CREATE ROLE x PASSWORD 'hidden-3' */"
  sleep 2
  sh "$work/record.sh" -o "$work/live" -i 1 -n 4 -f 0 -d "$server"
  sh "$work/record.sh" -o "$work/silent" -n 1 -f 0 -d "$server" --no-statements
  as_postgres "$bin/pg_ctl -D $server -m immediate stop" >/dev/null
  activity=$(cat "$work"/live/20*T*Z/postgresql/pg_stat_activity.csv)
  echo "$activity" | grep -q ',glutton,.*,active,"select pg_sleep(30),     .of two lines, ""quoted""' || fail "what a session runs: $activity"
  [ "$(echo "$activity" | grep -c ',glutton,')" -eq 1 ] || fail "a session that goes on is kept once"
  if grep -rq 'hidden-[0-9]' "$work/live"; then fail "a secret was kept: $(grep -rh 'hidden-[0-9]' "$work/live")"; fi
  grep -q ',glutton,' "$work"/silent/20*T*Z/postgresql/pg_stat_activity.csv || fail "sessions without statements"
  if grep -rq 'pg_sleep' "$work/silent"; then fail "a statement was kept"; fi
  "$LASTSTRAW" analyze --full --unrecognised "$work/live" 2>&1 | grep -q ' 0 unrecognised' || fail "lines of sessions were not recognised"
else echo "record_test: the server is skipped, PostgreSQL, root or its user is missing"; fi

# Installing, below a folder: nothing is started.
mkdir -p "$work/root/etc/systemd"
"$LASTSTRAW" record --install -- --root "$work/root" --contexts -m 128 2>/dev/null
cmp "$work/record.sh" "$work/root/usr/local/lib/laststraw/record.sh"
unit=$work/root/etc/systemd/system/laststraw-record.service
grep -q '^ExecStart=/bin/sh /usr/local/lib/laststraw/record.sh --contexts -m 128$' "$unit" || fail "the unit: $(cat "$unit")"
for line in OOMScoreAdjust=-900 MemoryMax=64M UMask=0077; do grep -q "^$line$" "$unit" || fail "the unit lacks $line"; done
"$LASTSTRAW" record --unit -- --contexts -m 128 | cmp - "$unit"
if command -v systemd-analyze >/dev/null; then
  sed "s|/usr/local/lib/laststraw/record.sh|$work/root&|" "$unit" > "$work/laststraw-record.service"
  systemd-analyze verify --man=no "$work/laststraw-record.service" 2>"$work/errors" || true
  ! grep 'laststraw-record' "$work/errors" || fail "systemd does not like the unit"
fi
"$LASTSTRAW" record --uninstall -- --root "$work/root" 2>/dev/null
[ -z "$(find "$work/root" -type f)" ] || fail "uninstalling left $(find "$work/root" -type f)"
mkdir "$work/cron"
"$LASTSTRAW" record --install -- --root "$work/cron" -i 20 2>/dev/null
grep -q '^\* \* \* \* \* root /bin/sh /usr/local/lib/laststraw/record.sh -n 3 -i 20$' "$work/cron/etc/cron.d/laststraw-record" || fail "the line of cron"
"$LASTSTRAW" record --uninstall -- --root "$work/cron" 2>/dev/null
[ -z "$(find "$work/cron" -type f)" ] || fail "uninstalling left $(find "$work/cron" -type f)"
for wrong in '-m 1' '-i 0' '-m many' '-o relative' '--nonsense' '-n'; do
  status=0
  # shellcheck disable=SC2086  # words
  sh "$work/record.sh" $wrong 2>/dev/null || status=$?
  [ "$status" -eq 2 ] || fail "'$wrong' should be refused"
done
