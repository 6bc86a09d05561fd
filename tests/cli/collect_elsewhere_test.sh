#!/bin/sh
# Servers that are not on this machine: a pod, a container, an instance of RDS. kubectl, docker and aws are stubs on PATH whose answers are made up after
# Kubernetes' pod API and `kubectl describe`, docker's CLI reference and the AWS CLI's; what is collected, analyze reads.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "collect_elsewhere_test: $1" >&2; exit 1; }
samples=$(cd "$(dirname "$0")/../.." && pwd)
"$LASTSTRAW" collect > "$work/collect.sh"
mkdir "$work/bin"
SAMPLES=$samples WORK=$work
export SAMPLES WORK

# What runs inside is run here, with a server's files in place of the container's.
mkdir -p "$work/pgdata/log"
echo "shared_buffers = 64MB" > "$work/pgdata/postgresql.conf"
echo "primary_conninfo = 'host=a password=hidden-1 user=r'" > "$work/pgdata/postgresql.auto.conf"
echo "2026-01-05 10:00:00.000 UTC [1] LOG:  statement: alter role x password 'hidden-2'" > "$work/pgdata/log/inner.log"
cat > "$work/bin/psql" <<'STUB'
#!/bin/sh
for query; do :; done
case $query in
  *pg_db_role_setting*) printf 'rolname,datname,setconfig\nreport,,{work_mem=64MB}\n' ;;
  *pg_settings*) printf 'name,setting,unit\nshared_buffers,8192,8kB\nwork_mem,4096,kB\nprimary_conninfo,"host=a password=hidden-3",\n' ;;
  *server_version_num*) echo 170002 ;;
  *'from pg_stat_activity'*) printf 'pid,usename,datname,application_name,backend_type,backend_start,query_start,state,query\n77,report,shop,monthly,client backend,2026-01-05 09:00:00+00,2026-01-05 10:13:00+00,active,select 1\n' ;;
  *pg_extension*) ;;
  *pg_database*) echo postgres ;;
  *'from pg_'*) exit 1 ;;
  *) echo 1 ;;
esac
STUB
cat > "$work/bin/inside" <<'STUB'
#!/bin/sh
PGDATA=$WORK/pgdata
export PGDATA
case "$*" in
  *'for f in memory.max'*) echo /sys/fs/cgroup ;;
  'cat /sys/fs/cgroup/memory.max') echo 2147483648 ;;
  'cat /sys/fs/cgroup/memory.current') echo 312475648 ;;
  'cat /sys/fs/cgroup/memory.events') printf 'low 0\nhigh 0\nmax 211\noom 1\noom_kill 1\noom_group_kill 0\n' ;;
  'cat /sys/fs/cgroup/'*) exit 1 ;;
  'cat /proc/meminfo') printf 'MemTotal:       65843612 kB\nMemFree:         2100452 kB\nMemAvailable:   31204556 kB\n' ;;
  'cat /proc/pressure/memory') printf 'some avg10=0.00 avg60=0.12 avg300=0.40 total=9120311\nfull avg10=0.00 avg60=0.02 avg300=0.11 total=4120311\n' ;;
  *) exec "$@" ;;
esac
STUB
cat > "$work/bin/kubectl" <<'STUB'
#!/bin/sh
[ "$1" != -n ] || { [ "$2" = shop ] || { echo 'Error from server (NotFound): pods "pg-1" not found' >&2; exit 1; }; shift 2; }
case "$*" in
  'get pod pg-1 -o name') echo pod/pg-1 ;;
  'get pod pg-1 -o jsonpath={.spec.nodeName}') printf node-7 ;;
  'get pod pg-1 -o jsonpath={.spec.containers[*].name}') printf 'metrics postgres' ;;
  'get pod pg-1 -o yaml')
    cat "$SAMPLES/samples/kubernetes/made-up-pod.yaml"
    printf '    env:\n    - name: POSTGRES_PASSWORD\n      value: hidden-4\n    - name: PGDATA\n      value: /var/lib/postgresql/data\n' ;;
  'describe pod pg-1') cat "$SAMPLES/tests/composition/pod/describe.txt"; printf '    Environment:\n      POSTGRES_PASSWORD:  hidden-5\n' ;;
  'get events'*involvedObject.name=pg-1) cat "$SAMPLES/tests/composition/pod/events.txt" ;;
  'get events -A'*) echo 'No resources found' >&2 ;;
  'logs pg-1 -c postgres --previous --timestamps') sed 's/^/2026-01-05T10:15:02.100000000Z /' "$SAMPLES/tests/composition/pod/previous.log" ;;
  'logs pg-1 -c postgres --timestamps --since-time='*) echo '2026-01-05T10:15:31.000000000Z 2026-01-05 10:15:31 UTC [1] LOG:  database system is ready to accept connections' ;;
  'exec pg-1 -c postgres -- '*) shift 5; exec "$WORK/bin/inside" "$@" ;;
  *) echo "error: unknown: $*" >&2; exit 1 ;;
