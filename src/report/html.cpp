// The HTML report: the built viewer (src/report/web) with the first screen as markup and the contract as data in it.
#include <zlib.h>

#include <algorithm>
#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <map>
#include <stdexcept>

#include "report/report.hpp"
#include "report/format.hpp"
#include "report/template.hpp"
#include "report/text_parts.hpp"
#include "report/view.hpp"
#include "report/web.hpp"
#include "text/say.hpp"

namespace laststraw {

namespace {

using namespace report;

std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 9, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (done != Z_STREAM_END) throw std::runtime_error("the series could not be compressed");
  return out;
}

std::string base64(std::string bytes) {
  namespace it = boost::archive::iterators;
  using Encoder = it::base64_from_binary<it::transform_width<std::string::const_iterator, 6, 8>>;
  const std::size_t pad = (3 - bytes.size() % 3) % 3;
  bytes.append(pad, '\0');                            // Boost's iterators would read over the end of a last group that is not whole
  std::string text(Encoder(bytes.begin()), Encoder(bytes.end()));
  text.replace(text.size() - pad, pad, pad, '=');
  return text;
}

/// In a script element only "<" could end or begin anything.
std::string as_data(const Json& json) {
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace), safe;
  safe.reserve(text.size());
  for (const char c : text) {
    if (c == '<') safe += "\\u003c";
    else safe += c;
  }
  return safe;
}

/// Milliseconds since 1970 of "2026-11-21T03:02:21.554Z".
std::int64_t milliseconds(const std::string& iso) {
  const auto digits = [&](std::size_t at, std::size_t count) { return std::stoi(iso.substr(at, count)); };
  return std::chrono::duration_cast<std::chrono::milliseconds>(day_of(iso).time_since_epoch()).count() + ((digits(11, 2) * 60 + digits(14, 2)) * 60 + digits(17, 2)) * 1000LL +
         digits(20, 3);
}

/// Takes the series out of the incidents, each once (incidents of one day share them), times as steps: a day of ten-second
/// samples is then small enough to send by mail.
Json packed_series(Json& contract) {
  std::map<std::string, std::map<std::int64_t, double>> points;
  std::map<std::string, Json> heads;
  for (Json& incident : contract.at("incidents")) {
    for (const Json& series : incident.at("series")) {
      const std::string key = text_of(series, "name") + "\n" + text_of(series, "path");
      heads.try_emplace(key, Json{{"name", series.at("name")}, {"unit", series.at("unit")}, {"path", text_of(series, "path")}});
      for (const Json& point : series.at("points")) points[key].emplace(milliseconds(point.at(0).get<std::string>()), point.at(1).get<double>());
    }
    incident.erase("series");
  }
  Json all = Json::array();
  for (auto& [key, head] : heads) {
    head["steps"] = Json::array();
    head["values"] = Json::array();
    std::int64_t before = 0;
    for (const auto& [time, value] : points[key]) {
      head["steps"].push_back(time - before);
      const bool whole = value == static_cast<double>(static_cast<std::int64_t>(value));
      head["values"].push_back(whole ? Json(static_cast<std::int64_t>(value)) : Json(value));
      before = time;
    }
    all.push_back(std::move(head));
  }
  return all;
}

void put(std::string& page, std::string_view mark, const std::string& text) {
  const std::size_t at = page.find(mark);
  if (at == std::string::npos) throw std::logic_error("the viewer has no place for " + std::string(mark));
  page.replace(at, mark.size(), text);
}

}  // namespace

std::string render_html(const std::string& text) {
  Json contract = Json::parse(text);
  const std::string first_screen = expand_own("first_screen.tpl", kFirstScreen, template_view(contract));
  const Json series = packed_series(contract);
  std::string data = "<script type=\"application/json\" id=\"report\">" + as_data(contract) + "</script>\n";
  // The viewer's own labels; the English ones are in it.
  std::string spoken = contract.value("language", "en");
  const std::string_view words = catalogue(spoken);
  if (!words.empty()) data += "<script type=\"application/json\" id=\"words\">" + as_data(Json::parse(words)) + "</script>\n";
  if (!series.empty()) data += "<script type=\"application/gzip+base64\" id=\"series\">" + base64(gzip(series.dump())) + "</script>";
  std::string page(kViewer);
  put(page, "<!-- laststraw:data -->", data);         // the later place first: log text in the earlier cannot look like it
  put(page, "<!-- laststraw:static -->", first_screen);
  std::replace(spoken.begin(), spoken.end(), '_', '-');
  if (!words.empty()) put(page, "<html lang=\"en\">", "<html lang=\"" + spoken + "\">");
  return page;
}

std::string render_template(const std::string& text, const std::string& name, const std::string& source) {
  return expand(name, source, template_view(Json::parse(text)));
}

}  // namespace laststraw
