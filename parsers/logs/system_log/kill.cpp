// Who was killed, and under which constraint. mm/oom_kill.c dump_oom_summary(), __oom_kill_process(), oom_reap_task_mm().
//   5.4+:  Out of memory: Killed process 372 (postgres) total-vm:762380kB, anon-rss:450516kB, file-rss:124kB, shmem-rss:3872kB, UID:101 pgtables:1048kB oom_score_adj:0
//   EL6:   Killed process 40738, UID 27, (mysqld) total-vm:...        late EL7: Killed process 19759 (postgres), UID 57887, total-vm:...
//   2.6:   Out of Memory: Killed process 27937 (postmaster).
//   OpenVZ: Out of memory in UB 25187: OOM killed process 21091 (mapper) score 0 vm:4228424kB, rss:3102376kB, swap:503952kB
// comm may hold blanks and parentheses ("tmux: client", "(sd-pam)"), so it goes up to the last thing that can follow it.
#include <algorithm>
#include <cctype>

#include <boost/fusion/include/adapt_struct.hpp>

#include "support/grammar.hpp"
#include "system_log/lines.hpp"

namespace laststraw::system_log_kill {
struct RawSize {
  grammar::Chars name;
  std::uint64_t number;
  grammar::Chars unit;
};
}  // namespace laststraw::system_log_kill

BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_kill::RawSize, name, number, unit)

namespace laststraw::system_log {

namespace {

using grammar::i32;
using grammar::take;
using grammar::u32;
using grammar::u64;
using grammar::view;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::rule;
using system_log_kill::RawSize;

const auto uid_before = lit(", UID ") >> u32 >> ", (";
const auto uid_after = lit(", UID ") >> u32 >> ',';
// The kernel prints kB; whoever shortens a line by hand writes MB or GB.
const auto size = rule<struct size_tag, RawSize>{"size"} =
    omit[*char_(" ,")] >> raw[+char_("a-z-")] >> ':' >> u64 >> omit[*lit(' ')] >> raw[+char_("kKMGTiB")];
// Struck out: "anon-rss:xxxxkB", "file-rss:***", "shmem-rss:..."
const auto masked_size = omit[*char_(" ,")] >> +char_("a-zA-Z-") >> ':' >> +char_("xX*#?.") >> *char_("kKMGTiB");
const auto elided = omit[*char_(" ,")] >> "..." >> *lit('.');
const auto score_of = omit[*char_(" ,")] >> "score " >> u64;
const auto uid_late = omit[*char_(" ,")] >> "UID:" >> u32;
const auto adjustment = omit[*char_(" ,")] >> "oom_score_adj:" >> i32;
constexpr std::uint64_t kMaxKb = std::uint64_t{1} << 52;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<Pid> pid_of(std::string_view& text) {
  std::uint32_t pid = 0;
  if (!take(text, u32, pid) || pid == 0 || pid > 0x7fffffff) return std::nullopt;
  return Pid(static_cast<std::int32_t>(pid));
}

void keep(Kill& kill, std::string_view name, Bytes value) {
  if (name == "total-vm" || name == "vsz")
    kill.total_vm = value;
  else if (name == "anon-rss")
    kill.anon_rss = value;
  else if (name == "file-rss")
    kill.file_rss = value;
  else if (name == "shmem-rss")
    kill.shmem_rss = value;
  else if (name == "pgtables")
    kill.page_tables = value;
  else if (name == "vm")
    kill.total_vm = value;
  else if (name == "rss")
    kill.rss = value;
  else if (name == "swap")
    kill.swap = value;
}

std::optional<Bytes> in_bytes(const RawSize& printed) {
  std::int64_t factor = 1;
  switch (printed.unit.empty() ? 'k' : *printed.unit.begin()) {
    case 'B':
      break;
    case 'M':
      factor = std::int64_t{1} << 20;
      break;
    case 'G':
      factor = std::int64_t{1} << 30;
      break;
    case 'T':
      factor = std::int64_t{1} << 40;
      break;
    default:
      factor = 1024;
  }
  if (printed.number > kMaxKb) return std::nullopt;
  return Bytes{static_cast<std::int64_t>(printed.number)} * factor;
}

/// 5.4.0 to 5.4.9 print bytes where kB is said ("mm/oom: fix pgtables units mismatch"): a thousandfold of what the
/// address space can need gives them away (8 bytes a page, docs/reference/kernel.md 2.6).
void mend_page_tables(Kill& kill) {
  if (!kill.page_tables || !kill.total_vm) return;
  const Bytes most = (*kill.total_vm / 512) * 10 + mib(1);
  if (*kill.page_tables > most) kill.page_tables = *kill.page_tables / 1024;
}

/// "(comm)" and the UID on either side of it.
bool take_name(std::string_view& text, Kill& kill) {
  std::uint32_t uid = 0;
  if (take(text, uid_before, uid))
    kill.uid = Uid(uid);
  else if (text.substr(0, 2) == " (")
    text.remove_prefix(2);
  else
    return false;
  std::size_t end = std::string_view::npos;
  for (const std::string_view after : {") total-vm:", "), UID ", ") vsz:", ") score ", ") vm:"})
    if (end == std::string_view::npos) end = text.find(after);
  if (end == std::string_view::npos) end = text.rfind(')');
  if (end == std::string_view::npos || end > 64) return false;
  kill.comm = std::string(text.substr(0, end));
  text.remove_prefix(end + 1);
  if (take(text, uid_after, uid)) kill.uid = Uid(uid);
  return true;
}

/// The value of "key=" up to the next comma; the key stands at the start or behind something that is no word.
std::string value_of(std::string_view text, std::string_view key, std::string_view until = ",") {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == '_')) continue;
    const std::string_view rest = text.substr(at + key.size());
    return std::string(rest.substr(0, rest.find(until)));
  }
  return {};
}

}  // namespace

