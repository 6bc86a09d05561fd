// The catalogues, put into the program by layer.cmake.
#pragma once

#include <array>
#include <string_view>

namespace laststraw {

struct Catalogue {
  std::string_view language, json;
};

extern const std::array<Catalogue, 1> kCatalogues;

}  // namespace laststraw
