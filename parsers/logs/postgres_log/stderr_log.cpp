// The text log (log_destination = stderr). src/backend/utils/error/elog.c send_message_to_server_log():
// "<prefix>SEVERITY:  message", then DETAIL, HINT, CONTEXT, STATEMENT each with a prefix of its own; a newline inside a
// text is followed by a TAB. Whatever else stands there is foreign: memory-context dumps, output of commands.
#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "laststraw/parsers/readers.hpp"
#include "postgres_log/client_lead.hpp"
#include "postgres_log/context_dump.hpp"
#include "postgres_log/entry.hpp"
#include "postgres_log/form.hpp"
#include "postgres_log/sentences.hpp"
#include "support/civil.hpp"

namespace laststraw {

namespace {

using postgres_log::Trust;

constexpr std::size_t kMaxText = std::size_t{1} << 20;  ///< of one entry

class Reader {
 public:
  Reader(const SourceText& source, Records& records, const PgEntrySink& sink)
      : source_(source), records_(records), emitter_(source, records, sink), dumps_(records) {}

  Reading read() {
    form_ = postgres_log::form_of(source_, records_);
    if (form_.prefix) emitter_.set_prefix(form_.prefix->pattern());
    Lines lines = source_.lines();
    Line line;
    while (lines.next(line)) {
      ++line_number_;
      if (read_entry_line(line) || read_continuation(line) || dumps_.read(line) || read_bare_line(line) || read_wrapped(line) ||
          read_sentence(line))
        ++emitter_.coverage.parsed;
      else
        note_prompt(line), ++emitter_.coverage.noise;
    }
    dumps_.close();
    for (const std::int32_t pid : order()) emit(open_[pid].entry);
    return emitter_.done("stderr", lines.count());
  }

 private:
  struct Open {
    PgEntry entry;
    std::string* last = nullptr;
    std::uint64_t number = 0;
  };

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

  /// How sure a line must be of itself.
  Trust trust_of(const PgEntry& entry) const {
    if (!form_.one_blank) return Trust::two_blanks;
    return postgres_log::is_framed(entry) ? Trust::all : Trust::perhaps;
  }

  void emit(PgEntry& entry) {
    postgres_log::split_flattened(entry);
    emitter_.emit(entry);
  }

  bool read_entry_line(const Line& line) {
    if (!form_.prefix || line.text.starts_with('\t')) return false;
    PgEntry entry;
    std::string_view rest = line.text;
    postgres_log::drop_client_lead(rest);
    if (form_.collectors_stamp) postgres_log::drop_collectors_stamp(rest);
    if (!form_.prefix->match(rest, entry)) return false;
    const std::string severity = postgres_log::take_severity(rest, trust_of(entry));
    if (severity.empty()) return false;
    take_line(std::move(entry), severity, rest, line);
    return true;
  }

  /// Clients print the server's lines without its prefix, and collectors lose it.
  bool read_bare_line(const Line& line) {
    std::string_view rest = line.text;
    postgres_log::drop_client_lead(rest);
    if (rest.starts_with(' ') || rest.starts_with('\t')) return read_command(line);
    const std::string severity = postgres_log::take_severity(rest, form_.one_blank || near() ? Trust::perhaps : Trust::two_blanks);
    if (severity.empty()) return read_command(line);
    if (!postgres_log::is_part_label(severity)) {
      take_line({}, severity, rest, line);
      return true;
    }
    const auto at = open_.find(last_pid_);
    if (at == open_.end() || !near()) return false;
    keep_part(last_pid_, severity, rest);
    return true;
  }

  /// "pg_dump: error: The command was: COPY ..." (src/bin/pg_dump/pg_backup_db.c), "[SQL: select ...]" (SQLAlchemy): the statement of the error before.
  bool read_command(const Line& line) {
    const auto at = open_.find(last_pid_);
    if (at == open_.end() || !near() || !at->second.entry.statement.empty()) return false;
    std::string_view text = line.text;
    for (const std::string_view lead : {"ommand was: ", "[SQL: "})
      if (const std::size_t start = text.find(lead); start != std::string_view::npos) {
        text.remove_prefix(start + lead.size());
        if (lead.front() == '[' && text.ends_with(']')) text.remove_suffix(1);
        at->second.entry.statement = std::string(text.substr(0, kMaxText));
        return true;
      }
    return false;
  }

  /// A session at psql: the errors that follow are of what was typed last.
  void note_prompt(const Line& line) {
    if (const std::string_view typed = postgres_log::typed_at_prompt(line.text); !typed.empty())
      typed_ = std::string(typed.substr(0, kMaxText));
  }

  /// The last entry's line was just before, or all but.
  bool near() const { return last_line_ != 0 && line_number_ - last_line_ <= 3; }

  void keep_part(std::int32_t pid, const std::string& severity, std::string_view text) {
    std::string* part = part_of(pid, severity);
    if (!part) return;
    *part = std::string(text.substr(0, kMaxText));
    open_[pid].last = part;
    last_pid_ = pid;
    last_line_ = line_number_;
  }

  void take_line(PgEntry entry, const std::string& severity, std::string_view rest, const Line& line) {
    // What the prefix leaves out, the wrapper may know: journald's time, syslog's pid.
    if (line.origin && !entry.stamp.civil) entry.stamp = line.origin->stamp;
    if (line.origin && !entry.pid) entry.pid = line.origin->pid;
    const std::int32_t pid = entry.pid ? number(*entry.pid) : 0;
    if (pid != 0 && postgres_log::is_part_label(severity)) adopt(entry, pid);
    if (part_of(pid, severity))
      keep_part(pid, severity, rest);
    else
      start(pid, std::move(entry), severity, rest, line);
  }

