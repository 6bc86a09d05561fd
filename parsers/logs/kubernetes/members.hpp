// Members of what Kubernetes, docker and other runtimes print as JSON.
#pragma once

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "laststraw/time.hpp"

namespace laststraw::kubernetes {

/// The member at the end of a path; null where a step is missing.
const nlohmann::json& at(const nlohmann::json& value, std::initializer_list<const char*> path);

/// A text, a whole number or a truth value as it is written; else empty.
std::string text_of(const nlohmann::json& value);

/// A text that is an ISO 8601 time.
std::optional<Stamp> time_of(const nlohmann::json& value);

}  // namespace laststraw::kubernetes
