// What people put into a ticket instead of the file: one line of a configuration, a table, a note.
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

using test::read;

TEST(SmallSnapshots, OneSettingAlone) {
  EXPECT_EQ(read(read_postgresql_conf, "maintenance_work_mem = 10GB\n").pg_settings.at("maintenance_work_mem").value, "10GB");
  EXPECT_EQ(read(read_postgresql_conf, "SET maintenance_work_mem = '24GB';\n").pg_settings.at("maintenance_work_mem").value, "24GB");
  EXPECT_EQ(read(read_postgresql_conf, "alter system set work_mem to '1GB';\n").pg_settings.at("work_mem").value, "1GB");
  EXPECT_EQ(read(read_postgresql_conf, "set_of_things = 7\n").pg_settings.at("set_of_things").value, "7");
}

TEST(SmallSnapshots, MeminfoOfThreeLines) {
  EXPECT_EQ(read(read_meminfo, "  Committed_AS: 10956556 kB \n").meminfo.committed.value().value, kib(10956556));
}

TEST(SmallSnapshots, CgroupNotes) {
  const Records records = read(read_cgroup_files,
                               "memory.max: 1073741824 # 1 GiB\nmemory.events.oom_kill = 1\nmemory.memsw.limit_in_bytes: 2147483648\n"
                               "memory.current = 1048576\n");
  EXPECT_EQ(records.cgroup.limit().value().value, mib(1024)) << "neither memory.memsw.limit_in_bytes nor memory.current";
  EXPECT_EQ(records.cgroup.oom_kills.value().value, 1);
}

TEST(SmallSnapshots, DockerStatsTable) {
  const Records limited =
      read(read_docker_stats,
           "NAME                 MEM USAGE / LIMIT\nshop-api             388.4MiB / 1GiB\nshop-postgres        101.2MiB / 320MiB\n");
  EXPECT_EQ(limited.cgroup.limit().value().value, mib(320));
  const Records unlimited = read(
      read_docker_stats,
      "CONTAINER ID   NAME            CPU %     MEM USAGE / LIMIT     MEM %     NET I/O\n3f1c2d4b5a69   shop-postgres   0.02%     101.2MiB / 15.64GiB   0.63%     1.2kB / 0B\n");
  EXPECT_FALSE(unlimited.cgroup.limit()) << "no limit: the machine's RAM is printed";
  EXPECT_EQ(unlimited.meminfo.total.value().value, scaled(mib(1024), 15.64));
}

TEST(SmallSnapshots, DockerStatsJson) {
  const Records records =
      read(read_docker_stats,
           "{\"Container\":\"3f1c\",\"MemPerc\":\"31%\",\"MemUsage\":\"74.3MiB / 384MiB\",\"Name\":\"pg\",\"NetIO\":\"1kB / 0B\"}\n");
  EXPECT_EQ(records.cgroup.limit().value().value, mib(384));
}

TEST(SmallSnapshots, Compose) {
  const Records old =
      read(read_manifest,
           "services:\n  web:\n    image: web\n    mem_limit: 9g\n  db:\n    image: postgres:16\n    mem_limit: 512m\n    shm_size: 1g\n");
  EXPECT_EQ(old.cgroup.limit().value().value, mib(512));
  EXPECT_EQ(old.host.dev_shm.value().value, mib(1024));
  EXPECT_NE(old.cgroup.limit()->cite.quote.find("mem_limit: 512m"), std::string::npos);
  const Records deployed =
      read(read_manifest, "services:\n  db:\n    deploy:\n      resources:\n        limits:\n          memory: 4096M\n");
  EXPECT_EQ(deployed.cgroup.limit().value().value, mib(4096));
}

TEST(SmallSnapshots, ResourcesAlone) {
  EXPECT_EQ(read(read_manifest, "resources:\n  limits:\n    cpu: \"4\"\n    memory: 6Gi\n").cgroup.limit().value().value, mib(6144));
}

TEST(SmallSnapshots, OomKilledOfAnInspection) {
  const Records records = read(read_systemd_show, "OOMKilled=true\n");
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].kind, SystemEventKind::container_oom);
  EXPECT_TRUE(read(read_systemd_show, "OOMKilled=false\n").system_events.empty());
}

TEST(SmallSnapshots, AnEvictedPod) {
  const Records records =
      read(read_kubectl_describe,
           "Name: db-0\nReason: Evicted\nMessage: The node was low on resource: memory. Container db was using 1275700Ki.\n");
  ASSERT_EQ(records.system_events.size(), 1u);
  EXPECT_EQ(records.system_events[0].kind, SystemEventKind::kubelet_eviction);
}

TEST(SmallSnapshots, SizeOfDevShm) {
  EXPECT_EQ(
      read(
          read_host_facts,
          "/ # df -h /dev/shm\nFilesystem                Size      Used Available Use% Mounted on\nshm                      64.0M     58.0M      6.0M  91% /dev/shm\n")
          .host.dev_shm.value()
          .value,
      mib(64));
  EXPECT_EQ(read(read_host_facts, "tmpfs 65536 0 65536 0% /dev/shm\n").host.dev_shm.value().value, mib(64));
}

TEST(SmallSnapshots, OldAdjustment) {
  const auto converted = [](const char* text) {
    return read(read_host_facts, text, "proc/812/oom_adj").host.postmaster_oom_score_adj.value().value;
  };
  EXPECT_EQ(converted("-17\n"), -1000);
  EXPECT_EQ(converted("0\n"), 0);
  EXPECT_EQ(converted("15\n"), 1000);
}

TEST(SmallSnapshots, TotalsOfTop) {
  const Records recent = read(
      read_process_list,
      "top - 15:22:47 up 61 days\nMiB Mem :  15841.3 total,    118.6 free,  15402.2 used,    320.5 buff/cache\nMiB Swap:   2048.0 total,      0.4 free,   2047.6 used.    101.9 avail Mem\n");
  EXPECT_EQ(recent.meminfo.total.value().value, scaled(mib(1), 15841.3));
  EXPECT_EQ(recent.meminfo.available.value().value, scaled(mib(1), 101.9));
  EXPECT_EQ(recent.meminfo.swap_total.value().value, mib(2048));
  const Records old = read(
      read_process_list,
      "KiB Mem:  16218672 total, 15402200 used,   118600 free,   320500 buffers\nKiB Swap:  2097148 total,        0 used,  2097148 free.  9014500 cached Mem\n");
  EXPECT_EQ(old.meminfo.total.value().value, kib(16218672));
  EXPECT_EQ(old.meminfo.swap_total.value().value, kib(2097148));
}

TEST(SmallSnapshots, PsWithLongColumns) {
  const Records records = read(read_process_list,
                               "F   UID     PID    PPID PRI  NI    VSZ   RSS WCHAN  STAT TTY        TIME COMMAND\n"
                               "4    26    2222       1  20   0 236640 40550 do_sel Ss   ?          0:01 postgres: checkpointer\n");
  ASSERT_EQ(records.process_lists.size(), 1u);
  EXPECT_EQ(records.process_lists[0].rows.at(0).rss, kib(40550));
  EXPECT_EQ(records.process_lists[0].rows.at(0).pid, Pid(2222));
}

}  // namespace
}  // namespace laststraw
