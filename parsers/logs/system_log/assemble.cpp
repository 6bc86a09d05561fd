#include "system_log/assemble.hpp"

#include <algorithm>
#include <utility>

namespace laststraw::system_log {

namespace {

/// A report's lines come within seconds; after this many lines without one of its own it is over.
constexpr std::uint32_t kLongSilence = 5000;

constexpr std::uint32_t kStrayWithin = 120;  ///< lines from a stack's CPU line to the first line of the report it belongs to

/// By the kernel's own clock; lines without it are by the log's, in whole seconds.
bool is_one_moment(const Stamp& a, const Stamp& b) {
  if (a.since_boot || b.since_boot || !a.civil || !b.civil) return a.since_boot == b.since_boot;
  constexpr auto kSlack = std::chrono::seconds{2};
  return *b.civil >= *a.civil && *b.civil - *a.civil <= kSlack;
}

/// What the parts seen say, where no line says it outright (kernels before 5.0).
void infer_constraint(OomReport& report) {
  if (report.constraint != Constraint::unknown) return;
  const bool memcg_kill = std::any_of(report.kills.begin(), report.kills.end(), [](const Kill& kill) { return kill.memcg; });
  if (memcg_kill || report.cgroup)
    report.constraint = Constraint::memcg;
  else if ((!report.counters.empty() || report.ram) && !report.kills.empty())
    report.constraint = Constraint::none;
}

void name_defects(OomReport& report, bool table_ended) {
  if (!report.invocation || report.invocation->gfp.empty()) report.defects.push_back(Defect::no_head);
  if (std::all_of(report.kills.begin(), report.kills.end(), [](const Kill& kill) { return kill.announced; }))
    report.defects.push_back(Defect::no_kill_line);
  if (!report.tasks_header && report.tasks.empty())
    report.defects.push_back(Defect::no_task_table);
  else if (!report.tasks_header && !report.tasks.empty())
    report.defects.push_back(Defect::no_task_table_head);
  else if (!table_ended)
    report.defects.push_back(Defect::task_table_cut);
}

}  // namespace

OomReport& Assembler::open(const KernelLine& line) {
  if (!report_) {
    report_.emplace();
    report_->stamp = line.stamp;
    report_->at = line.raw.at;
    report_->host = std::string(line.host);
    if (stray_ && stray_->of_oom && line.raw.at.first_line - stray_->line < kStrayWithin)
      report_->invocation = std::move(stray_->invocation);
    stray_.reset();
  }
  return *report_;
}

void Assembler::note_stray(std::string_view text, const KernelLine& line) {
  if (auto found = cpu_line(text, line.raw)) {
    stray_ = Stray{std::move(*found), line.raw.at.first_line, false};
    return;
  }
  if (!stray_) return;
  OomReport frames;
  frames.invocation.emplace();
  if (read_stack_frame(text, frames) != Taken::yes || frames.invocation->stack.empty()) return;
  const std::string& name = frames.invocation->stack.front();
  stray_->of_oom |= name == "oom_kill_process" || name == "out_of_memory" || name == "dump_header" || name == "mem_cgroup_out_of_memory";
  constexpr std::size_t kMostFrames = 64;
  if (stray_->invocation.stack.size() < kMostFrames) stray_->invocation.stack.push_back(name);
}

void Assembler::announce() {
  if (!report_) return;
  if (candidate_) {
    Kill kill;
    kill.pid = candidate_->pid;
    kill.comm = candidate_->comm;
    kill.memcg = candidate_memcg_;
    kill.announced = true;
    kill.stamp = candidate_stamp_;
    kill.cite = candidate_->cite;
    kill.candidate = std::move(candidate_);
    report_->kills.push_back(std::move(kill));
  } else if (report_->kills.empty() && summarised_) {
    if (reaped_ && reaped_->pid == summarised_->pid) summarised_->reaped = reaped_->reaped, summarised_->shmem_rss = reaped_->shmem_rss;
    report_->kills.push_back(std::move(*summarised_));
  } else if (report_->kills.empty() && reaped_) {
    report_->kills.push_back(std::move(*reaped_));
  }
  reaped_.reset();
  candidate_.reset();
  summarised_.reset();
}

bool Assembler::confirm(const Kill& kill) {
  constexpr std::size_t kConfirmedWithin = 8;  // reports: of several groups that run out at once
  const std::size_t last = records_.oom_reports.size();
  for (std::size_t i = last; i > first_of_source_ && last - i < kConfirmedWithin; --i)
    for (Kill& earlier : records_.oom_reports[i - 1].kills)
      if (earlier.announced && earlier.pid == kill.pid) {
        auto candidate = std::move(earlier.candidate);
        const bool memcg = earlier.memcg;
        earlier = kill;
        earlier.candidate = std::move(candidate);
        earlier.memcg |= memcg;
        return true;
      }
  return false;
}

Taken Assembler::add_candidate(std::string_view text, const KernelLine& line) {
  // Another one while the first still waits: its kill line is not among the lines that are left.
  if (report_ && (candidate_ || !report_->kills.empty())) close();
  open(line);
  table_ended_ = true;
  candidate_ = read_candidate(text, line.raw);
  candidate_memcg_ = text.find("Memory cgroup") != std::string_view::npos;
  candidate_stamp_ = line.stamp;
  return candidate_ ? Taken::yes : Taken::broken;
}

void Assembler::close() {
  if (!report_) return;
  announce();
  OomReport report = std::move(*report_);
  report_.reset();
  const bool table_ended = table_ended_;
  columns_.clear();
  table_ended_ = in_stat_ = in_slab_ = in_group_ = false;
  // Mem-Info alone is a "Show Memory" dump or an allocation failure's, not the OOM killer's.
  if (!report.invocation && report.kills.empty() && !report.summary && report.tasks.empty()) return add_to_bare_kill(report);
  if (records_.oom_reports.size() >= kMostReports || rows_ + report.tasks.size() > kMostRows) {
    ++left_out_;
    return;
  }
  rows_ += report.tasks.size();
  scale_pages(report);
  infer_constraint(report);
  name_defects(report, table_ended);
  records_.oom_reports.push_back(std::move(report));
}

/// The kernel prints the group's usage before the kill; who quotes both may put it behind, where no report of its own follows.
void Assembler::add_to_bare_kill(const OomReport& usage) {
  constexpr std::uint32_t kNear = 3;  // lines
  if (!usage.cgroup || !usage.cgroup->usage || records_.oom_reports.size() <= first_of_source_) return;
  OomReport& bare = records_.oom_reports.back();
  const bool near = usage.at.first_line - bare.at.last_line <= kNear && is_one_moment(bare.stamp, usage.stamp);
  if (!near || bare.invocation || bare.cgroup || bare.kills.empty()) return;
  bare.cgroup = usage.cgroup;
  bare.constraint = Constraint::memcg;
}

bool Assembler::note_reaped(std::string_view text, const KernelLine& line) {
  const auto reaped = reaped_process(text, line);
  if (!reaped) return false;
  const auto note = [&](OomReport& report) {
    for (Kill& kill : report.kills)
      if (kill.pid == reaped->pid && !kill.reaped) {
        kill.reaped = reaped->cite;
        if (!kill.shmem_rss) kill.shmem_rss = reaped->shmem_rss;
        return true;
      }
    return false;
  };
  if (report_ && note(*report_)) return true;
  constexpr std::size_t kReapedWithin = 64;  // reports: the reaper follows the kill at once
  const std::size_t last = records_.oom_reports.size();
  for (std::size_t i = last; i > first_of_source_ && last - i < kReapedWithin; --i)
    if (note(records_.oom_reports[i - 1])) return true;
  // `dmesg | grep oom`: of the kill itself only this is left.
  if (report_ && !reaped->comm.empty()) reaped_ = *reaped;
  return true;
}

Taken Assembler::add_kill(std::string_view text, const KernelLine& line) {
  // After a kill line only more of the same report's may come: memory.oom.group kills them all.
  const bool group_kill = in_group_ || (report_ && !report_->kills.empty() && is_one_moment(report_->kills.back().stamp, line.stamp) &&
                                        line.raw.at.first_line <= report_->at.last_line + 2);
  if (report_ && !report_->kills.empty() && !group_kill) close();
  const bool fresh = !report_;
  OomReport& report = open(line);
  const std::size_t known = report.kills.size();
  const Taken taken = read_kill(text, line, report);
  if (report.kills.size() > known) {
    // The summary line names the one that dies next: another one's kill is of a report whose own lines are lost.
    if (known == 0 && summarised_ && !in_group_ && summarised_->pid != report.kills.back().pid) {
      Kill other = std::move(report.kills.back());
      report.kills.pop_back();
      close();
      open(line).kills.push_back(std::move(other));
      table_ended_ = true;
      return taken;
    }
    Kill& kill = report.kills.back();
    if (candidate_) {
      kill.memcg |= candidate_memcg_;
      kill.candidate = std::exchange(candidate_, std::nullopt);
    } else if (fresh && confirm(kill)) {
      report_.reset();
      return taken;
    }
    summarised_.reset();
  }
  if (taken == Taken::no && fresh) report_.reset();
  if (taken != Taken::no) table_ended_ = true;
  return taken;
}

Taken Assembler::add_to_open(std::string_view text, const KernelLine& line) {
  OomReport& report = *report_;
  if (text.find("Memory cgroup stats for ") != 0 && in_stat_) {
    if (const Taken taken = read_cgroup_stat(text, line.raw, report); taken != Taken::no) return taken;
    in_stat_ = false;
  }
  if (text.find("Unreclaimable slab info:") == 0)
    in_slab_ = true;
  else if (in_slab_) {
    if (const Taken taken = read_slab_row(text, line.raw, report); taken != Taken::no) return taken;
  }
  if (Columns columns = read_task_header(text); !columns.empty()) {
    columns_ = std::move(columns);
    report.tasks_header = cite(line.raw);
    in_slab_ = false;
    return Taken::yes;
  }
  if (columns_.empty()) columns_ = infer_columns(text);
  if (const Taken taken = read_task_row(text, line.raw, columns_, report); taken != Taken::no) return taken;
  if (const Taken taken = read_summary(text, line.raw, report); taken != Taken::no) {
    table_ended_ = true;
    summarised_ = summary_victim(text, line);
    return taken;
  }
  if (const Taken taken = read_cgroup(text, line.raw, report); taken != Taken::no) {
    in_stat_ = text.find("Memory cgroup stats for ") == 0;
    return taken;
  }
  for (const auto& read : {read_counters, read_trailer, read_zone, read_cpu_line})
    if (const Taken taken = read(text, line.raw, report); taken != Taken::no) return taken;
  for (const auto& read : {read_node, read_stack_frame})
    if (const Taken taken = read(text, report); taken != Taken::no) return taken;
  return is_filler(text) ? Taken::yes : Taken::no;
}

Taken Assembler::add_text(std::string_view text, const KernelLine& line) {
  if (is_invocation(text)) {
    close();
    return read_invocation(text, line.raw, open(line));
  }
  if (text.find("OOM kill of PID ") != std::string_view::npos) {
    close();
    const Taken taken = read_traced_kill(text, line, open(line));
    if (taken == Taken::no) report_.reset();
    return close(), taken;
  }
  if (note_reaped(text, line)) return Taken::yes;
  if (text.find("Tasks in ") == 0 && text.find(" are going to be killed due to memory.oom.group set") != std::string_view::npos)
    return open(line), in_group_ = true, Taken::yes;
  if (is_candidate(text)) return add_candidate(text, line);
  if (text.find("illed process ") != std::string_view::npos)
    if (const Taken taken = add_kill(text, line); taken != Taken::no) return taken;
  if (report_ && report_->kills.empty()) return add_to_open(text, line);
  // These come before a kill: the next report's, its head lost.
  if (report_ && (text.find("oom-kill:constraint=") == 0 || text.find("Task in ") == 0 || text.find("memory: usage ") == 0)) close();
  // A report whose head was lost begins with its first recognisable part.
  if (!report_ && (!read_task_header(text).empty() || text.find("oom-kill:constraint=") == 0 || text.find("memory: usage ") == 0 ||
                   (text.find("Task in ") == 0 && text.find(" killed as a result of limit of ") != std::string_view::npos) ||
                   text.find("Mem-Info:") == 0 || text.find("Mem-info:") == 0 || !infer_columns(text).empty())) {
    open(line);
    return add_to_open(text, line);
  }
  if (!report_) note_stray(text, line);
  return Taken::no;
}

Taken Assembler::add(const KernelLine& line) {
  if (!counted_first_) first_of_source_ = records_.oom_reports.size(), counted_first_ = true;
  if (report_ && line.raw.at.first_line > report_->at.last_line + kLongSilence) close();
  Taken whole = Taken::no;
  // The newlines inside one printk: rsyslog writes #012, /dev/kmsg \\x0a.
  std::string_view rest = line.text;
  const std::string_view newline = line.framing == Framing::kmsg ? "\\x0a" : "#012";
  while (true) {
    const std::size_t at = rest.find(newline);
    std::string_view part = rest.substr(0, at);
    while (line.framing == Framing::none && !part.empty() && (part.front() == ' ' || part.front() == '\t')) part.remove_prefix(1);
    const Taken taken = add_text(part, line);
    if (taken == Taken::broken || (taken == Taken::yes && whole == Taken::no)) whole = taken;
    if (at == std::string_view::npos) break;
    rest.remove_prefix(at + 4);
  }
  if (report_ && whole != Taken::no) report_->at.last_line = std::max(report_->at.last_line, line.raw.at.last_line);
  return whole;
}

void Assembler::finish() { close(); }

}  // namespace laststraw::system_log
