#include "judge/sum.hpp"

#include "text/say.hpp"

namespace laststraw::judge {

namespace {
/// From here on the evidence counts as deciding, either way (a likelihood ratio of ten).
constexpr double kDeciding = 10;
}  // namespace

Sum::Sum(std::string_view cause, const Term& prior, const Facts& facts) : facts_(facts) {
  finding_.cause = cause;
  finding_.decibans = prior.decibans;
}

void Sum::add(const Term& term, Sentence claim, const Citation& cite, double surety) {
  const double decibans = term.decibans * surety;
  finding_.decibans += decibans;
  Citation place = cite.at.first_line == 0 ? facts_.anchor : cite;
  finding_.evidence.push_back(
      {decibans >= 0 ? Bearing::supports : Bearing::contradicts, std::string(term.id), decibans, std::move(claim), std::move(place)});
}

void Sum::against_if_no_shortage(const Term& no_shortage) {
  if (facts_.shortage == Shortage::no && facts_.was_left)
    add(no_shortage, say("memory was not short: {0}", facts_.was_left->value), *facts_.was_left);
}

void Sum::missing(Sentence what, Absence why, Sentence how_to_get_it) {
  finding_.missing.push_back({std::move(what), why, std::move(how_to_get_it)});
}

Finding Sum::done() {
  if (finding_.decibans >= kDeciding)
    finding_.outcome = Outcome::supported;
  else if (finding_.decibans <= -kDeciding)
    finding_.outcome = Outcome::refuted;
  return std::move(finding_);
}

Finding Sum::not_applicable(std::string_view cause) {
  Finding finding;
  finding.cause = cause;
  finding.outcome = Outcome::not_applicable;
  return finding;
}

}  // namespace laststraw::judge
