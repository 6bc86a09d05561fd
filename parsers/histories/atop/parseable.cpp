// atop's parseable output (atop -r FILE -P MEM,SWP,PAG,PSI,PRM,PRG). atop parseable.c:
//   MEM vm 1795232468 2026/11/21 03:41:08 8230 4096 6170604 3100766 2314349 68705 103628 ...
//   PRM vm 1795232468 2026/11/21 03:41:08 8230 18073 (postgres) S 4096 70668 5712 ...
//   PRG vm 1795232468 2026/11/21 03:41:08 8230 18073 (postgres) S 101 104 18073 1 0 1795232448 (postgres: logger ) ...
// The columns of a label have only ever been added to at the end. SEP ends a sample; RESET says the next is since boot.
#include <boost/fusion/include/adapt_struct.hpp>

#include <map>
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"

namespace laststraw::atop_detail {
struct RawHead {
  grammar::Chars label;
  std::uint64_t epoch, interval;
};
}  // namespace laststraw::atop_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::atop_detail::RawHead, label, epoch, interval)

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;

const auto head = rule<struct head_tag, atop_detail::RawHead>{"head"} =
    raw[+char_("A-Za-z")] >> ' ' >> omit[+(char_ - ' ')] >> ' ' >> grammar::u64 >> ' ' >>
    omit[+char_("0-9/") >> ' ' >> +char_("0-9:") >> ' '] >> grammar::u64;
const auto cell = omit[*lit(' ')] >> raw[+(char_ - ' ')];

class Reader {
 public:
  Reader(const SourceText& source, Records& records) : source_(source), records_(records), series_(records, source.id) {
    list_.source = source.id;
  }

