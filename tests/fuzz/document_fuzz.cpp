// What others' runs wrote and `compare` and `merge` read: a report of --json, a line of NDJSON. Refused with the one exception that they know, or shown.
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "report/compare.hpp"
#include "report/report.hpp"

namespace {

void show(const laststraw::report::Document& document) {
  using namespace laststraw::report;
  write_json(document);
  write_text(document, {});
  write_short(document, {});
  write_markdown(document);
  const Compared one{"a", &document, document.incidents.empty() ? nullptr : &document.incidents.front()};
  write_comparison(compare(one, one), {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    show(laststraw::report::read_document(text));
  } catch (const std::invalid_argument&) {
  }
  try {
    laststraw::report::write_line(laststraw::report::read_line(text));
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
