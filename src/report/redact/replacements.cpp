#include "report/redact/replacements.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "report/redact/words.hpp"

namespace laststraw::report {

namespace {

constexpr std::array<const char*, 8> kPrefixes{"user", "database", "application", "host", "address", "name", "path", "program"};

/// Names every server or client has, which are names of programs too.
bool is_common(Kind kind, std::string_view word) {
  constexpr std::array<std::string_view, 9> kNames{"postgres", "root",   "template0",  "template1",         "localhost",
                                                   "[local]",  "public", "pg_catalog", "information_schema"};
  constexpr std::array<std::string_view, 8> kPrograms{"psql",    "pg_dump",     "pg_restore",    "pg_basebackup",
                                                      "pgbench", "walreceiver", "pg_receivewal", "unknown"};
  return word.empty() || std::find(kNames.begin(), kNames.end(), word) != kNames.end() ||
         (kind == Kind::application && std::find(kPrograms.begin(), kPrograms.end(), word) != kPrograms.end());
}

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }

/// All of it are words every server has, and numbers.
bool is_common_part(std::string_view part) {
  std::size_t digits = 0;
  for (std::size_t at = 0; at < part.size();) {
    if (is_digit(part[at]))
      ++digits, ++at;
    else if (!is_letter(part[at]) || part[at] == '_')
      ++at;
    else {
      std::size_t end = at;
      while (end < part.size() && is_letter(part[end]) && part[end] != '_') ++end;
      const std::string_view word = part.substr(at, end - at);
      // "dmesg-T": a letter beside common words says nothing.
      if (!is_common_path_word(word) && (word.size() > 1 || word.size() == part.size())) return false;
      // "sa21" is sysstat's; "postgres1" may be a host.
      if (end < part.size() && is_digit(part[end]) && word != "sa" && word != "sar" && word != "lz" && word != "utf") return false;
      at = end;
    }
  }
  return digits <= 14;  // a date and a time; longer ones are somebody's number
}

}  // namespace

std::string Replacements::of(Kind kind, std::string_view word) {
  if (is_common(kind, word)) return std::string(word);
  std::string& placeholder = by_kind_[{kind, std::string(word)}];
  if (placeholder.empty()) {
    placeholder = kPrefixes[static_cast<std::size_t>(kind)] + std::to_string(++counts_[kind]);
    by_word_.try_emplace(std::string(word), placeholder);
  }
  return placeholder;
}

std::string Replacements::of_any(std::string_view word) {
  const auto found = by_word_.find(word);
  return found != by_word_.end() ? found->second : of(Kind::name, word);
}

std::string Replacements::of_client(std::string_view word) {
  if (word.empty() || word == "[local]" || word == "localhost") return std::string(word);
  if (const std::size_t length = address_length(word); length > 0) return of(Kind::address, word.substr(0, length));
  return of(Kind::host, word.substr(0, word.find_first_of(":(")));
}

std::string Replacements::of_path(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] == '/') {
      out += path[at++];
      continue;
    }
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    at = end;
    if (is_common_part(part) && !by_word_.contains(part)) {
      out += part;
      continue;
    }
    // What it ends in says what it is: ".service", ".csv.gz".
    std::size_t dot = part.size();
    for (std::size_t next = part.rfind('.'); next != std::string_view::npos && next > 0; next = part.rfind('.', next - 1)) {
      if (!is_common_part(part.substr(next, dot - next)) || part.substr(next).size() > 16) break;
      dot = next;
    }
    out += of(Kind::path, part.substr(0, dot)) + std::string(part.substr(dot));
  }
  return out;
}

std::map<std::string, std::string> Replacements::known(Kind kind) const {
  std::map<std::string, std::string> found;
  for (const auto& [key, placeholder] : by_kind_)
    if (key.first == kind) found[key.second] = placeholder;
  return found;
}

std::size_t address_length(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && end < INET6_ADDRSTRLEN &&
         (std::isxdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.' || text[end] == ':'))
    ++end;
  // "10.1.2.3:5432" and "10.1.2.3.": as much of it as is an address. A time ("03:02:21") is none for inet_pton.
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  for (std::size_t length = end; length > 1; --length) {
    if (length < text.size() && is_word(text[length])) continue;
    const std::string word(text.substr(0, length));
    if (inet_pton(AF_INET, word.c_str(), bytes.data()) == 1 ||
        (std::count(word.begin(), word.end(), ':') > 1 && inet_pton(AF_INET6, word.c_str(), bytes.data()) == 1))
      return length;
  }
  return 0;
}

std::string without_addresses(std::string_view text, Replacements& names) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '.');
    const std::size_t length = begins ? address_length(text.substr(at)) : 0;
    if (length > 0)
      out += names.of(Kind::address, text.substr(at, length));
    else
      out += text[at];
    at += std::max<std::size_t>(1, length);
  }
  return out;
}

}  // namespace laststraw::report
