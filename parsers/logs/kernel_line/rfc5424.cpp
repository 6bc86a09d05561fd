// RFC 5424: "<4>1 2025-11-20T10:21:03.123Z host kernel - - - text"; the priority is taken off before.
#include <boost/fusion/include/adapt_struct.hpp>

#include "kernel_line/stamps.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"

namespace laststraw::kernel_line_rfc5424 {

using grammar::Chars;

struct RawRfc5424 {
  Chars host, program, pid;
};

}  // namespace laststraw::kernel_line_rfc5424

BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_rfc5424::RawRfc5424, host, program, pid)

namespace laststraw::kernel_line {

namespace {

using namespace kernel_line_rfc5424;
using grammar::take;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;

const auto token = raw[+(char_ - ' ')];

// VERSION ' ' TIME, taken apart, then HOST APP PROCID MSGID and structured data: "-" or "[..][..]".
const auto structured = lit('-') | +(lit('[') >> *(char_ - ']') >> ']');
const auto rfc5424 = rule<struct rfc5424_tag, RawRfc5424>{"rfc5424"} =
    token >> ' ' >> token >> ' ' >> token >> omit[' ' >> +(char_ - ' ') >> ' ' >> structured];

}  // namespace

bool take_rfc5424(std::string_view& text, KernelLine& line) {
  std::string_view rest = text;
  if (!take(rest, lit("1 "))) return false;
  const auto stamp = support::take_iso_time(rest);
  RawRfc5424 header;
  if (!stamp || rest.empty() || rest.front() != ' ') return false;
  rest.remove_prefix(1);
  if (!take(rest, rfc5424, header)) return false;
  strip_one_blank(rest);
  if (rest.substr(0, 3) == "\xef\xbb\xbf") rest.remove_prefix(3);
  line.stamp = *stamp;
  line.host = view(header.host);
  line.program = view(header.program);
  std::int32_t pid = 0;
  if (std::string_view digits = view(header.pid); take(digits, grammar::i32, pid) && digits.empty()) set_pid(line, pid);
  line.framing = Framing::rfc5424;
  text = rest;
  return true;
}

}  // namespace laststraw::kernel_line
