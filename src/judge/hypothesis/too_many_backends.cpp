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
  if (count == 0 || facts.total.count == 0) {
    sum.missing("the number and sizes of the sessions", Absence::not_supplied, "the kernel's task table or ps captures");
    return sum.done();
  }
  const Process& largest = *facts.sessions.front();
  const auto row = row_of(largest);
  const Bytes half = facts.free_now + facts.sessions_private / 2;
  sum.finding().culprit = {"group", std::nullopt, "sessions", {}, {}, {}, {}, facts.sessions_private, static_cast<std::int64_t>(count)};
  sum.finding().counterfactual = Counterfactual{half, half >= facts.reserve, "with half of the " + std::to_string(count) + " sessions"};

  if (facts.has_outlier())
    sum.add("outlier", "one of them, or another program, alone would have been enough",
            row_of(*(facts.session.sufficient ? facts.session : facts.program).process));
  else if (facts.has_no_outlier())
    sum.add("no_outlier", "no session stands out: the largest holds " + words(largest.anon.middle()) + ", the median " +
                              words(facts.median_of_others(largest)), row);
  const std::string many = std::to_string(count) + " sessions were there";
  const auto table = facts.incident->report ? facts.incident->report->tasks_header : row;
  if (count >= 100) sum.add("hundreds", many, table);
  else if (count >= 40) sum.add("dozens", many, table);
  else if (count < 15) sum.add("few", "only " + many, table);
  const double held = share(facts.sessions_private, facts.total);
  const std::string together = "together they held " + words(facts.sessions_private) + ", " + percent(held) + " of " + facts.total_name;
  if (held >= 0.4) sum.add("large_share", together, table);
  else if (held < 0.2) sum.add("small_share", together, table);
  if (const auto came = came_with_decline(facts); came * 2 >= count)
    sum.add("came_with_decline", std::to_string(came) + " of them came while memory was falling", facts.incident->decline->cite);
  if (facts.gini < 0.4 && count > 2) sum.add("even", "their sizes are about equal", table);
  sum.against_if_no_shortage();
  if (!facts.incident->postgres.present)
    sum.missing("when the sessions came", Absence::not_supplied, "the PostgreSQL log with log_connections = on");
  sum.finding().sentence = "Nobody in particular: " + std::to_string(count) + " sessions of about equal size (" +
                           words(facts.median_of_others(largest)) + " in the median) together held " + words(facts.sessions_private) + ", " +
                           percent(held) + " of " + facts.total_name + last_straw_words(facts) + ".";
  return sum.done();
}

}  // namespace laststraw::judge
