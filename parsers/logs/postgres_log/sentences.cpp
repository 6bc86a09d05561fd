#include "postgres_log/sentences.hpp"

#include <algorithm>
#include <array>

#include "laststraw/parsers/readers.hpp"
#include "postgres_log/severity.hpp"
#include "support/civil.hpp"

namespace laststraw::postgres_log {

namespace {

constexpr std::size_t kLongest = 400;

/// Inside JSON and string literals the quotes and newlines are escaped.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size() && plain.size() < kLongest; ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"') continue;
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') break;
    plain += text[i];
  }
  while (!plain.empty() && (plain.back() == ' ' || plain.back() == '\r')) plain.pop_back();
  return plain;
}

/// Up to the C library's words for the error where they are English; else to the end of the line.
std::string_view to_error_text(std::string_view text) {
  constexpr std::array<std::string_view, 3> kErrors{"Cannot allocate memory", "No space left on device",
                                                    "Resource temporarily unavailable"};
  std::size_t end = text.size();
  for (const std::string_view error : kErrors)
    if (const std::size_t at = text.find(error); at != std::string_view::npos) end = std::min(end, at + error.size());
  return text.substr(0, end);
}

std::size_t end_of_number(std::string_view text, std::size_t start) {
  const std::size_t end = text.find_first_not_of("0123456789", start);
  return end == std::string_view::npos ? text.size() : end;
}

/// fork_process() and dsm_impl.c and sysv_shmem.c; mcxt.c; lib/stringinfo.c.
std::optional<Sentence> refusal(std::string_view text) {
  constexpr std::array<std::string_view, 3> kRefusals{
      "could not resize shared memory segment ", "could not fork new process for connection: ", "could not map anonymous shared memory: "};
  for (const std::string_view opening : kRefusals)
    if (const std::size_t at = text.find(opening); at != std::string_view::npos)
      return Sentence{"ERROR", {}, unescaped(to_error_text(text.substr(at))), {}};
  constexpr std::string_view kSize = "invalid memory alloc request size ";
  if (const std::size_t at = text.find(kSize); at != std::string_view::npos) {
    const std::size_t end = end_of_number(text, at + kSize.size());
    if (end > at + kSize.size()) return Sentence{"ERROR", {}, std::string(text.substr(at, end - at)), {}};
  }
  return std::nullopt;
}

/// "server process (PID 123) was terminated by signal 9: Killed" (postmaster.c LogChildExit()).
std::optional<Sentence> death(std::string_view text) {
  constexpr std::string_view kDied = ") was terminated by signal ";
  const std::size_t died = text.find(kDied);
  if (died == std::string_view::npos) return std::nullopt;
  const std::size_t pid = text.substr(0, died).rfind(" (PID ");
  if (pid == std::string_view::npos || end_of_number(text, pid + 6) != died) return std::nullopt;
  constexpr std::array<std::string_view, 10> kKinds{
      "server process", "client backend", "background worker \"", "background worker \\\"", "autovacuum worker", "background writer",
      "checkpointer",   "walsender",      "startup process",      "parallel worker"};
  std::size_t start = std::string_view::npos;
  for (const std::string_view kind : kKinds) {
    const std::size_t at = text.substr(0, pid).rfind(kind);
    if (at != std::string_view::npos && (start == std::string_view::npos || at < start)) start = at;
  }
  if (start == std::string_view::npos) return std::nullopt;
  std::string_view message = text.substr(start);
  const std::size_t number = died - start + kDied.size();
  std::size_t end = end_of_number(message, number);
  if (message.substr(end).starts_with(": Killed")) end += 8;
  return Sentence{"LOG", {}, unescaped(message.substr(0, end)), {}};
}

/// What drivers call the error class 53200, beside its text.
bool names_out_of_memory(std::string_view text) {
  constexpr std::array<std::string_view, 11> kNames{"PG::OutOfMemory",
                                                    "errors.OutOfMemory",
                                                    "exceptions.OutOfMemoryError: out of memory",
                                                    "PSQLException: ERROR: out of memory",
                                                    "PSQLException: FATAL: out of memory",
                                                    "SQLSTATE[53200]",
                                                    "SQLSTATE 53200",
                                                    "53200: out of memory",
                                                    "pq: out of memory",
                                                    "failed: ERROR:  out of memory",
                                                    "failed: FATAL:  out of memory"};
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return text.find(name) != std::string_view::npos; });
}

/// The DETAIL of mcxt.c and aset.c ("Failed on request of size N in memory context "x"."), of stringinfo.c and of Greenplum's vmem tracker.
std::string detail_in(std::string_view text) {
  constexpr std::array<std::string_view, 4> kDetails{"Failed on request of size ", "Failed while creating memory context ",
                                                     "Cannot enlarge string buffer containing ", "VM protect failed to allocate "};
  for (const std::string_view opening : kDetails) {
    const std::size_t at = text.find(opening);
    if (at == std::string_view::npos) continue;
    const std::string detail = unescaped(text.substr(at));
    const std::size_t stop = detail.find('.');
    return stop == std::string::npos ? detail : detail.substr(0, stop + 1);
  }
  return {};
}

}  // namespace

std::optional<Sentence> sentence_in(std::string_view text) {
  // Asked of every line that is nothing else.
  constexpr std::array<std::string_view, 9> kWords{"memory", "OutOfMemory",    "request size",  "request of size", "terminated by signal",
                                                   "53200",  "could not fork", "nlarge string", "VM protect"};
  const auto holds = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  if (std::none_of(kWords.begin(), kWords.end(), holds)) return std::nullopt;
  if (auto found = refusal(text)) return found;
  if (auto found = death(text)) return found;
  if (text.find("out of shared memory") != std::string_view::npos)
    return text.find("max_locks_per_transaction") != std::string_view::npos || names_out_of_memory(text)
               ? std::optional(Sentence{"ERROR", "53200", "out of shared memory", {}})
               : std::nullopt;
  std::string detail = detail_in(text);
  if (detail.empty() && !names_out_of_memory(text)) return std::nullopt;
  return Sentence{"ERROR", detail.starts_with("Cannot enlarge") ? "54000" : "53200", "out of memory", std::move(detail)};
}

}  // namespace laststraw::postgres_log

namespace laststraw {

bool holds_postgres_words(std::string_view text) {
  if (std::string_view rest = text; support::take_iso_time(rest) && postgres_log::severity_at(rest)) return true;
  return postgres_log::sentence_in(text).has_value();
}

}  // namespace laststraw
