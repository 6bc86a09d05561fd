// The incident's quantities while changes are tried on them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advise/what_if.hpp"
#include "judge/commit.hpp"
#include "judge/hypotheses.hpp"

namespace laststraw::advise {

class World {
 public:
  World(const judge::Facts& facts, const Judgement& judgement);

  void apply(const Change& change);
  Effect outcome();

  /// What outcome() is made of where nothing else decides.
  Interval freed() const;
  Bytes added() const { return added_; }        ///< to the total
  bool grows() const { return grows_; }         ///< somebody would have taken what comes free elsewhere
  bool bounds() const { return hog_bounded_; }  ///< and a change keeps him from it

 private:
  // What sessions hold (world_sessions.cpp)
  void set_work_mem(const Change& change);
  void set_connections(std::int64_t most);
  void set_equals(std::int64_t most);
  void set_parallel_workers(std::int64_t most);
  void set_maintenance(Bytes most);
  void set_autovacuum_workers(std::int64_t most);
  void set_own_buffers(const Change& change, Mechanism of, Bytes most);
  void set_timeout(std::int64_t milliseconds);
  void hold_as_peers();
  void make_fresh();
  void limit_program(Bytes most);
  void limit_address_space(Bytes most);

  // What the machine and the group have (world_machine.cpp)
  void set_shared_buffers(Bytes size);
  void set_limit(Bytes size);
  void set_ram(Bytes size);
  void set_swap(Bytes size);
  void set_huge_pages(std::int64_t pages);
  void set_files(Bytes most);
  void set_adjustment(const Change& change);
  void try_overcommit();

  Effect remaining();
  /// "pid 372 (etl@shop, etl_loader)"
  Sentence hog_words() const;
  bool in_group() const { return facts_.incident->kind == IncidentKind::memcg_oom; }
  bool is_cause(const judge::Hypothesis& hypothesis) const { return cause_ && cause_->cause == hypothesis.id; }
  bool of_role(const Process& process, const std::string& role) const { return role.empty() || process.user == role; }
  /// It would have held no more than that.
  void shrink(const Process& process, Interval to);
  /// What a session may hold with this work_mem.
  Bytes entitled(const Process& process) const;

  const judge::Facts& facts_;
  const Finding* cause_ = nullptr;  ///< the leading one, decided or not
  const Process* hog_ = nullptr;    ///< the session or program that grew
  bool grows_ = false;              ///< and would have taken what comes free elsewhere
  bool hog_bounded_ = false;        ///< by a change

  std::vector<std::optional<Interval>> most_;  ///< by process: what it would have held at most; nullopt: as much as it did
  Interval saved_{};                           ///< besides
  Bytes added_{};                              ///< to the total
  Bytes work_mem_{};
  double multiplier_ = 1;
  judge::Commit commit_;
  std::optional<std::int64_t> mode_, ratio_, kbytes_;
  std::optional<Pid> other_victim_;

  Sentence harm_, missing_, nothing_, refused_;
};

}  // namespace laststraw::advise
