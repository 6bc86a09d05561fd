// journalctl's structured outputs. systemd src/shared/logs-show.c:
//   -o export   KEY=value, or KEY, a newline, the length as 64-bit little endian, the bytes; an empty line ends the entry
//   -o json     one object a line; MESSAGE is an array of bytes where it is no UTF-8, null where it was too long
//   -o json-pretty, json-sse ("data: {...}"), json-seq (0x1e in front)
//   -o verbose  "Sat 2026-11-21 02:53:38.520035 UTC [s=..;i=..;b=..;m=..;t=..;x=..]", then "    KEY=value"
#include <boost/fusion/include/adapt_struct.hpp>
#include <nlohmann/json.hpp>

#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/settings.hpp"
#include "unwrap/forms.hpp"
#include "unwrap/journal_entry.hpp"

namespace laststraw::unwrap_forms {

namespace {

using grammar::x3::char_;
using grammar::x3::eoi;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using nlohmann::json;

const auto field_name = char_("A-Z_") >> *char_("A-Z0-9_");
const auto export_field = raw[field_name] >> '=';
const auto verbose_field = omit[+lit(' ')] >> raw[field_name] >> '=';
const auto cursor_part = raw[+(char_ - ';' - ']')];
const auto verbose_head = omit[(char_ - ' ') >> *(char_ - '[') >> '['] >> raw[lit("s=") >> +(char_ - ']')] >> ']' >> eoi;

std::string_view without_mark(std::string_view text) {
  if (!text.empty() && text.front() == '\x1e') text.remove_prefix(1);
  if (text.substr(0, 6) == "data: ") text.remove_prefix(6);
  return text;
}

/// A field's text: strings, arrays of bytes, the last of several values.
std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array() || value.empty()) return {};
  if (!value.front().is_number()) return text_of(value.back());
  std::string bytes;
  for (const json& byte : value) {
    if (!byte.is_number_integer()) return {};
    bytes += static_cast<char>(byte.get<std::int64_t>() & 0xff);
  }
  return bytes;
}

/// The numbers a cursor carries: t= realtime, m= monotonic, both hexadecimal.
void read_cursor(std::string_view cursor, JournalEntry& entry) {
  for (grammar::Chars part; grammar::take(cursor, cursor_part, part);) {
    const std::string_view text = grammar::view(part);
    std::uint64_t value = 0;
    std::string_view digits = text.substr(std::min<std::size_t>(2, text.size()));
    constexpr grammar::x3::uint_parser<std::uint64_t, 16> kHex{};
    if (text.size() > 2 && grammar::take(digits, kHex, value) && digits.empty()) {
      if (text[0] == 't') entry.realtime = std::to_string(value);
      if (text[0] == 'm') entry.monotonic = std::to_string(value);
    }
    if (!cursor.empty()) cursor.remove_prefix(1);
  }
}

}  // namespace

static bool is_journal_export(std::string_view bytes) { return bytes.substr(0, 11) == "__CURSOR=s="; }

static Unwrapped journal_export(const SourceText& source) {
  Unwrapped unwrapped;
  JournalEntry entry;
  std::string_view rest = source.bytes;
  std::uint32_t number = 0, first = 1;
  const auto close = [&] {
    if (!entry.realtime.empty()) add_entry(entry, first, std::max(first, number), unwrapped);
    entry = {};
  };
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.empty() || line == "\r") {
      close();
      first = number + 1;
      continue;
    }
    grammar::Chars name;
    if (std::string_view value = line; grammar::take(value, export_field, name)) {
      entry.set(grammar::view(name), std::string(value));
      continue;
    }
    // A binary field: eight bytes of length, the bytes, a newline.
    if (rest.size() < 8) break;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i) length |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
    if (length > rest.size() - 8) {
      unwrapped.note = say("the export is cut inside a field");
      break;
    }
    const std::string_view value = rest.substr(8, static_cast<std::size_t>(length));
    entry.set(line, std::string(value));
    number += static_cast<std::uint32_t>(std::count(value.begin(), value.end(), '\n')) + 1;
    rest.remove_prefix(std::min(rest.size(), 8 + static_cast<std::size_t>(length) + 1));
  }
  close();
  return unwrapped;
}

static bool is_journal_json(std::string_view bytes) {
  const std::string_view head = without_mark(bytes.substr(0, kHead));
  return !head.empty() && head.front() == '{' && head.find("\"__REALTIME_TIMESTAMP\"") != std::string_view::npos;
}

