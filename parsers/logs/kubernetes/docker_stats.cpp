// `docker stats`, as a table or with --format json (docker/cli cli/command/container/formatter_stats.go).
//   CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT     MEM %     NET I/O          BLOCK I/O   PIDS
//   3f1c2d4b5a69   shop-db   0.02%     101.2MiB / 320MiB     31.63%    1.2kB / 0B       0B / 0B     9
//   {"Container":"3f1c2d4b5a69","MemUsage":"101.2MiB / 15.64GiB","Name":"shop-db"}
// Where a container has no limit of its own, the machine's RAM is printed in its place.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kubernetes/found.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using kubernetes::Container;

struct Row {
  Container container;
  double limit = 0;
};

/// "101.2MiB" off the front (docker/go-units BytesSize()).
std::optional<double> take_size(std::string_view& text) {
  double value = 0;
  std::string_view rest = text;
  if (!grammar::take(rest, grammar::number, value) || value < 0 || value > 1e6) return std::nullopt;
  struct Unit {
    std::string_view name;
    double bytes;
  };
  for (const Unit& unit : {Unit{"KiB", 0x1p10}, Unit{"MiB", 0x1p20}, Unit{"GiB", 0x1p30}, Unit{"TiB", 0x1p40}, Unit{"kB", 1e3},
                           Unit{"MB", 1e6}, Unit{"GB", 1e9}, Unit{"TB", 1e12}, Unit{"B", 1}}) {
    if (!rest.starts_with(unit.name)) continue;
    text = rest.substr(unit.name.size());
    return value * unit.bytes;
  }
  return std::nullopt;
}

/// The first "usage / limit" in the text.
bool read_sizes(std::string_view text, Row& row) {
  for (std::size_t at = text.find(" / "); at != std::string_view::npos; at = text.find(" / ", at + 3)) {
    const std::size_t start = text.find_last_of(" \t\"", at - 1);
    std::string_view before = text.substr(start == std::string_view::npos ? 0 : start + 1), after = text.substr(at + 3);
    const auto usage = take_size(before), limit = take_size(after);
    if (!usage || !limit || *limit == 0) continue;
    row.limit = *limit;
    return true;
  }
  return false;
}

std::string name_in(std::string_view text, bool id_first) {
  const std::string_view key = "\"Name\":\"";
  if (const std::size_t at = text.find(key); at != std::string_view::npos) {
    const std::string_view rest = text.substr(at + key.size());
    return std::string(rest.substr(0, rest.find('"')));
  }
  grammar::Chars word;
  const auto token = grammar::x3::omit[*grammar::x3::char_(" \t")] >> grammar::x3::raw[+(grammar::x3::char_ - ' ' - '\t')];
  if (!grammar::take(text, token, word) || (id_first && !grammar::take(text, token, word))) return {};
  return grammar::str(word);
}

std::string whole(double bytes) { return std::to_string(static_cast<std::int64_t>(std::llround(std::min(bytes, 9e18)))); }

/// Limits are round numbers of MiB or GiB; a machine's RAM never is.
bool is_round(double bytes) { return std::fmod(bytes, 0x1p20) == 0; }

}  // namespace

Reading read_docker_stats(const SourceText& source, Records& records) {
  std::vector<Row> rows;
  bool id_first = false;
  Reading reading = support::read_lines(source, records, "kubernetes/docker_stats", "a row of docker stats", [&](const Line& line) {
    const std::string_view text = support::trim(line.text);
    if (text.find("MEM USAGE / LIMIT") != std::string_view::npos)
      return id_first = text.starts_with("CONTAINER ID"), support::LineIs::parsed;
    constexpr std::string_view kUsage = "\"MemUsage\":\"";
    const std::size_t at = text.find(kUsage);
    Row row;
    if (!read_sizes(at == std::string_view::npos ? text : text.substr(at + kUsage.size()), row)) return support::LineIs::noise;
    row.container.name = name_in(text, id_first);
    row.container.limit_cite = cite(line);
    constexpr std::size_t kMostRows = 10'000;
    if (rows.size() < kMostRows) rows.push_back(std::move(row));
    return support::LineIs::parsed;
  });
  for (Row& row : rows) {
    if (!is_round(row.limit)) {
      records.meminfo.total = {Bytes{to_whole(row.limit)}, row.container.limit_cite};
      continue;
    }
    row.container.memory_limit = whole(row.limit);
    if (rows.size() == 1 || kubernetes::is_postgres(row.container)) kubernetes::keep({row.container}, records);
  }
  return reading;
}

}  // namespace laststraw