esac
STUB
cat > "$work/bin/docker" <<'STUB'
#!/bin/sh
case "$*" in
  'inspect shop-db') sed 's/"Config": {/&"Env": ["POSTGRES_PASSWORD=hidden-6", "PGDATA=\/data"],/' "$SAMPLES/samples/kubernetes/made-up-docker-inspect.json" ;;
  'events --since '*' --until '*' --filter container=shop-db') cat "$SAMPLES/samples/kubernetes/made-up-docker-events.txt" ;;
  'stats --no-stream shop-db') printf 'CONTAINER ID   NAME      CPU %%     MEM USAGE / LIMIT     MEM %%     NET I/O   BLOCK I/O   PIDS\n3f1c2d4b5a69   shop-db   0.02%%     101.2MiB / 320MiB     31.63%%    1kB / 0B  0B / 0B     7\n' ;;
  'logs --timestamps --since '*' --until '*' shop-db') sed 's/^/2026-01-05T10:15:02.100000000Z /' "$SAMPLES/tests/composition/pod/previous.log" >&2 ;;
  'exec shop-db '*) shift 2; exec "$WORK/bin/inside" "$@" ;;
  *) echo "Error: No such object: $*" >&2; exit 1 ;;
esac
STUB
cat > "$work/bin/aws" <<'STUB'
#!/bin/sh
case "$1 $2" in
  'rds describe-db-log-files') printf 'error/postgresql.log.2026-01-05-10\terror/postgresql.log.2026-01-05-11\n' ;;
  'rds download-db-log-file-portion') case $* in *2026-01-05-10*) cat "$SAMPLES/tests/composition/rds/error.log" ;; *) echo '2026-01-05 11:00:00 UTC::@:[380]:LOG:  checkpoint starting: time' ;; esac ;;
  'rds describe-events') printf '2026-01-05T10:15:20.100000+00:00\tDB instance restarted\n' ;;
  'rds describe-db-instances') case $* in *DbiResourceId*) echo db-EXAMPLE ;; *) echo shop-params ;; esac ;;
  'rds describe-db-parameters') printf '{"Parameters": [\n{"ParameterName": "max_connections", "ParameterValue": "200", "DataType": "integer"},\n{"ParameterName": "work_mem", "ParameterValue": "65536", "DataType": "integer"}\n]}\n' ;;
  'logs get-log-events') cat "$SAMPLES/samples/cloud_metrics/made-up-get-log-events.json" ;;
  'cloudwatch get-metric-statistics') cat "$SAMPLES/samples/cloud_metrics/made-up-get-metric-statistics.json" ;;
  *) echo "aws: error: $*" >&2; exit 252 ;;
