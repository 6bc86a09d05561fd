// How this room is told from others, and what of it `laststraw list formats` shows.
#include <array>

#include "laststraw/parsers/readers.hpp"

namespace laststraw {

namespace {

constexpr std::array<std::string_view, 15> kKernelLog{
    // The clock without a date, and the kernel's name alone, with vendors' tags.
    R"(^\d\d:\d\d:\d\d([.,]\d+)? (\S+ )?kernel: )", R"(^(<?kern\.[a-z]+>? ?)?kernel: ?)",
    R"(^\[ *\d+\.\d{3,9}\])", R"(^\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4}\])", R"(^(kern|user|daemon|syslog) *:[a-z]+ *: )",
    R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,0-9]*([+-]\d\d:?\d\d|Z) \S+ [^ :\[]+(\[\d+\])?: )",
    R"(^ ?(\d{1,2}\pL|\pL[\pL.]{1,11}) +\d{1,2} \d\d:\d\d:\d\d(\.\d+)? (\S+ )?(<?kern\.[a-z]+>? ?)?[^ :\[]+(\[\d+\])?:)", R"(^<\d+>\[ *\d+\.\d{3,9}\])",
    R"(^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ \S+\.go:\d+\] )",
    R"(^<\d+>1 \d{4}-\d\d-\d\dT)", R"(^\d{1,3},\d+,\d+,[-cf+])", R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d )",
    R"(^[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [A-Z]{2,5} \S+ [^ :\[]+(\[-?\d+\])?: )",
    R"(^\d{9,10}\.\d{6} \S+ [^ :\[]+(\[\d+\])?: )", R"(^\[(.* \d\d:\d\d:\d\d \d{4}| *\d+\.\d{6} < *[\d.]+ *>|[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d| +\+\d+\.\d+)\] )"};

constexpr std::array<std::string_view, 1> kKernelStrong{
    R"(invoked oom-killer: gfp_mask=|ut of [Mm]emory: Kill|^oom-kill:constraint=|^\[ *pid *\] +uid +tgid)"};

