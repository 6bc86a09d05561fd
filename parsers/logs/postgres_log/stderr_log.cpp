// The text log (log_destination = stderr). src/backend/utils/error/elog.c send_message_to_server_log():
// "<prefix>SEVERITY:  message", then DETAIL, HINT, CONTEXT, STATEMENT each with a prefix of its own; a newline inside a
// text is followed by a TAB. Whatever else stands there is foreign: memory-context dumps, output of commands.
#include <algorithm>
#include <cctype>
#include <map>

#include "laststraw/parsers/readers.hpp"
#include "postgres_log/context_dump.hpp"
#include "postgres_log/entry.hpp"
#include "postgres_log/prefix.hpp"
#include "postgres_log/translate.hpp"

namespace laststraw {

namespace {

using postgres_log::Prefix;

constexpr std::size_t kLearnFrom = 400;                 ///< lines that a severity stands in
constexpr std::size_t kLearnLines = 20'000;             ///< looked at for them
constexpr std::size_t kMaxText = std::size_t{1} << 20;  ///< of one entry

/// A word before a colon that is a severity in some language.
bool has_foreign_severity(std::string_view text) {
  const std::string_view head = text.substr(0, 300);
  for (std::size_t at = head.find(':'); at != std::string_view::npos; at = head.find(':', at + 1)) {
    std::string_view word = head.substr(0, at > 0 && head[at - 1] == ' ' ? at - 1 : at);
    word = word.substr(word.rfind(' ') + 1);             // npos + 1 is 0: all of it
    if (!postgres_log::english_label(word).empty()) return true;
  }
  return false;
}

bool has_severity(std::string_view text) {
  for (std::size_t at = text.find(":  "); at != std::string_view::npos; at = text.find(":  ", at + 1)) {
    const std::size_t start = text.find_last_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ12345", at == 0 ? 0 : at - 1);
    std::string_view rest = text.substr(start == std::string_view::npos ? 0 : start + 1);
    if (!postgres_log::take_severity(rest).empty()) return true;
  }
  return has_foreign_severity(text);
}

std::optional<Prefix> prefix_of(const SourceText& source, const Records& records) {
  std::vector<std::string_view> telling;
  Lines lines = source.lines();
  Line line;
  for (std::size_t n = 0; n < kLearnLines && telling.size() < kLearnFrom && lines.next(line); ++n)
    if (has_severity(line.text)) telling.push_back(line.text);
  const Setting* configured = find(records.pg_settings, "log_line_prefix");
  return postgres_log::learn_prefix(telling, configured ? configured->value : std::string());
}

class Reader {
 public:
  Reader(const SourceText& source, Records& records) : source_(source), records_(records), emitter_(source, records), dumps_(records) {}

  Reading read() {
    const auto prefix = prefix_of(source_, records_);
    if (prefix) emitter_.set_prefix(prefix->pattern());
    Lines lines = source_.lines();
    Line line;
    while (lines.next(line)) {
      if (prefix && read_entry_line(*prefix, line)) continue;
      if (read_continuation(line) || dumps_.read(line)) ++emitter_.coverage.parsed;
      else ++emitter_.coverage.noise;
    }
    dumps_.close();
    for (const std::int32_t pid : order()) emitter_.emit(open_[pid].entry);
    return emitter_.done("stderr", lines.count());
  }

 private:
  struct Open { PgEntry entry; std::string* last = nullptr; std::uint64_t number = 0; };

  /// Pids of the open entries in the order of their lines.
  std::vector<std::int32_t> order() const {
    std::vector<std::pair<std::uint64_t, std::int32_t>> found;
    for (const auto& [pid, open] : open_) found.emplace_back(open.number, pid);
    std::sort(found.begin(), found.end());
    std::vector<std::int32_t> pids;
    pids.reserve(found.size());
    for (const auto& [number, pid] : found) pids.push_back(pid);
    return pids;
  }