esac
STUB
printf '#!/bin/sh\necho "[    1.000000] usb 1-1: new device"\n' > "$work/bin/dmesg"
printf '#!/bin/sh\nexit 0\n' > "$work/bin/journalctl"
chmod 755 "$work/bin"/*
PATH=$work/bin:$PATH

# read_all FOLDER: analyze knows each file of it.
read_all() {
  "$LASTSTRAW" analyze --full --unrecognised "$1" > "$work/report.txt" 2> "$work/errors" || true
  # Events of RDS are for people.
  if grep 'not recognised' "$work/errors" | grep -v ': rds-events.txt: '; then fail "$2: what was collected is not read"; fi
  if grep -r 'hidden-[0-9]' "$1"; then fail "$2: secrets are left"; fi
}
for shell in sh dash "busybox sh"; do
  command -v "${shell%% *}" >/dev/null || continue
  (cd "$work" && $shell collect.sh --folder pod --kubectl pg-1 -n shop -t '2026-01-05 10:15' 2>messages) || fail "$shell: kubectl: $(cat "$work/messages")"
  read_all "$work/pod" "$shell, kubectl"
  [ -s "$work/pod/pgclusters/postgres/postgresql/inner.log" ] || fail "$shell: the log within the pod: $(cat "$work/pod/MANIFEST")"
  grep -q '^work_mem,4096,kB' "$work/pod/pgclusters/postgres/config/pg_settings.csv" || fail "$shell: settings of the pod"
  grep -q ',monthly,' "$work/pod/pgclusters/postgres/views/pg_stat_activity.csv" || fail "$shell: sessions of the pod"
  grep -q 'kernel: the log of the node node-7' "$work/pod/MANIFEST" || fail "$shell: where the kernel's log is"
  grep -q 'memcg oom\|memory limit of the container hit' "$work/report.txt" || fail "$shell: the kill in the pod: $(head -20 "$work/report.txt")"
  grep -q 'value: /var/lib/postgresql/data' "$work/pod/containers/pod.yaml" || fail "$shell: a harmless variable is gone"
  (cd "$work" && $shell collect.sh --folder box --docker shop-db -t '2026-01-05 10:15' 2>messages) || fail "$shell: docker: $(cat "$work/messages")"
  read_all "$work/box" "$shell, docker"
  [ -s "$work/box/pgclusters/shop-db/postgresql/container.log" ] || fail "$shell: docker logs go to standard error"
  grep -q '^have: kernel/dmesg.txt' "$work/box/MANIFEST" || fail "$shell: docker's machine is this one"
  rm -r "$work/pod" "$work/box"
done

# The same at once, and as a plugin of kubectl.
status=0
"$LASTSTRAW" here --around 2026-01-05T10:15 -- --kubectl pg-1 -n shop > "$work/report.txt" 2>"$work/errors" || status=$?
[ "$status" -eq 3 ] || [ "$status" -eq 0 ] || fail "here, of a pod: $(cat "$work/report.txt" "$work/errors")"
grep -q 'memory limit of the container hit\|memcg oom' "$work/report.txt" || fail "here, of a pod: $(cat "$work/report.txt" "$work/errors")"
ln -s "$LASTSTRAW" "$work/bin/laststraw"
status=0
LASTSTRAW_OPTIONS='-q --around 2026-01-05T10:15' sh "$samples/scripts/hooks/kubectl-laststraw" pg-1 -n shop > "$work/report.txt" 2>"$work/errors" || status=$?
[ "$status" -eq 3 ] || [ "$status" -eq 0 ] || fail "the plugin: $(cat "$work/report.txt" "$work/errors")"
grep -q 'memcg_oom' "$work/report.txt" || fail "the plugin: $(cat "$work/report.txt" "$work/errors")"
for wrong in '--kubectl other' '--kubectl pg-1 -n nowhere' '--docker other' '--docker -x' '--kubectl a;b'; do
  status=0
  # shellcheck disable=SC2086  # words
  (cd "$work" && sh collect.sh --folder wrong $wrong 2>/dev/null) || status=$?
  [ "$status" -eq 2 ] || fail "$wrong: status $status"
  rm -rf "$work/wrong"
done

# RDS: nothing is run; what is printed is a script that can be.
"$LASTSTRAW" collect --run -- --rds shop -t '2026-01-05 10:15 UTC' -w 60 > "$work/rds.sh"
sh -n "$work/rds.sh"
if command -v shellcheck >/dev/null; then shellcheck -s sh "$work/rds.sh"; fi
grep -q -- '--start-time 2026-01-05T09:15:00Z --end-time 2026-01-05T11:15:00Z' "$work/rds.sh" || fail "the times are not filled in: $(cat "$work/rds.sh")"
grep -q -- '--start-time 1767604500000 --end-time 1767611700000' "$work/rds.sh" || fail "the times in milliseconds"
(cd "$work" && sh rds.sh out 2>/dev/null)
read_all "$work/out" rds
[ "$(find "$work/out/postgresql" -type f | wc -l)" -eq 2 ] || fail "RDS: both logs"
grep -q 'INCIDENT 1' "$work/report.txt" || fail "RDS: no incident: $(cat "$work/report.txt")"