  /// An error whose prefix was lost belongs to the process whose DETAIL or CONTEXT follows it at once.
  void adopt(const PgEntry& part, std::int32_t pid) {
    const auto bare = open_.find(0);
    if (open_.count(pid) > 0 || bare == open_.end() || last_pid_ != 0 || !near() || bare->second.entry.stamp.civil) return;
    const std::string lost = bare->second.entry.severity;
    Open& open = open_[pid] = std::move(bare->second);
    open_.erase(0);
    open.last = nullptr;
    PgEntry known = part;
    std::swap(known.message, open.entry.message);
    std::swap(known.detail, open.entry.detail);
    std::swap(known.hint, open.entry.hint);
    std::swap(known.context, open.entry.context);
    std::swap(known.statement, open.entry.statement);
    known.severity = lost;
    known.cite = open.entry.cite;
    open.entry = std::move(known);
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
      emit(at->second.entry);
      open_.erase(at);
    } else if (open_.size() >= 64) {
      for (const std::int32_t waiting : order()) emit(open_[waiting].entry);
      open_.clear();
    }
    entry.severity = severity;
    entry.message = std::string(message.substr(0, kMaxText));
    if (entry.message.size() > 7 && entry.message[5] == ':' && entry.message[6] == ' ') take_sqlstate(entry);
    if (!entry.pid && !entry.stamp.civil && severity == "ERROR") entry.statement = std::exchange(typed_, {});
    entry.cite = cite(line);
    dumps_.read_entry(entry);
    if (entry.message.compare(0, 7, "level: ") != 0) dumps_.close(&entry);
    Open& open = open_[pid];
    open = {std::move(entry), nullptr, ++started_};
    open.last = &open.entry.message;
    last_pid_ = pid;
    last_line_ = line_number_;
  }

  /// log_error_verbosity = verbose: "ERROR:  53200: out of memory".
  static void take_sqlstate(PgEntry& entry) {
    for (std::size_t i = 0; i < 5; ++i)
      if (!std::isdigit(static_cast<unsigned char>(entry.message[i])) && !std::isupper(static_cast<unsigned char>(entry.message[i])))
        return;
    entry.sqlstate = entry.message.substr(0, 5);
    entry.message.erase(0, 7);
  }

  bool read_continuation(const Line& line) {
    const bool tab = line.text.starts_with('\t'), cut = line.origin && line.origin->continued;
    if (!tab && !cut) return false;
    const auto at = open_.find(last_pid_);
    if (at == open_.end() || !at->second.last) return false;
    std::string& text = *at->second.last;
    if (text.size() + line.text.size() < kMaxText) text += tab ? "\n" + std::string(line.text.substr(1)) : " " + std::string(line.text);
    last_line_ = line_number_;
    return true;
  }

  /// A line that a terminal or a paste wrapped, or whose TAB became blanks.
  bool read_wrapped(const Line& line) {
    const std::size_t start = line.text.find_first_not_of(' ');
    const auto at = open_.find(last_pid_);
    if (start == std::string_view::npos || start < 2 || last_line_ + 1 != line_number_ || at == open_.end() || !at->second.last)
      return false;
    std::string& text = *at->second.last;
    const bool statement = &text == &at->second.entry.statement || &text == &at->second.entry.detail;
    if (text.size() + line.text.size() < kMaxText) text += (statement ? "\n" : " ") + std::string(line.text.substr(start));
    last_line_ = line_number_;
    return true;
  }

  /// The last resort: another program's line with PostgreSQL's own words in it.
  bool read_sentence(const Line& line) {
    auto sentence = postgres_log::sentence_in(line.text);
    if (!sentence) return false;
    // A driver's class name and text come first, the server's DETAIL in a line of its own.
    if (const auto at = open_.find(0); at != open_.end() && near() && !sentence->detail.empty() && at->second.entry.detail.empty() &&
                                       at->second.entry.message == sentence->message) {
      at->second.entry.detail = std::move(sentence->detail);
      last_line_ = line_number_;
      return true;
    }
    PgEntry entry;
    if (line.origin)
      entry.stamp = line.origin->stamp;
    else if (std::string_view text = line.text; const auto stamp = support::take_iso_time(text))
      entry.stamp = *stamp;
    start(0, std::move(entry), sentence->severity, sentence->message, line);
    Open& open = open_[0];
    open.entry.sqlstate = std::move(sentence->sqlstate);
    open.entry.detail = std::move(sentence->detail);
    return true;
  }

  const SourceText& source_;
  Records& records_;
  postgres_log::Emitter emitter_;
  std::map<std::int32_t, Open> open_;  ///< by pid; 0 where the prefix has none
  postgres_log::Form form_;
  std::int32_t last_pid_ = 0;
  std::uint64_t line_number_ = 0, last_line_ = 0;  ///< last_line_: of the last line that belonged to an entry; 0: none
  std::uint64_t started_ = 0;
  postgres_log::DumpReader dumps_;
  std::string dropped_, typed_;
};

}  // namespace

Reading read_postgres_stderr_log(const SourceText& source, Records& records, const PgEntrySink& sink) {
  return Reader(source, records, sink).read();
}

}  // namespace laststraw
