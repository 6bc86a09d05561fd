#include "report/redact/postgres_line.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <vector>

#include "report/redact/command.hpp"
#include "report/redact/statement.hpp"

namespace laststraw::report {

namespace {

using Json = nlohmann::ordered_json;

/// What a column or member holds.
enum class Field { number, tag, user, database, client, host, message, statement, application, type, user_data };

struct Column {
  std::string_view name;
  Field field;
};
/// The columns of csvlog in their order (write_csvlog), by the names that jsonlog gives them (write_jsonlog).
constexpr std::array<Column, 29> kColumns{{{"timestamp", Field::number},
                                           {"user", Field::user},
                                           {"dbname", Field::database},
                                           {"pid", Field::number},
                                           {"connection_from", Field::client},
                                           {"session_id", Field::number},
                                           {"line_num", Field::number},
                                           {"ps", Field::tag},
                                           {"session_start", Field::number},
                                           {"vxid", Field::number},
                                           {"txid", Field::number},
                                           {"error_severity", Field::tag},
                                           {"state_code", Field::number},
                                           {"message", Field::message},
                                           {"detail", Field::message},
                                           {"hint", Field::user_data},
                                           {"internal_query", Field::statement},
                                           {"internal_position", Field::number},
                                           {"context", Field::user_data},
                                           {"statement", Field::statement},
                                           {"cursor_position", Field::number},
                                           {"location", Field::user_data},
                                           {"application_name", Field::application},
                                           {"backend_type", Field::type},
                                           {"leader_pid", Field::number},
                                           {"query_id", Field::number},
                                           {"remote_host", Field::host},
                                           {"remote_port", Field::user_data},
                                           {"file_line_num", Field::number}}};
constexpr std::size_t kCsvColumns = 26;

/// Times, pids, session ids, SQLSTATEs: no word longer than a zone's.
bool is_number(std::string_view text) {
  std::size_t letters = 0;
  for (const char c : text) {
    const bool hex = std::isxdigit(static_cast<unsigned char>(c)) != 0 || std::string_view(":./ +-").find(c) != std::string_view::npos;
    if (!hex && std::isalnum(static_cast<unsigned char>(c)) == 0) return false;
    letters += std::isalpha(static_cast<unsigned char>(c)) != 0 && std::isxdigit(static_cast<unsigned char>(c)) == 0 ? 1 : 0;
  }
  return letters <= 4 && text.size() <= 40;
}

bool are_letters(std::string_view text) {
  return text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c) != 0 || c == ' ' || c == '(' || c == ')'; });
}

std::string redacted(Field field, std::string_view text, Replacements& names) {
  if (text.empty()) return {};
  switch (field) {
    case Field::number:
      return is_number(text) ? std::string(text) : "?";
    case Field::tag:
      return are_letters(text) ? std::string(text) : "?";
    case Field::user:
      return names.of(Kind::user, text);
    case Field::database:
      return names.of(Kind::database, text);
    case Field::client:
    case Field::host:
      return names.of_client(text);
    case Field::message:
      return redact_message(text, names);
    case Field::statement:
      return redact_statement(text, names);
    case Field::application:
      return names.of(Kind::application, text);
    case Field::type: {
      const std::string title = redact_command("postgres: " + std::string(text), names).substr(10);
      return text == "client backend" || text == "postmaster" || text == "not initialized" || text == "standalone backend"
                 ? std::string(text)
                 : title;
    }
    case Field::user_data:
      return std::string(kRedacted);
  }
  return std::string(kRedacted);
}

struct CsvField {
  std::string text;
  bool quoted, whole;
};

