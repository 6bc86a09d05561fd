
# --- a server in a container, from outside: kubectl and docker ---
# inside COMMAND...: in the container. Reads only; what it starts there counts against the container's own limit, and is small.
inside() {
  case $mode in
    kubectl) limited kubectl ${namespace:+-n "$namespace"} exec "$target" -c "$container" -- "$@" ;;
    docker) limited docker exec "$target" "$@" ;;
  esac
}
# from_inside FILE COMMAND...
from_inside() {
  file=$1
  shift
  in_time "$file" || return 1
  inside "$@" 2> "$work/error" < /dev/null | tail -c "$bytes" > "$work/raw"
  put "$file" "in $container: $*"
}
# What can be had of the container itself: its group, the machine's memory, views, and logs that do not go to its output.
the_inside() {
  place=pgclusters/$(echo "$container" | tr -cd 'A-Za-z0-9._-')
  mkdir -p "$bundle/$place"
  note "seen: server $place: in $mode $target${namespace:+, namespace $namespace}, container $container"
  from_inside date.txt date '+%Y-%m-%dT%H:%M:%S%z'
  from_inside proc/meminfo cat /proc/meminfo
  from_inside pressure/memory cat /proc/pressure/memory
  # shellcheck disable=SC2016  # for the shell inside
  group=$(inside sh -c 'for f in memory.max memory.limit_in_bytes; do for d in /sys/fs/cgroup /sys/fs/cgroup/memory; do [ ! -r $d/$f ] || { echo $d; exit; }; done; done' 2>/dev/null < /dev/null)
  case $group in
    /sys/fs/cgroup) files='memory.max memory.high memory.current memory.swap.max memory.events memory.stat memory.pressure memory.oom.group' ;;
    /sys/fs/cgroup/memory) files='memory.limit_in_bytes memory.usage_in_bytes memory.max_usage_in_bytes memory.failcnt memory.oom_control memory.stat' ;;
    *) files='' ;;
  esac
  for one in $files; do from_inside "$place/cgroup/$one" cat "$group/$one"; done
  contexts=no pid='' psql=psql
  views
  # shellcheck disable=SC2016
  inside sh -c 'd=${PGDATA:-/var/lib/postgresql/data}; for c in postgresql.conf postgresql.auto.conf; do [ ! -r "$d/$c" ] || echo "$d/$c"; done; [ ! -d "$d/conf.d" ] || find "$d/conf.d" -type f -name "*.conf"' \
    > "$work/inner" 2>/dev/null < /dev/null
  while IFS= read -r one <&4; do
    case $one in */conf.d/*) from_inside "$place/config/conf.d/${one##*/}" cat "$one" ;; *) from_inside "$place/config/${one##*/}" cat "$one" ;; esac
  done 4< "$work/inner"
  # shellcheck disable=SC2016
  inside sh -c 'd=${PGDATA:-/var/lib/postgresql/data}; for f in log pg_log; do [ ! -d "$d/$f" ] || find "$d/$f" -type f -mmin "-$1"; done' sh "$minutes" > "$work/inner" 2>/dev/null < /dev/null
  while IFS= read -r one <&4; do from_inside "$place/postgresql/${one##*/}" tail -c "$bytes" "$one"; done 4< "$work/inner"
}
of_kubectl() {
  have kubectl || { echo "collect: kubectl is not installed" >&2; exit 2; }

  target=${target#pod/}
  if ! limited kubectl ${namespace:+-n "$namespace"} get pod "$target" -o name > /dev/null 2> "$work/error" < /dev/null; then echo "collect: kubectl: $(said)" >&2; exit 2; fi
  take containers/describe.txt kubectl ${namespace:+-n "$namespace"} describe pod "$target"
  take containers/pod.yaml kubectl ${namespace:+-n "$namespace"} get pod "$target" -o yaml
  take containers/events.txt kubectl ${namespace:+-n "$namespace"} get events --field-selector "involvedObject.name=$target"
  node=$(kubectl ${namespace:+-n "$namespace"} get pod "$target" -o 'jsonpath={.spec.nodeName}' 2>/dev/null < /dev/null)
  [ -z "$node" ] || take containers/node-events.txt kubectl get events -A --field-selector "involvedObject.kind=Node,involvedObject.name=$node"
  names=$(kubectl ${namespace:+-n "$namespace"} get pod "$target" -o 'jsonpath={.spec.containers[*].name}' 2>/dev/null < /dev/null)
  if [ -z "$container" ]; then
    # The server's, by its name; else the first.
    for one in $names; do case $one in *postgres* | *pgsql* | database | db | patroni) container=$one; break ;; esac; done
    [ -n "$container" ] || container=${names%% *}
  fi
  place=pgclusters/$(echo "$container" | tr -cd 'A-Za-z0-9._-')
  from=$(date -u -d "@$((middle - window * 60))" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null)
  take "$place/postgresql/previous.log" kubectl ${namespace:+-n "$namespace"} logs "$target" -c "$container" --previous --timestamps
  take "$place/postgresql/container.log" kubectl ${namespace:+-n "$namespace"} logs "$target" -c "$container" --timestamps ${from:+"--since-time=$from"}
  the_inside
  note "could not: kernel: the log of the node${node:+ $node} cannot be had from a pod: dmesg -T there shows what was killed"
}
of_docker() {
  have docker || { echo "collect: docker is not installed" >&2; exit 2; }
  if ! limited docker inspect "$target" > /dev/null 2> "$work/error" < /dev/null; then echo "collect: docker: $(said)" >&2; exit 2; fi
  container=$target
  place=pgclusters/$(echo "$container" | tr -cd 'A-Za-z0-9._-')
  from=$((middle - window * 60)) to=$((middle + window * 60))
  [ "$to" -le "$now" ] || to=$now
  take containers/inspect.json docker inspect "$target"
  take containers/events.txt docker events --since "$from" --until "$to" --filter "container=$target"
  take containers/stats.txt docker stats --no-stream "$target"
  # PostgreSQL writes to standard error, which docker logs keeps apart.
  # shellcheck disable=SC2016
  take "$place/postgresql/container.log" sh -c 'exec docker logs --timestamps --since "$1" --until "$2" "$3" 2>&1' sh "$from" "$to" "$target"
  # The engine's machine is this one, unless it was told otherwise.
  if [ -z "${DOCKER_HOST:-}" ]; then host; else note "could not: kernel: docker runs on ${DOCKER_HOST}; dmesg -T there shows what was killed"; fi
  the_inside
}
