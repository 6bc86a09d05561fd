#!/bin/sh
# A flight recorder: keeps what decides the next incident of a PostgreSQL server that runs out of memory, in forms that laststraw analyze reads.
# Reads only; writes into one folder, bounded in bytes; stops by itself where the disk is nearly full. docs/RECORD.md tells more.
set -u
usage() {
  cat >&2 <<'TEXT'
sh record.sh [-o FOLDER] [-i SECONDS] [-m MB] [-f MB] [-d PGDATA] [-g CGROUP] [-n SAMPLES] [--contexts] [--no-statements] [--no-psql]
sh record.sh --install [--root DIR] [any of these]      sh record.sh --uninstall [--root DIR]      sh record.sh --unit [any of these]
  -o  where it is kept (/var/lib/laststraw)               -i  seconds between two samples (10), titles and sessions
                                                              in each third; one and all where memory gets short
  -m  at most so many MB in all (64)                      -f  nothing is written where fewer MB are free (256)
  -d  data directory, where several servers run           -n  stop after so many samples; 0: never (0)
  -g  folder of the server's memory group, where it is not that of its first process
  --contexts       under pressure, have the server log the memory contexts of its three largest sessions, every 10 s at most
  --no-statements  no texts of statements                 --no-psql  do not ask the server at all
  --root DIR       install below DIR and start nothing    --unit  print the systemd unit
TEXT
}
LC_ALL=C
export LC_ALL
umask 077
out=/var/lib/laststraw every=10 megabytes=64 reserve=256 pgdata='' group='' samples=0 contexts=no statements=yes ask=yes what=record root='' kept=''
while [ $# -gt 0 ]; do
  case $1 in
    --contexts) contexts=yes kept="$kept $1" ;;
    --no-statements) statements=no kept="$kept $1" ;;
    --no-psql) ask=no kept="$kept $1" ;;
    --install | --uninstall | --unit) what=${1#--} ;;
    --root | -[oimfdgn])
      [ $# -ge 2 ] || { usage; exit 2; }
      case $1 in -o | -d | -g) case $2 in /*[!A-Za-z0-9_./@:+-]* | [!/]* | '') echo "record: '$2' is no plain absolute path" >&2; exit 2 ;; esac ;; esac
      case $1 in -[imfn]) case $2 in '' | *[!0-9]* | ?????????*) echo "record: '$2' is no number" >&2; exit 2 ;; esac ;; esac
      case $1 in
        --root) root=$2 ;; -o) out=$2 ;; -i) every=$2 ;; -m) megabytes=$2 ;; -f) reserve=$2 ;; -d) pgdata=$2 ;; -g) group=$2 ;; -n) samples=$2 ;;
      esac
      [ "$1" = --root ] || [ "$1" = -n ] || kept="$kept $1 $2"
      shift ;;
    *) usage; exit 2 ;;
  esac
  shift
done
if [ "$every" -lt 1 ] || [ "$megabytes" -lt 4 ]; then echo "record: at least -i 1 and -m 4" >&2; exit 2; fi
have() { command -v "$1" >/dev/null 2>&1; }

# --- installing ---
program=/usr/local/lib/laststraw/record.sh service=/etc/systemd/system/laststraw-record.service table=/etc/cron.d/laststraw-record
unit() {
  cat <<TEXT
[Unit]
Description=laststraw flight recorder
Documentation=man:laststraw(1)
After=local-fs.target

[Service]
ExecStart=/bin/sh $program$kept
Restart=always
RestartSec=30
# It goes on where others starve, and takes next to nothing itself.
OOMScoreAdjust=-900
MemoryMax=64M
TasksMax=32
Nice=5
CPUWeight=50
CPUQuota=50%
IOSchedulingClass=best-effort
IOSchedulingPriority=7
UMask=0077
NoNewPrivileges=yes
ProtectSystem=full
ProtectHome=read-only

[Install]
WantedBy=multi-user.target
TEXT
}
install_it() {
  [ -r "$0" ] || { echo "record: --install needs the script in a file" >&2; exit 2; }
  mkdir -p "$root${program%/*}" && cat "$0" > "$root$program.new" && chmod 755 "$root${program%/*}" && mv "$root$program.new" "$root$program" || exit 2
  if [ -d "$root/run/systemd/system" ] || { [ -n "$root" ] && [ -d "$root/etc/systemd" ]; }; then
    mkdir -p "$root${service%/*}" && unit > "$root$service" && chmod 644 "$root$service" || exit 2
    [ -n "$root" ] || { systemctl daemon-reload && systemctl enable laststraw-record.service && systemctl restart laststraw-record.service; } || exit 2
    echo "record: installed $root$service; it keeps at most $megabytes MB in $out; off: laststraw record --uninstall" >&2
  else
    mkdir -p "$root${table%/*}" || exit 2
    # Each minute a run of a minute's samples; one that still runs keeps the next from starting.
    echo "* * * * * root /bin/sh $program -n $((every < 60 ? 60 / every : 1))$kept" > "$root$table" && chmod 644 "$root$table" || exit 2
    echo "record: installed $root$table (no systemd here); it keeps at most $megabytes MB in $out; off: laststraw record --uninstall" >&2
  fi
}
uninstall_it() {
  [ -n "$root" ] || [ ! -f "$service" ] || systemctl disable --now laststraw-record.service
  rm -f "$root$service" "$root$table" "$root$program"
  rmdir "$root${program%/*}" 2>/dev/null
  [ -n "$root" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
  echo "record: removed; what was recorded is still where it was (unless -o was given: /var/lib/laststraw)" >&2
}
case $what in
  install) install_it; exit 0 ;;
  uninstall) uninstall_it; exit 0 ;;
  unit) unit; exit 0 ;;
esac

# --- recording ---
# .recorder shows whose the folder is; an empty folder in it, named by its pid, who writes there.
if [ ! -d "$out/.recorder" ] && [ -n "$(ls -A "$out" 2>/dev/null)" ]; then echo "record: $out holds other things; give it a folder of its own" >&2; exit 2; fi
mkdir -p "$out/.recorder" && chmod 700 "$out" || exit 2
for one in "$out"/.recorder/*; do
  other=${one##*/}
  if [ -r "/proc/$other/cmdline" ] && tr '\0' ' ' < "/proc/$other/cmdline" | grep -q record; then echo "record: pid $other records into $out already" >&2; exit 0; fi
  rmdir "$one" 2>/dev/null