constexpr Format kKernelLogFormats[] = {
    {"kernel_oom/syslog_bsd", "invocation 2.6.18 to 2.6.23", "Mar  4 03:11:09 db1 kernel: oom-killer: gfp_mask=0xd0, order=0", "docs/reference/kernel.md 2.1", {}},
    {"kernel_oom/dmesg", "invocation 2.6.24 to 2.6.28", "[ 8123.100001] postgres invoked oom-killer: gfp_mask=0x201da, order=0, oomkilladj=0", "docs/reference/kernel.md 2.1", {}},
    {"kernel_oom/dmesg", "invocation 2.6.29 to 3.6, EL6", "[ 9001.000001] postgres invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0, oom_score_adj=0", "mm/oom_kill.c 3.0", {}},
    {"kernel_oom/dmesg", "invocation 3.7 to 4.5, EL7: hexadecimal gfp_mask", "[  100.000001] postgres invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0", "mm/oom_kill.c 3.18", {}},
    {"kernel_oom/dmesg", "invocation 4.9 to 4.20: nodemask", "[  100.000001] postgres invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE), nodemask=(null),  order=0, oom_score_adj=0", "mm/oom_kill.c 4.19", {}},
    {"kernel_oom/dmesg", "invocation 5.0 and later; order=-1: sysrq", "[  558.748185] python3 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=-1000", "mm/oom_kill.c 6.12", {}},
    {"kernel_oom/dmesg", "kill line 2.6.18 to 2.6.23", "[  100.000001] Out of memory: Killed process 27937 (postmaster).", "docs/reference/kernel.md 2.6", {}},
    {"kernel_oom/dmesg", "kill line 2.6.34 to 2.6.35", "[  100.000001] Killed process 4402 (postgres) vsz:1218400kB, anon-rss:640120kB, file-rss:1200kB", "docs/reference/kernel.md 2.6", {}},
    {"kernel_oom/dmesg", "candidate and victim apart, 2.6.36 to 5.0", "[  100.000001] Out of memory: Kill process 24572 (java) score 0 or sacrifice child", "mm/oom_kill.c 4.19", {}},
    {"kernel_oom/dmesg", "kill line, EL6: UID before the name", "[  100.000001] Killed process 40738, UID 27, (mysqld) total-vm:6424316kB, anon-rss:13128kB, file-rss:4kB", "docs/reference/kernel.md 2.6", {}},
    {"kernel_oom/dmesg", "kill line, late EL7: UID behind the name", "[  100.000001] Killed process 19759 (postgres), UID 57887, total-vm:19661448kB, anon-rss:14380492kB, file-rss:0kB, shmem-rss:17456kB", "docs/reference/kernel.md 2.6", {}},
    {"kernel_oom/dmesg", "kill line 5.4 and later, EL8", "[  558.760000] Out of memory: Killed process 372 (postgres) total-vm:762380kB, anon-rss:450516kB, file-rss:124kB, shmem-rss:3872kB, UID:101 pgtables:1048kB oom_score_adj:0", "mm/oom_kill.c 6.12", {}},
    {"kernel_oom/dmesg", "kill line of a memory cgroup", "[  100.000006] Memory cgroup out of memory: Killed process 2222 (postgres) total-vm:2360000kB, anon-rss:959000kB, file-rss:3000kB, shmem-rss:0kB, UID:26 pgtables:3712kB oom_score_adj:936", "mm/oom_kill.c", {}},
    {"kernel_oom/dmesg", "summary line, 5.0 and later: NONE, MEMCG, CPUSET, MEMORY_POLICY", "[  100.000005] oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=pg,mems_allowed=0,global_oom,task_memcg=/system.slice/postgresql.service,task=postgres,pid=2222,uid=26", "mm/oom_kill.c", {}},
    {"kernel_oom/dmesg", "task table 2.6.36 to 3.6, EL6: cpu, oom_adj", "[  100.000019] [ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name", "mm/oom_kill.c 3.0", {}},
    {"kernel_oom/dmesg", "task table 3.7 to 3.19, EL7: nr_ptes", "[  100.000019] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name", "mm/oom_kill.c 3.18", {}},
    {"kernel_oom/dmesg", "task table 4.0 to 4.14: nr_pmds", "[  100.000020] [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name", "docs/reference/kernel.md 2.4", {}},
    {"kernel_oom/dmesg", "task table 4.15 to 6.7, EL8, EL9: pgtables_bytes", "[  100.000010] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name", "mm/oom_kill.c 4.19", {}},
    {"kernel_oom/dmesg", "task table 6.8 and later: rss_anon, rss_file, rss_shmem", "[  558.755409] [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name", "mm/oom_kill.c 6.12", {}},
    {"kernel_oom/dmesg", "memory cgroup v1, up to 4.20", "[ 9001.000007] Task in /db killed as a result of limit of /db\n[ 9001.000008] memory: usage 524288kB, limit 524288kB, failcnt 1042", "mm/memcontrol.c 3.0", {}},
    {"kernel_oom/dmesg", "memory cgroup v2", "[  100.000002] memory: usage 1048576kB, limit 1048576kB, failcnt 83420", "mm/memcontrol.c 5.3", {}},
    {"kernel_oom/dmesg", "other lines: page allocation failure, panic, sysrq, rate limit", "[  100.000003] Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled", "docs/reference/kernel.md 2.6, 2.8, 2.9", {}},
    {"kernel_oom/dmesg", "raw dmesg, serial consoles, vmcore-dmesg.txt; with CONFIG_PRINTK_CALLER", "[  558.748185][  T301] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "kernel/printk/printk.c", {}},
    {"kernel_oom/dmesg_ctime", "dmesg -T, any language", "[ven. nov. 28 07:26:44 2025] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c", {}},
    {"kernel_oom/dmesg_decode", "dmesg -x, also with --time-format iso", "kern  :warn  : [  558.748185] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c; samples/framings", {}},
    {"kernel_oom/dmesg_relative", "dmesg -d, -e", "[  558.748185 <    0.001984>] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c; samples/framings", {}},
    {"kernel_oom/dmesg_iso", "dmesg --time-format iso", "2026-11-21T04:16:09,750169+00:00 python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c; samples/framings", {}},
    {"kernel_oom/kmsg", "/dev/kmsg", "4,1804,558748185,-;python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "Documentation/ABI/testing/dev-kmsg", {}},
    {"kernel_oom/syslog_iso", "rsyslog ISO, journalctl -o short-iso", "2026-11-21T03:02:21.554237+00:00 db-lab kernel: [  558.748185] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "rsyslogd(8)", {}},
    {"kernel_oom/syslog_bsd", "RFC 3164, journalctl -o short and short-precise, #012 for newlines", "Nov 21 03:02:21 db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "RFC 3164", {}},
    {"kernel_oom/rfc5424", "RFC 5424", "<4>1 2026-11-21T03:02:21.123Z db-lab kernel - - - python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "RFC 5424", {}},
    {"kernel_oom/journal_full", "journalctl -o short-full, with-unit", "Sat 2026-11-21 03:02:21 UTC db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"kernel_oom/journal_unix", "journalctl -o short-unix", "1795230141.554237 db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"kernel_oom/journal_monotonic", "journalctl -o short-monotonic, short-delta", "[  558.748185] db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"kernel_oom/klog", "kubelet and others of Kubernetes", "W1121 03:02:21.123456    1234 eviction_manager.go:12] The node was low on resource: memory. Threshold quantity: 100Mi, available: 87700Ki.\nI1121 03:02:22.123456    1234 oom_watcher_linux.go:77] System OOM encountered, victim process: postgres, pid: 1234567", "k8s.io/klog", {}},
    {"kernel_oom/syslog_iso", "systemd: results of units", "2026-01-05T10:00:01.000000+00:00 db1 systemd[1]: postgresql.service: A process of this unit has been killed by the OOM killer.", "docs/reference/kernel.md 4.1", {}},
    {"kernel_oom/syslog_iso", "systemd-oomd", "2026-01-05T10:00:02.000000+00:00 db1 systemd-oomd[812]: Killed /system.slice/postgresql.service due to memory pressure for /system.slice being 72.98% > 50.00% for > 20s with reclaim activity", "docs/reference/kernel.md 4.2", {}},
    {"kernel_oom/syslog_iso", "earlyoom", "2026-01-05T10:00:00.200000+00:00 db1 earlyoom[511]: sending SIGTERM to process 7378 uid 26 \"postgres\": oom_score 156, oom_score_adj 0, VmRSS 4962 MiB, cmdline \"postgres: app shop\"", "docs/reference/kernel.md 4.3", {}},
    {"kernel_oom/syslog_iso", "nohang", "2026-01-05T10:00:00.500000+00:00 db1 nohang[90]: Sending SIGTERM to the victim, PID 7378", "docs/reference/kernel.md 4.4", {}},
    {"kernel_oom/syslog_iso", "Facebook's oomd", "2026-01-05T10:00:00.600000+00:00 db1 kernel: [  100.000000] oomd kill: 8.74 2.10 0.42 system.slice/postgresql.service 8438349824 ruleset:[a] detectorgroup:[b] killer:[c] v2", "docs/reference/kernel.md 4.5", {}},
    {"kernel_oom/syslog_iso", "container runtimes", "2026-01-05T10:00:00.900000+00:00 db1 containerd[45]: time=\"2026-01-05T10:00:00Z\" level=info msg=\"TaskOOM event container_id:\\\"abc\\\"\"", "docs/reference/kernel.md 4.7", {}},
    {"kernel_oom/syslog_bsd, postgres_log/stderr", "log_destination = syslog, or journald under systemd", "Nov 21 03:24:46 db1 kernel: x\nNov 21 03:24:46 db1 postgres[32402]: [8-1] 2026-11-21 03:24:46.369 UTC [32402] app@shop ERROR:  out of memory", "src/backend/utils/error/elog.c write_syslog()", {}},
    {"kernel_oom/syslog_bsd", "any month name, vendors' tags, BusyBox, the time or the kernel's name alone", "апр 28 01:23:30 db1 <kern.warning> kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n15:11:36 kernel: Out of memory: Killed process 372 (postgres) total-vm:762380kB, anon-rss:450516kB, file-rss:124kB", "strftime(3); BusyBox sysklogd/syslogd.c", {}},
    {"kernel_oom/dmesg", "OpenVZ: a container's kill", "[ 4551.870288] Out of memory in UB 25187: OOM killed process 21091 (mapper) score 0 vm:4228424kB, rss:3102376kB, swap:503952kB", "OpenVZ kernel mm/oom_kill.c", {}},
};

}  // namespace

const Room readers::kernel_log{
    .name = "kernel_oom", .title = "kernel and system logs with OOM reports: dmesg, -T, -x, journalctl short and short-iso, rsyslog ISO, RFC 3164",
    .line_signatures = kKernelLog,
    .strong_signatures = kKernelStrong,
    .read = read_kernel_log, .formats = kKernelLogFormats};

}  // namespace laststraw
