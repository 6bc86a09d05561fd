// What pipelines and dashboards take: an entry an incident, in the forms of others.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "report/report.hpp"
#include "report/words.hpp"

namespace laststraw::report {

enum class PipelineForm { sarif, github, gitlab, grafana };
template <>
struct Words<PipelineForm> {
  static constexpr std::array<std::pair<PipelineForm, std::string_view>, 4> table{{{PipelineForm::sarif, "sarif"},
                                                                                   {PipelineForm::github, "github"},
                                                                                   {PipelineForm::gitlab, "gitlab"},
                                                                                   {PipelineForm::grafana, "grafana"}}};
};

/// `folder`: what the inputs' paths are below of, for who opens them; empty: nothing, or not to be told. Annotations of Grafana have a time each:
/// incidents without a date are none (undated()).
std::string write_pipeline(const Document& document, PipelineForm form, const std::string& folder, const Language& in = english());
std::size_t undated(const Document& document);

// ---- what the forms have in common (pipeline.cpp)

enum class Severity { note, warning, error };
/// A culprit is an error, a load as a whole a warning; what is undecided, and what is no matter of memory, a note.
Severity severity_of(const Incident& incident);
/// Of the verdict; "undecided" where there is none.
std::string rule_of(const Incident& incident);
/// Where it shows best: the heaviest evidence, where nothing is decided what is known first, else the line of the victim or the first that tells of it. An empty path: nowhere.
Place place_of(const Incident& incident);
/// "bundle/kernel.txt"
std::string path_below(const std::string& folder, const std::string& path);
/// The headline, then five_lines() without it; each can be one line and does nothing to who shows it.
std::string title_of(const Incident& incident, const Language& in);
std::string lines_of(const Incident& incident, const Language& in);
/// What concerns all of it: no incident, more than are explained, inputs of which some were not recognised.
std::vector<std::string> remarks_on(const Document& document, const Language& in);
/// An incident's own name; of several with one name each gets its number.
std::vector<std::string> fingerprints_of(const Document& document);

std::string write_sarif(const Document& document, const std::string& folder, const Language& in);

}  // namespace laststraw::report
