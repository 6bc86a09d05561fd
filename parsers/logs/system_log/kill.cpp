// Who was killed, and under which constraint. mm/oom_kill.c dump_oom_summary(), __oom_kill_process(), oom_reap_task_mm().
//   5.4+:  Out of memory: Killed process 372 (postgres) total-vm:762380kB, anon-rss:450516kB, file-rss:124kB, shmem-rss:3872kB, UID:101 pgtables:1048kB oom_score_adj:0
//   EL6:   Killed process 40738, UID 27, (mysqld) total-vm:...        late EL7: Killed process 19759 (postgres), UID 57887, total-vm:...
//   2.6:   Out of Memory: Killed process 27937 (postmaster).
// comm may hold blanks and parentheses ("tmux: client", "(sd-pam)"), so it goes up to the last thing that can follow it.
#include <boost/fusion/include/adapt_struct.hpp>

#include "system_log/lines.hpp"
#include "support/grammar.hpp"

namespace laststraw::system_log_kill {
struct RawSize { grammar::Chars name; std::uint64_t kb; };
}  // namespace laststraw::system_log_kill

BOOST_FUSION_ADAPT_STRUCT(laststraw::system_log_kill::RawSize, name, kb)

namespace laststraw::system_log {

namespace {

using system_log_kill::RawSize;
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

const auto uid_before = lit(", UID ") >> u32 >> ", (";
const auto uid_after = lit(", UID ") >> u32 >> ',';
const auto size = rule<struct size_tag, RawSize>{"size"} = omit[*char_(" ,")] >> raw[+char_("a-z-")] >> ':' >> u64 >> "kB";
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
  if (name == "total-vm" || name == "vsz") kill.total_vm = value;
  else if (name == "anon-rss") kill.anon_rss = value;
  else if (name == "file-rss") kill.file_rss = value;
  else if (name == "shmem-rss") kill.shmem_rss = value;
  else if (name == "pgtables") kill.page_tables = value;
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
  if (take(text, uid_before, uid)) kill.uid = Uid(uid);
  else if (text.substr(0, 2) == " (") text.remove_prefix(2);
  else return false;
  std::size_t end = std::string_view::npos;
  for (const std::string_view after : {") total-vm:", "), UID ", ") vsz:"})
    if (end == std::string_view::npos) end = text.find(after);
  if (end == std::string_view::npos) end = text.rfind(')');
  if (end == std::string_view::npos || end > 64) return false;
  kill.comm = std::string(text.substr(0, end));
  text.remove_prefix(end + 1);
  if (take(text, uid_after, uid)) kill.uid = Uid(uid);
  return true;
}

/// The value of ",key=" up to the next comma.
std::string value_of(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + key.size());
  return std::string(rest.substr(0, rest.find(',')));
}

}  // namespace

Taken read_summary(std::string_view text, const Line& line, OomReport& report) {
  constexpr std::string_view kOpening = "oom-kill:constraint=CONSTRAINT_";
  if (text.substr(0, kOpening.size()) != kOpening) return Taken::no;
  const std::string_view rest = text.substr(kOpening.size());
  const std::string_view name = rest.substr(0, rest.find(','));
  if (name == "NONE") report.constraint = Constraint::none;
  else if (name == "CPUSET") report.constraint = Constraint::cpuset;
  else if (name == "MEMORY_POLICY") report.constraint = Constraint::mempolicy;
  else if (name == "MEMCG") report.constraint = Constraint::memcg;
  report.nodemask = value_of(text, ",nodemask=");
  report.cpuset = value_of(text, ",cpuset=");
  report.mems_allowed = value_of(text, ",mems_allowed=");
  if (const std::string path = value_of(text, ",oom_memcg="); !path.empty()) report.oom_memcg = path;
  if (const std::string path = value_of(text, ",task_memcg="); !path.empty()) report.task_memcg = path;
  report.summary = cite(line);
  return name.empty() ? Taken::broken : Taken::yes;
}

bool is_candidate(std::string_view text) {
  return (contains(text, "Kill process ") || contains(text, "kill process ")) && (contains(text, " score ") || contains(text, "No available memory"));
}

Taken read_kill(std::string_view text, const KernelLine& line, OomReport& report) {
  constexpr std::string_view kKilled = "Killed process ";
  const std::size_t at = text.find(kKilled);
  // Before it stands nothing, or the reason and a colon; anything else only talks about a kill.
  if (at == std::string_view::npos || (at > 0 && !contains(text.substr(0, at), "ut of ")))
    return Taken::no;
  Kill kill;
  kill.memcg = contains(text.substr(0, at), "Memory cgroup");
  std::string_view rest = text.substr(at + kKilled.size());
  const auto pid = pid_of(rest);
  if (!pid || !take_name(rest, kill)) return Taken::broken;
  kill.pid = *pid;
  for (;;) {
    RawSize next;
    std::uint32_t uid = 0;
    std::int32_t adj = 0;
    if (take(rest, size, next)) {
      if (next.kb > kMaxKb) return Taken::broken;
      keep(kill, view(next.name), kib(static_cast<std::int64_t>(next.kb)));
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

std::optional<Pid> reaped_pid(std::string_view text) {
  constexpr std::string_view kReaped = "oom_reaper: reaped process ", kUnable = "oom_reaper: unable to reap pid:";
  if (text.substr(0, kReaped.size()) == kReaped) text.remove_prefix(kReaped.size());
  else if (text.substr(0, kUnable.size()) == kUnable) text.remove_prefix(kUnable.size());
  else return std::nullopt;
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);         // 4.6-rc: "reaped process :3963"
  return pid_of(text);
}

}  // namespace laststraw::system_log
