#!/bin/sh
# Collects what laststraw analyze likes best after a PostgreSQL server ran out of memory. Reads only; changes nothing on the server. Needs
# no root, but gets more with it. What could not be had is in MANIFEST, with the reason.
set -u
usage() {
  cat >&2 <<'TEXT'
sh collect.sh [-o BUNDLE.tar.gz] [-t 'YYYY-MM-DD HH:MM'] [-w MINUTES] [-d PGDATA] [-y FOLDER] [-m MB] [-s SECONDS] [-r]
  -t  when it happened, local time; now, if not given      -w  minutes of logs before and after (180)
  -d  data directory, where it is not found by itself      -m  at most so many MB a file (64)
  -s  at most so many seconds a command (30)               -r  replace quoted literals and IPv4 addresses in logs and statements
  -y  folder of sysstat's sa files, where it is neither /var/log/sysstat nor /var/log/sa
TEXT
}
LC_ALL=C
export LC_ALL
umask 077
out='' at='' window=180 pgdata='' history='' megabytes=64 seconds=30 redact=no
while getopts o:t:w:d:y:m:s:rh option; do
  case $option in
    o) out=$OPTARG ;; t) at=$OPTARG ;; w) window=$OPTARG ;; d) pgdata=$OPTARG ;; y) history=$OPTARG ;; m) megabytes=$OPTARG ;; s) seconds=$OPTARG ;; r) redact=yes ;;
    *) usage; exit 2 ;;
  esac
done
for number in "$window" "$megabytes" "$seconds"; do
  case $number in '' | *[!0-9]*) echo "collect: '$number' is no number" >&2; exit 2 ;; esac
done
name=laststraw-$(hostname 2>/dev/null || echo host)-$(date +%Y%m%dT%H%M%S)
out=${out:-$name.tar.gz}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
bundle=$work/$name
mkdir "$bundle" || exit 2
bytes=$((megabytes * 1024 * 1024))

have() { command -v "$1" >/dev/null 2>&1; }
note() { echo "$*" >> "$bundle/MANIFEST"; }
limited() { if have timeout; then timeout "$seconds" "$@"; else "$@"; fi; }
hide() {
  if [ "$redact" = yes ]; then sed -e "s/'[^']*'/'?'/g" -e 's/[0-9]\{1,3\}\.[0-9]\{1,3\}\.[0-9]\{1,3\}\.[0-9]\{1,3\}/0.0.0.0/g'; else cat; fi
}

# take FILE COMMAND...: the end of what the command prints becomes FILE.
take() {
  file=$bundle/$1
  shift
  mkdir -p "${file%/*}"
  if ! have "$1"; then note "could not: ${file#"$bundle"/}: $1 is not installed"; return; fi
  limited "$@" 2> "$work/error" < /dev/null | tail -c "$bytes" | hide > "$file"
  if [ -s "$file" ]; then note "have: ${file#"$bundle"/}: $*"
  else rm -f "$file"; note "could not: ${file#"$bundle"/}: $* said: $(head -c 200 "$work/error" | tr '\n' ' ')"; fi
}
# copy FOLDER FILE...: the end of each file; of a compressed one, of the text in it.
copy() {
  folder=$1
  shift
  for from in "$@"; do
    [ -e "$from" ] || continue
    if [ ! -f "$from" ] && [ "${from#/proc/}" = "$from" ] && [ "${from#/sys/}" = "$from" ]; then continue; fi
    base=${from##*/}
    case $base in
      *.gz) take "$folder/${base%.gz}" gzip -dc "$from" ;;
      *.xz) take "$folder/${base%.xz}" xz -dc "$from" ;;
      *.bz2) take "$folder/${base%.bz2}" bzip2 -dc "$from" ;;
      *.zst) take "$folder/${base%.zst}" zstd -dcq "$from" ;;
      *) take "$folder/$base" tail -c "$bytes" "$from" ;;
    esac
  done
}
# copy_binary FOLDER FILE: all of it as it is. A part would be no file, and there is no text in it to hide.
copy_binary() {
  file=$1/${2##*/}
  mkdir -p "$bundle/$1"
  if [ "$(wc -c < "$2" 2>/dev/null || echo 0)" -gt "$bytes" ]; then note "could not: $file: larger than $megabytes MB"
  elif cat "$2" > "$bundle/$file" 2> "$work/error"; then note "have: $file: $2"
  else rm -f "${bundle:?}/$file"; note "could not: $file: $(head -c 200 "$work/error" | tr '\n' ' ')"; fi
}

take date.txt date '+%Y-%m-%dT%H:%M:%S%z'
take uname.txt uname -a
take proc/hostname hostname

# The kernel's log, in more than one framing: one has the clock, another the boot clock.
take kernel/dmesg.txt dmesg
take kernel/dmesg-T.txt dmesg -T
since='' until=''
if [ -n "$at" ]; then
  middle=$(date -d "$at" +%s 2>/dev/null) || { echo "collect: -t: '$at' is no time" >&2; exit 2; }
else
  middle=$(date +%s)
fi
since=$(date -d "@$((middle - window * 60))" '+%Y-%m-%d %H:%M:%S' 2>/dev/null || echo -"${window}min")
until=$(date -d "@$((middle + window * 60))" '+%Y-%m-%d %H:%M:%S' 2>/dev/null || echo now)
take kernel/journal-kernel.txt journalctl -k -o short-precise --no-pager --since "$since" --until "$until"
take kernel/journal.json journalctl -o json --no-pager --since "$since" --until "$until"
copy kernel /var/log/kern.log /var/log/kern.log.1 /var/log/syslog /var/log/syslog.1 /var/log/messages /var/log/messages-*

# Memory as it is now.
copy proc /proc/meminfo /proc/vmstat /proc/swaps /proc/loadavg /proc/buddyinfo /proc/zoneinfo /proc/cmdline /proc/slabinfo
copy pressure /proc/pressure/memory /proc/pressure/cpu /proc/pressure/io
take config/sysctl.txt sysctl vm kernel
take proc/transparent_hugepage_enabled cat /sys/kernel/mm/transparent_hugepage/enabled
take ps/ps.txt ps -eo pid,ppid,user,rss,vsz,etimes,args
take config/df.txt df -h

# History.
for folder in ${history:+"$history"} /var/log/sysstat /var/log/sa; do
  for day in $(date -d "@$middle" +%d 2>/dev/null) $(date -d "@$((middle - window * 60))" +%d 2>/dev/null); do
    [ -f "$folder/sa$day" ] || continue
    copy_binary sysstat "$folder/sa$day"
    take "sysstat/sar-r-$day.txt" sar -r ALL -f "$folder/sa$day"
    take "sysstat/sar-S-$day.txt" sar -S -f "$folder/sa$day"
    take "sysstat/sar-q-$day.txt" sar -q ALL -f "$folder/sa$day"
  done
done
[ -d "$bundle/sysstat" ] || note "could not: sysstat: no sa files in /var/log/sysstat or /var/log/sa"

# PostgreSQL's processes, their limits and groups.
postmaster='' count=0
for status in /proc/[0-9]*/comm; do
  case $(cat "$status" 2>/dev/null) in postgres | postmaster | edb-postgres) ;; *) continue ;; esac
  pid=${status#/proc/}
  pid=${pid%/comm}
  count=$((count + 1))
  [ "$count" -le 200 ] || continue
  parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
  case $(cat "/proc/$parent/comm" 2>/dev/null) in postgres | postmaster | edb-postgres) ;; *) postmaster=$pid ;; esac
  copy "proc/$pid" "/proc/$pid/status" "/proc/$pid/oom_score_adj" "/proc/$pid/limits" "/proc/$pid/cgroup"
