// The task table. mm/oom_kill.c dump_tasks(), dump_task(); the header tells the columns, never the kernel version.
//   6.8+:      [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
//   4.19-6.7:  [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
//   3.7-3.19:  [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
//   row:       [    372]   101   372   190595   113628   112629       31      968  1073152        0             0 postgres
// The unreclaimable slab table: mm/slab_common.c dump_unreclaimable_slab().
#include <boost/fusion/include/adapt_struct.hpp>

#include "support/grammar.hpp"
#include "system_log/lines.hpp"

namespace laststraw::system_log_tasks {
struct RawSlab {
  grammar::Chars name;
  std::uint64_t used, total;
};
}  // namespace laststraw::system_log_tasks

BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_tasks::RawSlab, name, used, total)

namespace laststraw::system_log {

namespace {

using grammar::i64;
using grammar::take;
using grammar::u64;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using system_log_tasks::RawSlab;

const auto blanks = omit[*lit(' ')];
const auto opening = '[' >> blanks >> i64 >> ']';
const auto header_opening = '[' >> blanks >> "pid" >> blanks >> ']';
const auto number_cell = omit[+lit(' ')] >> i64;
const auto word_cell = omit[+lit(' ')] >> raw[+(char_ - ' ')];
const auto slab = rule<struct slab_tag, RawSlab>{"slab"} =
    raw[+(char_ - ' ')] >> omit[+lit(' ')] >> u64 >> "KB" >> omit[+lit(' ')] >> u64 >> "KB";

constexpr std::int64_t kMaxPages = std::int64_t{1} << 50;

/// Pages as 4 KiB until finish() knows better. RSS counters are approximate and may print negative.
Bytes pages(std::int64_t n) { return kib(4) * std::max<std::int64_t>(n, 0); }

bool keep(TaskRow& row, std::string_view column, std::int64_t value) {
  if (value > kMaxPages || value < -kMaxPages) return false;
  if (column == "uid")
    row.uid = Uid(static_cast<std::uint32_t>(value));
  else if (column == "tgid")
    row.tgid = Pid(static_cast<std::int32_t>(value));
  else if (column == "total_vm")
    row.total_vm = pages(value);
  else if (column == "rss")
    row.rss = pages(value);
  else if (column == "rss_anon")
    row.rss_anon = pages(value);
  else if (column == "rss_file")
    row.rss_file = pages(value);
  else if (column == "rss_shmem")
    row.rss_shmem = pages(value);
  else if (column == "pgtables_bytes")
    row.page_tables = Bytes{value};
  else if (column == "nr_ptes" || column == "nr_pmds" || column == "nr_puds")
    row.page_tables = row.page_tables.value_or(Bytes{0}) + pages(value);
  else if (column == "swapents")
    row.swap = pages(value);
  else if (column == "oom_score_adj")
    row.oom_score_adj = static_cast<int>(value);
  return true;  // cpu, oom_adj: not kept
}

}  // namespace

Columns read_task_header(std::string_view text) {
  Columns columns;
  if (!take(text, header_opening)) return columns;
  for (grammar::Chars name; take(text, word_cell, name);) columns.push_back(grammar::str(name));
  // Without a name at the end and an rss it is some other table.
  const bool ours = columns.size() >= 4 && columns.back() == "name";
  return ours ? columns : Columns{};
}

Columns infer_columns(std::string_view text) {
  std::int64_t pid = 0;
  if (!take(text, opening, pid)) return {};
  std::vector<std::int64_t> cells;
  // A name of digits alone would be counted as a cell: the last word of the line is the name whatever it is.
  for (std::int64_t value = 0; text.find(' ', 1) != std::string_view::npos && take(text, number_cell, value);) cells.push_back(value);
  switch (cells.size()) {
    case 10:
      return {"uid", "tgid", "total_vm", "rss", "rss_anon", "rss_file", "rss_shmem", "pgtables_bytes", "swapents", "oom_score_adj", "name"};
    case 8:
      return {"uid", "tgid", "total_vm", "rss", "nr_ptes", "nr_pmds", "swapents", "oom_score_adj", "name"};
    case 7: {
      // Pages of page tables up to 4.14, bytes since: bytes are whole pages.
      const bool bytes = cells[4] >= 4096 && cells[4] % 4096 == 0;
      return {"uid", "tgid", "total_vm", "rss", bytes ? "pgtables_bytes" : "nr_ptes", "swapents", "oom_score_adj", "name"};
    }
    default:
      return {};
  }
}

Taken read_task_row(std::string_view text, const Line& line, const Columns& columns, OomReport& report) {
  std::int64_t pid = 0;
  if (!take(text, opening, pid)) return Taken::no;
  if (pid <= 0 || pid > 0x7fffffff || columns.empty()) return Taken::broken;
  TaskRow row;
  row.pid = row.tgid = Pid(static_cast<std::int32_t>(pid));
  for (std::size_t i = 0; i + 1 < columns.size(); ++i) {
    std::int64_t value = 0;
    if (!take(text, number_cell, value) || !keep(row, columns[i], value)) return Taken::broken;
  }
  // The name is the rest of the line; it may hold blanks.
  if (text.size() < 2 || text.front() != ' ') return Taken::broken;
  row.comm = std::string(text.substr(1));
  row.cite = cite(line);
  report.tasks.push_back(std::move(row));
  return Taken::yes;
}

Taken read_slab_row(std::string_view text, const Line& line, OomReport& report) {
  RawSlab row;
  if (!take(text, slab, row) || !text.empty()) return Taken::no;
  if (row.total > static_cast<std::uint64_t>(kMaxPages) || row.used > static_cast<std::uint64_t>(kMaxPages)) return Taken::broken;
  report.slabs.push_back(
      {grammar::str(row.name), kib(static_cast<std::int64_t>(row.used)), kib(static_cast<std::int64_t>(row.total)), line.at});
  if (!report.slab_cite) report.slab_cite = cite(line);
  return Taken::yes;
}

}  // namespace laststraw::system_log