done
mkdir "$out/.recorder/$$" 2>/dev/null
trap 'rmdir "$out/.recorder/$$" 2>/dev/null' EXIT
trap 'exit 0' HUP INT TERM
(echo -900 > "/proc/$$/oom_score_adj") 2>/dev/null
limited() { if have timeout; then timeout -k 1 4 "$@"; else "$@"; fi; }

# The server: its first process, where its socket is, whose it is, and its memory group. Empty where none runs.
server='' psql=psql
look_for_server() {
  if [ -n "$server" ] && [ -d "/proc/$server" ]; then return; fi
  server='' port='' socket='' owner='' found=$group
  for one in /proc/[0-9]*; do
    comm=''
    read -r comm < "$one/comm" || continue
    case $comm in postgres | postmaster | edb-postgres) ;; *) continue ;; esac
    data=$(readlink "$one/cwd") || continue
    [ -z "$pgdata" ] || [ "$data" = "$pgdata" ] || continue
    [ -f "$data/postmaster.pid" ] || continue  # somebody's pipe would be waited for
    { read -r first; read -r _; read -r _; read -r port; read -r socket; read -r address; } < "$data/postmaster.pid" || continue
    [ "$first" = "${one#/proc/}" ] || continue
    server=$first
    [ -n "$socket" ] || { [ "$address" != '*' ] && socket=$address; }
    owner=$(stat -c %U "$data")
    # The server's own: Debian's psql is a script that looks for it each time.
    psql=$(readlink "$one/exe")
    psql=${psql%/*}/psql
    [ -x "$psql" ] || psql=psql
    break
  done 2>/dev/null
  [ -n "$found" ] || [ -z "$server" ] || while IFS=: read -r _ controllers path; do
    case $controllers in
      '') [ -n "$found" ] || found=/sys/fs/cgroup${path%/} ;;
      memory | *,memory | memory,*) found=/sys/fs/cgroup/memory${path%/} ;;
    esac
  done < "/proc/$server/cgroup"
}
sql() {
  PGCONNECT_TIMEOUT=3 PGAPPNAME=laststraw-record PGOPTIONS='-c statement_timeout=3s -c log_statement=none -c log_min_duration_statement=-1 -c log_duration=off'
  export PGCONNECT_TIMEOUT PGAPPNAME PGOPTIONS
  set -- "$psql" -X -w -q -A -t -h "$socket" -p "$port" -d postgres -c "$1"
  if [ "$(id -u)" = 0 ] && [ "$owner" != root ]; then
    # shellcheck disable=SC2016  # expanded by the shell that su starts
    if have runuser; then limited runuser -u "$owner" -- "$@"; else limited su "$owner" -s /bin/sh -c 'exec "$0" "$@"' -- "$@"; fi
  else limited "$@"; fi 2>/dev/null < /dev/null
}
query="left(regexp_replace(regexp_replace(translate(query, E'\\n\\r\\t', '   '), '(passw|secret|token|credential|api_?key|pgp_).*', '\\1[hidden]', 'i'), '://[^ @/]*@', '://[hidden]@', 'g'), 1000)"
[ "$statements" = yes ] || query="''"
# Sessions that began something since the last time; all of them first in each folder. One line a session.
activity() {
  sql "copy (select pid, usename, datname, application_name, client_addr, backend_type, backend_start, query_start, state_change, state,
    case when state = 'idle' then '' else $query end as query from pg_stat_activity
    where pid <> pg_backend_pid() and greatest(backend_start, query_start, state_change) >= to_timestamp($1) order by query_start desc nulls last limit 1000) to stdout csv"
}
# One pass over what the kernel counts, appended to the folder's files.
counters() {
  awk -v now="$iso" -v to="$segment" -v group="$found" '
    function value(file,   line) { if (group == "" || (getline line < (group "/" file)) <= 0) return ""; return line }
    BEGIN {
      keep = " MemTotal: MemFree: MemAvailable: Buffers: Cached: SwapTotal: SwapFree: Dirty: AnonPages: Shmem: Slab: SUnreclaim: KernelStack: PageTables: CommitLimit: Committed_AS: HugePages_Total: HugePages_Free: Hugepagesize: "
      text = now
      while ((getline line < "/proc/meminfo") > 0) { split(line, w, " "); if (index(keep, " " w[1] " ")) text = text "\n" line }
      print text >> (to "/meminfo.log")
      text = ""
      while ((getline line < "/proc/pressure/memory") > 0) text = text "\n" line
      if (text != "") print now text >> (to "/psi.log")
      files = split("memory.max memory.high memory.swap.max memory.events memory.stat memory.limit_in_bytes memory.oom_control memory.failcnt", file, " ")
      for (i = 1; group != "" && i <= files; ++i)
        while ((getline line < (group "/" file[i])) > 0) {
          print line > (to "/cgroup/" file[i])
          split(line, w, " ")
          if (file[i] == "memory.stat" && w[1] ~ /^(anon|file|shmem|rss|cache|mapped_file|slab|pagetables|kernel_stack|sock|swap)$/) stat = stat " " w[1] " " w[2]
        }
      used = value("memory.current"); usage = "current"
      if (used == "") { used = value("memory.usage_in_bytes"); usage = "usage_in_bytes" }
      if (used == "") exit
      print now " " usage " " used stat >> (to "/memcg.log")
    }'
}
# Looked at each second, and nothing started for it: sets short to 1 where memory is short, or would be within 20 s if it goes on like that.
look() {
  short=0 before=$used available_before=$available used=0 limit=0 available=0 total=0
  { read -r _ psi _ < /proc/pressure/memory && psi=${psi#avg10=} && [ "${psi%.*}" -ge 10 ] && short=1
  while read -r name size _; do
    case $name in MemTotal:) total=$size ;; MemAvailable:) available=$size; break ;; Cached:) break ;; esac
  done < /proc/meminfo
  [ "$available" = 0 ] || { [ $((available * 10)) -ge "$total" ] && [ $(((available_before - available) * 20)) -lt "$available" ]; } || short=1
  [ -n "$found" ] || return 0
  for file in memory.high memory.max memory.limit_in_bytes; do
    size=max
    ! read -r size < "$found/$file" || [ "$size" = max ] || { [ "$limit" != 0 ] && [ "$size" -ge "$limit" ]; } || limit=$size
  done
  read -r used < "$found/memory.current" || read -r used < "$found/memory.usage_in_bytes" || return 0
  # Pages of files that nobody uses go before anything is killed: they are no shortage.
  while read -r name size; do
    case $name in inactive_file) used=$((used - size)); break ;; esac
  done < "$found/memory.stat"
  if [ "$limit" = 0 ]; then return 0; fi
  if [ $((used / 85)) -gt $((limit / 100)) ] || { [ "$before" != 0 ] && [ $((used + (used - before) * 20)) -gt "$limit" ]; }; then short=1; fi; } 2>/dev/null
}
# The largest processes. Titles of the server are as they are; of others what looks like a secret goes, and they are cut. Without
# statements they have no arguments: psql -c has one there.
processes() {
  { ps -eo pid,ppid,user,rss,vsz,etimes,args --sort=-rss 2>/dev/null || ps -o pid,ppid,user,rss,vsz,args; } | awk -v now="$iso" -v statements="$statements" '
    function hidden(text,   low, clean) {
      gsub(/:\/\/[^ \/@]*@/, "://[hidden]@", text)
      while (match(low = tolower(text), /(pass|pwd|secret|token|key|credential|auth|user)[^ =:]*[=: ]+[^ ]+|[ ]-[pu] ?[^ ]+/)) {
        clean = clean substr(text, 1, RSTART - 1) " [hidden]"
        text = substr(text, RSTART + RLENGTH)
      }
      return clean text
    }
    NR == 1 { print "zzz " now; for (i = 1; i <= NF; ++i) if ($i == "COMMAND") columns = i; print; next }
    NR <= 101 {
      at = 0
      for (i = 1; i < columns; ++i) { match(substr($0, at + 1), /[^ ] +/); at += RSTART + RLENGTH - 1 }
      print substr($0, 1, at) ($columns == "postgres:" ? substr($0, at + 1, 200) : statements == "no" ? $columns : substr(hidden(substr($0, at + 1)), 1, 160))
    }'
}
# A folder of its own for each sixteenth of what may be kept; the oldest go.
new_segment() {
  # Who asks now writes into the folder before: all sessions are written once more.
  [ -z "$asking" ] || wait "$asking"
  segment=$out/$(date -u +%Y%m%dT%H%M%SZ) since=0 asking='' turn=0
  mkdir -p "$segment/cgroup" "$segment/postgresql" || return 1
  echo 'pid,usename,datname,application_name,client_addr,backend_type,backend_start,query_start,state_change,state,query' > "$segment/postgresql/pg_stat_activity.csv"
}
room() {
  free=$(df -Pk "$out" | awk 'NR == 2 { print $4 }')
  [ "${free:-0}" -ge $((reserve * 1024)) ] || return 1
  # The newest is the last.
  sizes=$(du -sk "$out"/20*T*Z | awk '{ sum += $1; last = $1 } END { print sum + 0, last + 0 }')
  [ -n "$segment" ] && [ -d "$segment" ] && [ "${sizes#* }" -lt $((megabytes * 64)) ] || new_segment || return 1
  while [ "${sizes% *}" -gt $((megabytes * 15 * 64)) ]; do
    for oldest in "$out"/20*T*Z; do break; done
    rm -rf "$oldest" && [ ! -e "$oldest" ] || return 1
    [ "$oldest" != "$segment" ] || new_segment || return 1
    sizes=$(du -sk "$out"/20*T*Z | awk '{ sum += $1 } END { print sum + 0, 0 }')
  done
}
# What may take its time where memory is short: reading titles waits for processes that wait for memory, and so does the server's answer. The counters
# do not wait. 3: the server could not be asked.
ask() {
  processes >> "$segment/ps.log" || return 1
  [ -n "$server" ] && [ "$ask" = yes ] && have "$psql" || return 3
  rows=$(activity "$since") || return 3
  [ -z "$rows" ] || printf '%s\n' "$rows" | head -c $((megabytes * 16384)) >> "$segment/postgresql/pg_stat_activity.csv" || return 1
  [ "$1" = contexts ] || return 0
  largest=$(ps -o pid= --sort=-rss --ppid "$server" | awk '{ printf "%s%s", sep, $1; sep = "," }')
  sql "select pg_log_backend_memory_contexts(pid) from (select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
    order by array_position(array[$largest], pid) limit 3) s" >/dev/null
  return 0
}
sample() {
  iso=$(date -u '+%Y-%m-%dT%H:%M:%S+0000 %s') seconds=${iso#* } iso=${iso% *}
  look_for_server
  counters || return 1
  # Titles and sessions cost most: each third time is enough while there is memory.
  turn=$(((turn + 1) % 3))
  if [ "$short" = 0 ] && [ "$turn" != 1 ]; then return 0; fi
  if [ -n "$asking" ]; then
    ! kill -0 "$asking" || return 0
    wait "$asking"
    case $? in 0) since=$asked ;; 3) ;; *) asking=''; return 1 ;; esac
  fi
  asked=$seconds also=nothing
  if [ "$short" = 1 ] && [ "$contexts" = yes ] && [ $((seconds - dumped)) -ge 10 ]; then dumped=$seconds also=contexts; fi
  ask $also &
  asking=$!
}
segment='' short=0 count=0 found=$group since=0 second=0 burst=60 asking='' dumped=0 turn=0 used=0 available=0
look_for_server
while :; do
  look
  # Pressure that stays gets no more than a minute of fast samples, and half as many as before then: the ring must not hold the last minutes only.
  now=no
  if [ $((second % every)) = 0 ]; then
    now=yes burst=$((burst < 60 ? burst + 1 : 60))
  elif [ "$short" = 1 ] && [ "$burst" -gt 0 ]; then now=yes burst=$((burst - 1)); fi
  if [ "$now" = yes ]; then
    # Where something could not be written the line may be half: what follows goes into a new folder.
    if room 2>/dev/null; then sample 2>/dev/null || segment=''; fi
    count=$((count + 1))
    [ "$count" != "$samples" ] || break
  fi
  second=$((second + 1))
  sleep 1
done
[ -z "$asking" ] || wait "$asking"
exit 0