Taken read_summary(std::string_view text, const Line& line, OomReport& report) {
  constexpr std::string_view kOpening = "oom-kill:constraint=CONSTRAINT_";
  if (text.substr(0, kOpening.size()) != kOpening) return Taken::no;
  const std::string_view rest = text.substr(kOpening.size());
  const std::string_view name = rest.substr(0, rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"));
  if (name == "NONE")
    report.constraint = Constraint::none;
  else if (name == "CPUSET")
    report.constraint = Constraint::cpuset;
  else if (name == "MEMORY_POLICY")
    report.constraint = Constraint::mempolicy;
  else if (name == "MEMCG")
    report.constraint = Constraint::memcg;
  report.nodemask = value_of(text, "nodemask=");
  report.cpuset = value_of(text, "cpuset=");
  report.mems_allowed = value_of(text, "mems_allowed=");
  if (const std::string path = value_of(text, "oom_memcg="); !path.empty()) report.oom_memcg = path;
  if (const std::string path = value_of(text, "task_memcg="); !path.empty()) report.task_memcg = path;
  report.summary = cite(line);
  return name.empty() ? Taken::broken : Taken::yes;
}

std::optional<Kill> summary_victim(std::string_view text, const KernelLine& line) {
  // "task=%s,pid=%d,uid=%d": the name may hold commas.
  const std::string number_text = value_of(text, "pid="), uid_text = value_of(text, "uid=");
  std::string_view digits = number_text;
  const auto pid = pid_of(digits);
  if (!pid) return std::nullopt;
  Kill kill;
  kill.pid = *pid;
  kill.comm = value_of(text, "task=", ",pid=");
  if (kill.comm.size() > 64) kill.comm.clear();
  std::uint32_t uid = 0;
  if (std::string_view rest = uid_text; take(rest, u32, uid)) kill.uid = Uid(uid);
  kill.memcg = contains(text, "CONSTRAINT_MEMCG");
  kill.announced = true;
  kill.stamp = line.stamp;
  kill.cite = cite(line.raw);
  return kill;
}

bool is_candidate(std::string_view text) {
  return (contains(text, "Kill process ") || contains(text, "kill process ")) &&
         (contains(text, " score ") || contains(text, "No available memory") || contains(text, "ut of memory: Kill process "));
}

std::optional<Candidate> read_candidate(std::string_view text, const Line& line) {
  const std::size_t at = text.find("ill process ");
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  std::string_view rest = text.substr(at + 12);
  const auto pid = pid_of(rest);
  if (!pid || !rest.starts_with(" (")) return std::nullopt;
  const std::size_t behind = std::min(rest.find(") score "), rest.rfind(')'));
  if (behind == std::string_view::npos || behind < 2 || behind > 64) return std::nullopt;
  Candidate candidate{*pid, std::string(rest.substr(2, behind - 2)), std::nullopt, cite(line)};
  rest.remove_prefix(behind + 1);
  std::uint64_t score = 0;
  // Before 2.6.36 ("kill process ... or a child") the points are pages, halved and doubled for nice, age and the like: no share of anything.
  constexpr std::uint64_t kMost = 2000;
  if (text[at - 1] == 'K' && take(rest, score_of, score) && score <= kMost) candidate.score = static_cast<int>(score);
  return candidate;
}

Taken read_kill(std::string_view text, const KernelLine& line, OomReport& report) {
  std::string_view opening = "Killed process ";
  std::size_t at = text.find(opening);
  if (at == std::string_view::npos) opening = "OOM killed process ", at = text.find(opening);
  // Before it stands nothing, or the reason and a colon, or a framing nobody knows; anything else only talks about a kill.
  if (at == std::string_view::npos || (at > 0 && !contains(text.substr(0, at), "ut of ") && !contains(text.substr(at), " total-vm:")))
    return Taken::no;
  Kill kill;
  // OpenVZ's "UB" is a container, whose limit it was.
  kill.memcg = contains(text.substr(0, at), "Memory cgroup") || contains(text.substr(0, at), "ut of memory in UB ");
  std::string_view rest = text.substr(at + opening.size());
  const auto pid = pid_of(rest);
  if (!pid || !take_name(rest, kill)) return Taken::broken;
  kill.pid = *pid;
  for (;;) {
    RawSize next;
    std::uint32_t uid = 0;
    std::int32_t adj = 0;
    std::uint64_t score = 0;
    if (take(rest, size, next)) {
      const auto value = in_bytes(next);
      if (!value) return Taken::broken;
      keep(kill, view(next.name), *value);
    } else if (take(rest, masked_size) || take(rest, elided)) {
      continue;
    } else if (take(rest, score_of, score)) {
      continue;  // OpenVZ's own scale
    } else if (take(rest, uid_late, uid)) {
      kill.uid = Uid(uid);
    } else if (take(rest, adjustment, adj)) {
      kill.oom_score_adj = adj;
    } else {
      break;
    }
  }
  mend_page_tables(kill);
  kill.stamp = line.stamp;
  kill.cite = cite(line.raw);
  report.kills.push_back(std::move(kill));
  // What is left is a cut line ("file-rss:104"): the victim is known, the line is not whole.
  return rest.empty() || rest == "." || rest == "," ? Taken::yes : Taken::broken;
}

// bcc tools/oomkill.py print_event(), bpftrace tools/oomkill.bt.
Taken read_traced_kill(std::string_view text, const KernelLine& line, OomReport& report) {
  constexpr std::string_view kAsked = "Triggered by PID ", kDied = ", OOM kill of PID ";
  const std::size_t asked = text.find(kAsked), died = text.find(kDied);
  if (asked == std::string_view::npos || died == std::string_view::npos || died < asked) return Taken::no;
  const auto read_who = [](std::string_view who, std::string& comm) -> std::optional<Pid> {
    const auto pid = pid_of(who);
    const std::size_t end = who.find("\")");
    if (!pid || !who.starts_with(" (\"") || end == std::string_view::npos || end < 3 || end > 64) return std::nullopt;
    comm = std::string(who.substr(3, end - 3));
    return pid;
  };
  Kill kill;
  Invocation invocation;
  const auto victim = read_who(text.substr(died + kDied.size()), kill.comm);
  invocation.pid = read_who(text.substr(asked + kAsked.size(), died - asked - kAsked.size()), invocation.comm);
  if (!victim || !invocation.pid) return Taken::broken;
  kill.pid = *victim;
  kill.stamp = line.stamp;
  kill.cite = invocation.cite = cite(line.raw);
  report.invocation = std::move(invocation);
  report.kills.push_back(std::move(kill));
  return Taken::yes;
}

std::optional<Kill> reaped_process(std::string_view text, const KernelLine& line) {
  constexpr std::string_view kReaped = "oom_reaper: reaped process ", kUnable = "oom_reaper: unable to reap pid:";
  if (text.substr(0, kReaped.size()) == kReaped)
    text.remove_prefix(kReaped.size());
  else if (text.substr(0, kUnable.size()) == kUnable)
    text.remove_prefix(kUnable.size());
  else
    return std::nullopt;
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);  // 4.6-rc: "reaped process :3963"
  const auto pid = pid_of(text);
  if (!pid) return std::nullopt;
  Kill kill;
  kill.pid = *pid, kill.announced = true, kill.stamp = line.stamp, kill.cite = cite(line.raw), kill.reaped = kill.cite;
  const std::size_t open = text.find('('), close = text.find("), now ");
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    kill.comm = std::string(text.substr(open + 1, close - open - 1));
  constexpr std::string_view kShared = "shmem-rss:";  // it stays mapped: what is not freed is what there was
  std::uint64_t kb = 0;
  if (const std::size_t at = text.find(kShared); at != std::string_view::npos) {
    std::string_view rest = text.substr(at + kShared.size());
    if (take(rest, grammar::x3::ulong_long, kb) && kb < (std::uint64_t{1} << 40)) kill.shmem_rss = kib(static_cast<std::int64_t>(kb));
  }
  return kill;
}

}  // namespace laststraw::system_log
