#!/bin/sh
# The collecting script: plain POSIX sh, reads only, tells what it could not get; what it makes, analyze reads.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$LASTSTRAW" collect > "$work/collect.sh"
"$LASTSTRAW" collect -o "$work/again.sh"
cmp "$work/collect.sh" "$work/again.sh"
for shell in sh dash bash; do
  command -v "$shell" >/dev/null || continue
  "$shell" -n "$work/collect.sh"
done
if command -v busybox >/dev/null; then busybox sh -n "$work/collect.sh"; fi
if command -v shellcheck >/dev/null; then shellcheck "$work/collect.sh"; fi

data=$work/pgdata
mkdir -p "$data/log"
echo "shared_buffers = 128MB" > "$data/postgresql.conf"
echo "2026-01-05 10:00:00.000 UTC [1] LOG:  statement: select 'a secret' from t where ip = '10.1.2.3'" > "$data/log/postgresql.log"
gzip -c "$data/log/postgresql.log" > "$data/log/postgresql.log.2.gz"
mkdir "$work/history"
cp "$(dirname "$0")/../../samples/sysstat_file/sa21.bin" "$work/history/sa21"
# What looks like a literal or an address in a binary file is neither.
printf "'\001\002'10.1.2.3" >> "$work/history/sa21"
before=$(find "$data" | sort; cat "$data/postgresql.conf" "$data/log/postgresql.log")
for shell in sh "busybox sh"; do
  command -v "${shell%% *}" >/dev/null || continue
  (cd "$work" && $shell collect.sh -o bundle.tar.gz -t '2026-01-21 12:00' -d "$data" -y "$work/history" -m 1 -s 5 -r 2>messages)
  mkdir "$work/unpacked"
  tar -xzf "$work/bundle.tar.gz" -C "$work/unpacked" --strip-components=1
  grep -q '^have: proc/meminfo' "$work/unpacked/MANIFEST"
  grep -q '^have: config/postgresql.conf' "$work/unpacked/MANIFEST"
  grep -q "select '?' from t" "$work/unpacked/postgresql/postgresql.log"
  grep -q "select '?' from t" "$work/unpacked/postgresql/postgresql.log.2"
  cmp "$work/history/sa21" "$work/unpacked/sysstat/sa21"
  if grep -rq 'a secret' "$work/unpacked"; then echo "a literal was not hidden" >&2; exit 1; fi
  if find "$work/unpacked" -type f -size +1100k | grep -q .; then echo "a file is larger than was asked for" >&2; exit 1; fi
  status=0
  "$LASTSTRAW" analyze "$work/bundle.tar.gz" > "$work/report.txt" || status=$?
  [ "$status" -ne 2 ]
  grep -q 'inputs' "$work/report.txt"
  rm -r "$work/unpacked" "$work/bundle.tar.gz"
done
[ "$before" = "$(find "$data" | sort; cat "$data/postgresql.conf" "$data/log/postgresql.log")" ] || { echo "the server's files have changed" >&2; exit 1; }
status=0
sh "$work/collect.sh" -m many 2>/dev/null || status=$?
[ "$status" -eq 2 ]
status=0
(cd "$work" && sh collect.sh -t yesterday-ish -o x 2>/dev/null) || status=$?
[ "$status" -eq 2 ]
