/* Writes the archive of tests/composition/pcp, made up: a machine of 16 GiB, a session that takes it, the moment of the kill. With Debian's libpcp-import1-dev:
 *   cc pcp.c -lpcp_import -lpcp -o make && ./make pcp/20260105 */
#include <pcp/pmapi.h>

#include <pcp/import.h>
#include <stdio.h>

#define BEGIN 1767606600 /* 2026-01-05 09:50:00 UTC */
#define ONSET 1767607650 /* 10:07:30 */
#define KILL 1767608011  /* 10:13:31 */

static const struct {
  const char *name;
  int cluster, item, counter;
} singles[] = {{"mem.physmem", 1, 0, 0},       {"mem.util.free", 1, 2, 0},       {"mem.util.available", 1, 58, 0},
               {"mem.util.anonpages", 1, 30, 0}, {"mem.util.cached", 1, 5, 0},    {"mem.vmstat.oom_kill", 28, 166, 1}};

static void put(const char *metric, const char *instance, long long value) {
  char text[32];
  snprintf(text, sizeof text, "%lld", value);
  pmiPutValue(metric, instance, text);
}

static void process(int pid, const char *title, long long rss) {
  char name[64];
  snprintf(name, sizeof name, "%06d postgres:", pid);
  put("proc.psinfo.rss", name, rss);
  put("proc.psinfo.ppid", name, pid == 900 ? 1 : 900);
  pmiPutValue("proc.psinfo.psargs", name, title);
}

int main(int argc, char **argv) {
  const pmUnits kbyte = pmiUnits(1, 0, 0, PM_SPACE_KBYTE, 0, 0), count = pmiUnits(0, 0, 1, 0, 0, PM_COUNT_ONE), none = pmiUnits(0, 0, 0, 0, 0, 0);
  const pmInDom processes = pmiInDom(3, 9);
  const int pids[] = {900, 905, 24010, 24021};
  if (argc != 2) return 2;
  pmiStart(argv[1], 0);
  pmiSetHostname("db1");
  pmiSetTimezone("UTC");
  for (unsigned i = 0; i < sizeof singles / sizeof *singles; ++i)
    pmiAddMetric(singles[i].name, pmiID(60, singles[i].cluster, singles[i].item), PM_TYPE_U64, PM_INDOM_NULL, singles[i].counter ? PM_SEM_COUNTER : PM_SEM_INSTANT,
                 singles[i].counter ? count : kbyte);
  pmiAddMetric("proc.psinfo.rss", pmiID(3, 8, 23), PM_TYPE_U64, processes, PM_SEM_INSTANT, kbyte);
  pmiAddMetric("proc.psinfo.ppid", pmiID(3, 8, 3), PM_TYPE_U32, processes, PM_SEM_DISCRETE, none);
  pmiAddMetric("proc.psinfo.psargs", pmiID(3, 8, 41), PM_TYPE_STRING, processes, PM_SEM_DISCRETE, none);
  for (int i = 0; i < 4; ++i) {
    char name[64];
    snprintf(name, sizeof name, "%06d postgres:", pids[i]);
    pmiAddInstance(processes, name, pids[i]);
  }
  for (int at = BEGIN; at < KILL + 300; at += 15) {
    const int dead = at > KILL;
    const long long big = dead ? 0 : at < ONSET ? 60000 : 60000 + (long long)(at - ONSET) * 37000;
    put("mem.physmem", NULL, 16777216);
    put("mem.util.anonpages", NULL, 1400000 + big);
    put("mem.util.cached", NULL, dead ? 500000 : at < ONSET ? 6000000 : big > 8000000 ? 300000 : 6000000 - big / 2);
    put("mem.util.free", NULL, dead ? 14300000 : at < ONSET ? 8500000 : big > 8000000 ? 14900000 - big : 8500000 - big / 2);
    put("mem.util.available", NULL, dead ? 14600000 : 14700000 - big);
    put("mem.vmstat.oom_kill", NULL, dead ? 6 : 5);
    process(900, "/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main", 30000);
    process(905, "postgres: checkpointer ", 900000);
    process(24010, "postgres: app shop 10.0.0.5(40770) idle", 15000);
    if (!dead) process(24021, "postgres: report shop 10.0.0.7(40772) SELECT", big + 20000);
    pmiWrite(at, 250000);
  }
  return pmiEnd() < 0;
}
