// The HTML report: the built viewer (src/report/web) with the first screen as markup and the contract as data in it.
#include <zlib.h>

#include <algorithm>
#include <map>
#include <new>
#include <stdexcept>

#include "report/copies.hpp"
#include "report/embed.hpp"
#include "report/format.hpp"
#include "report/json_writer.hpp"
#include "report/markdown_text.hpp"
#include "report/report.hpp"
#include "report/template.hpp"
#include "report/web.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

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
  if (done != Z_STREAM_END) throw std::runtime_error("the page's data could not be compressed");
  return out;
}

/// A quantity of one source, from all incidents: those of one day share it.
struct Curve {
  const Series* first = nullptr;
  std::vector<AlignedSeries::Point> points;
};

std::vector<Curve> curves_of(const Document& document) {
  std::map<std::pair<std::string_view, std::string_view>, Curve> curves;
  for (const Incident& incident : document.incidents)
    for (const Series& series : incident.series) {
      Curve& curve = curves[{series.name, series.path}];
      if (!curve.first) curve.first = &series;
      curve.points.insert(curve.points.end(), series.points.begin(), series.points.end());
    }
  const auto earlier = [](const auto& a, const auto& b) { return a.at < b.at; };
  const auto same = [](const auto& a, const auto& b) { return a.at == b.at; };
  std::vector<Curve> all;
  for (auto& [name, curve] : curves) {
    std::stable_sort(curve.points.begin(), curve.points.end(), earlier);
    curve.points.erase(std::unique(curve.points.begin(), curve.points.end(), same), curve.points.end());
    all.push_back(std::move(curve));
  }
  return all;
}

/// Times as steps of milliseconds: a day of ten-second samples is then small enough to send by mail.
std::string packed_series(const Document& document, const Language& in) {
  std::string out;
  for (const Curve& curve : curves_of(document)) {
    JsonWriter write(-1, in, {.arguments = false});
    write.object([&] {
      write("name", curve.first->name), write("unit", curve.first->unit), write("path", curve.first->path),
          write.unless_empty("note", curve.first->note);
      std::vector<std::int64_t> steps;
      std::int64_t before = 0;
      for (const AlignedSeries::Point& point : curve.points) {
        const std::int64_t at = std::chrono::floor<std::chrono::milliseconds>(point.at).time_since_epoch().count();
        steps.push_back(at - before);
        before = at;
      }
      write("steps", steps);
      write.values("values", curve.points);
    });
    out += (out.empty() ? "[" : ",") + write.take();
  }
  return out.empty() ? out : out + "]";
}

/// A label of the viewer's, or short enough to be a name of the contract's, which it says too; not the sentences of reports, which come ready.
bool is_said_by_viewer(std::string_view message) {
  constexpr std::size_t kLongestName = 40;
  const bool name = message.size() <= kLongestName && message.find('{') == std::string_view::npos;
  const bool written_otherwise = message.find_first_of("\"\\`") != std::string_view::npos;  // in the viewer's script
  return name || written_otherwise || kViewer.find(message) != std::string_view::npos;
}

/// What the viewer says besides the report, as {"English": "..."}; empty for English.
std::string words_of_viewer(const Language& in) {
  const std::vector<Translation> all = translations(in.name());
  if (all.empty()) return {};
  JsonWriter write(-1);
  write.object([&] {
    for (const Translation& one : all)
      if (one.plural.empty() && one.context.empty() && is_said_by_viewer(one.message)) write(one.message, one.forms.front());
  });
  return write.take();
}

/// What its buttons copy, by incident.
std::string copies_of(const Document& document, const Language& in) {
  std::string out;
  for (const Incident& incident : document.incidents) {
    JsonWriter write(-1);
    write.object([&] {
      write("id", incident.id), write("slack", slack_text(incident, in)), write("jira", jira_text(incident, in)),
          write("post_mortem", post_mortem_text(incident, in));
    });
    out += (out.empty() ? "[" : ",") + write.take();
  }
  return out.empty() ? out : out + "]";
}

void put(std::string& page, std::string_view mark, const std::string& text) {
  const std::size_t at = page.find(mark);
  if (at == std::string::npos) throw std::logic_error("the viewer has no place for " + std::string(mark));
  page.replace(at, mark.size(), text);
}

std::string script(std::string_view type, std::string_view id, const std::string& data) {
  return "<script type=\"" + std::string(type) + "\" id=\"" + std::string(id) + "\">" + data + "</script>\n";
}

/// All that the viewer shows, small enough to send by mail: the report without its series, these for all incidents together, and what the
/// buttons copy.
std::string data_of(const Document& document, const Language& in) {
  const auto or_none = [](const std::string& list) { return list.empty() ? std::string("[]") : list; };
  return "{\"report\":" + write_json(document, in, -1, {.series = false, .arguments = false}) +
         ",\"series\":" + or_none(packed_series(document, in)) + ",\"copies\":" + or_none(copies_of(document, in)) + "}";
}

}  // namespace

std::string write_html(const Document& document, const Language& in) {
  std::string data = script("application/gzip+base64", "report", base64(gzip(data_of(document, in))));
  // The viewer's own labels; the English ones are in it.
  const std::string words = words_of_viewer(in);
  if (!words.empty()) data += script("application/json", "words", as_data(words));
  std::string page(kViewer);
  put(page, "<!-- laststraw:data -->", data);  // the later place first: log text in the earlier cannot look like it
  put(page, "<!-- laststraw:static -->", expand_own("first_screen.tpl", kFirstScreen, filling(document), in));
  const Text title = document.incidents.empty() ? say("no incident") : document.incidents.front().title;
  put(page, "<title>laststraw</title>", "<title>" + html_escaped(harmless(in(title))) + " \u2013 laststraw</title>");
  std::string spoken = in.name();
  std::replace(spoken.begin(), spoken.end(), '_', '-');
  if (!words.empty()) put(page, "<html lang=\"en\">", "<html lang=\"" + spoken + "\">");
  return page;
}

std::string write_template(const Document& document, const std::string& name, const std::string& source, const Language& in) {
  if (const std::string unknown = unknown_name(source); !unknown.empty())
    throw std::invalid_argument(name + ": '" + unknown + "' is no name that a report has (docs/TEMPLATES.md)");
  return expand(name, source, filling(document), in);
}

}  // namespace laststraw::report