done
note "seen: $count PostgreSQL processes, postmaster ${postmaster:-not running}"
if [ -n "$postmaster" ]; then
  [ -n "$pgdata" ] || pgdata=$(readlink "/proc/$postmaster/cwd" 2>/dev/null)
  group=$(sed -n 's/^0:://p' "/proc/$postmaster/cgroup" 2>/dev/null)
  for file in memory.max memory.high memory.current memory.swap.max memory.events memory.stat memory.pressure memory.oom.group; do
    [ -r "/sys/fs/cgroup$group/$file" ] && take "cgroup/$file" cat "/sys/fs/cgroup$group/$file"
  done
  unit=${group##*/}
  case $unit in *.service)
    take config/systemd-show.txt systemctl show "$unit"
    take config/systemd-cat.txt systemctl cat "$unit" ;;
  esac
fi

# Its settings and logs.
if have psql; then
  take config/pg_settings.csv psql -X -w -d postgres -c 'copy (select name, setting, unit, source, sourcefile, pending_restart from pg_settings order by name) to stdout csv header'
  take config/role_settings.csv psql -X -w -d postgres -c 'copy (select rolname, datname, setconfig from pg_db_role_setting left join pg_roles r on r.oid = setrole left join pg_database d on d.oid = setdatabase) to stdout csv header'
  take config/pg_stat_activity.csv psql -X -w -d postgres -c 'copy (select * from pg_stat_activity) to stdout csv header'
  take config/pg_stat_statements.csv psql -X -w -d postgres -c 'copy (select rolname, datname, calls, temp_blks_written, query from pg_stat_statements left join pg_roles r on r.oid = userid left join pg_database d on d.oid = dbid order by temp_blks_written desc limit 200) to stdout csv header'
else
  note "could not: config/pg_settings.csv: psql is not installed"
fi
if [ -n "$pgdata" ]; then
  for file in postgresql.conf postgresql.auto.conf postmaster.opts; do
    if [ -r "$pgdata/$file" ]; then copy config "$pgdata/$file"; elif [ -e "$pgdata/$file" ]; then note "could not: config/$file: no permission"; fi
  done
  [ -d "$pgdata/conf.d" ] && copy config/conf.d "$pgdata"/conf.d/*.conf
fi
copy config /etc/postgresql/*/*/postgresql.conf
minutes=$(( ($(date +%s) - middle) / 60 + window ))
found=no
for folder in "${pgdata:-/nonexistent}/log" "${pgdata:-/nonexistent}/pg_log" /var/log/postgresql; do
  [ -d "$folder" ] || continue
  find "$folder" -type f -mmin "-$minutes" 2>/dev/null > "$work/logs"
  while IFS= read -r file; do
    found=yes
    copy postgresql "$file"
  done < "$work/logs"
done
[ "$found" = yes ] || note "could not: postgresql: no log written within the last $minutes minutes in ${pgdata:-the data directory (not found; give it with -d)} or /var/log/postgresql"

if (cd "$work" && tar -cf - "$name") | gzip -c > "$work/bundle.tar.gz" && mv "$work/bundle.tar.gz" "$out"; then
  echo "collect: $out ($(wc -c < "$out") bytes); now: laststraw analyze $out" >&2
  grep '^could not' "$bundle/MANIFEST" >&2
  exit 0
fi
echo "collect: $out could not be written" >&2
exit 2
