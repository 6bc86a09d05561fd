// Nodes of the parser's tree, as libpg_query writes it.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace laststraw::sql {

using Json = nlohmann::json;

/// "SELECT" of a SelectStmt; empty where the kind of statement matters to nobody here.
std::string_view tag_of(std::string_view node);
/// A member's text; empty where there is none.
std::string word_at(const Json& node, const char* key);
/// Null where there is none.
const Json* child(const Json& node, const char* key);
/// Of a list; 0 where there is none.
std::size_t size_of(const Json& node, const char* key);
/// The last name of a qualified one, in lower case.
std::string function_name(const Json& call);
/// A number that is written in the text, with a minus or a cast around it.
std::optional<double> constant(const Json& node);

}  // namespace laststraw::sql
