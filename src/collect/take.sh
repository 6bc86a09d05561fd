
# --- one file after the other, within bounds ---
name=laststraw-$(hostname 2>/dev/null | tr -cd 'A-Za-z0-9._-' | cut -c 1-64)-$(date +%Y%m%dT%H%M%S)
scratch=${TMPDIR:-/var/tmp}
[ -d "$scratch" ] && [ -w "$scratch" ] || scratch=/tmp
work=$(mktemp -d "$scratch/laststraw-collect.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
bundle=$work/$name
if [ -n "$whole" ]; then
  mkdir "$whole" 2>/dev/null || { echo "collect: --folder: $whole is there already, or cannot be made" >&2; exit 2; }
  bundle=$(cd "$whole" && pwd)
else
  mkdir "$bundle" || exit 2
  out=${out:-$name.tar.gz}
fi
# Never more than a quarter of what is free where it works.
free=$(df -Pk "$bundle" 2>/dev/null | awk 'NR == 2 { print $4 }')
left=$((most * 1024))
[ -z "$free" ] || [ $((free / 4)) -ge "$left" ] || left=$((free / 4))
left=$((left * 1024))

note() { echo "$*" >> "$bundle/MANIFEST"; }
limited() { if have timeout; then timeout -k 2 "$seconds" "$@"; else "$@"; fi; }
# What the command said where it gave nothing; an empty answer says nothing.
said() { head -c 300 "$work/error" 2>/dev/null | tr '\n\t' '  '; }
form_of() { case $1 in *.csv) echo csv ;; *.json) echo json ;; *) echo text ;; esac; }
# With -r, in what holds statements: literals. Addresses everywhere but where dots part numbers of versions.
put() {
  size=$(wc -c < "$work/raw") cut=no literals=no addresses=$redact
  if [ "$size" -eq 0 ]; then
    why=$(said)
    if [ -n "$why" ]; then note "could not: $1: $2 said: $why"; else note "could not: $1: $2 gave nothing"; fi
    return 1
  fi
  if [ "$size" -gt "$left" ]; then note "left out: $1: $size bytes, and the bundle is full ($most MB, or a quarter of what is free)"; return 1; fi
  [ "$size" -lt "$bytes" ] || cut=yes
  case $1 in
    config/* | */config/* | uname.txt) addresses=no ;;
    *postgresql/* | *views/* | ps/* | kernel/journal* | *sessions* | containers/* | *proc/*) literals=$redact ;;
  esac
  case $1 in */*) mkdir -p "$bundle/${1%/*}" ;; esac
  hide "$(form_of "$1")" "$cut" "$literals" "$addresses" < "$work/raw" > "$bundle/$1"
  left=$((left - size))
  if [ "$cut" = yes ]; then note "have: $1: $2 (its last $megabytes MB)"; else note "have: $1: $2"; fi
}
in_time() {
  [ "$(date +%s)" -lt "$deadline" ] && return 0
  note "left out: $1: $longest seconds are over (-S)"
  return 1
}
# take FILE COMMAND...: the end of what the command prints becomes FILE.
take() {
  file=$1
  shift
  in_time "$file" || return 1
  if ! have "$1"; then note "could not: $file: $1 is not installed"; return 1; fi
  limited "$@" 2> "$work/error" < /dev/null | tail -c "$bytes" > "$work/raw"
  put "$file" "$*"
}
# Who reads what belongs to a server: its owner, so that its configuration cannot name what only root may read. Empty: whoever runs this.
reader=''
# copy FOLDER FILE...: the end of each file; of a compressed one, of the text in it.
# shellcheck disable=SC2086  # the reader is words
copy() {
  folder=$1
  shift
  for from in "$@"; do
    [ -e "$from" ] || continue
    if [ ! -f "$from" ]; then continue; fi
    base=${from##*/}
    if ! $reader test -r "$from"; then note "could not: $folder/$base: $from: no permission"; unread=yes; continue; fi
    case $base in
      *.gz) take "$folder/${base%.gz}" $reader gzip -dc "$from" ;;
      *.xz) take "$folder/${base%.xz}" $reader xz -dc "$from" ;;
      *.bz2) take "$folder/${base%.bz2}" $reader bzip2 -dc "$from" ;;
      *.zst) take "$folder/${base%.zst}" $reader zstd -dcq "$from" ;;
      *)
        in_time "$folder/$base" || return
        limited $reader tail -c "$bytes" "$from" > "$work/raw" 2> "$work/error" < /dev/null
        put "$folder/$base" "$from" ;;
    esac
  done
}
# copy_binary FOLDER FILE: all of it as it is. A part would be no file, and there is no text in it to hide.
copy_binary() {
  file=$1/${2##*/}
  in_time "$file" || return 1
  size=$(wc -c < "$2" 2>/dev/null || echo 0)
  if [ "$size" -gt "$bytes" ]; then note "could not: $file: larger than $megabytes MB"; return 1; fi
  if [ "$size" -gt "$left" ]; then note "left out: $file: $size bytes, and the bundle is full"; return 1; fi
  mkdir -p "$bundle/$1"
  if cat "$2" > "$bundle/$file" 2> "$work/error"; then note "have: $file: $2"; left=$((left - size))
  else rm -f "${bundle:?}/$file"; note "could not: $file: $(said)"; fi
}
unread=no
root=no
[ "$(id -u)" != 0 ] || root=yes
