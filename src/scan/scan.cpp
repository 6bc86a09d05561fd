#include "scan/scan.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include "scan/cases.hpp"
#include "scan/hosts.hpp"
#include "scan/state.hpp"
#include "scan/worked_case.hpp"

namespace laststraw::scan {

namespace {

/// Answers that wait for the one before them, at most, for each thread.
constexpr std::size_t kAheadPerThread = 64;
/// What a kill costs, at most, besides the cases under way: so many answers, or this much time.
constexpr std::size_t kRememberEvery = 8;
constexpr std::chrono::seconds kRememberAfter{1};

/// task(0) .. task(n - 1), by all threads that have nothing else to do.
void in_parallel(std::size_t n, const std::function<void(std::size_t)>& task) {
  if (n == 1) return task(0);
  // Isolated: who waits here for the last of them must not begin a whole case meanwhile.
  tbb::this_task_arena::isolate([&] { tbb::parallel_for(std::size_t{0}, n, [&](std::size_t i) { task(i); }, tbb::simple_partitioner{}); });
}

class Scanner {
 public:
  Scanner(const ScanOptions& options, std::size_t jobs, const OnIncident& on_incident, const OnProblem& on_problem, const OnProgress& on_progress, const OnReport& on_report)
      : options_(options), on_problem_(on_problem), on_progress_(on_progress), detector_(rooms()), ahead_(kAheadPerThread * jobs),
        tools_{options, on_incident, on_report, search_, detector_, nullptr, 0, in_parallel, [this](std::uint64_t bytes, std::uint64_t files) { searched(bytes, files); }} {
    const auto ram = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGE_SIZE));
    tools_.most = (options.max_memory > 0 ? options.max_memory : ram / 4) / (2 * jobs);
    if (options.resume.empty()) return;
    state_ = std::make_unique<State>(options.resume);
    tools_.state = state_.get();
  }

  Summary run(const std::atomic<bool>& stop) {
    std::vector<input::Skipped> skipped;
    cases_ = group(input::find_files(options_.paths, skipped, in_parallel));
    join_by_host(cases_, detector_, in_parallel);
    for (const input::Skipped& file : skipped) {
      on_problem_(file.shown, file.reason);
      if (file.failed) ++summary_.refused;
    }
    cases_.erase(std::remove_if(cases_.begin(), cases_.end(), [&](const Case& one) { return stable_hash(one.name) % options_.shards != options_.shard - 1; }), cases_.end());
    note_sizes();

    std::size_t begun = 0;
    tbb::parallel_pipeline(ahead_,
      tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
        if (!stop && begun < cases_.size()) return begun++;
        flow.stop();
        return begun;
      }) &
      tbb::make_filter<std::size_t, std::shared_ptr<Answer>>(tbb::filter_mode::parallel, [&](std::size_t i) { return std::make_shared<Answer>(work_on(cases_[i], tools_)); }) &
      tbb::make_filter<std::shared_ptr<Answer>, void>(tbb::filter_mode::serial_in_order, [&](const std::shared_ptr<Answer>& answer) { take(*answer); }));
    if (state_) state_->flush();
    summary_.interrupted = begun < cases_.size();
    return summary_;
  }

 private:
  void note_sizes() {
    sizes_.assign(cases_.size(), 0);
    in_parallel(cases_.size(), [&](std::size_t i) {
      for (const input::FoundFile& file : cases_[i].files) {
        struct stat status {};
        if (::stat(file.path.c_str(), &status) == 0) sizes_[i] += static_cast<std::uint64_t>(status.st_size);
      }
    });
    summary_.done.all_bytes = std::accumulate(sizes_.begin(), sizes_.end(), std::uint64_t{0});
    for (const Case& one : cases_) summary_.done.all_files += one.files.size();
    soon_ = summary_.done;
  }

  /// Of a case whose end is not there yet.
  void searched(std::uint64_t bytes, std::uint64_t files) {
    const std::lock_guard lock(mutex_);
    soon_.bytes += bytes;
    soon_.files += files;
    on_progress_(soon_);
  }

  /// The next answer, in the order of the cases.
  void take(const Answer& answer) {
    const Case& one = cases_[summary_.done.cases];
    if (state_ && !answer.known && !answer.failed) remember(one, answer);
    const std::lock_guard lock(mutex_);
    for (const Answer::Problem& problem : answer.problems) on_problem_(problem.shown, problem.why);
    for (const PutOut& row : answer.rows) row();
    if (answer.known) {
      ++summary_.resumed;
      soon_.bytes += sizes_[summary_.done.cases];
      soon_.files += one.files.size();
    }
    summary_.refused += answer.refused;
    summary_.cases_with_incidents += answer.count == 0 ? 0U : 1U;
    summary_.done.incidents += answer.count;
    summary_.done.bytes += sizes_[summary_.done.cases];
    summary_.done.files += one.files.size();
    ++summary_.done.cases;
    soon_.cases = summary_.done.cases;
    soon_.incidents = summary_.done.incidents;
    on_progress_(soon_);
  }

  void remember(const Case& one, const Answer& answer) {
    state_->add(one.name, answer.fingerprint, answer.incidents);
    const auto now = std::chrono::steady_clock::now();
    if (++unremembered_ < kRememberEvery && now - remembered_ < kRememberAfter) return;
    state_->flush();
    remembered_ = now;
    unremembered_ = 0;
  }

  const ScanOptions& options_;
  const OnProblem& on_problem_;
  const OnProgress& on_progress_;
  const input::TriggerSearch search_;
  const input::Detector detector_;
  const std::size_t ahead_;
  Tools tools_;
  std::unique_ptr<State> state_;
  std::chrono::steady_clock::time_point remembered_ = std::chrono::steady_clock::now();
  std::size_t unremembered_ = 0;
  std::vector<Case> cases_;
  std::vector<std::uint64_t> sizes_;       ///< of each case, in bytes
  std::mutex mutex_;                       ///< one callback at a time
  Progress soon_;                          ///< with what is searched but not answered yet
  Summary summary_;
};

}  // namespace

Summary scan(const ScanOptions& options, const OnIncident& on_incident, const OnProblem& on_problem, const OnProgress& on_progress, const std::atomic<bool>& stop,
             const OnReport& on_report) {
  const std::size_t jobs = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  const tbb::global_control threads(tbb::global_control::max_allowed_parallelism, jobs);
  tbb::task_arena arena(static_cast<int>(jobs));
  return arena.execute([&] { return Scanner(options, jobs, on_incident, on_problem, on_progress, on_report).run(stop); });
}

}  // namespace laststraw::scan
