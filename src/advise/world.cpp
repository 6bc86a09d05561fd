#include "advise/world.hpp"

#include <algorithm>
#include <cmath>

#include "judge/words.hpp"
#include "text/say.hpp"

namespace laststraw::advise {

using judge::words;

namespace {

/// Causes at which one process took the memory and would have gone on.
bool of_one(const Finding& finding) {
  for (const judge::Hypothesis* one : {&judge::single_backend, &judge::work_mem_multiplication, &judge::parallel_query})
    if (finding.cause == one->id) return true;
  return false;
}

Effect effect(EffectKind kind, Sentence text, std::optional<Bytes> free_after = std::nullopt) {
  return {kind, std::move(text), free_after};
}

}  // namespace

World::World(const judge::Facts& facts, const Judgement& judgement)
    : facts_(facts), multiplier_(facts.hash_mem_multiplier), commit_(judge::commit_of(facts)) {
  most_.resize(facts.incident->processes.size());
  if (facts.work_mem) work_mem_ = facts.work_mem->value;
  if (judgement.findings.empty()) return;
  cause_ = &judgement.findings.front();
  if (of_one(*cause_)) {
    hog_ = facts.session.process;
    for (const Process& process : facts.incident->processes)
      if (cause_->culprit.pid() == process.pid && is_postgres(process.role)) hog_ = &process;
    // A parallel query takes what its nodes are entitled to, and no more.
    grows_ = hog_ != nullptr && !is_cause(judge::parallel_query);
  } else if (cause_->verdict == VerdictKind::culprit) {
    // A handful of equals: what comes free is for those of them that go on, and all do that are not seen to wait.
    const std::vector<const Process*>& equals = facts.handful.sessions;
    grows_ =
        !facts.handful.waits() || std::any_of(equals.begin(), equals.end(), [&](const Process* one) { return facts.grew_or_began(*one); });
  } else if (is_cause(judge::external_process) && facts.program.process) {
    hog_ = facts.program.process;
    grows_ = true;
  }
}

void World::apply(const Change& change) {
  const Bytes size{change.value};
  switch (change.knob) {
    case Knob::shared_buffers:
      return set_shared_buffers(size);
    case Knob::work_mem:
    case Knob::hash_mem_multiplier:
      return set_work_mem(change);
    case Knob::max_connections:
      return set_connections(change.value);
    case Knob::parallel_workers:
      return set_parallel_workers(change.value);
    case Knob::maintenance_work_mem:
      return set_maintenance(size);
    case Knob::autovacuum_workers:
      return set_autovacuum_workers(change.value);
    case Knob::temp_buffers:
      return set_own_buffers(change, Mechanism::temp_buffers, size);
    case Knob::logical_decoding_work_mem:
      return set_own_buffers(change, Mechanism::logical_decoding, size);
    case Knob::statement_timeout:
      return set_timeout(change.value);
    case Knob::limit:
      return set_limit(size);
    case Knob::ram:
      return set_ram(size);
    case Knob::swap:
      return set_swap(size);
    case Knob::overcommit_memory:
      mode_ = change.value;
      return;
    case Knob::overcommit_ratio:
      ratio_ = change.value;
      return;
    case Knob::overcommit_kbytes:
      kbytes_ = change.value / 1024;
      return;
    case Knob::nr_hugepages:
      return set_huge_pages(change.value);
    case Knob::oom_score_adj:
      return set_adjustment(change);
    case Knob::address_space:
      return limit_address_space(size);
    case Knob::session_as_peers:
      return hold_as_peers();
    case Knob::equals_at_once:
      return set_equals(change.value);
    case Knob::sessions_fresh:
      return make_fresh();
    case Knob::program_limit:
      return limit_program(size);
    case Knob::files_in_memory:
      return set_files(size);
    case Knob::gentle_termination:
      refused_ = say("only this session would have ended, and the server would have gone on");
      return;
    case Knob::other:
      return;
  }
}

Sentence World::hog_words() const {
  if (hog_) return Sentence(words(*hog_));
  return cause_ && cause_->verdict == VerdictKind::culprit ? say("these sessions") : say("the session");
}

void World::shrink(const Process& process, Interval to) {
  if (!process.anon) {
    if (missing_.empty()) missing_ = &process == hog_ ? say("the size of the session") : say("the sizes of the sessions");
    return;
  }
  if (&process == hog_ && to.low < process.anon->high) hog_bounded_ = true;
  std::optional<Interval>& most = most_[static_cast<std::size_t>(&process - facts_.incident->processes.data())];
  most = most ? Interval{std::min(most->low, to.low), std::min(most->high, to.high)} : to;
}

Interval World::freed() const {
  Interval sum = saved_;
  for (std::size_t i = 0; i < most_.size(); ++i) {
    const auto& held = facts_.incident->processes[i].anon;
    if (!held || !most_[i]) continue;
    sum.low += std::max(Bytes{0}, held->low - most_[i]->high), sum.high += std::max(Bytes{0}, held->high - most_[i]->low);
  }
  return sum;
}

/// What is left when refusals, harm and what is not known have been told.
Effect World::remaining() {
  const Interval freed = this->freed();
  const Bytes low = facts_.free_now + freed.low + added_, high = facts_.free_now + freed.high + added_;
  const Bytes more = freed.low + added_;
  if (more.count <= 0 && freed.high.count <= 0) {
    if (!missing_.empty()) return effect(EffectKind::unknown, say("cannot be told (not known: {0})", missing_));
    if (more.count < 0) return effect(EffectKind::harm, say("{0} less would have been free", Bytes{-more.count}));
    return effect(EffectKind::no_effect, nothing_.empty() ? say("no effect on this incident") : say("no effect here: {0}", nothing_));
  }
  if (!facts_.total) return effect(EffectKind::unknown, say("cannot be told (not known: {0})", say("the size of the RAM or of the limit")));
  if (grows_ && !hog_bounded_) {
    const double rate = facts_.incident->decline ? facts_.incident->decline->bytes_per_second : 0;
    if (rate > 0 && std::isfinite(rate))
      return effect(EffectKind::later, say("{0} more: {1} would have taken them in {2}", more, hog_words(),
                                           Duration{std::max(1.0, std::floor(static_cast<double>(more.count) / rate))}));
    return effect(EffectKind::later, say("{0} more, which {1} would have taken as well", more, hog_words()));
  }
  const auto sized = [](const Process& process) { return process.anon.has_value(); };
  const std::vector<Process>& all = facts_.incident->processes;
  if (added_.count > 0 && !facts_.incident->ledger.total && std::none_of(all.begin(), all.end(), sized))
    return effect(EffectKind::unknown, say("cannot be told (not known: {0})", say("the sizes of the sessions")));
  if (low >= facts_.reserve)
    return effect(EffectKind::no_kill,
                  facts_.incident->kind == IncidentKind::enomem ? say("{0} would have been free: no refusal", low)
                                                                : say("{0} would have been free: no kill", low),
                  low);
  if (high >= facts_.reserve)
    return effect(EffectKind::unknown, say("between {0} and {1} would have been free: the sizes are not known closely enough", low, high),
                  low);
  return effect(EffectKind::later, say("{0} would have been free, less than a tenth: the same, later", std::max(Bytes{0}, low)), low);
}

Effect World::outcome() {
  const IncidentKind kind = facts_.incident->kind;
  if (mode_ || ratio_ || kbytes_) try_overcommit();
  if (!harm_.empty()) return effect(EffectKind::harm, harm_);
  if (is_cause(judge::manual_sigkill) && refused_.empty())
    return effect(EffectKind::no_effect, say("no effect here: {0}", say("somebody sent the signal, memory was not short")));
  if (kind == IncidentKind::postgres_limit || kind == IncidentKind::not_memory)
    return effect(EffectKind::no_effect, say("no effect here: {0}", say("it was not the machine's memory that was short")));
  if (!refused_.empty()) return effect(EffectKind::error_instead, refused_);
  if (other_victim_) {
    for (const Process& process : facts_.incident->processes)
      if (process.pid == *other_victim_) return effect(EffectKind::other_victim, say("{0} would have been killed instead", words(process)));
    return effect(EffectKind::other_victim, say("{0} would have been killed instead", Identity{*other_victim_, {}, {}, {}, {}}));
  }
  return remaining();
}

Effect what_if(const judge::Facts& facts, const Judgement& judgement, std::span<const Change> changes) {
  World world(facts, judgement);
  for (const Change& change : changes) world.apply(change);
  return world.outcome();
}

}  // namespace laststraw::advise