  support::LineIs read(const Line& line) {
    if (line.text == "SEP") return close(), support::LineIs::parsed;
    if (line.text == "RESET") return since_boot_ = true, support::LineIs::parsed;
    atop_detail::RawHead opening{};
    std::string_view rest = line.text;
    if (!grammar::take(rest, head, opening)) return support::LineIs::unrecognised;
    if (opening.epoch > 10'000'000'000) return support::LineIs::unrecognised;
    stamp_.civil = std::chrono::seconds{opening.epoch};
    stamp_.utc_offset = std::chrono::minutes{0};
    stamp_.resolution = std::chrono::seconds{1};
    interval_ = static_cast<double>(opening.interval);
    const std::string_view label = grammar::view(opening.label);
    if (label == "MEM") return read_memory(numbers(rest), line) ? support::LineIs::parsed : support::LineIs::unrecognised;
    if (label == "SWP") return read_swap(numbers(rest), line) ? support::LineIs::parsed : support::LineIs::unrecognised;
    if (label == "PAG") return read_paging(numbers(rest), line) ? support::LineIs::parsed : support::LineIs::unrecognised;
    if (label == "PSI") return read_pressure(rest, line) ? support::LineIs::parsed : support::LineIs::unrecognised;
    if (label == "PRM" || label == "PRG")
      return read_process(rest, line, label == "PRG") ? support::LineIs::parsed : support::LineIs::unrecognised;
    return support::LineIs::noise;
  }

  void close() {
    for (ProcessRow& row : list_.rows)
      if (const auto title = titles_.find(number(row.pid)); title != titles_.end()) row.command = title->second;
    if (!list_.rows.empty()) records_.process_lists.push_back(std::move(list_));
    list_ = {};
    list_.source = source_.id;
    titles_.clear();
    since_boot_ = false;
  }

 private:
  static std::vector<double> numbers(std::string_view text) {
    std::vector<double> found;
    for (grammar::Chars word; grammar::take(text, cell, word);) {
      std::string_view digits = grammar::view(word);
      double value = 0;
      found.push_back(grammar::take(digits, grammar::number >> eoi, value) ? value : -1);
    }
    return found;
  }

  void add(const char* name, double value, const Line& line) {
    if (value >= 0) series_.add(name, stamp_, value, line.at.first_line);
  }

  /// pagesize, physmem, free, cache, buffer, slab, dirty, slab reclaimable, balloon, shm, shm resident, shm swapped,
  /// huge page size, huge total, huge free, ARC, KSM (2), TCP, UDP, page tables (2.8+)
  bool read_memory(const std::vector<double>& f, const Line& line) {
    if (f.size() < 6 || f[0] <= 0) return false;
    const double page = f[0];
    add("mem_total_bytes", f[1] * page, line), add("mem_free_bytes", f[2] * page, line), add("cached_bytes", f[3] * page, line);
    add("buffers_bytes", f[4] * page, line), add("slab_bytes", f[5] * page, line);
    if (f.size() > 9) add("dirty_bytes", f[6] * page, line), add("shmem_bytes", f[9] * page, line);
    if (f.size() > 14 && f[12] > 0) add("huge_free_bytes", f[14] * f[12], line);
    if (f.size() > 20) add("page_tables_bytes", f[20] * page, line);
    return true;
  }

  /// pagesize, swap, free, swap cache, committed, commit limit
  bool read_swap(const std::vector<double>& f, const Line& line) {
    if (f.size() < 6 || f[0] <= 0) return false;
    add("swap_free_bytes", f[2] * f[0], line), add("swap_used_bytes", (f[1] - f[2]) * f[0], line);
    add("committed_bytes", f[4] * f[0], line), add("commit_limit_bytes", f[5] * f[0], line);
    return true;
  }

  /// pagesize, scans, allocation stalls, 0, swapped in, swapped out; counts in the interval
  bool read_paging(const std::vector<double>& f, const Line& line) {
    if (f.size() < 6) return false;
    if (since_boot_ || interval_ <= 0) return true;
    add("swap_in_pages_per_s", f[4] / interval_, line), add("swap_out_pages_per_s", f[5] / interval_, line);
    return true;
  }

  /// y|n, then cpu some, memory some, memory full, io some, io full: avg10, avg60, avg300, total each
  bool read_pressure(std::string_view text, const Line& line) {
    const std::vector<double> f = numbers(text);
    if (f.size() < 13) return text.find('n') != std::string_view::npos;
    add("psi_memory_some_avg10_percent", f[5], line), add("psi_memory_some_total_us", f[8], line);
    add("psi_memory_full_avg10_percent", f[9], line), add("psi_memory_full_total_us", f[12], line);
    return true;
  }

  /// pid (name) state ...; names may hold blanks and parentheses: up to ") X "
  bool read_process(std::string_view text, const Line& line, bool general) {
    std::int32_t pid = 0;
    if (!grammar::take(text, omit[*lit(' ')] >> grammar::i32 >> " (", pid) || pid <= 0) return false;
    std::size_t close_at = text.find(") ");
    if (close_at == std::string_view::npos) return false;
    const std::string name(text.substr(0, close_at));
    text.remove_prefix(close_at + 2);
    if (general) {
      // The title may hold parentheses itself; behind it come numbers.
      const std::size_t open = text.find(" (");
      std::size_t end = text.rfind(") ");
      while (end != std::string_view::npos && end > 0 && !(end + 2 < text.size() && text[end + 2] >= '0' && text[end + 2] <= '9'))
        end = text.rfind(") ", end - 1);
      if (open == std::string_view::npos || end == std::string_view::npos || end < open + 2) return false;
      if (const std::string_view title = support::trim(text.substr(open + 2, end - open - 2)); !title.empty())
        titles_[pid] = std::string(title.substr(0, kMaxQuote));
      return true;
    }
    const std::vector<double> f = numbers(text);  // state, pagesize, virtual kB, resident kB
    if (f.size() < 4 || f[2] < 0 || f[3] < 0 || f[2] > 1e15 || f[3] > 1e15) return false;
    if (list_.rows.empty()) {
      list_.stamp = stamp_;
      list_.cite = cite(line);
    }
    ProcessRow row;
    row.pid = Pid(pid);
    row.command = name;
    row.vsz = kib(static_cast<std::int64_t>(f[2]));
    row.rss = kib(static_cast<std::int64_t>(f[3]));
    row.line = line.at.first_line;
    list_.rows.push_back(std::move(row));
    return true;
  }

  const SourceText& source_;
  Records& records_;
  support::SeriesGatherer series_;
  ProcessList list_;
  std::map<std::int32_t, std::string> titles_;
  Stamp stamp_;
  double interval_ = 0;
  bool since_boot_ = false;
};

}  // namespace

Reading read_atop(const SourceText& source, Records& records) {
  Reader reader(source, records);
  Reading reading = support::read_lines(source, records, "atop/parseable", "a line of atop -P: LABEL host epoch date time interval ...",
                                        [&](const Line& line) { return reader.read(line); });
  reader.close();
  return reading;
}

}  // namespace laststraw
