#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "cli/complaint.hpp"
#include "cli/fleet_outputs.hpp"
#include "cli/output.hpp"
#include "cli/scan_command.hpp"
#include "cli/shard.hpp"
#include "cli/version.hpp"
#include "sandbox/sandbox.hpp"

namespace laststraw::cli {

namespace {

/// Standard output, if nothing else is asked for.
Options with_an_output(Options options) {
  if (options.ndjson.empty() && options.csv.empty() && options.html.empty() && options.sqlite.empty() && options.metrics.empty())
    options.ndjson = "-";
  return options;
}

std::unique_ptr<MergeState> state_of(const Options& options) {
  if (options.scan.resume.empty()) return nullptr;
  return std::make_unique<MergeState>(options.scan.resume, version_text() + options.language + (options.csv.empty() ? "" : "\ncsv"));
}

bool stands_before(const Shard* a, const Shard* b) {
  return std::pair(a->line().case_name, a->line().id) < std::pair(b->line().case_name, b->line().id);
}

/// All lines in the order of an unsharded scan; how many are of another version.
std::uint64_t put_out(std::vector<Shard*> open, const std::function<bool(Shard& shard)>& next, FleetOutputs& fleet) {
  std::uint64_t strange = 0;
  while (!open.empty()) {
    const auto first = std::min_element(open.begin(), open.end(), stands_before);
    Shard& shard = **first;
    const MergedLine& line = shard.line();
    const auto twice = std::find_if(open.begin(), open.end(),
                                    [&](const Shard* other) { return other != &shard && other->line().case_name == line.case_name; });
    if (twice != open.end())
      throw std::invalid_argument((*twice)->path() + ": holds the case " + line.case_name + " that " + shard.path() +
                                  " holds too; were these shards of one scan?");
    if (line.strange)
      ++strange, fleet.pass_on(shard.text());
    else
      fleet.put_out(shard.text(), line.prepared);
    if (!next(shard)) open.erase(first);
  }
  return strange;
}

}  // namespace

int run_merge(const Options& options) {
  sandbox::forbid_programs();
  refuse_overwriting({options.ndjson, options.csv, options.html, options.sqlite, options.metrics, options.scan.resume}, options.scan.paths);
  std::vector<std::unique_ptr<Shard>> shards;
  for (const std::string& path : options.scan.paths) shards.push_back(std::make_unique<Shard>(path));
  const std::unique_ptr<MergeState> state = state_of(options);
  const Options wanted = with_an_output(options);
  FleetOutputs fleet(wanted, {}, false, [] {});
  const auto next = [&](Shard& shard) {
    return shard.next([&](report::CaseIncident&& one) { return fleet.prepare(std::move(one)); }, state.get());
  };
  std::vector<Shard*> open;
  for (const auto& shard : shards)
    if (next(*shard)) open.push_back(shard.get());
  const std::uint64_t strange = put_out(std::move(open), next, fleet);
  if (state) state->keep();
  const bool whole = complete(shards);
  if (strange > 0)
    complain(std::to_string(strange) + " lines are of another version's scan; they are passed on in --ndjson and stand nowhere else");
  fleet.finish(true);
  // What there is has been put out all the same.
  if (!whole) return kMistake;
  return fleet.shown() > 0 ? kExplained : kNoIncident;
}

}  // namespace laststraw::cli
