#include "system_log/postgres_lines.hpp"

#include "laststraw/parsers/readers.hpp"
#include "support/grammar.hpp"

namespace laststraw::system_log {

namespace {

using grammar::u32;
using grammar::x3::lit;

const auto sequence = lit('[') >> grammar::x3::omit[u32] >> '-' >> u32 >> "] ";

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// By the program's name, or by write_syslog()'s mark where syslog_ident is another.
bool is_postgres(const KernelLine& line) {
  if (line.program.empty() || line.program == "kernel") return false;
  if (contains(line.program, "postgres") || line.program == "postmaster") return true;
  std::string_view rest = line.text;
  std::uint32_t chunk = 0;
  return line.program_pid && grammar::take(rest, sequence, chunk);
}

std::string with_tabs(std::string_view text) {
  std::string plain;
  for (std::size_t at = text.find("#011"); at != std::string_view::npos; at = text.find("#011")) {
    plain += text.substr(0, at);
    plain += '\t';
    text.remove_prefix(at + 4);
    if (plain.size() == 1 && !text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return plain + std::string(text);
}

LineOrigin origin_of(const KernelLine& line) {
  LineOrigin origin;
  origin.first_line = line.raw.at.first_line;
  origin.last_line = line.raw.at.last_line;
  origin.stamp = line.stamp;
  return origin;
}

void add_coverage(const Reading& theirs, const char* format, Reading& reading) {
  reading.coverage.parsed += theirs.coverage.parsed;
  reading.coverage.noise += theirs.coverage.noise;
  reading.coverage.unrecognised += theirs.coverage.unrecognised;
  if (theirs.coverage.parsed > 0) reading.format += format;
}

}  // namespace

bool PostgresLines::add(const KernelLine& line) {
  const bool own = is_postgres(line);
  // A container's output under the container's name, or what a program says of its server's error.
  if (!own && (line.program.empty() || line.program == "kernel" || !holds_postgres_words(line.text))) return false;
  LineOrigin origin = system_log::origin_of(line);
  if (own) origin.pid = line.program_pid;
  std::string_view text = line.text;
  std::uint32_t chunk = 1;
  if (own) grammar::take(text, sequence, chunk);
  const std::string plain = with_tabs(text);
  origin.continued = chunk > 1;
  text_ += plain;
  text_ += '\n';
  origins_.push_back(origin);
  return true;
}

void PostgresLines::read(const SourceText& source, Records& records, const PgEntrySink& sink, Reading& reading) const {
  if (origins_.empty()) return;
  SourceText text = source;
  text.bytes = text_;
  text.origins = origins_;
  add_coverage(read_postgres_stderr_log(text, records, sink), ", postgres_log/stderr", reading);
}

bool PgbouncerLines::add(const KernelLine& line) {
  // It logs each connection; those that it lost or that waited in vain, and its sums, are what tells of a server.
  if (!contains(line.program, "pgbouncer") ||
      !(contains(line.text, " closing because: ") || contains(line.text, "query_wait_timeout") || contains(line.text, "tats: ")))
    return false;
  LineOrigin origin = system_log::origin_of(line);
  origin.host = line.host, origin.program = line.program, origin.pid = line.program_pid;
  text_.append(line.text).append("\n");
  origins_.push_back(origin);
  return true;
}

void PgbouncerLines::read(const SourceText& source, Records& records, Reading& reading) const {
  if (origins_.empty()) return;
  SourceText text = source;
  text.bytes = text_;
  text.origins = origins_;
  add_coverage(read_pgbouncer_log(text, records), ", pgbouncer/log", reading);
}

}  // namespace laststraw::system_log
