
# --- PostgreSQL's servers: each has a folder of its own ---
is_server() { case $(cat "/proc/$1/comm" 2>/dev/null) in postgres | postmaster | edb-postgres) return 0 ;; esac; return 1; }
parent_of() { sed -n 's/^PPid:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null; }
# The word behind -D, -p or NAME= in a command line, one word a line.
argument() { tr '\0' '\n' < "/proc/$1/cmdline" 2>/dev/null | awk -v want="$2" -v name="$3" '
  last == want && want != "" { print; exit } want != "" && index($0, want) == 1 && length($0) > 2 { print substr($0, 3); exit }
  { text = $0; sub(/^--/, "", text); gsub(/-/, "_", text); n = index($0, "="); if (name != "" && n && substr(text, 1, index(text, "=") - 1) == name) { print substr($0, n + 1); exit } last = $0 }'; }

# setting NAME: as the files of the server have it, the last one; empty: they do not say.
setting() {
  cat "$bundle/$place/config/postgresql.conf" "$bundle/$place"/config/conf.d/* "$bundle/$place/config/postgresql.auto.conf" 2>/dev/null |
    sed -n "s/^[[:space:]]*$1[[:space:]]*=\{0,1\}[[:space:]]*'\{0,1\}\([^'#]*\).*/\1/p" | sed -e 's/[[:space:]]*$//' | tail -n 1
}
# The configuration and what it includes, in the order in which the server reads it.
# shellcheck disable=SC2086  # the reader is words
configuration() {
  echo "$1" > "$work/todo"
  number=0
  # shellcheck disable=SC2094  # what is appended is read in its turn
  while IFS= read -r conf <&3 && [ "$number" -lt 60 ]; do
    if [ ! -f "$conf" ] || ! $reader test -r "$conf"; then
      note "could not: $place/config: $conf: $(if [ -e "$conf" ]; then echo no permission; else echo it is not there; fi)"
      [ ! -e "$conf" ] || unread=yes
      continue
    fi
    if [ "$number" -eq 0 ]; then to=$place/config/postgresql.conf
    else to=$place/config/conf.d/$(printf %02d "$number")-${conf##*/}; fi
    number=$((number + 1))
    in_time "$to" && limited $reader tail -c "$bytes" "$conf" > "$work/raw" 2> "$work/error" < /dev/null && put "$to" "$conf"
    # What is hidden in the copy is no include.
    [ -f "$bundle/$to" ] && sed -n "s/^[[:space:]]*\(include[_a-z]*\)[[:space:]]*=\{0,1\}[[:space:]]*'\{0,1\}\([^'#]*\).*/\1 \2/p" "$bundle/$to" | sed -e 's/[[:space:]]*$//' |
      while read -r how what; do
        case $what in '') continue ;; /*) ;; *) what=${conf%/*}/$what ;; esac
        case $how in
          include_dir) for conf_file in "$what"/*.conf; do [ ! -f "$conf_file" ] || echo "$conf_file"; done ;;
          include_if_exists) [ ! -f "$what" ] || echo "$what" ;;
          *) echo "$what" ;;
        esac
      done >> "$work/todo"
  done 3< "$work/todo"
}

# sql COMMAND: as the server's owner, where root cannot connect. Reads only, and asks not to be logged where it may.
sql() {
  if [ "$mode" != host ]; then
    # shellcheck disable=SC2016  # for the shell inside
    inside env PGCONNECT_TIMEOUT=5 PGAPPNAME=laststraw-collect PGOPTIONS="$PGOPTIONS" sh -c 'exec psql -X -w -q -U "${POSTGRES_USER:-postgres}" -d "$1" -c "$2"' sh "$database" "$1"
    return
  fi
  set -- "$psql" -X -w -q -h "$socket" -p "$port" ${role:+-U "$role"} -d "$database" -c "$1"
  if [ "$root" = yes ] && [ "$owner" != root ] && [ -n "$owner" ]; then
    # shellcheck disable=SC2016  # expanded by the shell that su starts
    if have runuser; then limited runuser -u "$owner" -- "$@"; else limited su "$owner" -s /bin/sh -c 'exec "$0" "$@"' -- "$@"; fi
  else limited "$@"; fi
}
quiet='-c statement_timeout=20s -c lock_timeout=2s -c default_transaction_read_only=on'
# Which role gets in, and whether it may ask not to be logged: only superusers may.
connect() {
  PGCONNECT_TIMEOUT=5 PGAPPNAME=laststraw-collect
  export PGCONNECT_TIMEOUT PGAPPNAME PGOPTIONS
  database=postgres
  for role in ${PGUSER:+"$PGUSER"} '' postgres; do
    for PGOPTIONS in "$quiet -c log_statement=none -c log_min_duration_statement=-1 -c log_duration=off" "$quiet"; do
      if sql 'select 1' > /dev/null 2> "$work/refused" < /dev/null; then return 0; fi
    done
  done
  return 1
}
# view FILE QUERY: its rows as CSV.
view() {
  in_time "$place/$1" || return 1
  sql "copy ($2) to stdout csv header" 2> "$work/error" < /dev/null | tail -c "$bytes" > "$work/raw"
  put "$place/$1" "psql, $2"
}
views() {
  if [ "$mode" = host ] && ! have "$psql"; then note "could not: $place/views: psql is not installed"; return 1; fi
  if ! connect; then note "could not: $place/views: psql${port:+ on port $port in $socket} said: $(head -c 300 "$work/refused" | tr '\n\t' '  ')"; return 1; fi
  # shellcheck disable=SC2016  # dollar quotes
  release=$(sql 'copy (select current_setting($$server_version_num$$)) to stdout' 2>/dev/null < /dev/null)
  case $release in '' | *[!0-9]*) release=0 ;; esac
  if [ "$contexts" = yes ] && [ "$release" -ge 140000 ]; then
    # What the kernel counts as theirs alone is not to be had cheaply; resident memory tells who is large.
    largest=$(ps -o pid= --sort=-rss --ppid "$pid" 2>/dev/null | awk 'NR <= 50 { printf "%s%s", sep, $1; sep = "," }')
    sql "select pg_log_backend_memory_contexts(pid) from (select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
      order by array_position(array[${largest:-0}]::int[], pid) limit 3) s" > /dev/null 2> "$work/error" < /dev/null || note "could not: contexts: $(said)"
    sleep 2
  fi
  view config/pg_settings.csv 'select * from pg_settings order by name'
  # One a row: what is hidden of one takes nothing of the next.
  view config/pg_db_role_setting.csv 'select rolname, datname, array[unnest(setconfig)] as setconfig from pg_db_role_setting left join pg_roles r on r.oid = setrole left join pg_database d on d.oid = setdatabase'
  view views/pg_stat_activity.csv 'select * from pg_stat_activity'
  [ "$release" -lt 130000 ] || view views/pg_shmem_allocations.csv 'select * from pg_shmem_allocations'
  [ "$release" -lt 140000 ] || view views/pg_backend_memory_contexts.csv 'select * from pg_backend_memory_contexts'
  statements
}
# The first database that has pg_stat_statements; each shows the statements of all.
statements() {
  sql "copy (select datname from pg_database where datallowconn order by datname <> 'postgres', datname limit 20) to stdout" > "$work/databases" 2>/dev/null < /dev/null
  while IFS= read -r database <&3; do
    where=$(sql "copy (select extnamespace::regnamespace from pg_extension where extname = 'pg_stat_statements') to stdout" 2>/dev/null < /dev/null)
    [ -n "$where" ] || continue
    time=total_exec_time
    [ "$release" -ge 130000 ] || time=total_time
    view views/pg_stat_statements.csv "with s as (select *, $time as spent from $where.pg_stat_statements) select rolname, datname, calls, spent as total_time, rows, temp_blks_written, temp_blks_read, shared_blks_hit, query
      from (select *, least(row_number() over (order by temp_blks_written desc), row_number() over (order by calls desc), row_number() over (order by spent desc)) as place from s) t
      left join pg_roles r on r.oid = userid left join pg_database d on d.oid = dbid where place <= 200"
    break
  done 3< "$work/databases"
  [ -s "$bundle/$place/views/pg_stat_statements.csv" ] || note "could not: $place/views/pg_stat_statements.csv: no database has the extension"
  database=postgres
}

# The logs written within the window: log_directory, what its standard error goes to, Debian's name for it.
logs() {
  where=$(setting log_directory)
  case ${where:=log} in /*) ;; *) where=$data/$where ;; esac
  for known in "$data/pg_log" "$data/log"; do [ "$known" = "$where" ] || [ ! -d "$known" ] || where="$where
$known"; done
  echo "$where" | while IFS= read -r folder; do
    [ ! -d "$folder" ] || find "$folder" -type f -mmin "-$minutes" 2>/dev/null
  done > "$work/logs"
  for stream in 1 2; do
    file=$(readlink "/proc/${pid:-none}/fd/$stream" 2>/dev/null)
    case $file in /dev/* | '') ;; /*) find "${file%/*}" -type f -name "${file##*/}*" -mmin "-$minutes" 2>/dev/null ;; esac
  done >> "$work/logs"
  case $place in pgclusters/[0-9]*-*)
    find /var/log/postgresql -type f -name "postgresql-${place#pgclusters/}.log*" -mmin "-$minutes" 2>/dev/null >> "$work/logs" ;;
  esac
  [ -s "$work/logs" ] || { note "could not: $place/postgresql: no log written within the last $minutes minutes in $(echo "$where" | head -n 1), or it may not be read"; unread=yes; }
  sort -u "$work/logs" > "$work/each"
  while IFS= read -r file <&4; do copy "$place/postgresql" "$file"; done 4< "$work/each"
}

