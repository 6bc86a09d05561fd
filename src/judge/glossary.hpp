// The words the reports use, each with its meaning and where that comes from.
#pragma once

#include <span>
#include <string_view>

namespace laststraw::judge {

struct Word {
  std::string_view id, means, source;
};

std::span<const Word> glossary();

}  // namespace laststraw::judge
