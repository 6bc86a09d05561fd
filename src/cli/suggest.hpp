// "did you mean"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace laststraw::cli {

/// The one of `known` that `typed` was most likely meant for; empty where none is near.
std::string nearest(std::string_view typed, const std::vector<std::string>& known);

/// "; did you mean 'analyze'?", or nothing.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& known);

}  // namespace laststraw::cli
