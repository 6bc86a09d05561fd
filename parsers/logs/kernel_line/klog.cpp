// klog, the log of Kubernetes' programs: "W1120 10:21:03.123456    1234 oomparser.go:12] text".
#include <boost/fusion/include/adapt_struct.hpp>

#include "kernel_line/stamps.hpp"
#include "support/grammar.hpp"

namespace laststraw::kernel_line_klog {

struct RawKlog {
  std::uint32_t month, day, hour, minute, second, micros;
};

}  // namespace laststraw::kernel_line_klog

BOOST_FUSION_ADAPT_STRUCT(laststraw::kernel_line_klog::RawKlog, month, day, hour, minute, second, micros)

namespace laststraw::kernel_line {

namespace {

using namespace kernel_line_klog;
using grammar::take;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::rule;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 2, 2> kPair{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 6, 6> kSix{};

const auto klog = rule<struct klog_tag, RawKlog>{"klog"} = omit[char_("IWEF")] >> kPair >> kPair >> ' ' >> kPair >> ':' >> kPair >> ':' >>
                                                           kPair >> '.' >> kSix >>
                                                           omit[+lit(' ') >> +char_("0-9") >> ' ' >> +(char_ - ']' - ' ') >> ']'];

}  // namespace

bool take_klog(std::string_view& text, KernelLine& line) {
  RawKlog t{};
  std::string_view rest = text;
  if (!take(rest, klog, t) || !set_yearless(line, static_cast<int>(t.month), t.day, t.hour, t.minute, t.second)) return false;
  line.framing = Framing::klog;
  line.program = "kubelet";
  text = rest;
  strip_one_blank(text);
  return true;
}

}  // namespace laststraw::kernel_line
