#include "scan/found_cases.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "report/format.hpp"
#include "scan/hosts.hpp"
#include "scan/own_files.hpp"
#include "scan/threads.hpp"

namespace laststraw::scan {

namespace {

/// In place of standard input what it holds.
void put_aside(std::vector<input::FoundFile>& files, std::vector<input::Skipped>& skipped, const std::atomic<bool>& stop,
               std::optional<Spool>& spool) {
  const auto standard_input = std::find_if(files.begin(), files.end(), [](const input::FoundFile& file) { return file.path == "-"; });
  if (standard_input == files.end()) return;
  files.erase(standard_input);
  spool.emplace(stop);
  files.insert(files.end(), spool->files().begin(), spool->files().end());
  skipped.insert(skipped.end(), spool->skipped().begin(), spool->skipped().end());
  std::sort(files.begin(), files.end(),
            [](const input::FoundFile& a, const input::FoundFile& b) { return std::tie(a.shown, a.path) < std::tie(b.shown, b.path); });
}

/// Whose the files are is looked for in them: by workers, too.
std::vector<Origin> origins(const std::vector<Case>& cases, const Finding& how, const std::optional<Spool>& spool) {
  std::vector<Origin> origins(cases.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; cases.size() > 1 && i < cases.size(); ++i) {
    if (auto told = origin_by_names(cases[i]))
      origins[i] = std::move(*told);
    else
      open.push_back(i);
  }
  std::size_t next = 0;
  Workers::Calls calls;
  calls.work = [&](std::uint64_t i, bool, std::size_t) { return packed(origin_by_contents(cases[i], how.detector)); };
  calls.next = [&] { return next < open.size() ? std::optional(std::pair{std::uint64_t{open[next++]}, false}) : std::nullopt; };
  calls.answered = [&](std::uint64_t i, const std::string& bytes) { origins[i] = unpacked_origin(bytes); };
  calls.died = [&](std::uint64_t, const std::string&) {};  // said when the case is worked on
  calls.meanwhile = [] {};
  calls.readable = readable(how.options, spool);
  Workers(how.board).run(calls);
  return origins;
}

/// By a hash, so that every run and every shard has the same name for the same case.
void rename(std::vector<Case>& cases) {
  for (Case& one : cases) {
    one.name = "case-" + report::hexadecimal(stable_hash(one.name));
    if (one.by.starts_with("host ")) one.by = "host";
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
}

}  // namespace

std::vector<Case> find_cases(const Finding& how, std::optional<Spool>& spool, std::vector<input::Skipped>& skipped) {
  FixedLeave threads(how.board.size());
  auto files = input::find_files(how.options.paths, skipped, [&](std::size_t n, const auto& task) { side_by_side(n, task, threads); });
  leave_out(files, how.options.own);
  put_aside(files, skipped, how.stop, spool);
  std::vector<Case> cases = group(std::move(files));
  join_by_host(cases, origins(cases, how, spool));
  cases.erase(std::remove_if(cases.begin(), cases.end(),
                             [&](const Case& one) { return stable_hash(one.name) % how.options.shards != how.options.shard - 1; }),
              cases.end());
  if (how.options.redact) rename(cases);
  return cases;
}

std::vector<std::string> readable(const ScanOptions& options, const std::optional<Spool>& spool) {
  std::vector<std::string> paths = options.paths;
  if (spool) paths.push_back(spool->folder());
  return paths;
}

}  // namespace laststraw::scan
