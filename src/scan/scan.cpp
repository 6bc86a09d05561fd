#include "scan/scan.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <thread>
#include <unordered_map>

#include "scan/cases.hpp"
#include "scan/fingerprint.hpp"
#include "scan/found_cases.hpp"
#include "scan/state.hpp"
#include "scan/worked_case.hpp"
#include "scan/workers.hpp"

namespace laststraw::scan {

namespace {

/// Answers that wait for the one before them, at most, for each worker.
constexpr std::size_t kAheadPerWorker = 64;
/// What a kill costs, at most, besides the cases under way: so many answers, or this much time.
constexpr std::size_t kRememberEvery = 8;
constexpr std::chrono::seconds kRememberAfter{1};
/// A case that ended its worker, or was under way when the scan was killed, so many times is not tried again.
constexpr std::uint64_t kMostTries = 2;

class Scanner {
 public:
  Scanner(const ScanOptions& options, std::size_t jobs, const OnIncident& on_incident, const OnProblem& on_problem,
          const OnProgress& on_progress, const OnReport& on_report)
      : options_(options),
        on_incident_(on_incident),
        on_problem_(on_problem),
        on_progress_(on_progress),
        on_report_(on_report),
        detector_(rooms()),
        ahead_(kAheadPerWorker * jobs),
        board_(jobs) {
    const auto ram = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGE_SIZE));
    most_ = (options.max_memory > 0 ? options.max_memory : ram / 4) / (2 * jobs);
    if (options.resume.empty()) return;
    state_ = std::make_unique<State>(options.resume);
    if (state_->damaged() > 0)
      on_problem(options.resume, std::to_string(state_->damaged()) + " damaged records in it; what they were about is done again");
  }

  Summary run(const std::atomic<bool>& stop) {
    find(stop);
    note_sizes();
    search_.holds_any("oom-kill");  // makes ready what every worker would otherwise compile for itself
    // Workers have the cases from here, and are told their numbers only.
    Workers::Calls calls;
    calls.work = [this](std::uint64_t i, bool known, std::size_t worker) { return answer(i, known, worker); };
    calls.next = [&]() -> std::optional<std::pair<std::uint64_t, bool>> {
      while (!stop && begun_ < cases_.size() && begun_ < taken() + ahead_) {
        const std::size_t i = begun_++;
        if (const auto known = begin(i)) return std::pair{std::uint64_t{i}, *known};
      }
      return std::nullopt;
    };
    calls.answered = [this](std::uint64_t i, const std::string& bytes) { take(i, unpacked(bytes)); };
    calls.died = [this](std::uint64_t i, const std::string& why) { take_death(i, why); };
    calls.meanwhile = [this] { show_progress(); };
    calls.readable = readable(options_, spool_);
    Workers(board_).run(calls);
    if (state_) state_->flush();
    summary_.interrupted = begun_ < cases_.size();
    return summary_;
  }

 private:
  struct Waiting {
    Answer answer;
    std::optional<std::uint64_t> fingerprint;
    bool answered = false, known = false, passed_over = false, died = false;
  };

  std::size_t taken() const { return static_cast<std::size_t>(summary_.done.cases); }

  void find(const std::atomic<bool>& stop) {
    std::vector<input::Skipped> skipped;
    cases_ = find_cases({options_, board_, detector_, stop}, spool_, skipped);
    for (const input::Skipped& file : skipped) {
      on_problem_(file.shown, english()(file.reason));
      if (file.failed) ++summary_.refused;
    }
  }

  /// Nothing where the case cannot be read again under the same name.
  std::optional<std::uint64_t> print_of(const Case& one) const {
    const bool once =
        spool_ && std::any_of(one.files.begin(), one.files.end(), [&](const input::FoundFile& file) { return spool_->has(file); });
    return once ? std::nullopt : std::optional(fingerprint(one, options_));
  }

  void note_sizes() {
    sizes_.assign(cases_.size(), 0);
    FixedLeave threads(board_.size());
    side_by_side(
        cases_.size(),
        [&](std::size_t i) {
          for (const input::FoundFile& file : cases_[i].files) {
            struct stat status {};
            if (::stat(file.path.c_str(), &status) == 0) sizes_[i] += static_cast<std::uint64_t>(status.st_size);
          }
        },
        threads);
    summary_.done.all_bytes = std::accumulate(sizes_.begin(), sizes_.end(), std::uint64_t{0});
    for (const Case& one : cases_) summary_.done.all_files += one.files.size();
    answered_ = summary_.done;
  }

  /// Whether its answer is known; nothing where it is not to be worked on.
  std::optional<bool> begin(std::size_t i) {
    const Case& one = cases_[i];
    Waiting& waiting = waiting_[i];
    if (!state_) return false;
    const auto print = waiting.fingerprint = print_of(one);
    if (!print) return false;
    if (state_->has(one.name, *print)) return waiting.known = true;
    const std::uint64_t deaths = state_->deaths(one.name, *print);
    if (deaths >= kMostTries || state_->unfinished(one.name, *print) >= kMostTries) {
      waiting.passed_over = true;
      Answer answer;
      answer.failed = true;
      answer.problems.push_back(
          {one.name, deaths >= kMostTries
                         ? "passed over: the program failed on this case " + std::to_string(deaths) + " times; please report it"
                         : "passed over in this run: earlier ones ended while it was under way; the next run tries it again"});
      take(i, std::move(answer));
      return std::nullopt;
    }
    state_->begin(one.name, *print);
    return false;
  }

