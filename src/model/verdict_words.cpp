// What is concluded.
#include "laststraw/words.hpp"

namespace laststraw {

std::string_view word(Bearing bearing) { return bearing == Bearing::supports ? "supports" : "contradicts"; }

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::supported:
      return "supported";
    case Outcome::refuted:
      return "refuted";
    case Outcome::undecided:
      return "undecided";
    case Outcome::not_applicable:
      return "not_applicable";
  }
  return {};
}

std::string_view word(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::culprit:
      return "culprit";
    case VerdictKind::last_straw:
      return "last_straw";
    case VerdictKind::undecided:
      return "undecided";
  }
  return {};
}

std::string_view word(Absence absence) {
  switch (absence) {
    case Absence::not_supplied:
      return "not_supplied";
    case Absence::not_printed:
      return "not_printed";
    case Absence::unreadable:
      return "unreadable";
  }
  return {};
}

std::string_view word(CheckStatus status) {
  switch (status) {
    case CheckStatus::fail:
      return "fail";
    case CheckStatus::warn:
      return "warn";
    case CheckStatus::pass:
      return "pass";
    case CheckStatus::unknown:
      return "unknown";
    case CheckStatus::not_applicable:
      return "not_applicable";
  }
  return {};
}

std::string_view word(Support support) {
  switch (support) {
    case Support::none:
      return {};
    case Support::weak:
      return "weak";
    case Support::moderate:
      return "moderate";
    case Support::strong:
      return "strong";
    case Support::very_strong:
      return "very strong";
  }
  return {};
}

std::string_view word(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::none:
      return {};
    case Mechanism::unknown:
      return "unknown";
    case Mechanism::sort_or_hash:
      return "sort_or_hash";
    case Mechanism::raised_work_mem:
      return "raised_work_mem";
    case Mechanism::cartesian_product:
      return "cartesian_product";
    case Mechanism::aggregate:
      return "aggregate";
    case Mechanism::large_value:
      return "large_value";
    case Mechanism::huge_statement:
      return "huge_statement";
    case Mechanism::plpgsql_state:
      return "plpgsql_state";
    case Mechanism::temp_buffers:
      return "temp_buffers";
    case Mechanism::temp_tables:
      return "temp_tables";
    case Mechanism::prepared_statements:
      return "prepared_statements";
    case Mechanism::partition_planning:
      return "partition_planning";
    case Mechanism::logical_decoding:
      return "logical_decoding";
    case Mechanism::apply:
      return "apply";
    case Mechanism::wal_replay:
      return "wal_replay";
    case Mechanism::jit:
      return "jit";
    case Mechanism::extension:
      return "extension";
    case Mechanism::work_mem_times_nodes:
      return "work_mem_times_nodes";
  }
  return {};
}

std::string_view word(GroupOf group) {
  switch (group) {
    case GroupOf::sessions:
      return "sessions";
    case GroupOf::maintenance_processes:
      return "maintenance processes";
  }
  return {};
}

std::string_view word(SharedTrait trait) {
  switch (trait) {
    case SharedTrait::statement:
      return "statement";
    case SharedTrait::application:
      return "application";
    case SharedTrait::role:
      return "role";
    case SharedTrait::program:
      return "program";
    case SharedTrait::unit:
      return "unit";
    case SharedTrait::cause:
      return "cause";
  }
  return {};
}

namespace {
struct KindOf {
  std::string_view operator()(const std::monostate&) const { return {}; }
  std::string_view operator()(const SessionAtFault&) const { return "backend"; }
  std::string_view operator()(const ProcessAtFault&) const { return "process"; }
  std::string_view operator()(const ProgramAtFault& program) const { return program.processes ? "group" : "process"; }
  std::string_view operator()(const GroupAtFault&) const { return "group"; }
  std::string_view operator()(const SettingAtFault&) const { return "setting"; }
  std::string_view operator()(const LimitAtFault&) const { return "limit"; }
  std::string_view operator()(const KernelAtFault&) const { return "kernel"; }
  std::string_view operator()(const FilesAtFault&) const { return "file"; }
  std::string_view operator()(const UnknownSender&) const { return "sender"; }
};
}  // namespace

std::string_view word(const Who& who) { return std::visit(KindOf{}, who); }

}  // namespace laststraw
