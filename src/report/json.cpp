// The JSON contract (docs/report.schema.json) of a Document, and a line of a scan's NDJSON there and back.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "report/format.hpp"
#include "report/json_reader.hpp"
#include "report/json_writer.hpp"
#include "report/report.hpp"

namespace laststraw::report {

void JsonWriter::value(std::string_view text) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
  if (std::all_of(text.begin(), text.end(), plain)) {
    out_.append(1, '"').append(text).append(1, '"');
    return;
  }
  // Log text may be in any encoding: what is not UTF-8 becomes U+FFFD.
  out_ += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void JsonWriter::value(double number) {
  if (!std::isfinite(number)) {
    out_ += "null";
    return;
  }
  std::array<char, 40> text{};
  const double size = std::abs(number);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e15);
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, plain ? std::chars_format::fixed : std::chars_format::scientific).ptr;
  const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
  out_ += digits;
  if (plain && digits.find('.') == std::string_view::npos) out_ += ".0";
}

bool JsonWriter::tells_more(const Text& sentence) {
  return std::any_of(sentence.arguments.begin(), sentence.arguments.end(), [](const Argument& one) {
    const auto* inner = std::get_if<Sentence>(&one.value);
    return inner ? tells_more(*inner) : !std::holds_alternative<std::string>(one.value) && !std::holds_alternative<ContractWord>(one.value);
  });
}

void JsonWriter::said(std::string_view name, const Text& sentence) {
  member(std::string(name) + "_said", [&] { members(sentence); });
}

void JsonWriter::members(const Text& sentence) {
  (*this)("message", sentence.message);
  (*this)("arguments", sentence.arguments);
}

namespace {

/// The kind of an argument in the contract.
struct KindOf {
  std::string_view operator()(const std::string&) const { return "text"; }
  std::string_view operator()(std::int64_t) const { return "number"; }
  std::string_view operator()(Bytes) const { return "bytes"; }
  std::string_view operator()(Percent) const { return "percent"; }
  std::string_view operator()(Duration) const { return "duration"; }
  std::string_view operator()(const PointInTime&) const { return "time"; }
  std::string_view operator()(Pid) const { return "pid"; }
  std::string_view operator()(const Identity& who) const { return who.pid ? "process" : "session"; }
  std::string_view operator()(const ContractWord&) const { return "word"; }
  std::string_view operator()(const Sentence&) const { return "sentence"; }
  std::string_view operator()(const Name& name) const {
    switch (name.of) {
      case NameOf::user:
        return "user";
      case NameOf::host:
        return "host";
      case NameOf::statement:
        return "statement";
      case NameOf::command:
        return "command";
      case NameOf::place:
        return "place";
      case NameOf::thing:
        return "name";
    }
    return "name";
  }
};

}  // namespace

/// What it is, as it is shown, and its value where that is a number.
void JsonWriter::value(const Argument& argument) {
  object([&] {
    (*this)("kind", std::visit(KindOf{}, argument.value));
    if (const auto* sentence = std::get_if<Sentence>(&argument.value)) return members(*sentence);
    (*this)("text", in_(Text(argument)));
    if (const auto* number = std::get_if<std::int64_t>(&argument.value)) (*this)("value", *number);
    if (const auto* size = std::get_if<Bytes>(&argument.value)) (*this)("value", size->count);
    if (const auto* share = std::get_if<Percent>(&argument.value)) (*this)("value", share->fraction);
    if (const auto* time = std::get_if<Duration>(&argument.value)) (*this)("value", time->seconds);
    if (const auto* when = std::get_if<PointInTime>(&argument.value)) (*this)("at", when->at);
    if (const auto* pid = std::get_if<Pid>(&argument.value)) (*this)("value", static_cast<std::int64_t>(number(*pid)));
    if (const auto* who = std::get_if<Identity>(&argument.value); who && who->pid)
      (*this)("value", static_cast<std::int64_t>(laststraw::number(*who->pid)));
  });
}

/// A point is a line of its own.
void JsonWriter::value(std::span<const AlignedSeries::Point> points) {
  enclosed('[', ']', [&] {
    for (const AlignedSeries::Point& point : points) {
      next();
      out_ += "[\"";
      append_iso_time(out_, point.at);
      out_ += indent_ < 0 ? "\"," : "\", ";
      value(point.value);
      out_ += ']';
    }
  });
}

void JsonWriter::values(std::string_view name, std::span<const AlignedSeries::Point> points) {
  head(name);
  enclosed('[', ']', [&] {
    for (const AlignedSeries::Point& point : points) {
      next();
      const std::int64_t whole = saturated(point.value);
      if (static_cast<double>(whole) == point.value && std::abs(point.value) < 9e15)
        value(whole);
      else
        value(point.value);
    }
  });
}

std::string write_json(const Document& document, const Language& in, int indent, JsonParts parts) {
  JsonWriter write(indent, in, parts);
  write.object([&] {
    write("schema_version", kSchemaVersion);
    write.member("tool", [&] { write("name", "laststraw"), write("version", document.version); });
    write("language", in.name());
    write("inputs", document.inputs);
    write("incidents", document.incidents);
    write("recurrence", document.recurrence);
    write("incidents_left_out", document.incidents_left_out);
    write.unless_empty("configuration", document.configuration);
    write("no_incident", document.no_incident);
    write.unless_empty("not_understood", document.not_understood);
    write.unless_empty("around", document.around);
  });
  return write.take();
}

std::string write_line(const CaseIncident& one, const Language& in) {
  JsonWriter write(-1, in, {.series = false, .pictures = false});
  write.object([&] {
    write("schema_version", kSchemaVersion);
    write("case", one.case_name);
    write("grouped_by", one.grouped_by);
    write.unless_empty("owner", one.owner);
    fields(write, one.incident);
    write("comparison", one.comparison);
  });
  return write.take();
}

namespace {

/// The members of a text that this version wrote; `what`: what another text "is".
template <class Read>
void read_own(std::string_view text, const char* what, const Read& read) {
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    if (json.value("schema_version", 0) != kSchemaVersion) throw std::invalid_argument("another version's");
    JsonReader reader(json);
    read(json, reader);
  } catch (const std::exception& error) {
    throw std::invalid_argument(std::string("is ") + what + " (" + error.what() + ")");
  }
}

void refuse_lacking(bool lacking) {
  if (lacking) throw std::invalid_argument("members are missing");
}

}  // namespace

Document read_document(std::string_view text) {
  Document document;
  read_own(text, "no report that this version's laststraw analyze --json wrote", [&](const nlohmann::json& json, JsonReader& read) {
    refuse_lacking(!json.contains("inputs") || !json.contains("incidents"));
    read("inputs", document.inputs), read("incidents", document.incidents), read("configuration", document.configuration);
    read("no_incident", document.no_incident);
    for (const Incident& incident : document.incidents) refuse_lacking(incident.hypotheses.empty());
  });
  return document;
}

CaseIncident read_line(std::string_view line) {
  CaseIncident one;
  read_own(line, "not a line written by this version's laststraw scan --ndjson", [&](const nlohmann::json& json, JsonReader& read) {
    read("case", one.case_name), read("grouped_by", one.grouped_by), read("owner", one.owner);
    fields(read, one.incident);
    read("comparison", one.comparison);
    refuse_lacking(!json.contains("case") || !json.contains("id") || one.incident.hypotheses.empty());
  });
  return one;
}

}  // namespace laststraw::report
