// Small facts on the machine: `uname`, `date`, /etc/os-release, /proc/swaps, a postmaster's oom_score_adj.
//   Linux db-lab 6.12.107+deb12-cloud-amd64 #1 SMP ...       6.18.44-fc-v445
//   2026-11-21T03:02:32+00:00
//   PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
#include <boost/fusion/include/adapt_struct.hpp>

#include <cstdlib>

#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"

namespace laststraw::host_facts_detail {
struct RawUname {
  grammar::Chars host, release;
};
}  // namespace laststraw::host_facts_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::host_facts_detail::RawUname, host, release)

namespace laststraw {

namespace {

using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using host_facts_detail::RawUname;

const auto word = raw[+(char_ - ' ')];
const auto uname = rule<struct uname_tag, RawUname>{"uname"} = lit("Linux ") >> word >> ' ' >> word >> omit[-(' ' >> *char_)] >> eoi;
const auto release = raw[+char_("0-9") >> '.' >> +char_("0-9") >> *char_("A-Za-z0-9.+_~-")] >> eoi;
const auto pretty_name = lit("PRETTY_NAME=\"") >> raw[*(char_ - '"')] >> '"';
const auto other_os_release = +char_("A-Z_") >> '=' >> +char_;
const auto swap_row = lit('/') >> +char_;
// df: "shm  64.0M  58.2M  5.8M  91% /dev/shm"; without a letter: blocks of 1 KiB.
const auto cell = omit[*char_(" \t")] >> raw[+(char_ - ' ' - '\t')];
const auto score = raw[-lit('-') >> +char_("0-9")] >> eoi;

/// "64.0M", "65536", "1Gi"; nullopt: no size.
std::optional<std::int64_t> df_size(std::string_view text) {
  double value = 0;
  if (!grammar::take(text, grammar::x3::double_, value) || value < 0 || value > 1e15) return std::nullopt;
  std::int64_t unit = 1024;
  if (!text.empty()) {
    const std::size_t power = std::string_view("BKMGT").find(text.front());
    if (power == std::string_view::npos) return std::nullopt;
    unit = std::int64_t{1} << (10 * power);
  }
  return scaled(Bytes{unit}, value).count;
}

bool read_shm(std::string_view text, const Line& line, Settings& host) {
  if (!text.ends_with("/dev/shm")) return false;
  grammar::Chars name, size, used, available, percent;
  if (!grammar::take(text, cell, name) || !grammar::take(text, cell, size) || !grammar::take(text, cell, used) ||
      !grammar::take(text, cell, available) || !grammar::take(text, cell, percent))
    return false;
  const auto bytes = df_size(grammar::view(size)), taken = df_size(grammar::view(used));
  if (!bytes || !taken || !grammar::view(percent).ends_with('%')) return false;
  support::keep(host, "dev_shm_bytes", {std::to_string(*bytes), {}, cite(line)});
  support::keep(host, "dev_shm_used_bytes", {std::to_string(*taken), {}, cite(line)});
  return true;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

std::string zone_text(std::chrono::minutes offset) {
  const auto two = [](long n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  const long minutes = std::abs(static_cast<long>(offset.count()));
  return (offset.count() < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

bool read_fact(std::string_view text, const Line& line, std::string_view path, Settings& host) {
  const auto keep = [&](const char* name, std::string value) { support::keep(host, name, {std::move(value), {}, cite(line)}); };
  std::string_view rest = text;
  if (const auto stamp = support::take_iso_time(rest); stamp && rest.empty()) {
    keep("collected_at", std::string(text));
    if (stamp->utc_offset) keep("zone", zone_text(*stamp->utc_offset));
    return true;
  }
  grammar::Chars value;
  RawUname raw_uname;
  if (read_shm(text, line, host)) return true;
  if (rest = text; grammar::take(rest, uname, raw_uname)) {
    keep("hostname", grammar::str(raw_uname.host));
    keep("kernel_release", grammar::str(raw_uname.release));
  } else if (rest = text; grammar::take(rest, pretty_name, value)) {
    keep("os", grammar::str(value));
  } else if (rest = text; ends_with(path, "oom_score_adj") && grammar::take(rest, score, value)) {
    keep("postmaster_oom_score_adj", grammar::str(value));
  } else if (rest = text; ends_with(path, "oom_adj") && grammar::take(rest, score, value)) {
    keep("postmaster_oom_adj", grammar::str(value));  // before 2.6.36: -17 to 15
  } else if (rest = text; grammar::take(rest, release, value)) {
    keep("kernel_release", grammar::str(value));
  } else if (ends_with(path, "/cmdline") || path == "cmdline") {
    keep("cmdline", std::string(text));
  } else if (text.substr(0, 9) == "Filename\t") {
    keep("swaps", "0");
  } else if (rest = text; find(host, "swaps") && grammar::take(rest, swap_row)) {
    keep("swaps", std::to_string(integer(host, "swaps").value_or(0) + 1));
  } else if (rest = text; grammar::take(rest, other_os_release)) {
    return true;
  } else {
    // A line of one word beside a uname is the machine's name.
    if (text.find(' ') != std::string_view::npos) return false;
    keep("hostname", std::string(text));
  }
  return true;
}

}  // namespace

Reading read_host_facts(const SourceText& source, Records& records) {
  return support::read_lines(source, records, "host_facts", "a fact on the machine", [&](const Line& line) {
    return read_fact(support::trim(line.text), line, source.path, records.host) ? support::LineIs::parsed : support::LineIs::noise;
  });
}

}  // namespace laststraw
