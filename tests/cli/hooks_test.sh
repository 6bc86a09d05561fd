#!/bin/sh
# The hooks of scripts/hooks: units that systemd takes, a report from a sample's kernel log, the webhook, cron's line. mail, curl, systemctl, dmesg and journalctl
# are stubs on PATH.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "hooks_test: $1" >&2; exit 1; }
root=$(cd "$(dirname "$0")/../.." && pwd)
hooks=$root/scripts/hooks
# busybox's, where it is: what most other machines have is sh.
shell='sh'
if command -v busybox >/dev/null; then shell='busybox sh'; fi
for script in report-incident alert-webhook kubectl-laststraw; do
  sh -n "$hooks/$script"
  $shell -n "$hooks/$script"
  if command -v shellcheck >/dev/null; then shellcheck "$hooks/$script"; fi
done
if command -v systemd-analyze >/dev/null; then
  mkdir -p "$work/units/postgresql@.service.d"
  for unit in laststraw-report@.service laststraw-webhook@.service laststraw-webhook.socket; do sed "s|/usr/share/laststraw/hooks|$hooks|" "$hooks/$unit" > "$work/units/$unit"; done
  printf '[Service]\nExecStart=/bin/true\n' > "$work/units/postgresql@.service"
  cp "$hooks/50-laststraw.conf" "$work/units/postgresql@.service.d/"
  for unit in laststraw-report@15-main.service laststraw-webhook@1.service laststraw-webhook.socket postgresql@15-main.service; do
    SYSTEMD_UNIT_PATH=$work/units: systemd-analyze verify --man=no "$work/units/$(echo "$unit" | sed 's/@.*\./@./')" 2>"$work/errors" || true
    if grep 'laststraw\|postgresql@' "$work/errors"; then fail "systemd does not like $unit"; fi
  done
fi
if command -v python3 >/dev/null && python3 -c 'import yaml' 2>/dev/null; then
  python3 -c 'import sys, yaml; c = yaml.safe_load(open(sys.argv[1])); assert c["receivers"][1]["name"] == c["route"]["routes"][0]["receiver"]' "$hooks/alertmanager.yml"
fi

mkdir -p "$work/bin" "$work/data/log"
sample=$root/samples/incidents/too-many-sessions/bundle
cat "$sample/postgresql/postgresql.csv" > "$work/data/log/postgresql.csv"
echo "shared_buffers = 128MB" > "$work/data/postgresql.conf"
ln -s "$LASTSTRAW" "$work/bin/laststraw"
printf '#!/bin/sh\n[ $# -gt 0 ] || cat "%s"\n' "$sample/kernel/dmesg-x.txt" > "$work/bin/dmesg"
printf '#!/bin/sh\nexit 0\n' > "$work/bin/journalctl"
printf '#!/bin/sh\necho "$@" > "%s/mail"; cat >> "%s/mail"\n' "$work" "$work" > "$work/bin/mail"
printf '#!/bin/sh\ncat > "%s/posted"\n' "$work" > "$work/bin/curl"
printf '#!/bin/sh\necho "$@" >> "%s/started"\n' "$work" > "$work/bin/systemctl"
chmod 755 "$work/bin"/*
PATH=$work/bin:$PATH LASTSTRAW_REPORTS=$work/reports LASTSTRAW_MAIL=dba@example.com LASTSTRAW_POST=https://hooks.example.com/x
LASTSTRAW_SINCE=2026-11-21T00:00 LASTSTRAW_OPTIONS="--until 2026-11-22T00:00 -- -d $work/data"
export PATH LASTSTRAW_REPORTS LASTSTRAW_MAIL LASTSTRAW_POST LASTSTRAW_SINCE LASTSTRAW_OPTIONS

"$hooks/report-incident" '15-main; rm' > "$work/out" 2> "$work/err" || fail "report: $(cat "$work/out" "$work/err")"
grep -q '^Do now: ' "$work/out" || fail "the summary: $(cat "$work/out" "$work/err")"
[ "$(find "$work/reports" -name '*-15-main__rm.html' | wc -l)" -eq 1 ] || fail "the page: $(ls "$work/reports")"
[ ! -e "$work/reports/running" ] || fail "it still seems to run"
head -1 "$work/mail" | grep -q 'ran out of memory (15-main__rm) dba@example.com' || fail "the mail: $(cat "$work/mail")"
grep -q '^Do now: ' "$work/mail" || fail "the mail: $(cat "$work/mail")"
if command -v python3 >/dev/null; then
  python3 -c 'import json, sys; t = json.load(open(sys.argv[1]))["text"]; assert "\nDo now: " in t, t' "$work/posted" || fail "what is posted is no JSON: $(cat "$work/posted")"
fi
$shell "$hooks/report-incident" again > "$work/out" 2> "$work/err"
grep -q 'younger than 10 minutes' "$work/err" || fail "it does not pause: $(cat "$work/out" "$work/err")"
mkdir "$work/reports/running"
LASTSTRAW_PAUSE=0 "$hooks/report-incident" other 2> "$work/err"
grep -q 'one runs already' "$work/err" || fail "two run at a time: $(cat "$work/err")"
rmdir "$work/reports/running"
rm "$work/mail"
LASTSTRAW_REPORTS=$work/none LASTSTRAW_SINCE=2026-11-21T23:00 $shell "$hooks/report-incident" > "$work/out" 2> "$work/err" || fail "no incident: $(cat "$work/err")"
[ -z "$(find "$work/none" -type f)" ] && [ ! -e "$work/mail" ] || fail "an hour without an incident is reported"

# ask BODY [LENGTH]: the first line of the answer.
ask() { printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n\r\n%s' "${2:-${#1}}" "$1" | $shell "$hooks/alert-webhook" | head -1 | tr -d '\r'; }
: > "$work/started"
[ "$(ask '{"status": "resolved", "alerts": []}')" = 'HTTP/1.1 200 OK' ] || fail "an alert that is resolved"
[ ! -s "$work/started" ] || fail "an alert that is resolved starts a report"
[ "$(ask '{"receiver":"laststraw","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"MemoryAlmostGone; reboot"}}]}')" = 'HTTP/1.1 200 OK' ] || fail "an alert that fires"
[ "$(cat "$work/started")" = 'start --no-block laststraw-report@alert.service' ] || fail "what was started: $(cat "$work/started")"
[ "$(ask x 99999999)" = 'HTTP/1.1 413 Content Too Large' ] || fail "too large"
[ "$(printf 'GET / HTTP/1.1\r\n\r\n' | "$hooks/alert-webhook" | head -1 | tr -d '\r')" = 'HTTP/1.1 405 Method Not Allowed' ] || fail "GET"
[ -z "$(printf '' | "$hooks/alert-webhook")" ] || fail "nothing is no request"
[ "$(wc -l < "$work/started")" -eq 1 ] || fail "more was started than fired"

# Cron's command, with folders of the test's own.
sed -n 's/^[0-9* ]* root //p' "$hooks/laststraw-scan" | sed "s|/var/lib/laststraw-scan|$work/scan|g; s|/var/log/archive|$root/samples/incidents/too-many-sessions|" > "$work/command"
[ "$(wc -l < "$work/command")" -eq 1 ] || fail "cron's line: $(cat "$work/command")"
sh "$work/command" || fail "cron's command: $(cat "$work/scan/scan.log")"
[ -s "$work/scan/fleet.html" ] && [ "$(find "$work/scan/reports" -name '*.html' | wc -l)" -eq 1 ] || fail "cron's command: $(ls -R "$work/scan")"
sh "$work/command" || fail "cron's command, again: $(cat "$work/scan/scan.log")"
