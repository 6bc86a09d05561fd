#!/bin/sh
# laststraw here: collects and explains at once, leaves nothing behind however it ends, and says what it could not read. What the machine itself logs is not
# the test's business: dmesg and journalctl are stubs on PATH that print a sample's, the server is one that is down (-d).
set -eu
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
fail() { echo "here_test: $1" >&2; exit 1; }
sample=$(cd "$(dirname "$0")/../../samples/incidents/too-many-sessions/bundle" && pwd)
mkdir -m 755 "$work/bin" "$work/data" "$work/data/log"
mkdir -m 777 "$work/tmp" "$work/open"
printf '#!/bin/sh\n[ $# -gt 0 ] || cat "%s"\n' "$work/kernel" > "$work/bin/dmesg"
printf '#!/bin/sh\n[ -z "${SLOW:-}" ] || { touch "$SLOW"; sleep 30; }\n' > "$work/bin/journalctl"
chmod 755 "$work/bin"/*
cat "$sample/kernel/dmesg-x.txt" > "$work/kernel"
cat "$sample/postgresql/postgresql.csv" > "$work/data/log/postgresql.csv"
cat "$sample"/config/postgresql.conf > "$work/data/postgresql.conf" 2>/dev/null || echo "shared_buffers = 128MB" > "$work/data/postgresql.conf"
chmod 644 "$work/kernel" "$work/data/log/postgresql.csv" "$work/data/postgresql.conf"
PATH=$work/bin:$PATH TMPDIR=$work/tmp
export PATH TMPDIR
nothing_left() { [ -z "$(ls -A "$work/tmp")" ] || fail "$1: it left $(ls "$work/tmp")"; }

# run NAME STATUS ARGUMENTS...
run() {
  name=$1 wanted=$2
  shift 2
  status=0
  (cd "$work/open" && "$LASTSTRAW" here "$@" > "$work/out" 2> "$work/err") || status=$?
  [ "$status" -eq "$wanted" ] || fail "$name: status $status: $(cat "$work/out" "$work/err")"
  nothing_left "$name"
}
run around 0 --around 2026-11-21T03:02 -- -d "$work/data"
grep -q 'memory limit of the cgroup hit' "$work/out" || fail "around: $(cat "$work/out")"
grep -q 'victim .*app@shop' "$work/out" || fail "around: the server's log is not read: $(cat "$work/out")"
grep -q 'Nobody in particular' "$work/out" || fail "around: $(cat "$work/out")"
run quiet 0 -q --around 2026-11-21T03:02 -- -d "$work/data"
[ "$(wc -l < "$work/out")" -eq 1 ] || fail "quiet: $(cat "$work/out")"
run summary 0 --summary --since 2026-11-21T03:00 --until 2026-11-21T04:00 -- -d "$work/data"
grep -q '^Do now: ' "$work/out" || fail "summary: $(cat "$work/out")"
run reports 0 --around 2026-11-21T03:02 --html page.html --md page.md --json - -- -d "$work/data"
grep -q '"verdict": "last_straw"' "$work/out" || fail "reports: $(head -c 500 "$work/out")"
[ -s "$work/open/page.html" ] && [ -s "$work/open/page.md" ] || fail "reports: not written"
run elsewhere 1 --around 2020-01-01T00:00 -- -d "$work/data"
run keep 0 -q --around 2026-11-21T03:02 --keep kept -- -d "$work/data"
[ -s "$work/open/kept/MANIFEST" ] && grep -q 'what was collected is in ' "$work/err" || fail "keep: $(cat "$work/err")"
[ "$(stat -c %a "$work/open/kept")" = 700 ] || fail "keep: others can look into it"
run keep_there 2 --keep kept -- -d "$work/data"
grep -q 'kept is there already' "$work/err" || fail "keep_there: $(cat "$work/err")"
run slip 2 --arround 03:02
grep -q "did you mean '--around'" "$work/err" || fail "slip: $(cat "$work/err")"
run script_slip 2 -- --nonsense

# However it ends: the folder of what was collected goes, and the script's own.
for signal in TERM HUP KILL_THE_WORKER; do
  rm -f "$work/open/slow"
  (cd "$work/open" && SLOW=$work/open/slow exec "$LASTSTRAW" here -- -d "$work/data" > /dev/null 2>&1) & here=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ ! -e "$work/open/slow" ] || break; sleep 0.5; done
  [ -e "$work/open/slow" ] || fail "$signal: it does not collect"
  case $signal in
    KILL_THE_WORKER) kill -KILL "$(ps -o pid= --ppid "$here" | tr -d ' ')" ;;
    *) kill -"$signal" "$here" ;;
  esac
  status=0
  wait "$here" || status=$?
  [ "$status" -eq 2 ] || fail "$signal: status $status"
  # The script ends when what it waits for does.
  for _ in 1 2 3 4 5 6 7 8 9 10; do [ -n "$(ls -A "$work/tmp")" ] || break; sleep 0.5; done
  nothing_left "$signal"
done

# Who may not read something is told, with the command that may.
if [ "$(id -u)" -eq 0 ] && id nobody >/dev/null 2>&1; then
  chmod 700 "$work/data/log"
  cat > "$work/bin/dmesg" <<'STUB'
#!/bin/sh
echo 'dmesg: read kernel buffer failed: Operation not permitted' >&2
exit 1
STUB
  status=0
  su nobody -s /bin/sh -c "cd $work/open && PATH='$PATH' TMPDIR=$TMPDIR ASAN_OPTIONS=${ASAN_OPTIONS:-} '$LASTSTRAW' here --around '2026-11-21T03:02' -- -d '$work/data'" > "$work/out" 2> "$work/err" || status=$?
  [ "$status" -eq 4 ] || fail "nobody: status $status: $(cat "$work/out" "$work/err")"
  grep -q 'root.s rights: kernel/dmesg.txt' "$work/err" || fail "nobody: $(cat "$work/err")"
  grep -q "help: sudo .*here --around 2026-11-21T03:02 -- -d $work/data" "$work/err" || fail "nobody: $(cat "$work/err")"
  nothing_left nobody
fi
