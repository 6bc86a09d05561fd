// Files of /proc/PID: status (fs/proc/array.c), smaps_rollup (fs/proc/task_mmu.c), limits (fs/proc/base.c), cgroup.
//   Name:	postgres        VmRSS:	   33488 kB        NSpid:	18096	42
//   Pss:                5120 kB
//   Max address space         unlimited            unlimited            bytes
//   0::/system.slice/system-postgresql.slice/postgresql@15-main.service
#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

std::optional<Bytes> kilobytes(std::string_view text) {
  const auto value = support::Cursor(text).take_number<std::int64_t>();
  return value && *value >= 0 && *value <= std::int64_t{1} << 50 ? std::optional(kib(*value)) : std::nullopt;
}

std::optional<Pid> pid_of(std::string_view text) {
  const auto value = support::Cursor(text).take_number<std::int32_t>();
  return value && *value > 0 ? std::optional(Pid(*value)) : std::nullopt;
}

/// "Max address space         unlimited            unlimited            bytes": the name, the soft limit, the hard one.
support::LineIs read_limit(const Line& line, ProcLimits& limits) {
  const std::size_t name_end = line.text.find("  ");
  if (name_end == std::string_view::npos) return support::LineIs::unrecognised_at(line.text.size() + 1);
  support::Cursor cursor(line.text);
  const std::string_view name = line.text.substr(0, name_end);
  cursor.skip(name);
  cursor.skip_blanks();
  const bool unlimited = cursor.skip("unlimited");
  const auto soft = unlimited ? std::nullopt : cursor.take_number<std::uint64_t>();
  if (!unlimited && !soft) return support::LineIs::unrecognised_at(cursor.column());
  cursor.skip_blanks();
  if (!cursor.skip("unlimited") && cursor.take(support::kDigits).empty()) return support::LineIs::unrecognised_at(cursor.column());
  if (name != "Max address space") return support::LineIs::parsed;
  const bool bounded = soft && *soft < static_cast<std::uint64_t>(kNoLimit.count);
  limits.address_space = {bounded ? MemoryLimit{.size = Bytes{static_cast<std::int64_t>(*soft)}} : MemoryLimit{}, cite(line)};
  return support::LineIs::parsed;
}

/// "0::/system.slice/postgresql.service", "4:memory:/docker/0123": number, controllers, path.
std::string_view control_group(std::string_view text) {
  support::Cursor cursor(text);
  if (cursor.take(support::kDigits).empty() || !cursor.skip(':')) return {};
  cursor.take_until(":");
  return cursor.skip(':') && cursor.peek() == '/' ? cursor.rest() : std::string_view();
}

/// smaps_rollup's first line: "55d0c0a00000-7ffd4a1fe000 ---p 00000000 00:00 0    [rollup]"
bool is_mapping_head(std::string_view text) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  support::Cursor cursor(text);
  return !cursor.take(kHexadecimal).empty() && cursor.skip('-') && !cursor.take(kHexadecimal).empty() && cursor.skip(' ');
}

/// "VmRSS:	   33488 kB"
support::LineIs read_field(const Line& line, ProcessRow& row) {
  support::Cursor cursor(line.text);
  const std::string_view name = cursor.take_name(support::kLetters, support::kNameCharacters);
  if (name.empty() || !cursor.skip(':')) return support::LineIs::unrecognised_at(cursor.column());
  cursor.skip_blanks();
  const std::string_view value = cursor.rest();
  if (name == "Name")
    row.command = std::string(value.substr(0, kMaxQuote)), row.line = line.at.first_line;
  else if (name == "Pid")
    row.pid = pid_of(value).value_or(Pid{});
  else if (name == "PPid")
    row.ppid = pid_of(value);
  else if (name == "VmRSS" || name == "Rss")
    row.rss = kilobytes(value);
  else if (name == "VmSize")
    row.vsz = kilobytes(value);
  return support::LineIs::parsed;
}

}  // namespace

Reading read_proc_pid(const SourceText& source, Records& records) {
  ProcessRow row;
  ProcessList list;
  list.source = source.id;
  Reading reading = support::read_lines(source, records, "proc_pid", "Name: value, as /proc/PID/status has it", [&](const Line& line) {
    if (list.cite.at.first_line == 0) list.cite = cite(line);
    if (line.text.starts_with("Max ")) return read_limit(line, records.limits);
    if (line.text.starts_with("Limit ") || is_mapping_head(line.text)) return support::LineIs::parsed;
    if (const std::string_view path = control_group(line.text); !path.empty()) {
      records.host.process_cgroup = {std::string(path), cite(line)};
      return support::LineIs::parsed;
    }
    return read_field(line, row);
  });
  if (number(row.pid) > 0 && !row.command.empty()) {
    list.rows.push_back(std::move(row));
    records.process_lists.push_back(std::move(list));
  }
  return reading;
}

}  // namespace laststraw
