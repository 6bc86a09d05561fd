// csvlog. src/backend/utils/error/csvlog.c write_csvlog() (elog.c before 15): RFC 4180, no header, LF, text columns
// always quoted when not null, newlines raw inside quotes. Columns by number: 22 (8.3), 23 (9.0-12: + application_name),
// 24 (13: + backend_type), 26 (14-18: + leader_pid, query_id).
// Greenplum's gpdb log (30 columns): user, database, p<pid>, thread, host, port, session start, xid, session, command, segment, slice, three xids, then
// severity, SQLSTATE, message, detail, hint, internal query and position, context, query, position, function, file, line, stack.
//   2026-11-21 03:02:33.602 UTC,,,17827,,6b0109be.45a3,6,,2026-11-21 03:02:22 UTC,,0,LOG,00000,"server process (PID 17898) was ...",...
#include <array>
#include <cstring>

#include "laststraw/parsers/readers.hpp"
#include "postgres_log/entry.hpp"
#include "support/grammar.hpp"

namespace laststraw {

namespace {

using grammar::Chars;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::raw;

/// Everything up to the next quote: memchr is faster than a rule for one character.
struct UpToQuote : grammar::x3::parser<UpToQuote> {
  using attribute_type = grammar::x3::unused_type;
  static constexpr bool has_attribute = false;
  template <class Context, class Rules, class Attribute>
  bool parse(const char*& first, const char* const& last, const Context&, Rules&, Attribute&) const {
    const void* const quote = std::memchr(first, '"', static_cast<std::size_t>(last - first));
    first = quote ? static_cast<const char*>(quote) : last;
    return true;
  }
};
constexpr UpToQuote up_to_quote{};

const auto quoted = raw['"' >> up_to_quote % lit("\"\"") >> '"'];
const auto plain = raw[*(char_ - ',' - '"')];
// Two rules, chosen by the first byte: a field either is quoted or holds no quote at all.

enum Column : std::size_t {
  log_time,
  user_name,
  database_name,
  process_id,
  connection_from,
  session_id,
  session_line_num,
  command_tag,
  session_start_time,
  virtual_transaction_id,
  transaction_id,
  error_severity,
  sql_state_code,
  message,
  detail,
  hint,
  internal_query,
  internal_query_pos,
  context,
  query,
  query_pos,
  location,
  application_name,
  backend_type,
  leader_pid,
  query_id
};

constexpr std::size_t kFewest = 22, kMost = 32;  ///< forks add columns of their own
constexpr std::size_t kMaxRecordLines = 20'000, kMaxRecordBytes = std::size_t{8} << 20;

struct Fields {
  std::array<std::string_view, kMost> text{};
  std::size_t count = 0;
};

/// The record's fields, quotes included; false where it is no CSV record.
bool split(std::string_view record, Fields& fields) {
  fields.count = 0;
  while (fields.count < kMost) {
    Chars field;
    const bool is_quoted = !record.empty() && record.front() == '"';
    if (!(is_quoted ? grammar::take(record, quoted, field) : grammar::take(record, plain, field))) return false;
    fields.text[fields.count++] = grammar::view(field);
    if (record.empty()) return true;
    if (record.front() != ',') return false;
    record.remove_prefix(1);
  }
  return false;
}

std::string unquoted(std::string_view field) {
  if (field.size() < 2 || field.front() != '"') return std::string(field);
  field = field.substr(1, field.size() - 2);
  std::string text;
  text.reserve(field.size());
  for (std::size_t quote = 0; (quote = field.find('"')) != std::string_view::npos;) {
    text += field.substr(0, quote + 1);
    field.remove_prefix(std::min(quote + 2, field.size()));
  }
  return text += field;
}

/// Without its quotes, for fields that never hold any.
std::string_view bare(std::string_view field) {
  return field.size() >= 2 && field.front() == '"' ? field.substr(1, field.size() - 2) : field;
}

bool is_sqlstate(std::string_view text) {
  if (text.size() != 5) return false;
  for (const char c : text)
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return false;
  return true;
}

std::optional<PgEntry> entry_of(const Fields& fields) {
  if (fields.count < kFewest || !is_sqlstate(bare(fields.text[sql_state_code]))) return std::nullopt;
  const auto stamp = postgres_log::read_time(bare(fields.text[log_time]));  // spreadsheets quote everything
  if (!stamp) return std::nullopt;
  const auto text = [&](Column column) { return column < fields.count ? unquoted(fields.text[column]) : std::string(); };
  PgEntry entry;
  entry.stamp = *stamp;
  entry.pid = postgres_log::read_pid(bare(fields.text[process_id]));
  if (fields.count > leader_pid) entry.leader_pid = postgres_log::read_pid(fields.text[leader_pid]);
  entry.user = text(user_name);
  entry.database = text(database_name);
  entry.remote_host = text(connection_from);
  entry.session_id = text(session_id);
  entry.session_start = postgres_log::read_time(fields.text[session_start_time]);
  entry.command_tag = text(command_tag);
  entry.severity = text(error_severity);
  entry.sqlstate = text(sql_state_code);
  entry.message = text(message);
  entry.detail = text(detail);
  entry.hint = text(hint);
  entry.context = text(context);
  entry.statement = text(query);
  entry.application = text(application_name);
  entry.backend_type = text(backend_type);
  return entry;
}

/// The Greenplum administrator's guide, "Viewing the Database Server Log Files".
constexpr std::size_t kGreenplumColumns = 30;
std::optional<PgEntry> greenplum_entry_of(const Fields& fields) {
  enum GreenplumColumn : std::size_t {
    time = 0,
    user = 1,
    database = 2,
    process = 3,
    host = 5,
    session_start = 7,
    severity = 16,
    sqlstate = 17,
    text = 18,
    error_detail = 19,
    error_hint = 20,
    error_context = 23,
    statement = 24
  };
  const auto field = [&](GreenplumColumn column) { return unquoted(fields.text[column]); };
  const std::string process_name = field(process), state = field(sqlstate);
  const auto stamp = postgres_log::read_time(field(time));
  if (fields.count != kGreenplumColumns || !stamp || !process_name.starts_with('p') || !is_sqlstate(state)) return std::nullopt;
  PgEntry entry;
  entry.stamp = *stamp;
  entry.pid = postgres_log::read_pid(std::string_view(process_name).substr(1));
  entry.user = field(user);
  entry.database = field(database);
  entry.remote_host = field(host);
  entry.session_start = postgres_log::read_time(field(session_start));
  entry.severity = field(severity);
  entry.sqlstate = state;
  entry.message = field(text);
  entry.detail = field(error_detail);
  entry.hint = field(error_hint);
  entry.context = field(error_context);
  entry.statement = field(statement);
  return entry;
}

/// Does the line look like the first one of a record? ("2026-11-21 03:02:22.147 UTC,")
bool begins_record(std::string_view text) {
  if (text.starts_with('"')) text.remove_prefix(1);
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() > 24 && digit(0) && digit(3) && text[4] == '-' && text[7] == '-' && text[10] == ' ' && text[13] == ':' &&
         text[16] == ':' && std::memchr(text.data() + 19, ',', std::min<std::size_t>(text.size() - 19, 16)) != nullptr;
}

bool quotes_even(std::string_view text, bool even) {
  for (const char *at = text.data(), *end = at + text.size();
       (at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)))); ++at)
    even = !even;
  return even;
}

