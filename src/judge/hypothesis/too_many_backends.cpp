// Many sessions of about equal size.
#include <algorithm>
#include <array>

#include "judge/hypotheses.hpp"
#include "judge/sum.hpp"
#include "judge/words.hpp"

namespace laststraw::judge {

namespace {

constexpr std::string_view kId = "too_many_backends";
constexpr int kHundreds = 100;
constexpr int kDozens = 40;
constexpr int kFew = 15;
constexpr double kLargeShare = 0.4;
constexpr double kSmallShare = 0.2;
constexpr double kEven = 0.4;  ///< Gini coefficient
constexpr double kMostCame = 0.5;
constexpr std::array kTerms{
    Term{"prior", -3, -2.3, "Many connections are common; being the cause is not.", kRanking},
    Term{"handful", 20, 20.0,
         "A few sessions of about equal size hold most of it: together they would have been enough, and nothing tells them apart.",
         kCounterfactual},
    Term{"unknown_handful", 3, 3.0,
         "A few processes of about equal size hold most of it, and nothing tells what they are: sessions or workers.", kCounterfactual},
    Term{"pair", 6, 6.0, "Two sessions of about equal size hold most of it, and nothing tells which of them, or that both, are at fault.",
         kCounterfactual},
    Term{"uneven", -8, -8.0, "Most of the sessions' memory is in a few of them.", kRanking},
    Term{"shared_more", -10, -10.0, "Shared memory beyond shared_buffers is more than all sessions hold.", kReading},
    Term{"no_outlier", 8, 6.1, "No session and no other program alone would have been enough.", kCounterfactual},
    Term{"outlier", -15, -14.1, "One session or program alone would have been enough.", kCounterfactual},
    Term{"hundreds", 6, 5.1, "{0} sessions or more.", "docs/reference/causes.md RC-10", kHundreds},
    Term{"dozens", 4, 5.4, "{0} sessions or more.", "docs/reference/causes.md RC-10", kDozens},
    Term{"few", -8, -5.3, "Fewer than {0} sessions.", "docs/reference/causes.md RC-10", kFew},
    Term{"large_share", 6, 4.4, "The sessions' private memory is {0} % or more of the total.", kRanking, percent_of(kLargeShare)},
    Term{"small_share", -12, -8.4, "The sessions' private memory is below {0} % of the total.", kRanking, percent_of(kSmallShare)},
    Term{"even", 2, 2.2, "Their sizes are about equal (Gini coefficient below {0} %).", kRanking, percent_of(kEven)},
    Term{"came_with_decline", 4, 2.9, "{0} % of the sessions or more came while available memory was falling.",
         "docs/reference/causes.md RC-10", percent_of(kMostCame)},
    Term{"clients_refused", 12, 12.0, "Connections were refused as too many at that time.",
         "PostgreSQL documentation, Connections and Authentication, max_connections"},
    Term{"no_shortage", -25, -25.0, "There was memory to spare at the moment of the kill.", kExclusion},
};
consteval const Term& term(std::string_view id) { return find(kTerms, id); }

/// Sessions that are no older than the decline.
std::size_t came_with_decline(const Facts& facts) {
  const auto& decline = facts.incident->decline;
  if (!decline || decline->whole_history || !facts.incident->when.wall) return 0;
  const Micros since = *facts.incident->when.wall - decline->onset + decline->slack;
  return static_cast<std::size_t>(std::count_if(facts.sessions.begin(), facts.sessions.end(),
                                                [&](const Process* session) { return session->age && *session->age <= since; }));
}

/// "application bi", "user etl"; empty where nothing is common.
Sentence common_words(const Handful& handful) {
  if (!handful.application.empty()) return say(" of application {0}", thing_name(handful.application));
  return handful.user.empty() ? Sentence() : say(" of user {0}", Name{NameOf::user, handful.user});
}

/// A pair or a handful of equals among many small ones: no one of them is it, and the load as a whole is not.
bool is_handful_of_equals(const Facts& facts) {
  const Handful& handful = facts.handful;
  return handful.few && facts.total && facts.free_now + handful.size >= facts.reserve && facts.of_total(handful.size) >= kSmallShare &&
         !facts.has_outlier();
}

/// A log line or a title says of one of them what it is. By its size alone a worker is taken for a session.
bool is_known(const Handful& handful) {
  return std::any_of(handful.sessions.begin(), handful.sessions.end(), [](const Process* session) {
    return !session->user.empty() || !session->application.empty() || !session->statement.empty() || !session->command.empty();
  });
}

Finding of_handful(const Facts& facts) {
  Sum sum(kId, term("prior"), facts);
  const Handful& handful = facts.handful;
  const std::size_t count = handful.sessions.size();
  const Citation& row = facts.place_of(*handful.sessions.front());
  const Sentence who = say("{0} sessions{1}", count, common_words(handful));
  sum.finding().verdict = VerdictKind::culprit;
  sum.finding().culprit = {GroupAtFault{GroupOf::sessions, static_cast<std::int64_t>(count), handful.application, handful.user},
                           handful.size};
  sum.finding().counterfactual = Counterfactual{facts.free_now + handful.size, true, say("without the {0}", who)};
  // Idle ones hold something else than the work of a statement; maintenance has a hypothesis of its own.
  if (handful.waits() || handful.prepares || handful_maintains(facts))
    sum.add(term("uneven"), say("{0} hold {1} each, the other {2} far less", who, handful.each, facts.sessions.size() - count), row);
  else
    sum.add(!is_known(handful) ? term("unknown_handful")
            : count == 2       ? term("pair")
                               : term("handful"),
            say("{0} hold {1} each, {2} together, the other {3} far less, and no one of them stands out", who, handful.each, handful.size,
                facts.sessions.size() - count),
            row);
  if (facts.of_total(handful.size) >= kLargeShare)
    sum.add(term("large_share"),
            say("together they held {0}, {1} of {2}", handful.size, percent(facts.of_total(handful.size)), facts.total_name), row);
  sum.against_if_no_shortage(term("no_shortage"));
  sum.missing(say("what each of them was running"), Absence::not_printed,
              say("log_min_duration_statement does not log what is killed: log_statement = 'all' or pgaudit for this role"));
  sum.finding().sentence =
      say("Not one session but {0} together are the culprit: {1} each, {2} in all, {3} of {4}, and no one of them alone{5}.", who,
          handful.each, handful.size, percent(facts.of_total(handful.size)), facts.total_name, victim_words(facts, nullptr));
  return sum.done();
}

Finding ask(const Facts& facts) {
  if (is_handful_of_equals(facts)) return of_handful(facts);
  Sum sum(kId, term("prior"), facts);
  const std::size_t count = facts.sessions.size();
  if (count == 0 || !facts.total) {
    sum.missing(say("the number and sizes of the sessions"), Absence::not_supplied, say("the kernel's task table or ps captures"));
    for (const PgEvent& event : facts.incident->history->events)
      if (event.kind == PgEventKind::too_many_clients) {
        sum.add(term("clients_refused"), say("connections were refused: too many clients"), event.cite);
        sum.finding().sentence = say("Probably too many sessions: connections were refused as too many; their sizes are not known.");
        break;
      }
    return sum.done();
  }
  const Process& largest = *facts.sessions.front();
  const Citation& row = facts.place_of(largest);
  const Bytes half = facts.free_now + facts.sessions_private / 2;
  sum.finding().culprit = {GroupAtFault{GroupOf::sessions, static_cast<std::int64_t>(count)}, facts.sessions_private};
  sum.finding().counterfactual = Counterfactual{half, half >= facts.reserve, say("with half of the {0} sessions", count)};

  if (facts.has_outlier())
    sum.add(term("outlier"), say("one of them, or another program, alone would have been enough"), facts.place_of(facts.outlier()));
  else if (facts.has_no_outlier())
    sum.add(term("no_outlier"),
            say("no session stands out: the largest holds {0}, the median {1}", largest.anon->middle(), facts.median_of_others(largest)),
            row);
  const Sentence many = say("{0} sessions were there", count);
  const Citation& table = facts.incident->report && facts.incident->report->tasks_header ? *facts.incident->report->tasks_header : row;
  if (count >= kHundreds)
    sum.add(term("hundreds"), many, table);
  else if (count >= kDozens)
    sum.add(term("dozens"), many, table);
  else if (count < kFew)
    sum.add(term("few"), say("only {0} sessions were there", count), table);
  const double held = facts.of_total(facts.sessions_private);
  const Sentence together = say("together they held {0}, {1} of {2}", facts.sessions_private, percent(held), facts.total_name);
  if (held >= kLargeShare)
    sum.add(term("large_share"), together, table);
  else if (held < kSmallShare)
    sum.add(term("small_share"), together, table);
  if (const auto came = came_with_decline(facts); static_cast<double>(came) >= static_cast<double>(count) * kMostCame)
    sum.add(term("came_with_decline"), say("{0} of them came while memory was falling", came), facts.incident->decline->cite);
  if (facts.gini < kEven && count > 2) sum.add(term("even"), say("their sizes are about equal"), table);
  if (facts.handful.few)
    sum.add(term("uneven"), say("{0} of them hold {1} each, the others far less", facts.handful.sessions.size(), facts.handful.each),
            facts.place_of(*facts.handful.sessions.front()));
  if (const auto& files = facts.beyond_mapped; files && files->value > facts.sessions_private)
    sum.add(term("shared_more"),
            say("{0} of shared memory are neither shared_buffers nor mapped by any process, more than the sessions held", files->value),
            *files);
  sum.against_if_no_shortage(term("no_shortage"));
  if (!facts.incident->postgres.present)
    sum.missing(say("when the sessions came"), Absence::not_supplied, say("the PostgreSQL log with log_connections = on"));
  const Percent share_held = percent(held);
  const Sentence last_straw = last_straw_words(facts);
  const Bytes median = facts.median_of_others(largest);
  sum.finding().sentence =
      facts.gini < kEven
          ? say("Nobody in particular: {0} sessions of about equal size ({1} in the median) together held {2}, {3} of {4}{5}.", count,
                median, facts.sessions_private, share_held, facts.total_name, last_straw)
          : say("Nobody in particular: {0} sessions ({1} in the median) together held {2}, {3} of {4}{5}.", count, median,
                facts.sessions_private, share_held, facts.total_name, last_straw);
  return sum.done();
}

}  // namespace

constinit const Hypothesis too_many_backends{kId,
                                             "Many sessions of about equal size",
                                             "No session stands out; their number is what the memory went to.",
                                             VerdictKind::last_straw,
                                             kTerms,
                                             ask,
                                             true};

}  // namespace laststraw::judge
