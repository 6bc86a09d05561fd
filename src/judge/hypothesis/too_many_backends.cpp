// Many sessions of about equal size.
#include <algorithm>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

/// Sessions that are no older than the decline.
std::size_t came_with_decline(const Facts& facts) {
  const auto& decline = facts.incident->decline;
  if (!decline || decline->whole_history) return 0;
  const Micros since = *facts.incident->when.wall - decline->onset + decline->slack;
  return static_cast<std::size_t>(std::count_if(facts.sessions.begin(), facts.sessions.end(), [&](const Process* session) { return session->age && *session->age <= since; }));
}

}  // namespace

Finding too_many_backends(const Facts& facts) {
  Sum sum("too_many_backends", facts);
  const std::size_t count = facts.sessions.size();
  if (count == 0 || !facts.total) {
    sum.missing(say("the number and sizes of the sessions"), Absence::not_supplied, say("the kernel's task table or ps captures"));
    return sum.done();
  }
  const Process& largest = *facts.sessions.front();
  const Citation& row = facts.place_of(largest);
  const Bytes half = facts.free_now + facts.sessions_private / 2;
  sum.finding().culprit = {"group", std::nullopt, say("sessions"), {}, {}, {}, {}, facts.sessions_private, static_cast<std::int64_t>(count)};
  sum.finding().counterfactual = Counterfactual{half, half >= facts.reserve, say("with half of the {0} sessions", count)};

  if (facts.has_outlier())
    sum.add("outlier", say("one of them, or another program, alone would have been enough"),
            facts.place_of(facts.outlier()));
  else if (facts.has_no_outlier())
    sum.add("no_outlier", say("no session stands out: the largest holds {0}, the median {1}", words(largest.anon->middle()), words(facts.median_of_others(largest))), row);
  const std::string many = say("{0} sessions were there", count);
  const Citation& table = facts.incident->report && facts.incident->report->tasks_header ? *facts.incident->report->tasks_header : row;
  if (count >= 100) sum.add("hundreds", many, table);
  else if (count >= 40) sum.add("dozens", many, table);
  else if (count < 15) sum.add("few", say("only {0} sessions were there", count), table);
  const double held = facts.of_total(facts.sessions_private);
  const std::string together = say("together they held {0}, {1} of {2}", words(facts.sessions_private), percent(held), facts.total_name);
  if (held >= 0.4) sum.add("large_share", together, table);
  else if (held < 0.2) sum.add("small_share", together, table);
  if (const auto came = came_with_decline(facts); came * 2 >= count)
    sum.add("came_with_decline", say("{0} of them came while memory was falling", came), facts.incident->decline->cite);
  if (facts.gini < 0.4 && count > 2) sum.add("even", say("their sizes are about equal"), table);
  sum.against_if_no_shortage();
  if (!facts.incident->postgres.present)
    sum.missing(say("when the sessions came"), Absence::not_supplied, say("the PostgreSQL log with log_connections = on"));
  sum.finding().sentence = say("Nobody in particular: {0} sessions of about equal size ({1} in the median) together held {2}, {3} of {4}{5}.", count,
                               words(facts.median_of_others(largest)), words(facts.sessions_private), percent(held), facts.total_name, last_straw_words(facts));
  return sum.done();
}

}  // namespace laststraw::judge
