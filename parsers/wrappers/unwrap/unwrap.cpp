#include "laststraw/parsers/unwrap.hpp"

#include <algorithm>
#include <array>

#include "unwrap/forms.hpp"

namespace laststraw {

void Unwrapped::add(std::string_view message, const LineOrigin& origin) {
  while (true) {
    const std::size_t end = message.find('\n');
    text.append(message.substr(0, end));
    text += '\n';
    origins.push_back(origin);
    if (end == std::string_view::npos || end + 1 == message.size()) return;
    message.remove_prefix(end + 1);
  }
}

std::string_view Unwrapped::keep(std::string_view word) {
  constexpr std::size_t kLookBack = 64;  // few programs write to one log
  const std::size_t known = std::min(words_.size(), kLookBack);
  for (std::size_t i = words_.size(); i > words_.size() - known; --i)
    if (words_[i - 1] == word) return words_[i - 1];
  return words_.emplace_back(word);
}

std::span<const Wrapper> wrappers() {
  using namespace unwrap_forms;
  static const std::array kWrappers{wrapper::journal_file, wrapper::journal_export, wrapper::journal_json, wrapper::journal_verbose,
                                    wrapper::dmesg_json,   wrapper::docker,         wrapper::cri,          wrapper::cloudnativepg,
                                    wrapper::cloud,        wrapper::prefixed,       wrapper::paste,        wrapper::wrapped};
  return kWrappers;
}

std::optional<Unwrapped> unwrap(const SourceText& source) {
  for (const Wrapper& wrapper : wrappers())
    if (wrapper.recognises(source.bytes)) {
      Unwrapped unwrapped = wrapper.unwrap(source);
      unwrapped.form = wrapper.form;
      unwrapped.room = wrapper.room;
      return unwrapped;
    }
  return std::nullopt;
}

}  // namespace laststraw
