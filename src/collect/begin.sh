#!/bin/sh
# Collects what laststraw analyze likes best after a PostgreSQL server ran out of memory. Reads only; changes nothing on the server. Needs
# no root, but gets more with it. What could not be had is in MANIFEST, with the reason; README says what the bundle holds. docs/COLLECT.md
set -u
usage() {
  cat >&2 <<'TEXT'
sh collect.sh [-o BUNDLE.tar.gz] [-t 'YYYY-MM-DD HH:MM'] [-w MINUTES] [-d PGDATA] [-y FOLDER] [-m MB] [-M MB] [-s SECONDS] [-S SECONDS] [-r]
              [--contexts] [--folder DIR]
sh collect.sh --kubectl POD [-n NAMESPACE] [-c CONTAINER] | --docker NAME | --rds ID    [any of these]
  -t  when it happened, local time; now, if not given      -w  minutes of logs before and after (180)
  -d  data directory: only this server; all that are found, if not given
  -m  at most so many MB a file (64)                       -M  at most so many MB in all (512)
  -s  at most so many seconds a command (30)               -S  at most so many seconds in all (300)
  -r  replace literals and IPv4 addresses in logs and statements, too; passwords are hidden in any case
  -y  folder of sysstat's sa files, where it is neither /var/log/sysstat nor /var/log/sa
  --contexts    have each server log the memory contexts of its three largest sessions first (PostgreSQL 14 and later)
  --folder DIR  the bundle as a folder of its own instead of an archive
  --kubectl, --docker   from outside of a pod or container, by kubectl or docker    --rds  print the AWS CLI calls, run nothing
TEXT
}
LC_ALL=C
export LC_ALL
umask 077
out='' at='' window=180 pgdata='' history='' megabytes=64 most=512 seconds=30 longest=300 redact=no contexts=no whole='' mode=host target='' namespace='' container=''
while [ $# -gt 0 ]; do
  case $1 in
    -r) redact=yes ;;
    --contexts) contexts=yes ;;
    -[otwdymMsSnc] | --folder | --kubectl | --docker | --rds)
      [ $# -ge 2 ] || { usage; exit 2; }
      case $1 in
        -o) out=$2 ;; -t) at=$2 ;; -w) window=$2 ;; -d) pgdata=${2%/} ;; -y) history=$2 ;; -m) megabytes=$2 ;; -M) most=$2 ;; -s) seconds=$2 ;; -S) longest=$2 ;;
        -n) namespace=$2 ;; -c) container=$2 ;; --folder) whole=$2 ;; *) mode=${1#--} target=$2 ;;
      esac
      shift ;;
    *) usage; exit 2 ;;
  esac
  shift
done
for number in "$window" "$megabytes" "$most" "$seconds" "$longest"; do
  case $number in '' | *[!0-9]* | ????????*) echo "collect: '$number' is no number" >&2; exit 2 ;; esac
done
for word in "$target" "$namespace" "$container"; do
  case $word in -* | *[!A-Za-z0-9_./:-]*) echo "collect: '$word' is no name" >&2; exit 2 ;; esac
done
have() { command -v "$1" >/dev/null 2>&1; }
have awk || { echo "collect: needs awk" >&2; exit 2; }
now=$(date +%s)
if [ -n "$at" ]; then
  middle=$(date -d "$at" +%s 2>/dev/null) || { echo "collect: -t: '$at' is no time" >&2; exit 2; }
else middle=$now; fi
deadline=$((now + longest)) bytes=$((megabytes * 1024 * 1024)) minutes=$(((now - middle) / 60 + window))
# The days of the window, for archives with a file a day.
days=$(date -d "@$middle" +%Y%m%d 2>/dev/null || date +%Y%m%d)
before=$(date -d "@$((middle - window * 60))" +%Y%m%d 2>/dev/null)
[ -z "$before" ] || [ "$before" = "$days" ] || days="$before $days"