  /// In a worker.
  std::string answer(std::size_t i, bool known, std::size_t worker) {
    Slot& slot = board_[worker];
    SharedLeave leave(board_, slot);
    const Tools tools{options_,
                      on_incident_,
                      on_report_,
                      search_,
                      detector_,
                      most_,
                      [&](std::size_t n, const auto& task) { side_by_side(n, task, leave); },
                      [&](std::uint64_t bytes, std::uint64_t files) { slot.bytes += bytes, slot.files += files; }};
    if (!known) return packed(work_on(cases_[i], tools));
    auto answer = state_->known(cases_[i].name, fingerprint(cases_[i], options_));
    if (!answer) return packed(work_on(cases_[i], tools));  // changed, or damaged, since
    std::vector<report::CaseIncident> incidents;
    try {
      for (const std::string& line : answer->incidents) incidents.push_back(report::read_line(line));
    } catch (const std::invalid_argument&) {  // another version's
      return packed(work_on(cases_[i], tools));
    }
    prepare(*answer, incidents, cases_[i], tools);
    return packed(*answer);
  }

  void take_death(std::size_t i, const std::string& why) {
    Answer answer;
    answer.failed = true;
    answer.problems.push_back({cases_[i].name, "the program failed on this case (" + why + "); please report it"});
    waiting_[i].died = true;
    take(i, std::move(answer));
  }

  /// An answer; put out when those before it are.
  void take(std::size_t i, Answer&& answer) {
    Waiting& waiting = waiting_[i];
    put_out_page(cases_[i].name, answer);
    waiting.answer = std::move(answer);
    waiting.answered = true;
    if (state_ && waiting.fingerprint && !waiting.known) remember(cases_[i], waiting);
    answered_.bytes += sizes_[i];
    answered_.files += cases_[i].files.size();
    for (auto next = waiting_.find(taken()); next != waiting_.end() && next->second.answered; next = waiting_.find(taken())) {
      put_out(cases_[taken()], next->second);
      waiting_.erase(next);
    }
  }

  /// At once, whatever its place: pages are large.
  void put_out_page(const std::string& case_name, Answer& answer) const {
    if (answer.page.empty()) return;
    try {
      on_report_.put_out(case_name, answer.page);
    } catch (const std::exception& error) {
      answer.problems.push_back({case_name, std::string("its report could not be written: ") + error.what()});
      answer.failed = true;
    }
    answer.page = std::string();
  }

  void put_out(const Case& one, const Waiting& waiting) {
    const Answer& answer = waiting.answer;
    for (const Answer::Problem& problem : answer.problems) on_problem_(problem.shown, problem.why);
    for (std::size_t i = 0; i < answer.incidents.size(); ++i) on_incident_.put_out(answer.incidents[i], answer.prepared[i]);
    summary_.resumed += waiting.known ? 1U : 0U;
    summary_.refused += answer.refused;
    summary_.failed += answer.failed ? 1U : 0U;
    summary_.cases_with_incidents += answer.incidents.empty() ? 0U : 1U;
    summary_.done.incidents += answer.incidents.size();
    summary_.done.bytes += sizes_[taken()];
    summary_.done.files += one.files.size();
    ++summary_.done.cases;
    answered_.cases = summary_.done.cases;
    answered_.incidents = summary_.done.incidents;
  }

  void remember(const Case& one, const Waiting& waiting) {
    const std::uint64_t print = *waiting.fingerprint;
    if (waiting.died)
      state_->died(one.name, print);
    else if (waiting.passed_over)
      state_->passed_over(one.name, print);
    else if (waiting.answer.failed || waiting.answer.refused > 0)  // it may be given the next time
      state_->failed(one.name, print);
    else
      state_->add(one.name, print, waiting.answer);
    const auto now = std::chrono::steady_clock::now();
    if (++unremembered_ < kRememberEvery && now - remembered_ < kRememberAfter) return;
    state_->flush();
    remembered_ = now;
    unremembered_ = 0;
  }

  /// What is answered, and what is searched of the cases under way.
  void show_progress() {
    Progress progress = answered_;
    for (std::size_t i = 0; i < board_.size(); ++i) {
      if (board_[i].threads == 0) continue;
      progress.bytes += board_[i].bytes;
      progress.files += board_[i].files;
    }
    on_progress_(progress);
  }

  const ScanOptions& options_;
  const OnIncident& on_incident_;
  const OnProblem& on_problem_;
  const OnProgress& on_progress_;
  const OnReport& on_report_;
  const input::TriggerSearch search_;
  const input::Detector detector_;
  const std::size_t ahead_;
  std::size_t most_ = 0;  ///< bytes that are kept of one file
  const Board board_;
  std::optional<Spool> spool_;  ///< of standard input
  std::unique_ptr<State> state_;
  std::chrono::steady_clock::time_point remembered_ = std::chrono::steady_clock::now();
  std::size_t unremembered_ = 0;
  std::vector<Case> cases_;
  std::vector<std::uint64_t> sizes_;  ///< of each case, in bytes
  std::size_t begun_ = 0;
  std::unordered_map<std::size_t, Waiting> waiting_;  ///< cases begun and not put out
  Progress answered_;
  Summary summary_;
};

}  // namespace

Summary scan(const ScanOptions& options, const OnIncident& on_incident, const OnProblem& on_problem, const OnProgress& on_progress,
             const std::atomic<bool>& stop, const OnReport& on_report) {
  const std::size_t jobs = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  return Scanner(options, jobs, on_incident, on_problem, on_progress, on_report).run(stop);
}

}  // namespace laststraw::scan
