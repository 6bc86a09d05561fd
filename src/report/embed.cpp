#include "report/embed.hpp"

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

namespace laststraw::report {

std::string base64(std::string bytes) {
  namespace it = boost::archive::iterators;
  using Encoder = it::base64_from_binary<it::transform_width<std::string::const_iterator, 6, 8>>;
  const std::size_t pad = (3 - bytes.size() % 3) % 3;
  bytes.append(pad, '\0');  // Boost's iterators would read over the end of a last group that is not whole
  std::string text(Encoder(bytes.begin()), Encoder(bytes.end()));
  text.replace(text.size() - pad, pad, pad, '=');
  return text;
}

std::string as_data(std::string_view json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      safe += "\\u003c";
    else
      safe += c;
  }
  return safe;
}

}  // namespace laststraw::report
