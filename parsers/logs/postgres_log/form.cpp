#include "postgres_log/form.hpp"

#include <algorithm>

#include "postgres_log/client_lead.hpp"
#include "postgres_log/known_messages.hpp"

namespace laststraw::postgres_log {

namespace {

constexpr std::size_t kLearnFrom = 400;      ///< lines that a severity stands in
constexpr std::size_t kLearnLines = 20'000;  ///< looked at for them

bool are_framed(const std::vector<std::string_view>& lines) {
  const auto prefix = learn_prefix(lines, {}, Trust::all);
  return prefix && std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
           PgEntry entry;
           return prefix->match(line, entry) && is_framed(entry);
         });
}

}  // namespace

bool is_framed(const PgEntry& entry) { return entry.pid && entry.stamp.civil && (entry.stamp.utc_offset || !entry.stamp.zone.empty()); }

Form form_of(const SourceText& source, const Records& records) {
  std::vector<std::string_view> telling, pasted;
  Form form;
  std::size_t two_stamps = 0, collectors = 0;
  Lines lines = source.lines();
  Line line;
  for (std::size_t n = 0; n < kLearnLines && telling.size() < kLearnFrom && lines.next(line); ++n) {
    std::string_view text = line.text;
    drop_client_lead(text);
    if (severity_at(text))
      telling.push_back(text);
    else if (pasted.size() < kLearnFrom && severity_at(text, Trust::all))
      pasted.push_back(text);
    else
      continue;
    two_stamps += has_two_stamps(text);
    collectors += drop_collectors_stamp(text);
  }
  const auto believed = [&](std::string_view text) {
    return severity_at(text, telling.empty() ? Trust::sure : Trust::perhaps).has_value();
  };
  form.one_blank = std::any_of(pasted.begin(), pasted.end(), believed) || (telling.empty() && are_framed(pasted));
  if (form.one_blank) telling.insert(telling.end(), pasted.begin(), pasted.end());
  const Setting* configured = find(records.pg_settings, "log_line_prefix");
  form.collectors_stamp = collectors > 0 && collectors == two_stamps && (!configured || configured->value.find("%s") == std::string::npos);
  if (form.collectors_stamp)
    for (std::string_view& text : telling) drop_collectors_stamp(text);
  form.prefix = learn_prefix(telling, configured ? configured->value : std::string(), form.one_blank ? Trust::all : Trust::two_blanks);
  return form;
}

void split_flattened(PgEntry& entry) {
  if (!entry.detail.empty() || known_message(entry.message) == Known::no) return;
  for (const std::string_view label : {" DETAIL: ", " Detail: "})
    if (const std::size_t at = entry.message.find(label); at != std::string::npos && at < 200) {
      entry.detail = entry.message.substr(entry.message.find_first_not_of(' ', at + label.size() - 1));
      entry.message.erase(at);
      return;
    }
}

}  // namespace laststraw::postgres_log
