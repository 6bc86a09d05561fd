#include "laststraw/format.hpp"


namespace laststraw {

namespace {

constexpr std::string_view kOomKill = "mm/oom_kill.c";

constexpr Format kFormats[] = {
    // --- kernel lines: who asked, who died ---
    {"kernel_oom/syslog_bsd", "invocation 2.6.18 to 2.6.23", "Mar  4 03:11:09 db1 kernel: oom-killer: gfp_mask=0xd0, order=0", "KERNEL.md 2.1", {}},
    {"kernel_oom/dmesg", "invocation 2.6.24 to 2.6.28", "[ 8123.100001] postgres invoked oom-killer: gfp_mask=0x201da, order=0, oomkilladj=0", "KERNEL.md 2.1", {}},
    {"kernel_oom/dmesg", "invocation 2.6.29 to 3.6, EL6", "[ 9001.000001] postgres invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0, oom_score_adj=0", "mm/oom_kill.c 3.0", {}},
    {"kernel_oom/dmesg", "invocation 3.7 to 4.5, EL7: hexadecimal gfp_mask", "[  100.000001] postgres invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0", "mm/oom_kill.c 3.18", {}},
    {"kernel_oom/dmesg", "invocation 4.9 to 4.20: nodemask", "[  100.000001] postgres invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE), nodemask=(null),  order=0, oom_score_adj=0", "mm/oom_kill.c 4.19", {}},
    {"kernel_oom/dmesg", "invocation 5.0 and later; order=-1: sysrq", "[  558.748185] python3 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=-1000", "mm/oom_kill.c 6.12; corpus g01", {}},
    {"kernel_oom/dmesg", "kill line 2.6.18 to 2.6.23", "[  100.000001] Out of memory: Killed process 27937 (postmaster).", "KERNEL.md 2.6", {}},
    {"kernel_oom/dmesg", "kill line 2.6.34 to 2.6.35", "[  100.000001] Killed process 4402 (postgres) vsz:1218400kB, anon-rss:640120kB, file-rss:1200kB", "KERNEL.md 2.6", {}},
    {"kernel_oom/dmesg", "candidate and victim apart, 2.6.36 to 5.0", "[  100.000001] Out of memory: Kill process 24572 (java) score 0 or sacrifice child", "mm/oom_kill.c 4.19", {}},
    {"kernel_oom/dmesg", "kill line, EL6: UID before the name", "[  100.000001] Killed process 40738, UID 27, (mysqld) total-vm:6424316kB, anon-rss:13128kB, file-rss:4kB", "KERNEL.md 2.6", {}},
    {"kernel_oom/dmesg", "kill line, late EL7: UID behind the name", "[  100.000001] Killed process 19759 (postgres), UID 57887, total-vm:19661448kB, anon-rss:14380492kB, file-rss:0kB, shmem-rss:17456kB", "KERNEL.md 2.6", {}},
    {"kernel_oom/dmesg", "kill line 5.4 and later, EL8", "[  558.760000] Out of memory: Killed process 372 (postgres) total-vm:762380kB, anon-rss:450516kB, file-rss:124kB, shmem-rss:3872kB, UID:101 pgtables:1048kB oom_score_adj:0", "mm/oom_kill.c 6.12; corpus g01", {}},
    {"kernel_oom/dmesg", "kill line of a memory cgroup", "[  100.000006] Memory cgroup out of memory: Killed process 2222 (postgres) total-vm:2360000kB, anon-rss:959000kB, file-rss:3000kB, shmem-rss:0kB, UID:26 pgtables:3712kB oom_score_adj:936", kOomKill, {}},
    {"kernel_oom/dmesg", "summary line, 5.0 and later: NONE, MEMCG, CPUSET, MEMORY_POLICY", "[  100.000005] oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=pg,mems_allowed=0,global_oom,task_memcg=/system.slice/postgresql.service,task=postgres,pid=2222,uid=26", kOomKill, {}},
    {"kernel_oom/dmesg", "task table 2.6.36 to 3.6, EL6: cpu, oom_adj", "[  100.000019] [ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name", "mm/oom_kill.c 3.0", {}},
    {"kernel_oom/dmesg", "task table 3.7 to 3.19, EL7: nr_ptes", "[  100.000019] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name", "mm/oom_kill.c 3.18", {}},
    {"kernel_oom/dmesg", "task table 4.0 to 4.14: nr_pmds", "[  100.000020] [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name", "KERNEL.md 2.4", {}},
    {"kernel_oom/dmesg", "task table 4.15 to 6.7, EL8, EL9: pgtables_bytes", "[  100.000010] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name", "mm/oom_kill.c 4.19", {}},
    {"kernel_oom/dmesg", "task table 6.8 and later: rss_anon, rss_file, rss_shmem", "[  558.755409] [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name", "mm/oom_kill.c 6.12; corpus g01", {}},
    {"kernel_oom/dmesg", "memory cgroup v1, up to 4.20", "[ 9001.000007] Task in /db killed as a result of limit of /db\n[ 9001.000008] memory: usage 524288kB, limit 524288kB, failcnt 1042", "mm/memcontrol.c 3.0", {}},
    {"kernel_oom/dmesg", "memory cgroup v2", "[  100.000002] memory: usage 1048576kB, limit 1048576kB, failcnt 83420", "mm/memcontrol.c 5.3", {}},
    {"kernel_oom/dmesg", "other lines: page allocation failure, panic, sysrq, rate limit", "[  100.000003] Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled", "KERNEL.md 2.6, 2.8, 2.9", {}},
    // --- framings ---
    {"kernel_oom/dmesg", "raw dmesg, serial consoles, vmcore-dmesg.txt; with CONFIG_PRINTK_CALLER", "[  558.748185][  T301] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "kernel/printk/printk.c", {}},
    {"kernel_oom/dmesg_ctime", "dmesg -T, any language", "[ven. nov. 28 07:26:44 2025] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c", {}},
    {"kernel_oom/dmesg_decode", "dmesg -x, also with --time-format iso", "kern  :warn  : [  558.748185] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c; samples/framings", {}},
    {"kernel_oom/dmesg_relative", "dmesg -d, -e", "[  558.748185 <    0.001984>] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c; samples/framings", {}},
    {"kernel_oom/dmesg_iso", "dmesg --time-format iso", "2026-11-21T04:16:09,750169+00:00 python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "util-linux dmesg.c; samples/framings", {}},
    {"kernel_oom/kmsg", "/dev/kmsg", "4,1804,558748185,-;python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "Documentation/ABI/testing/dev-kmsg", {}},
    {"kernel_oom/syslog_iso", "rsyslog ISO, journalctl -o short-iso", "2026-11-21T03:02:21.554237+00:00 db-lab kernel: [  558.748185] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "corpus g01", {}},
    {"kernel_oom/syslog_bsd", "RFC 3164, journalctl -o short and short-precise, #012 for newlines", "Nov 21 03:02:21 db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "RFC 3164", {}},
    {"kernel_oom/rfc5424", "RFC 5424", "<4>1 2026-11-21T03:02:21.123Z db-lab kernel - - - python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "RFC 5424", {}},
    {"kernel_oom/journal_full", "journalctl -o short-full, with-unit", "Sat 2026-11-21 03:02:21 UTC db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"kernel_oom/journal_unix", "journalctl -o short-unix", "1795230141.554237 db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"kernel_oom/journal_monotonic", "journalctl -o short-monotonic, short-delta", "[  558.748185] db-lab kernel: python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"kernel_oom/klog", "kubelet and others of Kubernetes", "W1121 03:02:21.123456    1234 eviction_manager.go:12] The node was low on resource: memory. Threshold quantity: 100Mi, available: 87700Ki.\nI1121 03:02:22.123456    1234 oom_watcher_linux.go:77] System OOM encountered, victim process: postgres, pid: 1234567", "k8s.io/klog", {}},
    // --- other killers ---
    {"kernel_oom/syslog_iso", "systemd: results of units", "2026-01-05T10:00:01.000000+00:00 db1 systemd[1]: postgresql.service: A process of this unit has been killed by the OOM killer.", "KERNEL.md 4.1", {}},
    {"kernel_oom/syslog_iso", "systemd-oomd", "2026-01-05T10:00:02.000000+00:00 db1 systemd-oomd[812]: Killed /system.slice/postgresql.service due to memory pressure for /system.slice being 72.98% > 50.00% for > 20s with reclaim activity", "KERNEL.md 4.2", {}},
    {"kernel_oom/syslog_iso", "earlyoom", "2026-01-05T10:00:00.200000+00:00 db1 earlyoom[511]: sending SIGTERM to process 7378 uid 26 \"postgres\": oom_score 156, oom_score_adj 0, VmRSS 4962 MiB, cmdline \"postgres: app shop\"", "KERNEL.md 4.3", {}},
    {"kernel_oom/syslog_iso", "nohang", "2026-01-05T10:00:00.500000+00:00 db1 nohang[90]: Sending SIGTERM to the victim, PID 7378", "KERNEL.md 4.4", {}},
    {"kernel_oom/syslog_iso", "Facebook's oomd", "2026-01-05T10:00:00.600000+00:00 db1 kernel: [  100.000000] oomd kill: 8.74 2.10 0.42 system.slice/postgresql.service 8438349824 ruleset:[a] detectorgroup:[b] killer:[c] v2", "KERNEL.md 4.5", {}},
    {"kernel_oom/syslog_iso", "container runtimes", "2026-01-05T10:00:00.900000+00:00 db1 containerd[45]: time=\"2026-01-05T10:00:00Z\" level=info msg=\"TaskOOM event container_id:\\\"abc\\\"\"", "KERNEL.md 4.7", {}},
    // --- PostgreSQL ---
    {"postgres_log/csv", "9.0 to 12: 23 columns (8.4: 22)", "2026-11-21 03:24:46.369 UTC,\"app\",\"shop\",32402,\"10.0.0.5:54321\",6b010efd.7e92,8,\"SELECT\",2026-11-21 03:24:45 UTC,3/5,739,ERROR,53200,\"out of memory\",\"Failed on request of size 90.\",,,,,\"select 1\",,,\"psql\"", "src/backend/utils/error/csvlog.c", {}},
    {"postgres_log/csv", "13: 24 columns; 14 to 18: 26 columns", "2026-11-21 03:41:36.973 UTC,,,18299,,6b0112ef.477b,4,,2026-11-21 03:41:35 UTC,,0,LOG,00000,\"client backend (PID 18359) was terminated by signal 9: Killed\",\"Failed process was running: select 1\",,,,,,,,\"\",\"postmaster\",,0", "src/backend/utils/error/csvlog.c; format-samples/pg18", {}},
    {"postgres_log/json", "jsonlog, 15 to 18", R"x({"timestamp":"2026-11-21 03:41:36.973 UTC","pid":18299,"session_id":"6b0112ef.477b","line_num":4,"session_start":"2026-11-21 03:41:35 UTC","txid":0,"error_severity":"LOG","message":"client backend (PID 18359) was terminated by signal 9: Killed","backend_type":"postmaster","query_id":0})x", "src/backend/utils/error/jsonlog.c; format-samples/pg18", {}},
    {"postgres_log/stderr", "9.0 to 18, any log_line_prefix: given in postgresql.conf, in common use, or worked out from the lines", "2026-11-21 03:24:46.369 UTC [32402] app@shop ERROR:  out of memory", "src/backend/utils/error/elog.c", {}},
    {"postgres_log/stderr", "RDS, Aurora", "2026-11-21 03:24:46 UTC:10.0.0.5(54321):app@shop:[32402]:ERROR:  out of memory", "POSTGRES.md 2.4; corpus c14", {}},
    {"postgres_log/stderr", "15 languages", "2026-11-21 03:24:46.369 UTC [100] СООБЩЕНИЕ:  процесс сервера (PID 31187) был завершён по сигналу 9: Killed", "POSTGRES-TRANSLATIONS.md", {}},
    {"postgres_log/stderr", "memory-context dumps, 9.0 to 18", "TopMemoryContext: 82008 total in 4 blocks; 10208 free (10 chunks); 71800 used\nGrand total: 240317456 bytes in 257 blocks; 7634312 free (171 chunks); 232683144 used", "src/backend/utils/mmgr/mcxt.c; format-samples/pg15", {}},
    {"kernel_oom/syslog_bsd, postgres_log/stderr", "log_destination = syslog, or journald under systemd", "Nov 21 03:24:46 db1 kernel: x\nNov 21 03:24:46 db1 postgres[32402]: [8-1] 2026-11-21 03:24:46.369 UTC [32402] app@shop ERROR:  out of memory", "src/backend/utils/error/elog.c write_syslog()", {}},
    // --- wrappers ---
    {"journal file", "systemd's binary journals, through libsystemd", {}, "systemd.io/JOURNAL_FILE_FORMAT", "framings/system.journal.zst"},
    {"journal json", "journalctl -o json, json-pretty, json-sse, json-seq", R"({"__REALTIME_TIMESTAMP":"1795230141429000","__MONOTONIC_TIMESTAMP":"558800000","_SOURCE_MONOTONIC_TIMESTAMP":"558748185","_TRANSPORT":"kernel","PRIORITY":"4","_HOSTNAME":"db-lab","MESSAGE":"python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0"})", "systemd 252; samples/framings", {}},
    {"journal export", "journalctl -o export", "__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1795230141429000\n_TRANSPORT=kernel\nMESSAGE=python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"journal verbose", "journalctl -o verbose", "Sat 2026-11-21 03:02:21.429000 UTC [s=1;i=1;b=2;m=214e6;t=660c07707f09c;x=3]\n    _TRANSPORT=kernel\n    MESSAGE=python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "systemd 252; samples/framings", {}},
    {"dmesg json", "dmesg --json, util-linux 2.38 and later", "{\n   \"dmesg\": [\n      {\n         \"pri\": 4,\n         \"time\":   558.748185,\n         \"msg\": \"python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\"\n      }\n   ]\n}", "util-linux dmesg.c", {}},
    {"container json", "docker's json-file driver", R"({"log":"2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory\n","stream":"stderr","time":"2026-11-21T03:24:46.369Z"})", "POSTGRES.md 2.4", {}},
    {"container cri", "containerd, CRI-O; partial lines joined", "2026-11-21T03:24:46.369123456Z stderr F 2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory", "Kubernetes CRI log format", {}},
    {"operator json", "CloudNativePG, with standard error in between", R"({"level":"info","ts":"2026-11-21T03:41:36.99Z","logger":"postgres","msg":"record","record":{"log_time":"2026-11-21 03:41:36.973 UTC","process_id":"18299","error_severity":"LOG","message":"client backend (PID 18359) was terminated by signal 9: Killed"},"logging_pod":"pg-1"})", "POSTGRES.md 2.4", {}},
    {"cloud json", "Cloud SQL textPayload, Azure PostgreSQLLogs", R"({"textPayload":"2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory","timestamp":"2026-11-21T03:24:46.369Z","severity":"ERROR"})", "POSTGRES.md 2.4", {}},
    {"line prefix", "kubectl logs --timestamps and --prefix, docker compose, CloudWatch, Heroku, svlogd", "[pod/pg-1/postgres] 2026-11-21 03:24:46.369 UTC [32402] ERROR:  out of memory", "POSTGRES.md 2.4", {}},
    {"paste", "mail quotes, HTML, ANSI colours, byte order marks, UTF-16", "> [  558.748185] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", "KERNEL.md 3.3", {}},
    {"wrapped", "kernel logs wrapped at 60 to 80 columns by a mail program", "[  100.000001] postgres invoked oom-killer: gfp_mask=0x201da, order=0,\noom_score_adj=0\n[  100.000006] [ 2222]    26  2222   590000   440500     980       5        0\n        0 postgres\n[  100.000008] Killed process 2222 (postgres) total-vm:2360000kB,\nanon-rss:1759000kB, file-rss:3000kB, shmem-rss:12000kB", "KERNEL.md 3.3", {}},
    // --- histories ---
    {"sar/text", "sar of sysstat 9 to 12.7: 12 and 24 hour clocks, other locales, restarts, several days", "Linux 6.18.44 (vm) \t11/21/26 \t_x86_64_\t(2 CPU)\n\n03:29:30    kbmemfree   kbavail kbmemused  %memused kbbuffers  kbcached\n03:29:31     10998424  20488528   3735892     15.14    268084   9268240", "sysstat pr_stats.c; format-samples", {}},
    {"sar/sadf_table", "sadf -d, -p", "# hostname;interval;timestamp;kbmemfree;kbavail\nvm;1;2026-11-21 03:30:01 UTC;11122556;20614692", "sysstat rndr_stats.c; format-samples", {}},
    {"sar/sadf_members", "sadf -j, -x", "{\"timestamp\": {\"date\": \"2026-11-21\", \"time\": \"03:30:01\", \"utc\": 1, \"interval\": 1},\n\"memory\": {\"memfree\": 11122556, \"avail\": 20614692}", "sysstat json_stats.c, xml_stats.c; format-samples", {}},
    {"sysstat_file", "saDD of sysstat 11.7.1 and later (0x2175), either byte order; older ones through `sadf -c` where it is installed", {}, "sysstat sa.h, sa_common.c; POSTGRES.md 4.2", "sysstat_file/sa21.bin"},
    {"vmstat", "vmstat, with -t, -w, or under OSWatcher's and pt-stalk's marks", "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu----- -----timestamp-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st                 UTC\n 3  0      0 12515612 274816 9622636    0    0   616  1761  385 1111 36  4 59  0  0 2026-11-21 03:41:06", "procps vmstat.c; format-samples", {}},
    {"vmstat/free", "free: -k, -m, -g, -h, -w, old and new columns", "               total        used        free      shared  buff/cache   available\nMem:        24682416     2792564    12405308       57052     9897640    21889852", "procps free.c; format-samples", {}},
    {"atop/parseable", "atop -P MEM,SWP,PAG,PSI,PRM,PRG", "MEM vm 1795232468 2026/11/21 03:41:08 8230 4096 6170604 3100766 2314349 68705 103628", "atop parseable.c; format-samples", {}},
    {"prometheus", "node_exporter, cAdvisor: /metrics, OpenMetrics, promtool tsdb dump, query_range", "node_memory_MemAvailable_bytes{instance=\"db1:9100\"} 2.1109444608e+10 1795230141.500", "POSTGRES.md 4.4", {}},
    {"psi", "/proc/pressure/memory, once or over time", "some avg10=0.04 avg60=0.21 avg300=0.14 total=2194213", "kernel/sched/psi.c; corpus", {}},
    {"process_list/ps", "ps with any columns, top -b, pidstat -r, once or over time", "    PID    PPID USER       RSS    VSZ %CPU ELAPSED COMMAND\n    296       1 root     14492 240340 34.8       5 /usr/bin/python3 /opt/agent/agent.py", "procps; format-samples", {}},
    {"cgroup_history", "a cgroup's memory over time", "2026-11-21T03:01:25+0000 usage_in_bytes 16916480 rss 4976640 cache 9732096", "corpus c01", {}},
    // --- snapshots ---
    {"pg_settings/conf", "postgresql.conf, files it includes; postgresql.auto.conf (pg_settings/auto_conf)", "shared_buffers = 128MB", "guc-file.l", {}},
    {"pg_settings/csv", "pg_settings as CSV with a header", "name,setting,unit\nshared_buffers,16384,8kB", "psql --csv; corpus", {}},
    {"pg_settings/table", "pg_settings and SHOW ALL by psql: aligned, unaligned, expanded", "name|setting|description\nshared_buffers|128MB|Sets the number of shared memory buffers used by the server.", "psql print.c", {}},
    {"pg_settings/json", "json_agg(pg_settings), pgmetrics, RDS parameters", R"([{"name":"shared_buffers","setting":"16384","unit":"8kB"}])", "POSTGRES.md 5", {}},
    {"pg_settings/command_line", "postmaster.opts", "/usr/lib/postgresql/15/bin/postgres \"-D\" \"/var/lib/postgresql/15/main\" \"--max_connections=200\"", "postmaster.c", {}},
    {"meminfo", "/proc/meminfo, once or over time (OSWatcher, pt-stalk)", "MemTotal:         604252 kB", "fs/proc/meminfo.c; corpus", {}},
    {"sysctl", "sysctl -a, sysctl.conf, sysctl.d", "vm.overcommit_memory = 2", "sysctl.d(5); corpus", {}},
    {"cgroup", "memory cgroup files, v1 and v2", "536870912", "mm/memcontrol.c; corpus", "memory.limit_in_bytes"},
    {"unit/systemctl_show", "systemctl show", "OOMPolicy=continue\nMemoryMax=infinity\nOOMScoreAdjust=-900", "systemctl-show.c; corpus", {}},
    {"unit/unit_file", "unit files, drop-ins, systemctl cat", "[Service]\nOOMScoreAdjust=-900", "systemd.unit(5)", {}},
    {"proc_pid", "/proc/PID/status, smaps_rollup, limits, cgroup", "Name:\tpostgres\nPid:\t18096\nVmRSS:\t   33488 kB", "fs/proc/array.c, task_mmu.c, base.c", {}},
    {"kubernetes/describe", "kubectl describe pod", "Containers:\n  postgres:\n    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137", "POSTGRES.md 3.3", {}},
    {"kubernetes/manifest", "pod manifests and states in YAML and JSON, docker inspect", "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: postgres\n    resources:\n      limits:\n        memory: 1Gi", "Kubernetes API v1", {}},
    {"host_facts", "uname, date, os-release, /proc/swaps, /proc/cmdline", "Linux db-lab 6.12.107+deb12-cloud-amd64 #1 SMP PREEMPT_DYNAMIC", "corpus", {}},
};

}  // namespace

std::span<const Format> formats() { return kFormats; }

}  // namespace laststraw
