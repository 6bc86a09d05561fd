// Which messages of the server stay, and what of them.
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "report/redact/postgres_line.hpp"
#include "report/redact/statement.hpp"
#include "report/redact/word_list.hpp"
#include "report/redact/words.hpp"

namespace laststraw::report {

namespace {

/// Messages as the sources print them (postmaster.c, xlog.c, postgres.c, aset.c, fd.c, vacuumlazy.c; elog.c for labels).
/// %n number, %t time or position, %k words of the server's, %v such words and numbers, %s a statement, %u user, %d database,
/// %a application, %h client, %q names with dots between, %x anything: replaced. What fits none of them is replaced whole.
constexpr auto kMessages = std::to_array<std::string_view>(
    {"statement: %s",
     "execute %x: %s",
     "execute fetch from %x: %s",
     "fastpath function call: %x",
     "duration: %n ms  statement: %s",
     "duration: %n ms  parse %x: %s",
     "duration: %n ms  bind %x: %s",
     "duration: %n ms  execute %x: %s",
     "duration: %n ms  plan:%x",
     "duration: %n ms",
     "Failed process was running: %s",
     "parameters: %x",
     "Parameters: %x",
     "Key (%x",
     "prepare: %s",
     "%k (PID %n) was terminated by signal %n: %k",
     "%k (PID %n) was terminated by signal %n",
     "%k (PID %n) exited with exit code %n",
     "terminating any other active server processes",
     "all server processes terminated; reinitializing",
     "terminating connection because of crash of another server process",
     "terminating connection due to administrator command",
     "database system was interrupted; last known up at %t",
     "database system was interrupted while in recovery at %t",
     "database system was shut down at %t",
     "database system was shut down",
     "database system is shut down",
     "database system shutdown was interrupted; last known up at %t",
     "database system was not properly shut down; automatic recovery in progress",
     "redo starts at %t",
     "redo done at %t%v",
     "redo is not required",
     "invalid record length at %t%v",
     "database system is ready to accept connections",
     "database system is ready to accept read only connections",
     "database system is ready to accept read-only connections",
     "the database system is in recovery mode",
     "the database system is starting up",
     "the database system is shutting down",
     "the database system is not accepting connections",
     "the database system is not yet accepting connections",
     "received fast shutdown request",
     "received smart shutdown request",
     "received immediate shutdown request",
     "received SIGHUP, reloading configuration files",
     "shutting down",
     "aborting any active transactions",
     "sorry, too many clients already",
     "remaining connection slots are reserved%v",
     "out of memory",
     "out of shared memory",
     "Failed on request of size %n.",
     "Failed on request of size %n in memory context \"%m\".",
     "Failed on request of size %n",
     "could not fork %k: Cannot allocate memory",
     "could not map anonymous shared memory: Cannot allocate memory",
     "could not resize shared memory segment \"%x\" to %n bytes: %k",
     "connection received: host=%h port=%x",
     "connection received: host=%h",
     "connection authorized: user=%u database=%d application_name=%a SSL enabled (%x",
     "connection authorized: user=%u database=%d SSL enabled (%x",
     "connection authorized: user=%u database=%d application_name=%a",
     "connection authorized: user=%u database=%d",
     "replication connection authorized: user=%u application_name=%a",
     "replication connection authorized: user=%u",
     "connection authenticated: identity=\"%u\" method=%k (%x",
     "disconnection: session time: %t user=%u database=%d host=%h port=%x",
     "disconnection: session time: %t user=%u database=%d host=%h",
     "temporary file: path \"%x\", size %n",
     "automatic %k of table \"%q\"%x",
     "automatic %k to prevent wraparound of table \"%q\"%x",
     "checkpoint starting:%v",
     "checkpoint complete: %v",
     "restartpoint starting:%v",
     "restartpoint complete: %v",
     "starting PostgreSQL %n%x",
     "autovacuum launcher started",
     "background worker \"%x\" (PID %n) %k %n",
     "background worker \"%x\" (PID %n) was terminated by signal %n: %k",
     "In a moment you should be able to reconnect to the database and repeat your command.",
     "The postmaster has commanded this server process to roll back the current transaction and exit, because another server process exited abnormally and possibly corrupted shared memory.",
     "canceling statement due to user request",
     "canceling statement due to statement timeout",
     "canceling autovacuum task",
     "could not send data to client: %k",
     "could not receive data from client: %k",
     "unexpected EOF on client connection with an open transaction",
     "too many connections for role \"%u\"",
     "password authentication failed for user \"%u\"",
     "checkpoints are occurring too frequently (%n seconds apart)",
     "Grand total: %v"});

const WordList kWords(
    "Abort Aborted Broken Cannot Connection File Killed PID SLRU Segmentation Terminated WAL abnormally added aggressive all allocate "
    "analyze archiver at autovacuum average background blocks buffers by bytes bgworker checkpointer chunks code collector connection "
    "connections device distance due elapsed end estimate exited expected fast fault file files flush for force free full got "
    "immediate in is kB launcher left log logger logical longest lsn memory new no non of on parallel peer pipe process receiver "
    "recovery recycled redo removed replication requested reset roles s sender server shutdown slots space startup statistics stats "
    "superuser sync syslogger system the time timed total transaction usage used user vacuum wait wal walreceiver walsender walwriter "
    "wanted with worker write writer wrote xlog CPU out too many No SUPERUSER attribute to and privileges pg_use_reserved_connections");

bool is_word(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

/// Only words of the server's, and signs; with_numbers: and numbers.
bool are_known_words(std::string_view text, bool with_numbers) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      if (!with_numbers && text[at] != ' ') return false;
      if (text[at] == '"' || text[at] == '\'') return false;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const bool hex = with_numbers && word.find_first_not_of("ABCDEF") == std::string_view::npos;
    if (!hex && !kWords.contains(word)) return false;
    at = end;
  }
  return true;
}

std::string redacted_names(std::string_view dotted, Replacements& names) {
  std::string out;
  for (std::size_t at = 0; at <= dotted.size();) {
    const std::size_t end = std::min(dotted.find('.', at), dotted.size());
    out += (at > 0 ? "." : "") + names.of_any(dotted.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

/// nullopt: this cannot stand there, so it is another message.
std::optional<std::string> filled(char slot, std::string_view text, Replacements& names) {
  const auto only = [&](std::string_view characters) { return text.find_first_not_of(characters) == std::string_view::npos; };
  const auto when = [&](bool fits) { return fits ? std::optional(std::string(text)) : std::nullopt; };
  switch (slot) {
    case 'n':
      return when(!text.empty() && only("0123456789.-"));
    case 't':
      return when(only("0123456789ABCDEFabcdefUTCGMTES:./ +-"));
    case 'k':
      return when(are_known_words(text, false));
    case 'v':
      return when(are_known_words(text, true));
    case 'm':
      return is_memory_context(text) ? std::string(text) : names.of_any(text);
    case 's':
      return redact_statement(text, names);
    case 'u':
      return names.of(Kind::user, text);
    case 'd':
      return names.of(Kind::database, text);
    case 'a':
      return names.of(Kind::application, text);
    case 'h':
      return names.of_client(text);
    case 'q':
      return redacted_names(text, names);
    default:
      return text.empty() ? std::string() : "?";
  }
}

std::optional<std::string> match(std::string_view pattern, std::string_view text, Replacements& names) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t literal = std::min(pattern.find('%'), pattern.size());
    if (!text.starts_with(pattern.substr(0, literal))) return std::nullopt;
    out += pattern.substr(0, literal);
    text.remove_prefix(literal);
    pattern.remove_prefix(literal);
    if (pattern.empty()) break;
    const char slot = pattern[1];
    pattern.remove_prefix(2);
    const std::string_view next = pattern.substr(0, pattern.find('%'));
    const std::size_t end = next.empty() && pattern.empty() ? text.size()
                            : next.empty()                  ? text.find_first_not_of("0123456789ABCDEF/.")
                                                            : text.find(next);
    if (end == std::string_view::npos && !next.empty()) return std::nullopt;
    const std::size_t length = std::min(end, text.size());
    const auto part = filled(slot, text.substr(0, length), names);
    if (!part) return std::nullopt;
    out += *part;
    text.remove_prefix(length);
  }
  return text.empty() ? std::optional(out) : std::nullopt;
}

/// "ExecutorState: 268435456 total in 40 blocks; ...": a line of a memory-context dump; an ident may follow.
std::optional<std::string> context_line(std::string_view text, Replacements& names) {
  const std::size_t total = text.find(" total in ");
  if (total == std::string_view::npos) return std::nullopt;
  const std::size_t colon = text.rfind(": ", total);
  if (colon == std::string_view::npos ||
      text.substr(colon + 2, total - colon - 2).find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  const std::size_t used = text.find(" used", total);
  const std::string_view sizes = text.substr(colon, used == std::string_view::npos ? std::string_view::npos : used + 5 - colon);
  if (used == std::string_view::npos || !are_known_words(sizes, true)) return std::nullopt;
  const std::size_t name = std::min(text.find_first_not_of(" \t"), colon);
  const std::string_view context = text.substr(name, colon - name), ident = text.substr(used + 5);
  std::string out(text.substr(0, name));
  out += (is_memory_context(context) ? std::string(context) : names.of_any(context)) + std::string(sizes);
  return out + (ident.starts_with(": ") ? ": " + redact_statement(ident.substr(2), names)
                : ident.empty()         ? ""
                                        : " " + std::string(kRedacted));
}

}  // namespace

std::string redact_message(std::string_view message, Replacements& names) {
  if (message.empty()) return {};
  // "level: 1; CacheMemoryContext: ..." of pg_log_backend_memory_contexts().
  if (message.starts_with("level: "))
    if (const std::size_t end = message.find("; ");
        end != std::string_view::npos && message.substr(7, end - 7).find_first_not_of("0123456789") == std::string_view::npos)
      if (const auto context = context_line(message.substr(end + 2), names)) return std::string(message.substr(0, end + 2)) + *context;
  if (const auto context = context_line(message, names)) return *context;
  for (const std::string_view pattern : kMessages)
    if (const auto redacted = match(pattern, message, names)) return *redacted;
  return std::string(kRedacted);
}

}  // namespace laststraw::report
