// cgroup v1 and v2 memory files. mm/memcontrol.c. Single values carry no label of their own: the file's name is the label.
//   memory.max:              max          memory.limit_in_bytes:  536870912
//   memory.stat:             anon 3350528
//   combined captures:       memory.stat:anon 3350528      memory.max:max
//   as people write it down: memory.max = 1073741824 # 1 GiB      memory.events.oom_kill = 1      # cat memory.max, and the value below
#include <array>
#include <string>

#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

struct Known {
  std::string_view file;
  std::optional<Cited<MemoryLimit>> CgroupMemory::*limit = nullptr;
  std::optional<Cited<std::int64_t>> CgroupMemory::*oom_kills = nullptr;  ///< of the line "oom_kill N"
};

constexpr std::array kKnown{Known{"memory.max", &CgroupMemory::max},
                            Known{"memory.high", &CgroupMemory::high},
                            Known{"memory.swap.max", &CgroupMemory::swap_max},
                            Known{"memory.limit_in_bytes", &CgroupMemory::limit_in_bytes},
                            Known{"memory.events", nullptr, &CgroupMemory::oom_kills},
                            Known{"memory.events.local", nullptr, &CgroupMemory::local_oom_kills},
                            Known{"memory.oom_control", nullptr, &CgroupMemory::v1_oom_kills}};
/// A capture without labels: only memory.events and its like have lines of this kind.
constexpr Known kUnlabelled{"", nullptr, &CgroupMemory::oom_kills};

/// What is known of a file; of "memory.events.oom_kill", as people write it down, what is known of memory.events.
const Known& known(std::string_view file) {
  for (const Known& one : kKnown)
    if (file == one.file) return one;
  return kUnlabelled;
}

/// "memory.events.oom_kill": the file, and a key of it; empty: no key.
std::string_view take_key(std::string_view& name) {
  for (const std::string_view with_keys : {"memory.events.local.", "memory.events.", "memory.stat."}) {
    if (!name.starts_with(with_keys) || name == "memory.events.local") continue;
    const std::string_view key = name.substr(with_keys.size());
    name = name.substr(0, with_keys.size() - 1);
    return key;
  }
  return {};
}

/// "memory.max:", "memory.max = ": empty, and nothing taken, where the line has no label.
std::string_view take_label(support::Cursor& cursor) {
  support::Cursor ahead = cursor;
  const std::string_view begin = ahead.rest();
  if (!ahead.skip("memory.") || ahead.take("abcdefghijklmnopqrstuvwxyz._").empty()) return {};
  const std::string_view name = begin.substr(0, begin.size() - ahead.rest().size());
  ahead.take(" ");
  if (!ahead.skip(':') && !ahead.skip('=')) return {};
  ahead.take(" ");
  cursor = ahead;
  return name;
}

/// "max", or a number; one that does not fit is as good as none.
std::optional<MemoryLimit> take_value(support::Cursor& cursor) {
  if (cursor.skip("max")) return MemoryLimit{};
  const std::string_view digits = cursor.take(support::kDigits);
  if (digits.empty()) return std::nullopt;
  const auto number = support::whole_number<std::int64_t>(digits);
  return number && Bytes{*number} < kNoLimit ? MemoryLimit{.size = Bytes{*number}} : MemoryLimit{};
}

/// "some avg10=0.00 avg60=0.00 ..."
bool is_pressure(std::string_view text) { return text.starts_with("some avg10=") || text.starts_with("full avg10="); }

/// The value of `file`, or of a key of it, if the line holds one to its end.
support::LineIs read_value(std::string_view file, support::Cursor cursor, const Line& line, CgroupMemory& cgroup) {
  if (is_pressure(cursor.rest())) return support::LineIs::parsed;
  std::string_view key = take_key(file);
  if (key.empty() && cursor.rest() != "max") {
    key = cursor.take_name("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (!key.empty() && !cursor.skip(' ')) return support::LineIs::unrecognised_at(cursor.column());
  }
  const auto value = take_value(cursor);
  if (!value || !cursor.done()) return support::LineIs::unrecognised_at(cursor.column());
  const Known& one = known(file);
  if (one.limit && key.empty()) cgroup.*one.limit = {*value, cite(line)};
  if (one.oom_kills && key == "oom_kill" && value->size) cgroup.*one.oom_kills = {value->size->count, cite(line)};
  if (one.oom_kills == &CgroupMemory::oom_kills && key == "high" && value->size) cgroup.high_events = {value->size->count, cite(line)};
  return support::LineIs::parsed;
}

}  // namespace

Reading read_cgroup_files(const SourceText& source, Records& records) {
  const std::string_view file(source.path.substr(source.path.rfind('/') + 1));
  return support::read_lines(source, records, "cgroup", "a value of a cgroup memory file", [&](const Line& line) {
    const std::string_view text = line.text.substr(0, line.text.find(" #"));  // " # 1 GiB": a comment
    support::Cursor cursor(text.substr(0, text.find_last_not_of(" \t\r") + 1));
    cursor.skip_blanks();
    const std::string_view label = take_label(cursor);
    return read_value(label.empty() ? file : label, cursor, line, records.cgroup);
  });
}

}  // namespace laststraw