# The first process' own limits and group, and the sizes of the largest.
processes() {
  copy "$place/proc/$pid" "/proc/$pid/status" "/proc/$pid/oom_score_adj" "/proc/$pid/limits" "/proc/$pid/cgroup"
  ps -o pid= --sort=-rss --ppid "$pid" 2>/dev/null | head -n 40 > "$work/children"
  number=0
  while read -r child <&4; do
    number=$((number + 1))
    copy "$place/proc/$child" "/proc/$child/status"
    # Everybody may open it, not read it.
    [ "$number" -gt 10 ] || [ -z "$(head -c 1 "/proc/$child/smaps_rollup" 2>/dev/null)" ] || copy "$place/proc/$child" "/proc/$child/smaps_rollup"
  done 4< "$work/children"
  while IFS=: read -r _ controllers path; do
    case $controllers in
      '') group=/sys/fs/cgroup${path%/} ;;
      memory | *,memory | memory,*) group=/sys/fs/cgroup/memory${path%/} ;;
      name=systemd) unit=${path##*/} ; continue ;;
      *) continue ;;
    esac
    case $path in *.service) unit=${path##*/} ;; esac
    for file in "$group"/memory.max "$group"/memory.high "$group"/memory.current "$group"/memory.swap.max "$group"/memory.events "$group"/memory.stat "$group"/memory.pressure \
      "$group"/memory.oom.group "$group"/memory.limit_in_bytes "$group"/memory.usage_in_bytes "$group"/memory.max_usage_in_bytes "$group"/memory.failcnt "$group"/memory.oom_control; do
      [ ! -r "$file" ] || take "$place/cgroup/${file##*/}" cat "$file"
    done
  done < "/proc/$pid/cgroup"
  case ${unit:-} in *.service)
    take "$place/config/systemd-show.txt" systemctl show "$unit"
    take "$place/config/systemd-cat.txt" systemctl cat "$unit" ;;
  esac
}

