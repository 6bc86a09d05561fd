// Takes a kernel line out of its framing (docs/reference/kernel.md 3.1). Two may stand one behind the other: syslog's stamp, then printk's.
#include "kernel_line/stamps.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"

namespace laststraw {

namespace {

using namespace kernel_line;
using grammar::x3::char_;
using grammar::x3::digit;
using grammar::x3::lit;

// kernel/printk: "** 3 printk messages dropped ** " is glued to the next line (4.6 to 4.9).
const auto dropped = lit("** ") >> +digit >> " printk messages dropped ** ";
// rsyslog: "message repeated 2 times: [ text]"
const auto repeated = lit("message repeated ") >> +digit >> " times: [" >> -lit(' ');

// NixOS' test driver prints the serial console of each machine behind its name: "dbnode # [   21.440713] postgres invoked ...".
const auto console = grammar::x3::raw[+char_("A-Za-z0-9_.-")] >> " # " >> &lit('[');
// A paste is indented.
const auto indent = +char_(" \t") >> &(lit('[') >> *lit(' ') >> grammar::x3::alnum);

/// A journal's entry: everything but the text is known already.
KernelLine from_journal(const Line& raw_line) {
  KernelLine line;
  line.raw = raw_line;
  line.framing = Framing::journal;
  line.stamp = raw_line.origin->stamp;
  line.host = raw_line.origin->host;
  line.program = raw_line.origin->program;
  line.program_pid = raw_line.origin->pid;
  line.priority = raw_line.origin->priority;
  line.text = raw_line.text;
  return line;
}

void take_repetition(std::string_view& text) {
  std::string_view rest = text;
  if (!grammar::take(rest, repeated) || rest.empty() || rest.back() != ']') return;
  rest.remove_suffix(1);
  text = rest;
}

}  // namespace

KernelLine parse_kernel_line(const Line& raw_line) {
  if (raw_line.origin && !raw_line.origin->program.empty()) return from_journal(raw_line);
  KernelLine line;
  line.raw = raw_line;
  std::string_view text = raw_line.text;
  grammar::take(text, indent);
  if (grammar::Chars machine; grammar::take(text, console, machine)) line.host = grammar::view(machine);
  const bool decoded = take_decode(text, line);
  const bool has_priority = take_priority(text, line);
  grammar::take(text, dropped);
  if (take_uptime(text, line)) {
    line.framing = Framing::dmesg;
    take_origin_after_uptime(text, line);
  } else if (take_ctime(text, line)) {
    line.framing = Framing::dmesg_ctime;
  } else if (take_relative(text, line)) {
    line.framing = Framing::dmesg_relative;
    take_origin_after_uptime(text, line);
  } else if (take_kmsg(text, line)) {
    line.framing = Framing::kmsg;
  } else if (has_priority && take_rfc5424(text, line)) {
    if (line.from_kernel()) take_uptime(text, line);
  } else if (take_syslog(text, line)) {
    take_repetition(text);
    if (line.from_kernel()) take_uptime(text, line);
  } else if (take_klog(text, line)) {
  } else if (raw_line.origin) {
    line.stamp = raw_line.origin->stamp;
    line.framing = Framing::container;
  }
  if (decoded) line.framing = Framing::dmesg_decode;
  line.text = text;
  return line;
}

}  // namespace laststraw
