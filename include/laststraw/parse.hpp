// The doors of the rooms: what the rest of the program (and the tests) can call.
#pragma once

#include <optional>
#include <string_view>

#include "laststraw/record/kernel_line.hpp"
#include "laststraw/record/postgres_log.hpp"
#include "laststraw/result.hpp"
#include "laststraw/room.hpp"

namespace laststraw {

/// kernel_line: takes a line out of its framing. Never fails: a line without a known prefix has Framing::none.
KernelLine parse_kernel_line(const Line& line);

/// system_log: a kernel or system log into OomReports, SystemEvents and a KernelCoverage.
Reading read_kernel_log(const SourceText& source, Records& records);

/// postgres_log: entries to Records::on_pg_entry, dumps to context_dumps.
Reading read_postgres_csv_log(const SourceText& source, Records& records);
Reading read_postgres_json_log(const SourceText& source, Records& records);
/// Learns log_line_prefix from the text, or takes it from Records::pg_settings where that is already known and fits.
Reading read_postgres_stderr_log(const SourceText& source, Records& records);

/// Snapshots.
Reading read_meminfo(const SourceText& source, Records& records);
Reading read_sysctl(const SourceText& source, Records& records);
Reading read_postgresql_conf(const SourceText& source, Records& records);
Reading read_pg_settings_csv(const SourceText& source, Records& records);
Reading read_pg_settings_table(const SourceText& source, Records& records);   ///< psql's output, SHOW ALL
Reading read_pg_settings_json(const SourceText& source, Records& records);
Reading read_postmaster_opts(const SourceText& source, Records& records);
Reading read_cgroup_files(const SourceText& source, Records& records);
Reading read_systemd_show(const SourceText& source, Records& records);
Reading read_unit_file(const SourceText& source, Records& records);      ///< unit files, drop-ins, systemctl cat
Reading read_proc_pid(const SourceText& source, Records& records);       ///< /proc/PID/status, smaps_rollup, limits, cgroup
Reading read_kubectl_describe(const SourceText& source, Records& records);
Reading read_manifest(const SourceText& source, Records& records);       ///< Kubernetes YAML and JSON, docker inspect
Reading read_host_facts(const SourceText& source, Records& records);   ///< uname, date

/// Histories.
Reading read_sar(const SourceText& source, Records& records);
Reading read_sadf_table(const SourceText& source, Records& records);     ///< sadf -d, -p
Reading read_sadf_members(const SourceText& source, Records& records);   ///< sadf -j, -x
Reading read_sysstat_file(const SourceText& source, Records& records);   ///< saDD, "lines" are its records
Reading read_vmstat(const SourceText& source, Records& records);
Reading read_free(const SourceText& source, Records& records);
Reading read_atop(const SourceText& source, Records& records);           ///< atop -P
Reading read_prometheus(const SourceText& source, Records& records);     ///< node_exporter, cAdvisor
Reading read_cgroup_history(const SourceText& source, Records& records);
Reading read_psi(const SourceText& source, Records& records);
Reading read_process_list(const SourceText& source, Records& records);

}  // namespace laststraw
