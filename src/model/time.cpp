#include "laststraw/time.hpp"

namespace laststraw {

std::string short_time(std::string_view iso) {
  if (iso.size() < 23 || iso.size() > 24 || iso[10] != 'T') return std::string(iso);
  return std::string(iso.substr(0, 10)) + " " + std::string(iso.substr(11, 12));
}

}  // namespace laststraw
