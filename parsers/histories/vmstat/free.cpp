// `free`. procps free.c; columns by the header. -k is the default, -b, -m, -g and -h are told by their values' suffix or not
// at all, so a number without suffix is kB unless the total is too small for that.
//                  total        used        free      shared  buff/cache   available
//   Mem:        24682416     2792564    12405308       57052     9897640    21889852
#include <vector>

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/mark.hpp"
#include "support/number.hpp"
#include "support/series.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw {

namespace {

/// Bytes; `unit` is what a number without a suffix counts.
std::optional<double> size_of(std::string_view text, double unit) {
  double value = 0;
  if (!grammar::take(text, grammar::number, value)) return std::nullopt;
  if (text.empty()) return value * unit;
  switch (text.front()) {
    case 'B':
      return value;
    case 'K':
      return value * 1024;
    case 'M':
      return value * 1048576;
    case 'G':
      return value * 1073741824;
    case 'T':
      return value * 1099511627776.0;
    default:
      return std::nullopt;
  }
}

/// The smallest total a Linux server has, to tell `free -m` and `free -g` from kB.
double unit_of(double total) {
  return total < 4096 ? 1073741824.0 : total < 8.0 * 1024 * 1024 && total < 131072 ? 1048576.0 : total > 1e10 ? 1.0 : 1024.0;
}

/// What a size is short of at most: free rounds down to its unit, and -h to what it prints.
double step_of(std::string_view text, double unit) {
  double value = 0;
  std::string_view digits = text;
  if (!grammar::take(digits, grammar::number, value)) return unit;
  const double of_suffix = digits.empty() ? unit : size_of("1" + std::string(digits), unit).value_or(unit);
  return text.find('.') == std::string_view::npos ? of_suffix : of_suffix / 10;
}

/// The machine's own sizes, where they are printed finely enough to reckon with and no other input has told them. `step`: what `size` is short
/// of at most.
void note_machine(MemInfo& known, bool swap, const std::string& column, double size, double step, bool dated, const Line& line) {
  constexpr double kCoarse = 0.3;  // "3Gi" may be 2.6 as well as 3.9
  std::optional<Cited<Bytes>> MemInfo::*const fact = column == "total"                ? (swap ? &MemInfo::swap_total : &MemInfo::total)
                                                     : dated                          ? nullptr  // a sample among others: a series
                                                     : swap && column == "free"       ? &MemInfo::swap_free
                                                     : !swap && column == "available" ? &MemInfo::available
                                                                                      : nullptr;
  if (!fact || size < 0 || known.*fact) return;
  const bool is_total = fact == &MemInfo::total;
  if (is_total && step > kCoarse * size) return;
  known.*fact = {Bytes{to_whole(is_total ? size + step / 2 : size)}, cite(line)};
  if (is_total) known.total_within = Bytes{to_whole(step / 2)};
}

}  // namespace

Reading read_free(const SourceText& source, Records& records) {
  support::SeriesGatherer series(records, source.id);
  std::vector<std::string> names;
  Stamp stamp;
  double unit = 1024;
  return support::read_lines(source, records, "vmstat/free", "a row of free", [&](const Line& line) {
    if (auto mark = support::sample_mark(line.text)) return stamp = *mark, support::LineIs::parsed;
    const auto found = support::words_of(line.text);
    if (found.size() >= 3 && found[0] == "total" && found[1] == "used")
      return names.assign(found.begin(), found.end()), support::LineIs::parsed;
    if (names.empty()) return support::LineIs::noise;
    if (line.text.substr(0, 2) == "-/") return support::LineIs::parsed;  // "-/+ buffers/cache:", before 3.3.10
    const bool memory = found[0] == "Mem:", swap = found[0] == "Swap:";
    if (!memory && !swap)
      return found[0] == "Low:" || found[0] == "High:" || found[0] == "Total:" ? support::LineIs::parsed : support::LineIs::noise;
    double total = 0;
    if (std::string_view text = found.size() > 1 ? found[1] : std::string_view();
        memory && grammar::take(text, grammar::number, total) && text.empty())
      unit = unit_of(total);
    for (std::size_t i = 1; i < found.size() && i <= names.size(); ++i) {
      const auto value = size_of(found[i], unit);
      if (!value) return support::LineIs::unrecognised;
      const std::string& name = names[i - 1];
      note_machine(records.meminfo, swap, name, *value, step_of(found[i], unit), stamp.civil.has_value(), line);
      const char* series_name = nullptr;
      if (swap)
        series_name = name == "used" ? "swap_used_bytes" : name == "free" ? "swap_free_bytes" : nullptr;
      else if (name == "free")
        series_name = "mem_free_bytes";
      else if (name == "available")
        series_name = "mem_available_bytes";
      else if (name == "shared")
        series_name = "shmem_bytes";
      else if (name == "buff/cache" || name == "cached" || name == "cache")
        series_name = "cached_bytes";
      else if (name == "buffers")
        series_name = "buffers_bytes";
      if (series_name) series.add(series_name, stamp, *value, line.at.first_line);
    }
    return support::LineIs::parsed;
  });
}

}  // namespace laststraw