  bool read_entry_line(const Prefix& prefix, const Line& line) {
    if (!line.text.empty() && line.text.front() == '\t') return false;
    PgEntry entry;
    std::string_view rest = line.text;
    if (!prefix.match(rest, entry)) return false;
    const std::string severity = postgres_log::take_severity(rest);
    if (severity.empty()) return false;
    // What the prefix leaves out, the wrapper may know: journald's time, syslog's pid.
    if (line.origin && !entry.stamp.civil) entry.stamp = line.origin->stamp;
    if (line.origin && !entry.pid) entry.pid = line.origin->pid;
    ++emitter_.coverage.parsed;
    const std::int32_t pid = entry.pid ? number(*entry.pid) : 0;
    if (std::string* part = part_of(pid, severity)) {
      *part = std::string(rest.substr(0, kMaxText));
      open_[pid].last = part;
      last_pid_ = pid;
      return true;
    }
    start(pid, std::move(entry), severity, rest, line);
    return true;
  }

  /// DETAIL and its like belong to the open entry of the same process.
  std::string* part_of(std::int32_t pid, const std::string& severity) {
    const auto at = open_.find(pid);
    if (at == open_.end()) return nullptr;
    PgEntry& entry = at->second.entry;
    if (severity == "DETAIL") return &entry.detail;
    if (severity == "HINT") return &entry.hint;
    if (severity == "CONTEXT") return &entry.context;
    if (severity == "STATEMENT") return &entry.statement;
    if (severity == "QUERY" || severity == "LOCATION" || severity == "BACKTRACE") return &dropped_;
    return nullptr;
  }

  void start(std::int32_t pid, PgEntry entry, const std::string& severity, std::string_view message, const Line& line) {
    // Entries are handed on once complete: a process' entry when its next one begins, all when many wait.
    if (const auto at = open_.find(pid); at != open_.end()) {
      emitter_.emit(at->second.entry);
      open_.erase(at);
    } else if (open_.size() >= 64) {
      for (const std::int32_t waiting : order()) emitter_.emit(open_[waiting].entry);
      open_.clear();
    }
    entry.severity = severity;
    entry.message = std::string(message.substr(0, kMaxText));
    if (entry.message.size() > 7 && entry.message[5] == ':' && entry.message[6] == ' ') take_sqlstate(entry);
    entry.cite = cite(line);
    dumps_.read_entry(entry);
    if (entry.message.compare(0, 7, "level: ") != 0) dumps_.close(&entry);
    Open& open = open_[pid];
    open = {std::move(entry), nullptr, ++started_};
    open.last = &open.entry.message;
    last_pid_ = pid;
  }

  /// log_error_verbosity = verbose: "ERROR:  53200: out of memory".
  static void take_sqlstate(PgEntry& entry) {
    for (std::size_t i = 0; i < 5; ++i)
      if (!std::isdigit(static_cast<unsigned char>(entry.message[i])) && !std::isupper(static_cast<unsigned char>(entry.message[i]))) return;
    entry.sqlstate = entry.message.substr(0, 5);
    entry.message.erase(0, 7);
  }

  bool read_continuation(const Line& line) {
    const bool tab = !line.text.empty() && line.text.front() == '\t', cut = line.origin && line.origin->continued;
    if (!tab && !cut) return false;
    const auto at = open_.find(last_pid_);
    if (at == open_.end() || !at->second.last) return false;
    std::string& text = *at->second.last;
    if (text.size() + line.text.size() < kMaxText) text += tab ? "\n" + std::string(line.text.substr(1)) : " " + std::string(line.text);
    return true;
  }

  const SourceText& source_;
  Records& records_;
  postgres_log::Emitter emitter_;
  std::map<std::int32_t, Open> open_;      ///< by pid; 0 where the prefix has none
  std::int32_t last_pid_ = 0;
  std::uint64_t started_ = 0;
  postgres_log::DumpReader dumps_;
  std::string dropped_;
};

}  // namespace

Reading read_postgres_stderr_log(const SourceText& source, Records& records) { return Reader(source, records).read(); }

}  // namespace laststraw
