
# --- all together ---
readme() {
  cat <<TEXT
# laststraw collect: what this bundle holds
Made by the script of laststraw collect on $(date -u '+%Y-%m-%d %H:%M:%S') UTC as $(id -un), about $(date -u -d "@$middle" '+%Y-%m-%d %H:%M' 2>/dev/null) UTC, $window minutes before and after.
MANIFEST lists each file with where it comes from ("have"), what could not be had and why ("could not"), and what was left out because of a bound ("left out").
It may hold: logs of the kernel, the system and PostgreSQL, with statements; configuration; names of roles, databases, hosts and programs; addresses; what processes are called.
It never holds: data files, pg_hba.conf, passwords files, the environment of processes, keys.
Hidden everywhere ([hidden]): what stands behind password, passphrase, secret, token, credential and key words, between :// and @, behind -p of MySQL's programs; verifiers
(SCRAM, md5), bearer tokens, private keys, literals of pgcrypto's functions. A secret in another place, in a table's data within a statement say, is not recognised: $(
    if [ "$redact" = yes ]; then echo 'literals of statements and IPv4 addresses were replaced, too (-r).'
    else echo 'collect -r replaces all literals of statements, too.'; fi)
laststraw analyze --redact replaces names, statements and addresses in what it reports.
TEXT
}
finish() {
  readme > "$bundle/README"
  # Errors and commands are quoted there.
  hide text no no no < "$bundle/MANIFEST" > "$work/raw" && cat "$work/raw" > "$bundle/MANIFEST"
  if [ -n "$whole" ]; then echo "collect: $whole; now: laststraw analyze $whole" >&2
  elif (cd "$work" && tar -cf - "$name") | gzip -c > "$work/bundle.tar.gz" && mv "$work/bundle.tar.gz" "$out"; then
    echo "collect: $out ($(wc -c < "$out") bytes); now: laststraw analyze $out" >&2
  else
    echo "collect: $out could not be written" >&2
    exit 2
  fi
  grep '^could not\|^left out' "$bundle/MANIFEST" >&2
  [ "$unread" = no ] || [ "$root" = yes ] || echo "collect: more can be read as root: sudo, then the same command" >&2
}

echo '# laststraw collect: what was taken, and what was not' > "$bundle/MANIFEST"
case $mode in
  host) host; servers ;;
  kubectl) of_kubectl ;;
  docker) of_docker ;;
esac
finish
