// The catalogues, compiled by msgfmt and put into the program (layer.cmake).
#pragma once

#include <span>
#include <string_view>

namespace laststraw {

struct CompiledCatalogue {
  std::string_view language, mo;
};

std::span<const CompiledCatalogue> catalogues();

}  // namespace laststraw
