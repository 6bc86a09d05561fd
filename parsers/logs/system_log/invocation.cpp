// Who asked for memory. mm/oom_kill.c dump_header(), then dump_stack().
//   v5.0+:      postgres invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
//   v4.12-4.20: ... gfp_mask=0x6200ca(GFP_HIGHUSER_MOVABLE), nodemask=(null), order=0, oom_score_adj=0
//   v3.7-4.5:   ... gfp_mask=0x201da, order=0, oom_score_adj=0          2.6.36-3.6: ... oom_adj=0, oom_score_adj=0
#include <boost/fusion/include/adapt_struct.hpp>

#include "support/grammar.hpp"
#include "support/number.hpp"
#include "system_log/lines.hpp"

namespace laststraw::system_log_invocation {
struct RawInvocation {
  grammar::Chars comm, gfp;
  std::int32_t order;
};
}  // namespace laststraw::system_log_invocation

BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_invocation::RawInvocation, comm, gfp, order)

namespace laststraw::system_log {

namespace {

using grammar::i32;
using grammar::str;
using grammar::take;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using grammar::x3::xdigit;
using system_log_invocation::RawInvocation;

// comm may hold blanks, ':' and brackets ("runc:[2:INIT]"): everything before " invoked oom-killer: " is it.
const auto gfp = raw["0x" >> +xdigit >> -('(' >> *(char_ - ')') >> ')')];
const auto until_order = omit[*(char_ - "order=")];
const auto invocation = rule<struct invocation_tag, RawInvocation>{"invocation"} =
    raw[+(char_ - " invoked oom-killer: ")] >> " invoked oom-killer: gfp_mask=" >> gfp >> until_order >> "order=" >> i32;
// Up to 2.6.23 the line names nobody.
const auto nameless = rule<struct nameless_tag, RawInvocation>{"invocation"} =
    raw[grammar::x3::eps] >> "oom-killer: gfp_mask=" >> gfp >> until_order >> "order=" >> i32;
const auto stack_words = +(omit[*lit(' ')] >> grammar::x3::repeat(16)[xdigit]) >> grammar::x3::eoi;
// 6.10+ with CONFIG_MEM_ALLOC_PROFILING, mm/show_mem.c: "    1.21 GiB   237476 mm/readahead.c:189 func:ractl_alloc_folio"
const auto allocation = omit[+lit(' ')] >> grammar::number >> omit[*lit(' ')] >> (lit("GiB") | "MiB" | "KiB" | "TiB" | "B" | "bytes") >>
                        +lit(' ') >> grammar::u64 >> ' ';
const auto adjustment = omit[*(char_ - "oom_score_adj=")] >> "oom_score_adj=" >> i32;

// "[<ffffffff816861ac>] " before the name up to 4.8; "? " marks frames the unwinder doubts.
const auto frame = omit[*lit(' ')] >> omit[-("[<" >> +xdigit >> ">] ")] >> !lit("? ") >> raw[+char_("A-Za-z0-9_.")] >> "+0x" >>
                   omit[+xdigit] >> "/0x" >> omit[+xdigit];
const auto doubtful = omit[*lit(' ')] >> omit[-("[<" >> +xdigit >> ">] ")] >> "? ";

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

}  // namespace

// TASK_COMM_LEN is 16: what is longer has a framing before it that nobody knows, and the name begins behind its last mark.
std::string comm_of(std::string_view printed) {
  constexpr std::size_t kLongest = 15;
  for (const std::string_view mark : {"kernel: ", "kernel:", "] "}) {
    const std::size_t at = printed.rfind(mark);
    if (at != std::string_view::npos && (printed.size() > kLongest || (at > 0 && printed.front() == '[')))
      printed.remove_prefix(at + mark.size());
  }
  if (printed.size() > kLongest) printed.remove_prefix(printed.rfind(' ') + 1);
  return printed.size() > kLongest ? std::string() : std::string(printed);
}

bool is_invocation(std::string_view text) { return contains(text, " invoked oom-killer: ") || starts_with(text, "oom-killer: gfp_mask="); }

Taken read_invocation(std::string_view text, const Line& line, OomReport& report) {
  if (!is_invocation(text)) return Taken::no;
  RawInvocation raw_invocation{};
  if (!take(text, invocation, raw_invocation) && !take(text, nameless, raw_invocation)) return Taken::broken;
  Invocation found;
  found.comm = comm_of(grammar::view(raw_invocation.comm));
  found.gfp = str(raw_invocation.gfp);
  found.order = raw_invocation.order;
  std::int32_t adj = 0;
  if (take(text, adjustment, adj)) found.oom_score_adj = adj;
  found.cite = cite(line);
  report.invocation = std::move(found);
  return Taken::yes;
}

// lib/dump_stack.c dump_stack_print_info(): "CPU: %d [UID: %u] PID: %d Comm: %.20s %s%s %s %.*s"; up to 3.9 "Pid: %d, comm: %.20s".
std::optional<Invocation> cpu_line(std::string_view text, const Line& line) {
  const bool modern = starts_with(text, "CPU: ") && contains(text, " PID: ") && contains(text, " Comm: ");
  const bool old = starts_with(text, "Pid: ") && contains(text, ", comm: ");
  if (!modern && !old) return std::nullopt;
  Invocation found;
  found.cite = cite(line);
  std::string_view rest = text.substr(modern ? text.find(" PID: ") + 6 : 5);
  std::uint32_t pid = 0;
  if (take(rest, grammar::u32, pid) && pid > 0 && pid <= 0x7fffffff) found.pid = Pid(static_cast<std::int32_t>(pid));
  rest = text.substr(modern ? text.find(" Comm: ") + 7 : text.find(", comm: ") + 8);
  // Behind the name: "Not tainted", "Tainted: P  O", or (kdump) "Kdump: loaded".
  std::size_t end = rest.size();
  for (const std::string_view after : {" Not tainted", " Tainted: ", " Kdump: "}) end = std::min(end, rest.find(after));
  if (end <= 20) found.comm = comm_of(rest.substr(0, end));
  // The release is the word before the build number: "... 6.12.107+deb12-cloud-amd64 #1 ...".
  const std::size_t build = text.find(" #");
  if (build != std::string_view::npos) {
    const std::size_t start = text.rfind(' ', build - 1);
    if (start != std::string_view::npos) found.kernel_release = std::string(text.substr(start + 1, build - start - 1));
  }
  return found;
}

Taken read_cpu_line(std::string_view text, const Line& line, OomReport& report) {
  auto found = cpu_line(text, line);
  if (!found) return Taken::no;
  if (!report.invocation || report.invocation->pid) return Taken::yes;  // the stack of something else
  if (!found->pid) return Taken::broken;
  report.invocation->pid = found->pid;
  report.invocation->kernel_release = found->kernel_release;
  return Taken::yes;
}

Taken read_stack_frame(std::string_view text, OomReport& report) {
  if (!contains(text, "+0x")) return Taken::no;
  std::string_view rest = text;
  if (take(rest, doubtful)) return Taken::yes;
  grammar::Chars name;
  if (!take(rest, frame, name)) return Taken::no;
  constexpr std::size_t kMostFrames = 64;
  if (report.invocation && report.invocation->stack.size() < kMostFrames) report.invocation->stack.push_back(str(name));
  return Taken::yes;
}

bool is_filler(std::string_view text) {
  if (std::string_view rest = text; take(rest, stack_words)) return true;
  if (std::string_view rest = text; contains(text, " func:") && take(rest, allocation)) return true;
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  for (const std::string_view opening : {"Call Trace:",
                                         "<TASK>",
                                         "</TASK>",
                                         "Hardware name:",
                                         "RIP: ",
                                         "Code: ",
                                         "RSP: ",
                                         "EFLAGS",
                                         "RAX: ",
                                         "RBX: ",
                                         "RCX: ",
                                         "RDX: ",
                                         "RBP: ",
                                         "RSI: ",
                                         "RDI: ",
                                         "R08: ",
                                         "R09: ",
                                         "R10: ",
                                         "R11: ",
                                         "R12: ",
                                         "R13: ",
                                         "R14: ",
                                         "R15: ",
                                         "ORIG_RAX",
                                         "Workqueue: ",
                                         "Tainted: ",
                                         "Mem-Info:",
                                         "Mem-info:",
                                         "Tasks state (memory values in pages):",
                                         "Unreclaimable slab info:",
                                         "Name                      Used",
                                         "COMPACTION is disabled",
                                         "Memory allocations",
                                         "CS: ",
                                         "DS: ",
                                         "FS: ",
                                         "PKRU: ",
                                         "CPU    ",
                                         "cpu ",
                                         "Stack:",
                                         "excessive unreclaimable slab but cannot dump stats",
                                         "DMA32: empty",
                                         "HighMem: empty",
                                         "Normal: empty",
                                         "DMA: empty",
                                         "Free pages:"})
    if (starts_with(text, opening)) return true;
  // "postgres cpuset=/ mems_allowed=0" (up to 4.20), "Node 0 DMA per-cpu:" (up to 4.0)
  return (contains(text, " cpuset=") && contains(text, " mems_allowed=")) || contains(text, " per-cpu:");
}

}  // namespace laststraw::system_log
