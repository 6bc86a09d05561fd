// One incident for its playbook: what is known of it, and the steps so far.
#pragma once

#include <deque>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "advise/what_if.hpp"
#include "judge/checks.hpp"
#include "judge/hypotheses.hpp"
#include "judge/words.hpp"
#include "laststraw/advice.hpp"
#include "text/say.hpp"

namespace laststraw::advise {

struct Case {
  const judge::Facts& facts;
  const Judgement& judgement;
  const std::vector<ChecklistItem>& checklist;
  Environment environment;
  const Finding* cause = nullptr;    ///< the leading finding; of an undecided verdict, too
  const Process* session = nullptr;  ///< PostgreSQL's process at fault, as the incident knows it; null: none, or not known
  std::deque<Step> steps{};          ///< what add() gives stays where it is
  std::map<const Step*, std::vector<Change>> tried{};  ///< what try_out() tried for a step

  const Incident& incident() const { return *facts.incident; }
  const Records& records() const { return *facts.incident->records; }
  bool in_group() const { return facts.incident->kind == IncidentKind::memcg_oom; }
  int version() const { return judge::major_version(*facts.incident); }

  /// A step of the table with this incident's words; risk, way back and sources are the table's.
  Step& add(std::string_view id, Sentence text);
  /// For the role of the session at fault: ALTER ROLE ... SET setting = value; where the role is not known, it says ROLE_NAME.
  Step& add_for_role(std::string_view id, Sentence text, const char* setting, const std::string& value);
  /// The step's effect is what the changes would have made of the incident.
  void try_out(Step& step, std::initializer_list<Change> changes);
  /// Where a setting of the server is written, in this environment; the value as it is written there.
  void set_server(Step& step, const char* setting, const std::string& value) const;

  /// What a check found; null: there is none of this id.
  const ChecklistItem* check(std::string_view id) const;
  std::string role() const { return session ? session->user : std::string(); }
  /// A role in a sentence.
  static Name role_name(std::string role) { return {NameOf::user, std::move(role)}; }
  /// "pid 372 (etl@shop)"; "the session" where it is not known.
  Sentence who() const { return session ? Sentence(judge::words(*session)) : say("the session"); }
};

Case case_of(const judge::Facts& facts, const Judgement& judgement, const std::vector<ChecklistItem>& checklist);

/// A name in SQL, quoted where it must be.
std::string sql_name(std::string_view name);
/// A text in SQL.
std::string sql_text(std::string_view text);
/// A word of a shell's; `otherwise` where it holds what a shell would take for more.
std::string shell_word(std::string_view text, std::string_view otherwise);

/// "64MB": down to what one writes, at least 64kB.
std::string setting_text(Bytes size);
/// Up to a multiple of `step`.
Bytes rounded_up(Bytes size, Bytes step);

/// The client sessions there were, and what one holds with its page tables; nullopt: not known.
struct Sessions {
  std::int64_t count = 0;
  Bytes each;
};
std::optional<Sessions> sessions_of(const judge::Facts& facts);
/// So many sessions would have left a quarter of the memory; nullopt: not known, or none would.
std::optional<std::int64_t> sessions_that_fit(const judge::Facts& facts);

// Steps that several causes have (common.cpp)
void raise_limit(Case& about);  ///< the group's limit, where one was hit
void more_memory(Case& about);  ///< else the machine's
void limit_sessions(Case& about);
void limit_one_process(Case& about);  ///< ulimit and strict overcommit: an error in place of a kill
void name_next_time(Case& about);     ///< what would have named the statement
void alert_before(Case& about);       ///< with the time that was left
void watch_processes(Case& about);
void give_inputs(Case& about);  ///< what would decide, with the commands for that time (give_inputs.cpp)
/// What tells how many huge pages shared memory needs: the server itself (15+), else its size.
std::string ask_for_huge_pages(const Case& about);

// The playbooks, one file each in playbook/.
void play_single_backend(Case& about);
void play_work_mem_multiplication(Case& about);
void play_parallel_query(Case& about);
void play_too_many_backends(Case& about);
void play_catalog_cache_bloat(Case& about);
void play_shared_buffers_too_large(Case& about);
void play_page_tables(Case& about);
void play_maintenance_storm(Case& about);
void play_external_process(Case& about);
void play_cgroup_limit_too_small(Case& about);
void play_hugepages_over_reserved(Case& about);
void play_tmpfs_or_shm_files(Case& about);
void play_kernel_memory(Case& about);
void play_commit_limit_too_low(Case& about);
void play_commit_limit_exhausted_by_neighbour(Case& about);
void play_commit_accounting_leak(Case& about);
void play_fragmentation(Case& about);
void play_numa_or_cpuset_binding(Case& about);
void play_manual_sigkill(Case& about);
void play_userspace_killer_too_eager(Case& about);
void play_insufficient_evidence(Case& about);

}  // namespace laststraw::advise