static Unwrapped journal_json(const SourceText& source) {
  Unwrapped unwrapped;
  Lines lines = source.lines();
  Line line;
  std::string pretty;  // an object that goes over several lines
  std::uint32_t first = 0;
  const auto read = [&](std::string_view text, std::uint32_t from, std::uint32_t to) {
    const json object = json::parse(text.begin(), text.end(), nullptr, false);
    if (object.is_discarded() || !object.is_object()) {
      ++unwrapped.left_out;
      unwrapped.note = say("line {0} is no JSON object: it is cut, or not journalctl's", from);
      return;
    }
    JournalEntry entry;
    for (const auto& [name, value] : object.items()) entry.set(name, text_of(value));
    add_entry(entry, from, to, unwrapped);
  };
  while (lines.next(line)) {
    const std::string_view text = support::trim(without_mark(line.text));
    if (text.empty()) continue;
    if (pretty.empty() && text.front() == '{' && text.back() == '}') {
      read(text, line.at.first_line, line.at.last_line);
      continue;
    }
    if (pretty.empty()) first = line.at.first_line;
    if (pretty.size() < Lines::kMaxLine) pretty += std::string(text) + "\n";
    if (text == "}") {
      read(pretty, first, line.at.last_line);
      pretty.clear();
    }
  }
  if (!pretty.empty()) read(pretty, first, line.at.last_line);
  return unwrapped;
}

static bool is_journal_verbose(std::string_view bytes) {
  Lines lines(SourceId{0}, bytes.substr(0, kHead));
  Line line;
  grammar::Chars cursor;
  for (int n = 0; n < 5 && lines.next(line); ++n) {
    std::string_view rest = line.text;
    if (grammar::take(rest, verbose_head, cursor)) return true;
  }
  return false;
}

static Unwrapped journal_verbose(const SourceText& source) {
  Unwrapped unwrapped;
  JournalEntry entry;
  std::string name, value;
  std::uint32_t first = 0, last = 0;
  const auto close_field = [&] {
    if (!name.empty()) entry.set(name, std::move(value));
    name.clear();
    value.clear();
  };
  const auto close = [&] {
    close_field();
    if (first > 0) add_entry(entry, first, last, unwrapped);
    entry = {};
  };
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) {
    grammar::Chars cursor, field;
    if (std::string_view rest = line.text; grammar::take(rest, verbose_head, cursor)) {
      close();
      first = line.at.first_line;
      read_cursor(grammar::view(cursor), entry);
      continue;
    }
    if (std::string_view rest = line.text; grammar::take(rest, verbose_field, field)) {
      close_field();
      name = grammar::str(field);
      value = std::string(rest);
    } else if (!name.empty() && value.size() < Lines::kMaxLine) {
      value += "\n" + std::string(line.text);
    }
    last = line.at.last_line;
  }
  close();
  return unwrapped;
}

namespace {
constexpr Format kJournalExportFormat[] = {
    {"journal export",
     "journalctl -o export",
     "__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1795230141429000\n_TRANSPORT=kernel\nMESSAGE=python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
     "systemd 252; samples/framings",
     {}},
};
}  // namespace

const Wrapper wrapper::journal_export{.form = "journal export",
                                      .title = "journalctl -o export",
                                      .recognises = is_journal_export,
                                      .unwrap = unwrap_forms::journal_export,
                                      .room = "kernel_oom",
                                      .formats = kJournalExportFormat};

namespace {
constexpr Format kJournalJsonFormat[] = {
    {"journal json",
     "journalctl -o json, json-pretty, json-sse, json-seq",
     R"({"__REALTIME_TIMESTAMP":"1795230141429000","__MONOTONIC_TIMESTAMP":"558800000","_SOURCE_MONOTONIC_TIMESTAMP":"558748185","_TRANSPORT":"kernel","PRIORITY":"4","_HOSTNAME":"db-lab","MESSAGE":"python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0"})",
     "systemd 252; samples/framings",
     {}},
};
}  // namespace

const Wrapper wrapper::journal_json{.form = "journal json",
                                    .title = "journalctl -o json, json-pretty, json-sse, json-seq",
                                    .recognises = is_journal_json,
                                    .unwrap = unwrap_forms::journal_json,
                                    .room = "kernel_oom",
                                    .formats = kJournalJsonFormat};

namespace {
constexpr Format kJournalVerboseFormat[] = {
    {"journal verbose",
     "journalctl -o verbose",
     "Sat 2026-11-21 03:02:21.429000 UTC [s=1;i=1;b=2;m=214e6;t=660c07707f09c;x=3]\n    _TRANSPORT=kernel\n    MESSAGE=python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
     "systemd 252; samples/framings",
     {}},
};
}  // namespace

const Wrapper wrapper::journal_verbose{.form = "journal verbose",
                                       .title = "journalctl -o verbose",
                                       .recognises = is_journal_verbose,
                                       .unwrap = unwrap_forms::journal_verbose,
                                       .room = "kernel_oom",
                                       .formats = kJournalVerboseFormat};

}  // namespace laststraw::unwrap_forms
