// What the recognisers of one-line events share.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "laststraw/record/system_event.hpp"

namespace laststraw::system_log {

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
inline bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

inline std::string first_word(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

inline SystemEvent event_of(SystemEventKind kind, std::string subject = {}) {
  SystemEvent event;
  event.kind = kind;
  event.subject = std::move(subject);
  return event;
}

}  // namespace laststraw::system_log
