// Files of /proc/PID: status (fs/proc/array.c), smaps_rollup (fs/proc/task_mmu.c), limits (fs/proc/base.c), cgroup.
//   Name:	postgres        VmRSS:	   33488 kB        NSpid:	18096	42
//   Pss:                5120 kB
//   Max address space         unlimited            unlimited            bytes
//   0::/system.slice/system-postgresql.slice/postgresql@15-main.service
#include <boost/fusion/include/adapt_struct.hpp>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::proc_pid_detail {
struct RawField {
  grammar::Chars name, value;
};
struct RawLimit {
  grammar::Chars soft, hard;
};
}  // namespace laststraw::proc_pid_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::proc_pid_detail::RawField, name, value)
BOOST_FUSION_ADAPT_STRUCT(laststraw::proc_pid_detail::RawLimit, soft, hard)

namespace laststraw {

namespace {

using grammar::take;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::digit;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using proc_pid_detail::RawField;
using proc_pid_detail::RawLimit;

const auto field = rule<struct field_tag, RawField>{"field"} =
    raw[char_("A-Za-z") >> *char_("A-Za-z0-9_")] >> ':' >> omit[*char_(" \t")] >> raw[*char_];
const auto limit_value = raw[lit("unlimited") | +digit];
const auto limit = rule<struct limit_tag, RawLimit>{"limit"} =
    omit[*(char_ - "  ")] >> omit[+lit(' ')] >> limit_value >> omit[+lit(' ')] >> limit_value;
const auto control_group = omit[+digit] >> ':' >> omit[*(char_ - ':')] >> ':' >> raw[lit('/') >> *char_];
const auto mapping_head = omit[+char_("0-9a-f")] >> '-' >> omit[+char_("0-9a-f")] >> ' ';

std::optional<Bytes> kilobytes(std::string_view text) {
  std::uint64_t value = 0;
  if (!take(text, grammar::u64, value) || value > (std::uint64_t{1} << 50)) return std::nullopt;
  return kib(static_cast<std::int64_t>(value));
}

std::optional<Pid> pid_of(std::string_view text) {
  std::uint32_t value = 0;
  if (!take(text, grammar::u32, value) || value == 0 || value > 0x7fffffff) return std::nullopt;
  return Pid(static_cast<std::int32_t>(value));
}

}  // namespace

Reading read_proc_pid(const SourceText& source, Records& records) {
  ProcessRow row;
  ProcessList list;
  list.source = source.id;
  Reading reading = support::read_lines(source, records, "proc_pid", "Name: value, as /proc/PID/status has it", [&](const Line& line) {
    std::string_view text = line.text;
    if (list.cite.at.first_line == 0) list.cite = cite(line);
    if (text.substr(0, 4) == "Max ") {
      RawLimit raw_limit;
      if (!take(text, limit, raw_limit)) return support::LineIs::unrecognised;
      if (line.text.substr(0, 17) == "Max address space")
        support::keep(records.host, "limit_address_space", {grammar::str(raw_limit.soft), {}, cite(line)});
      return support::LineIs::parsed;
    }
    if (text.substr(0, 6) == "Limit ") return support::LineIs::parsed;
    grammar::Chars path;
    if (std::string_view rest = text; take(rest, control_group, path)) {
      support::keep(records.host, "process_cgroup", {grammar::str(path), {}, cite(line)});
      return support::LineIs::parsed;
    }
    if (std::string_view rest = text; take(rest, mapping_head)) return support::LineIs::parsed;
    RawField raw_field;
    if (!take(text, field, raw_field)) return support::LineIs::unrecognised;
    const std::string_view name = view(raw_field.name), value = view(raw_field.value);
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
  });
  if (number(row.pid) > 0 && !row.command.empty()) {
    list.rows.push_back(std::move(row));
    records.process_lists.push_back(std::move(list));
  }
  return reading;
}

}  // namespace laststraw
