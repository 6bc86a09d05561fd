// Small facts on the machine: `uname`, `date`, /etc/os-release, /proc/swaps, a postmaster's oom_score_adj, transparent huge pages.
//   Linux db-lab 6.12.107+deb12-cloud-amd64 #1 SMP ...       6.18.44-fc-v445
//   2026-11-21T03:02:32+00:00
//   PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
#include <algorithm>

#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/cursor.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw {

namespace {

/// "64.0M", "65536", "1Gi"; nullopt: no size.
std::optional<Bytes> df_size(std::string_view text) {
  double value = 0;
  if (!grammar::take(text, grammar::number, value) || value < 0 || value > 1e15) return std::nullopt;
  std::int64_t unit = 1024;
  if (!text.empty()) {
    const std::size_t power = std::string_view("BKMGT").find(text.front());
    if (power == std::string_view::npos) return std::nullopt;
    unit = std::int64_t{1} << (10 * power);
  }
  return scaled(Bytes{unit}, value);
}

/// df: "shm  64.0M  58.2M  5.8M  91% /dev/shm"; without a letter: blocks of 1 KiB.
bool read_shm(std::string_view text, const Line& line, HostFacts& host) {
  if (!text.ends_with("/dev/shm")) return false;
  const auto cells = support::words_of(text);
  if (cells.size() < 6 || !cells[4].ends_with('%')) return false;
  const auto size = df_size(cells[1]);
  if (!size || !df_size(cells[2])) return false;
  host.dev_shm = {*size, cite(line)};
  return true;
}

/// "Linux db-lab 6.12.107+deb12-cloud-amd64 #1 SMP ..."
bool read_uname(std::string_view text, const Line& line, HostFacts& host) {
  const auto words = support::words_of(text);
  if (words.size() < 3 || words[0] != "Linux") return false;
  host.hostname = {std::string(words[1]), cite(line)};
  host.kernel_release = {std::string(words[2]), cite(line)};
  return true;
}

/// "6.18.44-fc-v445", as `uname -r` prints it.
bool is_release(std::string_view text) {
  support::Cursor cursor(text);
  return !cursor.take(support::kDigits).empty() && cursor.skip('.') && !cursor.take(support::kDigits).empty() &&
         (cursor.take("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+_~-"), cursor.done());
}

/// /etc/os-release: "VERSION_ID="12""; nothing of it is needed.
bool is_os_release(std::string_view text) {
  support::Cursor cursor(text);
  return !cursor.take("ABCDEFGHIJKLMNOPQRSTUVWXYZ_").empty() && cursor.skip('=') && !cursor.done();
}

/// A postmaster's adjustment. Before 2.6.36 it was -17 to 15; the kernel itself converts it so (fs/proc/base.c __set_oom_adj()).
bool read_adjustment(std::string_view text, const Line& line, std::string_view path, HostFacts& host) {
  const bool old = path.ends_with("oom_adj");
  const auto value = support::whole_number<std::int64_t>(text);
  if (!value || (!old && !path.ends_with("oom_score_adj"))) return false;
  constexpr std::int64_t kOldLeast = -17, kOldMost = 15, kMost = 1000;
  if (!old)
    host.postmaster_oom_score_adj = {*value, cite(line)};
  else if (!host.postmaster_oom_score_adj)
    host.postmaster_oom_score_adj = {*value >= kOldMost ? kMost : std::max(*value, kOldLeast) * kMost / -kOldLeast, cite(line)};
  return true;
}

/// "/dev/vda2   partition   2097148   0   -2": name, type, size and use in kB, priority.
bool read_swap(std::string_view text, const Line& line, std::optional<SwapDevices>& swaps) {
  if (text.starts_with("Filename\t")) return swaps = SwapDevices{.cite = cite(line)}, true;
  if (!swaps || !text.starts_with('/')) return false;
  const auto cells = support::words_of(text);
  const auto size = cells.size() > 2 ? support::whole_number<std::int64_t>(cells[2]) : std::nullopt;
  if (!size || *size < 0) return false;
  ++swaps->count;
  swaps->size += kib(*size);
  if (cells[0].starts_with("/dev/zram")) swaps->in_ram += kib(*size);
  return true;
}

/// /sys/kernel/mm/transparent_hugepage/enabled (mm/huge_memory.c enabled_show()): "always [madvise] never", the one in force in brackets.
bool read_transparent(std::string_view text, const Line& line, Settings& settings) {
  for (const std::string_view chosen : {"always", "madvise", "never"}) {
    std::string whole;
    for (const std::string_view word : {"always", "madvise", "never"})
      whole += (whole.empty() ? "" : " ") + (word == chosen ? "[" + std::string(word) + "]" : std::string(word));
    if (text != whole) continue;
    support::keep(settings, "transparent_hugepage", {std::string(chosen), {}, cite(line)});
    return true;
  }
  return false;
}

bool read_fact(std::string_view text, const Line& line, std::string_view path, Records& records) {
  HostFacts& host = records.host;
  std::string_view rest = text;
  if (const auto stamp = support::take_iso_time(rest); stamp && rest.empty()) return host.collected_at = {*stamp, cite(line)}, true;
  if (read_transparent(text, line, records.sysctl)) return true;
  if (read_shm(text, line, host) || read_uname(text, line, host)) return true;
  if (read_adjustment(text, line, path, host)) return true;
  if (is_release(text)) return host.kernel_release = {std::string(text), cite(line)}, true;
  if (path.ends_with("/cmdline") || path == "cmdline") return true;
  if (read_swap(text, line, records.swaps) || is_os_release(text)) return true;
  // A line of one word beside a uname is the machine's name.
  if (text.find(' ') != std::string_view::npos) return false;
  host.hostname = {std::string(text), cite(line)};
  return true;
}

/// Tables for people, of which nothing is judged: /proc/vmstat, buddyinfo, zoneinfo, `coredumpctl list`, and what laststraw collect says
/// of its bundle.
bool is_for_people(const SourceText& source) {
  if (source.bytes.starts_with("# laststraw collect: ")) return true;
  for (const std::string_view name : {"proc/vmstat", "proc/buddyinfo", "proc/zoneinfo", "coredumpctl.txt"})
    if (source.path.ends_with(name)) return true;
  return false;
}

}  // namespace

Reading read_host_facts(const SourceText& source, Records& records) {
  const bool for_people = is_for_people(source);
  return support::read_lines(source, records, "host_facts", "a fact on the machine", [&](const Line& line) {
    if (for_people) return support::LineIs::noise;
    return read_fact(support::trim(line.text), line, source.path, records) ? support::LineIs::parsed : support::LineIs::noise;
  });
}

}  // namespace laststraw