/// One of the file: a line, or several where a quoted field goes on over the line's end.
struct Record {
  Line first;
  std::uint32_t last_line = 0;
  std::uint64_t lines = 1;
};

/// Joins the lines of a record whose first one ends inside quotes. Where the text breaks off (a crash, a rotation), a fresh record
/// begins inside what looks quoted: then only the first line is lost.
bool join_lines(Lines& lines, Record& record, std::string& joined) {
  Lines ahead = lines;
  Line next;
  joined.assign(record.first.text);
  for (std::uint64_t taken = 2; taken <= kMaxRecordLines && joined.size() < kMaxRecordBytes && ahead.next(next); ++taken) {
    if (begins_record(next.text) && quotes_even(next.text, true)) return false;
    joined += '\n';
    joined += next.text;
    if (quotes_even(next.text, true)) continue;
    lines = ahead;
    record.last_line = next.at.first_line;
    record.lines = taken;
    return true;
  }
  return false;
}

std::optional<PgEntry> any_entry_of(const Fields& fields) {
  auto entry = entry_of(fields);
  return entry ? entry : greenplum_entry_of(fields);
}

}  // namespace

Reading read_postgres_csv_log(const SourceText& source, Records& records, const PgEntrySink& sink) {
  postgres_log::Emitter emitter(source, records, sink);
  Lines lines = source.lines();
  Line line;
  std::string joined;
  while (lines.next(line)) {
    Record record{line, line.at.first_line, 1};
    Fields fields;
    bool whole = split(line.text, fields);
    if (!whole && !quotes_even(line.text, true) && join_lines(lines, record, joined)) whole = split(joined, fields);
    if (auto entry = whole ? any_entry_of(fields) : std::nullopt) {
      entry->cite = cite(record.first);
      entry->cite.at.last_line = record.last_line;
      emitter.emit(*entry);
      emitter.coverage.parsed += record.lines;
    } else if (record.first.text.empty()) {
      emitter.coverage.noise += record.lines;
    } else {
      emitter.broken(record.first, 1, "a csvlog record of 22 to 26 columns, or Greenplum's of 30");
      emitter.coverage.unrecognised += record.lines - 1;
    }
  }
  return emitter.done("csv", lines.count());
}

}  // namespace laststraw
