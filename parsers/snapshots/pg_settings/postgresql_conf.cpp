// postgresql.conf and postgresql.auto.conf. src/backend/utils/misc/guc-file.l: name [=] value [# comment]; names without
// case; values bare or in single quotes with '' or \' inside; the last one wins; include directives.
//   shared_buffers = 128MB			# min 128kB
#include <algorithm>
#include <cctype>
#include <optional>

#include "laststraw/parsers/readers.hpp"
#include "support/cursor.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

struct Assignment {
  std::string_view name, value;  ///< the value as written, in its quotes
};

/// Takes `word`, in whatever case, and the blanks behind it; there must be some.
bool skip_word(support::Cursor& cursor, std::string_view word) {
  support::Cursor ahead = cursor;
  for (const char c : word)
    if (std::tolower(static_cast<unsigned char>(ahead.peek())) != c || !ahead.skip(ahead.peek())) return false;
  if (ahead.take(" \t").empty()) return false;
  cursor = ahead;
  return true;
}

/// 'it''s', with '' or a backslash and any character inside; empty, and nothing taken: it has no end.
std::string_view take_quoted(support::Cursor& cursor) {
  const std::string_view text = cursor.rest();
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool pair = (text[i] == '\\' || text[i] == '\'') && i + 1 < text.size() && (text[i] == '\\' || text[i + 1] == '\'');
    if (pair)
      ++i;
    else if (text[i] == '\'')
      return cursor.skip(text.substr(0, i + 1)), text.substr(0, i + 1);
  }
  return {};
}

std::string_view take_setting_name(support::Cursor& cursor) {
  const std::string_view name = cursor.take_name("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_",
                                                 "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$");
  cursor.skip_blanks();
  return name;
}

/// The value and nothing behind it but a comment; empty: there is none, or more behind it.
std::string_view take_last_value(support::Cursor& cursor, std::string_view ends_bare) {
  cursor.skip_blanks();
  const std::string_view value = cursor.peek() == '\'' ? take_quoted(cursor) : cursor.take_until(ends_bare);
  cursor.skip_blanks();
  if (ends_bare.find(';') != std::string_view::npos && cursor.skip(';')) cursor.skip_blanks();
  return cursor.done() || cursor.peek() == '#' ? value : std::string_view();
}

/// "shared_buffers = 128MB  # a comment"; the cursor stays where it is no setting any more.
std::optional<Assignment> take_setting(support::Cursor& cursor) {
  const std::string_view name = take_setting_name(cursor);
  if (name.empty()) return std::nullopt;
  cursor.skip('=');
  const std::string_view value = take_last_value(cursor, " \t#'=");
  return value.empty() ? std::nullopt : std::optional(Assignment{name, value});
}

/// "SET work_mem = '1GB';", "ALTER SYSTEM SET work_mem TO '1GB';": what people quote instead of the file.
std::optional<Assignment> take_statement(support::Cursor cursor) {
  if (skip_word(cursor, "alter") && !skip_word(cursor, "system")) return std::nullopt;
  if (!skip_word(cursor, "set")) return std::nullopt;
  if (!skip_word(cursor, "local")) skip_word(cursor, "session");
  const std::string_view name = take_setting_name(cursor);
  if (name.empty() || !(cursor.skip('=') || skip_word(cursor, "to"))) return std::nullopt;
  const std::string_view value = take_last_value(cursor, " \t#'=;,()");
  return value.empty() ? std::nullopt : std::optional(Assignment{name, value});
}

bool is_include(std::string_view name) { return name == "include" || name == "include_dir" || name == "include_if_exists"; }

std::string unquoted(std::string_view value) {
  if (value.empty() || value.front() != '\'') return std::string(value);
  value = value.substr(1, value.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if ((value[i] == '\'' || value[i] == '\\') && i + 1 < value.size()) ++i;
    text += value[i];
  }
  return text;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// A file that postgresql.conf includes stands in a folder of its own (Debian's conf.d) or has another name (Patroni's
/// postgresql.base.conf): the files are read one by one, and which includes which is told by their names.
bool is_included(std::string_view path) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  const std::string_view folder = path.size() > file.size() ? path.substr(0, path.size() - file.size() - 1) : std::string_view();
  const bool own_folder = folder.size() >= 2 && (folder.substr(folder.size() - 2) == ".d" || folder.find(".d/") != std::string_view::npos);
  return own_folder || (file.size() > 5 && file.substr(file.size() - 5) == ".conf" && file.find("postgresql") == std::string_view::npos) ||
         file == "postgresql.base.conf";
}

}  // namespace

Reading read_postgresql_conf(const SourceText& source, Records& records) {
  // ALTER SYSTEM's file says so in its first line (guc.c write_auto_conf_file()) and overrides the other.
  const bool automatic = source.bytes.substr(0, 200).find("# Do not edit this file manually!") != std::string_view::npos;
  const bool included = is_included(source.path);
  std::string includes;
  Reading reading =
      support::read_lines(source, records, automatic ? "pg_settings/auto_conf" : "pg_settings/conf", "name = value", [&](const Line& line) {
        support::Cursor cursor(line.text.substr(0, line.text.find_last_not_of(" \t\r") + 1));
        cursor.skip_blanks();
        if (cursor.peek() == '#') return support::LineIs::parsed;
        auto found = take_statement(cursor);
        if (!found) found = take_setting(cursor);
        if (!found) return support::LineIs::unrecognised_at(cursor.column());
        const std::string name = lower(std::string(found->name));
        if (is_include(name)) {
          includes += (includes.empty() ? "" : ", ") + unquoted(found->value);
          return support::LineIs::parsed;
        }
        support::keep(records.pg_settings, name,
                      {unquoted(found->value),
                       {},
                       cite(line),
                       automatic          ? support::kFromAlterSystem
                       : included         ? support::kFromIncludedFile
                       : includes.empty() ? support::kFromFile
                                          : support::kFromFileAfterInclude});
        return support::LineIs::parsed;
      });
  if (!includes.empty()) reading.note = say("includes other files: {0}", place_name(includes));
  return reading;
}

}  // namespace laststraw
