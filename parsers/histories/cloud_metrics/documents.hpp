// JSON as clouds' command lines print it: one document a file, or one a line.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "laststraw/parsers/room.hpp"

namespace laststraw::cloud_metrics {

/// What became of a text: `visit` says whether a document is one of its own.
using Visit = std::function<bool(const nlohmann::json& document, const Line& first)>;
Coverage for_each_document(const SourceText& source, Records& records, const char* expected, const Visit& visit);

/// The lines that hold `key`, in order, where it stands in them as many times: a pretty-printed document has its entries there.
std::vector<std::uint32_t> lines_of(const SourceText& source, std::string_view key);

/// A member that is text; empty where it is not there.
std::string text_of(const nlohmann::json& object, const char* key);
/// A member that is a number; nullopt where it is not there.
std::optional<double> number_of(const nlohmann::json& object, const char* key);
/// "2026-01-05T10:00:00Z", "2026-01-05T10:00:00+00:00", "2026/01/05 10:00:00"; nullopt where it is none of them.
std::optional<Stamp> time_of(std::string_view text);

}  // namespace laststraw::cloud_metrics
