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
struct RawUname { grammar::Chars host, release; };
}  // namespace laststraw::host_facts_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::host_facts_detail::RawUname, host, release)

namespace laststraw {

namespace {

using host_facts_detail::RawUname;
using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;

const auto word = raw[+(char_ - ' ')];
const auto uname = rule<struct uname_tag, RawUname>{"uname"} = lit("Linux ") >> word >> ' ' >> word >> omit[-(' ' >> *char_)] >> eoi;
const auto release = raw[+char_("0-9") >> '.' >> +char_("0-9") >> *char_("A-Za-z0-9.+_~-")] >> eoi;
const auto pretty_name = lit("PRETTY_NAME=\"") >> raw[*(char_ - '"')] >> '"';
const auto other_os_release = +char_("A-Z_") >> '=' >> +char_;
const auto swap_row = lit('/') >> +char_;
const auto score = raw[-lit('-') >> +char_("0-9")] >> eoi;

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
  if (rest = text; grammar::take(rest, uname, raw_uname)) {
    keep("hostname", grammar::str(raw_uname.host));
    keep("kernel_release", grammar::str(raw_uname.release));
  } else if (rest = text; grammar::take(rest, pretty_name, value)) {
    keep("os", grammar::str(value));
  } else if (rest = text; ends_with(path, "oom_score_adj") && grammar::take(rest, score, value)) {
    keep("postmaster_oom_score_adj", grammar::str(value));
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
    return read_fact(support::trim(line.text), line, source.path, records.host) ? 1 : 0;
  });
}

}  // namespace laststraw
