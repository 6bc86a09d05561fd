// One session took far more than its peers: by how it came to hold so much.
#include <algorithm>

#include "advise/case.hpp"
#include "advise/playbook/session.hpp"
#include "judge/work_mem.hpp"

namespace laststraw::advise {

namespace {

Sentence how_to_rewrite(const Case& about) {
  switch (about.cause->mechanism) {
    case Mechanism::aggregate:
      return say(
          "Do not collect all rows into one value: what {0} ran keeps every row in memory, and work_mem does not bound it; aggregate in groups, or fetch by a cursor or COPY",
          about.who());
    case Mechanism::plpgsql_state:
      return say(
          "Do not keep rows in variables: what {0} ran holds them until its function ends; use a temporary table, or commit in batches",
          about.who());
    case Mechanism::large_value:
      return say(
          "Send and read large values in pieces: what {0} ran holds whole values several times over; use COPY, large objects or smaller batches",
          about.who());
    case Mechanism::cartesian_product:
      return say("Give the join a condition: what {0} ran pairs every row of one table with every row of the other", about.who());
    case Mechanism::huge_statement:
      return say(
          "Do not write the values into the statement: parsing what {0} ran takes tens of times its text; use COPY, a temporary table or one array as a parameter",
          about.who());
    case Mechanism::partition_planning:
      return say(
          "Touch fewer partitions in one statement: what {0} ran was planned over very many tables; let its WHERE clause name the partition key, or go through the partitions in batches",
          about.who());
    case Mechanism::temp_tables:
      return say(
          "Fill temporary tables in batches, and make each once: beyond temp_buffers they lie in files, so what {0} held is of the statement that fills them or of the catalog's caches",
          about.who());
    default:
      return say("See what {0} ran: its memory is bounded by no setting that is known; batches and cursors bound it", about.who());
  }
}

void rewrite(Case& about) {
  Step& step = about.add("rewrite_statement", how_to_rewrite(about));
  step.role = about.role();
  step.applies_to = about.who();
  if (about.session) step.evidence.push_back(about.facts.named_by(*about.session));
  about.try_out(step, {{Knob::session_as_peers}});
}

/// pg_db_role_setting says who allowed it.
void reset_role_setting(Case& about, const RoleSetting& raised) {
  Step& step =
      about.add("own_work_mem", say("Take back the work_mem that ALTER ROLE or ALTER DATABASE gave {0}: {1}, where the server's own is {2}",
                                    about.who(), raised.value, about.facts.work_mem->value));
  step.role = about.role();
  step.command = raised.role.empty() ? "ALTER DATABASE " + sql_name(raised.database)
                                     : "ALTER ROLE " + sql_name(raised.role) +
                                           (raised.database.empty() ? std::string() : " IN DATABASE " + sql_name(raised.database));
  step.command += " RESET work_mem;";
  step.applies_to = raised.role.empty() ? say("database {0}", thing_name(raised.database)) : say("role {0}", Case::role_name(raised.role));
  step.evidence = {raised.cite, about.facts.work_mem->cite};
  about.try_out(step, {{Knob::work_mem, about.facts.work_mem->value.count, about.role()}});
}

/// One sort above work_mem was allowed by somebody.
void find_own_work_mem(Case& about) {
  const RoleSetting* const raised = about.session ? judge::role_work_mem(about.facts, *about.session) : nullptr;
  if (raised) return reset_role_setting(about, *raised);
  const std::string role = about.role();
  const Bytes work_mem = about.facts.work_mem->value;
  Step& step = about.add(
      "own_work_mem",
      say("Find where {0} raised its work_mem: it held {1} though work_mem is {2} (SET, ALTER ROLE, ALTER DATABASE, or options= of its connection)",
          about.who(), about.facts.session.size, work_mem));
  step.role = role;
  step.command = "SELECT setdatabase::regclass, setrole::regrole, setconfig FROM pg_db_role_setting;" +
                 (role.empty() ? std::string() : " -- then ALTER ROLE " + sql_name(role) + " RESET work_mem;");
  step.command.replace(step.command.find("setdatabase::regclass"), 21, "(SELECT datname FROM pg_database d WHERE d.oid = setdatabase)");
  step.applies_to = role.empty() ? say("the role of {0}", about.who()) : say("role {0}", Case::role_name(role));
  step.evidence.push_back(about.facts.work_mem->cite);
  about.try_out(step, {{Knob::work_mem, work_mem.count, role}});
}

/// So much work_mem that a third of the memory stays free with this statement; nullopt: not even the least.
std::optional<Bytes> work_mem_that_fits(const Case& about) {
  const judge::Facts& facts = about.facts;
  if (!facts.work_mem || !facts.total || !about.session || !about.session->anon) return std::nullopt;
  const Bytes most = about.session->anon->high - facts.total->value / 3;
  const int nodes = judge::memory_nodes(about.session->statement);
  const Bytes each = scaled(most / nodes, 1 / facts.hash_mem_multiplier) - mib(16) / nodes;
  const Bytes neat = std::min(each, facts.work_mem->value / 2);
  return neat >= mib(1) ? std::optional(mib(neat.count >> 20)) : std::nullopt;
}

/// A subscription's worker: src/backend/replication/logical/worker.c; streaming: 14+.
void apply_memory(Case& about) {
  Step& step = about.add(
      "apply_memory",
      say("Let the publisher send large transactions while they run, and update to the last minor release; the subscription's worker, {0}, held the memory",
          about.who()));
  step.command =
      "SELECT format('ALTER SUBSCRIPTION %I SET (streaming = on);', subname) FROM pg_subscription WHERE substream::text IN ('f', 'false');";
  about.try_out(step, {{Knob::session_as_peers}});
}

/// Recovery reads ahead since 15: src/backend/access/transam/xlogprefetcher.c.
void replay_memory(Case& about) {
  Step& step = about.add(
      "replay_memory",
      say("Update to the last minor release, and let recovery not read ahead (15+); it was the replay of WAL, {0}, that held the memory",
          about.who()));
  about.set_server(step, "recovery_prefetch", "off");
  about.try_out(step, {{Knob::session_as_peers}});
}

/// Where sizes or work_mem are not known.
void see_plan(Case& about) {
  if (!about.session || about.session->statement.empty()) return;
  Step& step = about.add(
      "see_plan",
      say("See the plan of what {0} ran (EXPLAIN, without ANALYZE): each sort, hash and join in it may take work_mem", about.who()));
  step.applies_to = about.who();
  step.evidence.push_back(about.facts.named_by(*about.session));
  step.effect = {EffectKind::unknown, say("it tells which of them is large, and what work_mem its role should have"), std::nullopt};
}

}  // namespace

void cancel_when_it_comes_again(Case& about) {
  const std::string role = about.role();
  Step& step = about.add(
      "cancel_statement",
      role.empty() ? say("If it comes again, cancel the statement before it has grown; this lists what runs")
                   : say("If role {0} runs it again, cancel it before it has grown; this lists what it runs", Case::role_name(role)));
  step.role = role;
  step.command = "SELECT pid, now() - query_start AS running, left(query, 60) AS query FROM pg_stat_activity WHERE state = 'active'" +
                 (role.empty() ? std::string() : " AND usename = " + sql_text(role)) +
                 " ORDER BY query_start; -- then, with its pid: SELECT pg_cancel_backend(PID);";
  step.applies_to = about.who();
  if (about.session) step.evidence.push_back(about.facts.place_of(*about.session));
  about.try_out(step, {{Knob::session_as_peers}});
}

void lower_work_mem(Case& about) {
  const auto fits = work_mem_that_fits(about);
  if (!fits) return see_plan(about);
  const std::string value = setting_text(*fits);
  Step& step = about.add_for_role("role_work_mem",
                                  say("Give role {0} work_mem = {1} in place of {2}: its statement has {3} sorts, hashes and joins",
                                      about.role().empty() ? Sentence("?") : Sentence(Case::role_name(about.role())), value,
                                      about.facts.work_mem->value, judge::memory_nodes(about.session->statement)),
                                  "work_mem", value);
  step.evidence.push_back(about.facts.work_mem->cite);
  about.try_out(step, {{Knob::work_mem, fits->count, about.role()}});
  Step& spill = about.add_for_role("role_temp_file_limit", say("Bound its temporary files: with less work_mem it writes more of them"),
                                   "temp_file_limit", "20GB");
  spill.precondition = Precondition::unknown;
  spill.condition = say("the disk has so much room");
}

void bound_run_time(Case& about) {
  const Started* began = about.session ? about.facts.began_with_decline(*about.session) : nullptr;
  if (!began || !about.incident().when.wall) return;
  const auto ran = std::chrono::duration_cast<std::chrono::seconds>(*about.incident().when.wall - began->at).count();
  constexpr std::int64_t kLong = 60;  // below that the timeout would end ordinary statements too
  if (ran < kLong) return;
  const std::int64_t most = std::max<std::int64_t>(30, ran / 2 / 30 * 30);
  Step& step = about.add_for_role("role_statement_timeout",
                                  say("End its statements after {0}: this one had run for {1}", how_long(std::chrono::seconds(most)),
                                      how_long(std::chrono::seconds(ran))),
                                  "statement_timeout", std::to_string(most) + "s");
  step.evidence.push_back(began->cite);
  about.try_out(step, {{Knob::statement_timeout, most * 1000, about.role()}});
}

void play_single_backend(Case& about) {
  cancel_when_it_comes_again(about);
  switch (about.cause->mechanism) {
    case Mechanism::sort_or_hash:
      if (about.facts.work_mem && about.session && about.session->anon && !judge::bounded_by_work_mem(about.facts, about.judgement))
        find_own_work_mem(about);
      else
        lower_work_mem(about);
      break;
    case Mechanism::raised_work_mem:
      find_own_work_mem(about);
      break;
    case Mechanism::apply:
      apply_memory(about);
      break;
    case Mechanism::wal_replay:
      replay_memory(about);
      break;
    case Mechanism::temp_buffers: {
      Step& step = about.add_for_role(
          "role_temp_buffers",
          say("Do not raise temp_buffers in the session: what {0} took for temporary tables it keeps until it ends", about.who()),
          "temp_buffers", "8MB");
      about.try_out(step, {{Knob::temp_buffers, mib(8).count, about.role()}});
      break;
    }
    case Mechanism::logical_decoding: {
      Step& step = about.add("decoding_memory",
                             say("Let logical decoding hold 64 MB, and stream large transactions (subscription option streaming = on)"));
      about.set_server(step, "logical_decoding_work_mem", "64MB");
      about.try_out(step, {{Knob::logical_decoding_work_mem, mib(64).count}});
      break;
    }
    case Mechanism::prepared_statements: {
      Step& step = about.add("deallocate_statements",
                             say("Let the driver of {0} prepare fewer statements, or end the session after a while", about.who()));
      about.try_out(step, {{Knob::session_as_peers}});
      break;
    }
    case Mechanism::jit: {
      Step& step = about.add_for_role("role_jit", say("Turn JIT off for it: a plan of {0} was compiled", about.who()), "jit", "off");
      about.try_out(step, {{Knob::session_as_peers}});
      break;
    }
    case Mechanism::extension: {
      Step& step = about.add("upgrade_extension", say("Upgrade the extension that {0} used, or bound what one call gets", about.who()));
      about.try_out(step, {{Knob::session_as_peers}});
      break;
    }
    default:
      rewrite(about);
  }
  limit_one_process(about);
  bound_run_time(about);
  raise_limit(about);
  more_memory(about);
  if (about.version() >= 14) {
    Step& step = about.add("log_contexts", say("When a session grows, ask it where its memory is"));
    step.command =
        "SELECT pid, left(query, 60) AS query FROM pg_stat_activity WHERE state = 'active'; -- then, with its pid: SELECT pg_log_backend_memory_contexts(PID);";
  }
}

}  // namespace laststraw::advise
