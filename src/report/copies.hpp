// What the page's buttons copy: an incident as a chat, a ticket and a post-mortem take it.
#pragma once

#include <string>

#include "report/document.hpp"
#include "text/language.hpp"

namespace laststraw::report {

/// In the markup of Slack's messages.
std::string slack_text(const Incident& incident, const Language& in);
/// In Jira's wiki markup.
std::string jira_text(const Incident& incident, const Language& in);
/// A page to be filled in, in Markdown: what is known stands in it, the steps as boxes to tick.
std::string post_mortem_text(const Incident& incident, const Language& in);

}  // namespace laststraw::report
