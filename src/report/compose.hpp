// The Document's parts, each made from its part of the model.
#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "report/document.hpp"
#include "report/report.hpp"

namespace laststraw::report {

inline double seconds(Micros time) { return static_cast<double>(time.count()) / 1e6; }

/// Nothing that is no number gets into a document.
inline std::optional<double> finite(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

/// Places and quotes, with the names of this report's sources.
class Places {
 public:
  explicit Places(const Report& report) : records_(*report.records) {}
  std::string path(SourceId source) const;
  Place operator()(const SourceLocation& at) const { return {path(at.source), at.first_line, at.last_line}; }
  Quote operator()(const Citation& cite) const { return {cite.quote, (*this)(cite.at)}; }
  std::optional<Place> operator()(const std::optional<Citation>& cite) const {
    return cite ? std::optional((*this)(cite->at)) : std::nullopt;
  }
  std::vector<Quote> operator()(const std::vector<Citation>& cites) const;

 private:
  const Records& records_;
};

/// Victims, invoker, processes.
void compose_people(Incident& to, const laststraw::Incident& from, const Places& places);
Ledger compose_ledger(const laststraw::Ledger& from, const Places& places);
void compose_quantities(Incident& to, const std::vector<Quantity>& quantities, const Places& places);
std::vector<Hypothesis> compose_hypotheses(const Judgement& judgement, const Places& places);
std::optional<Decline> compose_decline(const laststraw::Incident& from, const Places& places);
std::vector<Step> compose_steps(const std::vector<laststraw::Step>& steps, const Places& places);
std::vector<Tried> compose_tried(const std::vector<laststraw::Tried>& tried);
std::optional<WhyVictim> compose_why_victim(const IncidentReport& answer, const Places& places);
/// The settings of the server and the machine that concern memory and its use, as far as the inputs tell.
std::vector<Configured> configuration_of(const Report& report);
std::vector<Series> compose_series(const laststraw::Incident& from, const Places& places);
/// Incidents of one input have the same histories around them: of several incidents each keeps what is nearest to it, so that a document
/// grows with the inputs and not with the incidents times them.
void bound_series(std::vector<Incident>& incidents, std::size_t most = 1'000'000);

}  // namespace laststraw::report
