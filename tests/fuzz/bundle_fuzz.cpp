// A bundle of any bytes through the whole tool: searched, read, judged, reported in every form. The input is cut into files at "\x1e".
#include <cstdint>
#include <memory>
#include <string>

#include "analyze/analyze.hpp"
#include "input/excerpt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace laststraw;
  static const input::TriggerSearch search;
  static const input::Detector detector(rooms());
  constexpr std::size_t kMost = std::size_t{256} << 10;  // larger ones are slow, not different
  std::string_view rest(reinterpret_cast<const char*>(data), std::min(size, kMost));
  search.holds_any(rest);
  input::excerpt_of_compressed(input::FileReader(rest), search, std::size_t{8} << 20);
  std::vector<input::GivenText> texts;
  while (texts.size() < 8) {
    const std::size_t end = std::min(rest.find('\x1e'), rest.size());
    const std::string name = "file-" + std::to_string(texts.size());
    texts.push_back({name, name, rest.substr(0, end), 0, {}, {}, nullptr});
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  const Report answer = analyze(input::open_texts(std::move(texts), detector), {});
  const report::Document document = report::compose(answer);
  report::write_json(document);
  report::write_text(document, {});
  report::write_short(document, {});
  report::write_summary(document, report::SummaryForm::text);
  report::write_markdown(document);
  report::write_html(document);
  const report::Document redacted = report::redact(document, {});
  for (const report::Incident& incident : redacted.incidents) report::read_line(report::write_line({"case", "folder", incident}));
  return 0;
}
