#!/bin/sh
# The collecting script: plain POSIX sh, reads only, bounded, tells what it could not get; what it makes, analyze reads.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "collect_test: $1" >&2; exit 1; }
"$LASTSTRAW" collect > "$work/collect.sh"
"$LASTSTRAW" collect -o "$work/again.sh"
cmp "$work/collect.sh" "$work/again.sh"
for shell in sh dash bash; do
  command -v "$shell" >/dev/null || continue
  "$shell" -n "$work/collect.sh"
done
if command -v busybox >/dev/null; then busybox sh -n "$work/collect.sh"; fi
if command -v shellcheck >/dev/null; then shellcheck "$work/collect.sh"; fi

# What the machine logs is not the test's business.
mkdir "$work/bin"
printf '#!/bin/sh\necho "[    1.000000] usb 1-1: new device"\n' > "$work/bin/dmesg"
printf '#!/bin/sh\ncase $* in *json*) echo "{\\"__REALTIME_TIMESTAMP\\":\\"1795230000000000\\",\\"MESSAGE\\":\\"hello from 10.1.2.3\\",\\"SYSLOG_IDENTIFIER\\":\\"app\\",\\"_PID\\":\\"7\\"}" ;; esac\n' > "$work/bin/journalctl"
chmod 755 "$work/bin"/*
PATH=$work/bin:$PATH
export PATH

data=$work/pgdata
mkdir -p "$data/extra.d" "$data/logs elsewhere" "$work/more"
cat > "$data/postgresql.conf" <<CONF
shared_buffers = 128MB
port = 5999
log_line_prefix = '%m [%p] '
log_directory = 'logs elsewhere'   # where nobody looks
include_dir 'extra.d'
include = '$work/more/sizes.conf'
include_if_exists 'nowhere.conf'
CONF
echo "work_mem = 7MB" > "$data/extra.d/10.conf"
echo "max_connections = 41" > "$work/more/sizes.conf"
log="$data/logs elsewhere/postgresql.log"
echo "2026-01-05 10:00:00.000 UTC [1] LOG:  statement: select 'a secret' from t where ip = '10.1.2.3'" > "$log"
printf '%s\n\t%s\n%s\n' "2026-01-05 10:00:01.000 UTC [1] LOG:  statement: select 'begins" "a secret goes on', 2" "2026-01-05 10:00:02.000 UTC [1] LOG:  it's over" >> "$log"
gzip -c "$log" > "$log.2.gz"
mkdir "$work/history"
cp "$(dirname "$0")/../../samples/sysstat_file/sa21.bin" "$work/history/sa21"
# What looks like a literal or an address in a binary file is neither.
printf "'\001\002'10.1.2.3" >> "$work/history/sa21"
before=$(find "$data" | sort; cat "$data/postgresql.conf" "$log")
for shell in sh dash "busybox sh"; do
  command -v "${shell%% *}" >/dev/null || continue
  (cd "$work" && $shell collect.sh -o bundle.tar.gz -t '2026-01-21 12:00' -d "$data" -y "$work/history" -m 1 -s 5 -r 2>messages)
  mkdir "$work/unpacked"
  tar -xzf "$work/bundle.tar.gz" -C "$work/unpacked" --strip-components=1
  server=$work/unpacked/pgclusters/pgdata
  grep -q '^have: proc/meminfo' "$work/unpacked/MANIFEST" || fail "$shell: no meminfo: $(cat "$work/unpacked/MANIFEST")"
  cmp "$data/postgresql.conf" "$server/config/postgresql.conf" || fail "$shell: -r changed a configuration"
  grep -q '^work_mem = 7MB' "$server/config/conf.d/01-10.conf" || fail "$shell: include_dir was not followed"
  grep -q '^max_connections = 41' "$server/config/conf.d/02-sizes.conf" || fail "$shell: include was not followed"
  for file in postgresql.log postgresql.log.2; do
    grep -q "select '?' from t" "$server/postgresql/$file" || fail "$shell: $file: $(cat "$server/postgresql/$file")"
    grep -q "LOG:  it'" "$server/postgresql/$file" || fail "$shell: $file lost a line"
  done
  cmp "$work/history/sa21" "$work/unpacked/sysstat/sa21"
  if grep -r 'a secret\|10\.1\.2\.3' "$work/unpacked" --include='*.log*' --include='*.json'; then fail "$shell: a literal or an address was not hidden"; fi
  [ -z "$(find "$work/unpacked" -type f -size +1100k)" ] || fail "$shell: a file is larger than was asked for"
  grep -q '^It may hold: ' "$work/unpacked/README" || fail "$shell: the README"
  status=0
  "$LASTSTRAW" analyze --full --unrecognised "$work/bundle.tar.gz" > "$work/report.txt" 2>"$work/errors" || status=$?
  [ "$status" -ne 2 ] || fail "$shell: analyze: $(cat "$work/errors")"
  # sadf of an older sysstat may not know the damaged file: that one is the test's own.
  if grep 'not recognised' "$work/errors" | grep -v sysstat; then fail "$shell: what was collected is not read"; fi
  rm -r "$work/unpacked" "$work/bundle.tar.gz"
done
[ "$before" = "$(find "$data" | sort; cat "$data/postgresql.conf" "$log")" ] || fail "the server's files have changed"

# Bounds: in all, and in time. What is left out is said, and the temporary folder goes.
head -c 3000000 /dev/zero | tr '\0' 'x' | fold -w 100 > "$log"
mkdir "$work/tmp"
(cd "$work" && TMPDIR=$work/tmp sh collect.sh --folder small -d "$data" -M 1 2>/dev/null)
grep -q '^left out: .*postgresql.log: .*the bundle is full' "$work/small/MANIFEST" || fail "more than 1 MB in all: $(du -sk "$work/small")"
(cd "$work" && TMPDIR=$work/tmp sh collect.sh --folder quick -d "$data" -S 0 2>/dev/null)
grep -q '^left out: proc/meminfo: 0 seconds are over' "$work/quick/MANIFEST" || fail "time is not bounded"
[ -z "$(ls -A "$work/tmp")" ] || fail "it left $(ls "$work/tmp")"
for wrong in '-m many' '-t yesterday-ish' '--nonsense' '-o'; do
  status=0
  # shellcheck disable=SC2086  # words
  (cd "$work" && sh collect.sh $wrong 2>/dev/null) || status=$?
  [ "$status" -eq 2 ] || fail "$wrong: status $status"
done
status=0
(cd "$work" && sh collect.sh --folder small 2>/dev/null) || status=$?
[ "$status" -eq 2 ] || fail "it wrote into a folder that was there"