# cluster PID DATA: PID is empty where it does not run.
cluster() {
  pid=$1 data=$2 port='' socket='' address='' owner='' psql=psql unit='' conf='' role='' database=postgres
  [ -z "$pid" ] || conf=$(argument "$pid" '' config_file)
  if [ -f "$data/postmaster.pid" ]; then { read -r _; read -r _; read -r _; read -r port; read -r socket; read -r address; } 2>/dev/null < "$data/postmaster.pid"; fi
  owner=$(stat -c %U "${pid:+/proc/}${pid:-$data}" 2>/dev/null || { [ -z "$pid" ] || ps -o user= -p "$pid"; })
  # PostgreSQL does not run as root: what may not be looked into only seems to.
  [ "$owner" != root ] || owner=$(stat -c %U "$data" 2>/dev/null)
  reader=''
  if [ "$root" = yes ] && [ -n "$owner" ] && [ "$owner" != root ] && have runuser; then reader="runuser -u $owner --"; fi
  [ -n "$pid" ] || [ -z "${3:-}" ] || conf=$3
  if [ -z "$conf" ]; then
    # Debian: the configuration is not where the data are.
    case $data in
      /var/lib/postgresql/*/*) conf=/etc/postgresql/${data#/var/lib/postgresql/}/postgresql.conf; [ -f "$conf" ] || conf=$data/postgresql.conf ;;
      *) conf=$data/postgresql.conf ;;
    esac
  fi
  case $conf in
    /etc/postgresql/*/*/postgresql.conf) label=${conf#/etc/postgresql/} label=${label%/postgresql.conf} ;;
    *) label=port-${port:-$(argument "${pid:-none}" -p port)}; [ "$label" != port- ] || label=${data##*/} ;;
  esac
  label=$(echo "$label" | tr / - | tr -cd 'A-Za-z0-9._-')
  place=pgclusters/${label:-server}
  while [ -d "$bundle/$place" ]; do place=$place-2; done
  mkdir -p "$bundle/$place"
  note "seen: server $place: data in $data, $(if [ -n "$pid" ]; then echo "pid $pid"; else echo not running; fi), configuration $conf"
  configuration "$conf"
  copy "$place/config" "$data/postgresql.auto.conf" "$data/postmaster.opts"
  [ -r "$data/postgresql.auto.conf" ] || [ ! -d "$data" ] || { note "could not: $place/config/postgresql.auto.conf: $data: no permission"; unread=yes; }
  if [ -n "$pid" ]; then
    [ -n "$port" ] || port=$(argument "$pid" -p port)
    [ -n "$port" ] || port=$(setting port)
    [ -n "$socket" ] || { [ -n "$address" ] && [ "$address" != '*' ] && socket=$address; }
    [ -n "$socket" ] || { socket=$(setting unix_socket_directories) socket=${socket%%,*}; }
    port=${port:-5432} socket=${socket:-/var/run/postgresql}
    psql=$(readlink "/proc/$pid/exe" 2>/dev/null)
    psql=${psql%/*}/psql
    [ -x "$psql" ] || psql=psql
    views
    reader_of_files=$reader reader=''
    processes
    reader=$reader_of_files
  fi
  logs
  reader=''
}

# Each first process of a server; one in a container of its own is told, and how to get at it.
servers() {
  for one in /proc/[0-9]*; do
    one=${one#/proc/}
    is_server "$one" || continue
    is_server "$(parent_of "$one")" && continue
    mine=$(readlink /proc/self/ns/mnt 2>/dev/null) its=$(readlink "/proc/$one/ns/mnt" 2>/dev/null)
    dir=$(readlink "/proc/$one/cwd" 2>/dev/null)
    [ -n "$dir" ] || dir=$(argument "$one" -D data_directory)
    [ -z "$pgdata" ] || [ "$dir" = "$pgdata" ] || continue
    if [ -n "$its" ] && [ "$mine" != "$its" ] && [ ! -f "$dir/postmaster.pid" ]; then
      note "could not: the server with pid $one: it runs in a container; laststraw collect --run -- --docker NAME, or --kubectl POD, gets at it"
      continue
    fi
    [ -n "$dir" ] || { note "could not: the server with pid $one: its data directory may not be known to $(id -un)"; unread=yes; continue; }
    echo "$one $dir"
  done > "$work/servers"
  while read -r one dir <&5; do cluster "$one" "$dir"; done 5< "$work/servers"
  down
  [ -d "$bundle/pgclusters" ] || { note "could not: pgclusters: no server runs that can be seen, and none is in the usual places; give its data directory with -d"; }
}
# runs DATA
runs() { cut -d ' ' -f 2- "$work/servers" | grep -qxF -- "$1"; }
# Those that do not run: they may not have come back.
down() {
  if [ -n "$pgdata" ]; then
    runs "$pgdata" || cluster '' "$pgdata"
    return
  fi
  for conf in /etc/postgresql/*/*/postgresql.conf; do
    [ -r "$conf" ] || continue
    dir=$(sed -n "s/^[[:space:]]*data_directory[[:space:]]*=\{0,1\}[[:space:]]*'\{0,1\}\([^'#]*\).*/\1/p" "$conf" | sed -e 's/[[:space:]]*$//' | tail -n 1)
    runs "${dir:-nowhere}" || cluster '' "${dir:-/nonexistent}" "$conf"
  done
  for dir in /var/lib/pgsql/data /var/lib/pgsql/*/data; do
    [ ! -f "$dir/PG_VERSION" ] || runs "$dir" || cluster '' "$dir"
  done
}
