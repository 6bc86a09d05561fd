#include "postgres_log/entry.hpp"

#include "postgres_log/translate.hpp"

#include "support/civil.hpp"
#include "support/grammar.hpp"

namespace laststraw::postgres_log {

std::optional<Stamp> read_time(std::string_view text) {
  auto stamp = support::take_iso_time(text);
  if (!stamp || !text.empty()) return std::nullopt;
  return stamp;
}

std::optional<Pid> read_pid(std::string_view text) {
  std::uint32_t pid = 0;
  if (!grammar::take(text, grammar::u32, pid) || !text.empty() || pid == 0 || pid > 0x7fffffff) return std::nullopt;
  return Pid(static_cast<std::int32_t>(pid));
}

void Emitter::emit(PgEntry& entry) {
  translate(entry);
  if (entry.stamp.civil) {
    if (!shape_.first) shape_.first = entry.stamp;
    shape_.last = entry.stamp;
  }
  sink_(entry);
}

void Emitter::broken(const Line& line, std::uint32_t column, const char* expected) {
  ++coverage.unrecognised;
  if (records_.unrecognised.size() < kMaxUnrecognisedKept) records_.unrecognised.push_back({{line.at, column, expected}, cite(line).quote});
}

Reading Emitter::done(const char* form, std::uint64_t lines) {
  coverage.lines = lines;
  records_.pg_logs.push_back(shape_);
  return {std::string("postgres_log/") + form, coverage, {}};
}

}  // namespace laststraw::postgres_log