/// The fields of a line that may be cut within the last of them.
std::vector<CsvField> csv_fields(std::string_view line) {
  std::vector<CsvField> fields;
  for (std::size_t at = 0; at <= line.size();) {
    CsvField field{{}, at < line.size() && line[at] == '"', false};
    if (field.quoted) {
      for (++at; at < line.size(); ++at) {
        if (line[at] != '"')
          field.text += line[at];
        else if (at + 1 < line.size() && line[at + 1] == '"')
          field.text += line[++at];
        else {
          ++at, field.whole = true;
          break;
        }
      }
      // Nothing but a comma stands behind the closing quote.
      if (at < line.size() && line[at] != ',')
        field.text += line.substr(at, std::min(line.find(',', at), line.size()) - at), field.whole = false;
    } else {
      field.text = line.substr(at, std::min(line.find(',', at), line.size()) - at);
      field.whole = true;
    }
    at = std::min(line.find(',', at), line.size()) + 1;
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace

std::string redact_csv_line(std::string_view line, Replacements& names) {
  const std::vector<CsvField> fields = csv_fields(line);
  // A line that begins no record continues a quoted field of another line: nobody knows of which.
  if (fields.size() < 4 || !is_number(fields[0].text) || fields[0].text.size() < 19 || !is_number(fields[3].text))
    return std::string(kRedacted);
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::string text = i < kCsvColumns ? redacted(kColumns[i].field, fields[i].text, names) : std::string(kRedacted);
    if (i > 0) out += ',';
    if (!fields[i].quoted && text.find_first_of(",\"") == std::string::npos) {
      out += text;
      continue;
    }
    out += '"';
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    if (fields[i].whole) out += '"';
  }
  return out;
}

namespace {

/// The members of an object up to where the text ends or is damaged; the member that is cut is left out.
class Members : public nlohmann::json_sax<Json> {
 public:
  struct Member {
    std::string name, text;
    bool quoted;
  };
  std::vector<Member> all;
  bool ended = false;

  bool null() override { return add("null"); }
  bool boolean(bool value) override { return add(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) override { return add(std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) override { return add(std::to_string(value)); }
  bool number_float(double, const std::string& text) override { return add(text); }
  bool string(std::string& text) override { return add(text, true); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return depth_++ == 0; }
  bool key(std::string& name) override { return key_ = name, true; }
  bool end_object() override { return ended = true; }
  bool start_array(std::size_t) override { return false; }
  bool end_array() override { return false; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool add(std::string text, bool quoted = false) {
    if (depth_ == 1) all.push_back({key_, std::move(text), quoted});
    return depth_ == 1;
  }
  std::string key_;
  int depth_ = 0;
};

}  // namespace

std::string redact_json_line(std::string_view line, Replacements& names) {
  Members members;
  Json::sax_parse(line, &members, Json::input_format_t::json, false);
  std::string out = "{";
  for (const Members::Member& member : members.all) {
    const auto column = std::find_if(kColumns.begin(), kColumns.end(), [&](const Column& one) { return one.name == member.name; });
    if (column == kColumns.end()) continue;  // names of members could be anything too
    const std::string value = redacted(column->field, member.text, names);
    const bool bare = !member.quoted && value == member.text;
    out += (out.size() > 1 ? "," : "") + ("\"" + member.name + "\":") +
           (bare ? value : Json(value).dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return out + (members.ended ? "}" : (out.size() > 1 ? "," : "") + std::string(kRedacted));
}

namespace {

constexpr std::array<std::string_view, 20> kLabels{"LOG",   "ERROR",     "FATAL",   "PANIC",  "WARNING",  "NOTICE",   "INFO",
                                                   "DEBUG", "DEBUG1",    "DEBUG2",  "DEBUG3", "DEBUG4",   "DEBUG5",   "DETAIL",
                                                   "HINT",  "STATEMENT", "CONTEXT", "QUERY",  "LOCATION", "BACKTRACE"};

struct Label {
  std::size_t at = std::string_view::npos;
  std::string_view name;
};

/// The first label. An application's name may hold one; what follows then is no known message and is replaced.
Label label_of(std::string_view line) {
  for (std::size_t colon = line.find(":  "); colon != std::string_view::npos; colon = line.find(":  ", colon + 1)) {
    std::size_t begin = colon;
    while (begin > 0 && std::isalnum(static_cast<unsigned char>(line[begin - 1])) != 0) --begin;
    const std::string_view word = line.substr(begin, colon - begin);
    if (std::find(kLabels.begin(), kLabels.end(), word) != kLabels.end()) return {begin, word};
  }
  return {};
}

bool is_zone(std::string_view word) {
  constexpr std::array<std::string_view, 15> kZones{"UTC", "GMT", "CET", "CEST", "EST", "EDT", "CST", "CDT",
                                                    "MST", "MDT", "PST", "PDT",  "MSK", "JST", "IST"};
  return std::find(kZones.begin(), kZones.end(), word) != kZones.end();
}

/// log_line_prefix: numbers, signs, zones and the usual names before "=" stay, each other word is replaced.
std::string redact_prefix(std::string_view prefix, Replacements& names) {
  constexpr std::array<std::string_view, 24> kKeys{
      "user",   "usr",  "username", "db",          "database", "dbname", "app", "appname", "application", "application_name",
      "client", "host", "remote",   "remote_host", "addr",     "pid",    "p",   "line",    "l",           "sqlstate",
      "state",  "txid", "xid",      "vxid"};
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
  };
  std::string out;
  for (std::size_t at = 0; at < prefix.size();) {
    if (const std::size_t length = address_length(prefix.substr(at)); length > 0 && (at == 0 || !is_word(prefix[at - 1]))) {
      out += names.of(Kind::address, prefix.substr(at, length));
      at += length;
      continue;
    }
    if (!is_word(prefix[at])) {
      out += prefix[at++];
      continue;
    }
    std::size_t end = at;
    while (end < prefix.size() && is_word(prefix[end])) ++end;
    const std::string_view word = prefix.substr(at, end - at);
    const bool key = end < prefix.size() && prefix[end] == '=' && std::find(kKeys.begin(), kKeys.end(), word) != kKeys.end();
    const bool number = word.find_first_not_of("0123456789.-") == std::string_view::npos;
    const bool session = word.size() <= 20 && word.find('.') != std::string_view::npos &&
                         word.find_first_not_of("0123456789abcdef.") == std::string_view::npos;
    const bool stamp = word.size() >= 10 && word.size() <= 13 && word.substr(4, 1) == "-" &&
                       word.find_first_not_of("0123456789-T") == std::string_view::npos;
    out += key || number || session || stamp || is_zone(word) ? std::string(word) : names.of_any(word);
    at = end;
  }
  return out;
}

}  // namespace

bool has_label(std::string_view line) { return label_of(line).at != std::string_view::npos; }

std::string redact_text_line(std::string_view line, Replacements& names) {
  const Label label = label_of(line);
  if (label.at == std::string_view::npos) {
    // A memory-context dump stands in the log without prefix or label.
    const std::string context = redact_message(line, names);
    return line.find(" total in ") != std::string_view::npos ? context : std::string(kRedacted);
  }
  std::string out = redact_prefix(line.substr(0, label.at), names) + std::string(label.name) + ":  ";
  const std::string_view rest = line.substr(label.at + label.name.size() + 3);
  if (label.name == "STATEMENT" || label.name == "QUERY") return out + redact_statement(rest, names);
  return out + redact_message(rest, names);
}

}  // namespace laststraw::report
