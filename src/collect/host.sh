
# --- the machine ---
host() {
  take date.txt date '+%Y-%m-%dT%H:%M:%S%z'
  take uname.txt uname -a
  copy config /etc/os-release

  # The kernel's log, in more than one framing: one has the clock, another the boot clock.
  take kernel/dmesg.txt dmesg || unread=yes
  take kernel/dmesg-T.txt dmesg -T
  since=$(date -d "@$((middle - window * 60))" '+%Y-%m-%d %H:%M:%S' 2>/dev/null || echo -"${window}min")
  until=$(date -d "@$((middle + window * 60))" '+%Y-%m-%d %H:%M:%S' 2>/dev/null || echo now)
  take kernel/journal-kernel.txt journalctl -q -k -o short-precise --no-pager --since "$since" --until "$until"
  take kernel/journal.json journalctl -q -o json --no-pager --since "$since" --until "$until" || unread=yes
  copy kernel /var/log/kern.log /var/log/kern.log.1 /var/log/syslog /var/log/syslog.1 /var/log/messages /var/log/messages-*
  take kernel/coredumpctl.txt coredumpctl -q --no-pager list --since "$since" --until "$until"

  # Memory as it is now.
  copy proc /proc/meminfo /proc/vmstat /proc/swaps /proc/loadavg /proc/buddyinfo /proc/zoneinfo /proc/cmdline /proc/slabinfo
  copy pressure /proc/pressure/memory /proc/pressure/cpu /proc/pressure/io
  take config/sysctl.txt sysctl vm kernel
  take proc/transparent_hugepage_enabled cat /sys/kernel/mm/transparent_hugepage/enabled
  take ps/ps.txt ps -eo pid,ppid,user,rss,vsz,etimes,args
  take config/df.txt df -h

  # History.
  for folder in ${history:+"$history"} /var/log/sysstat /var/log/sa; do
    for day in $days; do
      file=$folder/sa${day#??????}
      [ -f "$file" ] || file=$folder/sa$day
      [ -f "$file" ] || continue
      copy_binary sysstat "$file"
      take "sysstat/sar-r-$day.txt" sar -r ALL -f "$folder/${file##*/}"
      take "sysstat/sar-S-$day.txt" sar -S -f "$folder/sa${day#??????}"
      take "sysstat/sar-q-$day.txt" sar -q ALL -f "$folder/sa${day#??????}"
    done
  done
  [ -d "$bundle/sysstat" ] || note "could not: sysstat: no sa files in /var/log/sysstat or /var/log/sa"
  for day in $days; do
    [ ! -f "/var/log/atop/atop_$day" ] || take "atop/atop-$day.txt" atop -r "/var/log/atop/atop_$day" -P MEM,SWP,PAG,PSI,PRM
    # An archive of PCP's logger, as pcp-atop(1) prints it: the same form.
    for archive in /var/log/pcp/pmlogger/*/"$day"*.index; do
      [ ! -f "$archive" ] || take "atop/pcp-$day.txt" pcp atop -r "${archive%.index}" -P MEM,SWP,PAG,PSI,PRM
    done
  done
  # What the flight recorder kept (laststraw record).
  for file in /var/lib/laststraw/20*T*Z/* /var/lib/laststraw/20*T*Z/*/*; do
    [ ! -f "$file" ] || [ -z "$(find "$file" -mmin "-$minutes" 2>/dev/null)" ] || { inner=${file#/var/lib/laststraw/}; copy "recorder/${inner%/*}" "$file"; }
  done
}
