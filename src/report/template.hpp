// Fills a template (Google's ctemplate) with JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace laststraw::report {

/// {{name}} is a member's value, {{#name}}...{{/name}} is shown once for an object, once an element for an array, and for a
/// value that is not empty, zero or false; {{#no_name}}...{{/no_name}} where it is. Modifiers: x-bytes, x-percent, x-likelihood,
/// x-decibans, x-seconds, x-when, x-words, x-part (of the ledger). With {{%AUTOESCAPE context="HTML"}} in the first line everything is escaped for where it stands.
/// Throws std::invalid_argument where the template cannot be read; `name` is for the message.
std::string expand(const std::string& name, const std::string& text, const nlohmann::ordered_json& values);
/// The same of a template of ours, whose labels stand in double brackets: [[Culprit]], [[{0} of {1}|{{bytes}}|{{of}}]].
std::string expand_own(const std::string& name, std::string_view text, const nlohmann::ordered_json& values);

}  // namespace laststraw::report
