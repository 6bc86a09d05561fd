#include "scan/scan.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "analyze.hpp"
#include "input/excerpt.hpp"
#include "input/stream.hpp"
#include "scan/cases.hpp"
#include "scan/hosts.hpp"
#include "scan/state.hpp"
#include "text/say.hpp"

namespace laststraw::scan {

namespace {

/// Cases that are searched, explained and remembered together: work enough for all threads, little to lose.
constexpr std::size_t kCasesPerThread = 8;
constexpr std::uint64_t kBatchBytes = std::uint64_t{4} << 30;
/// Files above this are searched one after the other, each by all threads; the others side by side.
constexpr std::uint64_t kLargeFile = std::uint64_t{64} << 20;
/// Of a case with an incident, at most so many other files are read with it.
constexpr std::size_t kMostFiles = 5000;
/// A plain file without a hit is read whole with them up to this size: histories and captures hold no trigger.
constexpr std::size_t kMostUnsearched = std::size_t{64} << 20;

/// Runs task(0) .. task(n - 1) in `jobs` threads, the caller's among them.
void run_parallel(std::size_t jobs, std::size_t n, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr problem;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = 0; (i = next++) < n;) {
      try {
        task(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        problem = std::current_exception();
        next = n;
      }
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min(jobs, n); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (problem) std::rethrow_exception(problem);
}

/// A file while its case is worked on.
struct SearchedFile {
  input::FoundFile found;
  struct stat status {};
  std::shared_ptr<const input::Contents> contents;
  input::Excerpt excerpt;
  bool is_archive = false;                 ///< of several files
  bool compressed = false;
};

struct WorkedCase {
  const Case* one = nullptr;
  std::vector<SearchedFile> files;
  std::uint64_t bytes = 0, fingerprint = 0;
  std::optional<std::vector<std::string>> incidents;   ///< set once known
};

/// What must not have changed for an answer to hold: each file's name, size, time and beginning, and how it was asked.
std::uint64_t fingerprint_of(const WorkedCase& work, const ScanOptions& options) {
  std::string text = LASTSTRAW_VERSION "\n" + std::string(language()) + "\n" + options.zone + "\n" + std::to_string(options.ram_bytes) + "\n";
  for (const SearchedFile& file : work.files) {
    const struct stat& s = file.status;
    text += file.found.shown + "\n" + std::to_string(s.st_size) + " " + std::to_string(s.st_mtim.tv_sec) + "." + std::to_string(s.st_mtim.tv_nsec) + " " + std::to_string(s.st_ino);
    if (file.contents) text += " " + std::to_string(stable_hash(file.contents->bytes().substr(0, 4096)));
    text += "\n";
  }
  return stable_hash(text);
}

bool begins_a_tar(std::string_view bytes) {
  std::string head(512, '\0');
  std::size_t filled = 0;
  try {
    const auto stream = input::open_stream(bytes);
    while (stream && filled < head.size()) {
      const std::size_t got = stream->read(head.data() + filled, head.size() - filled);
      if (got == 0) break;
      filled += got;
    }
  } catch (const input::InputError&) {
    return false;
  }
  return filled == head.size() && head.compare(257, 5, "ustar") == 0;
}

class Scanner {
 public:
  Scanner(const ScanOptions& options, const OnIncident& on_incident, const OnProblem& on_problem, const OnProgress& on_progress, const OnReport& on_report)
      : options_(options), on_incident_(on_incident), on_problem_(on_problem), on_progress_(on_progress), on_report_(on_report), detector_(rooms()) {
    jobs_ = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    const auto ram = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGE_SIZE));
    memory_ = options.max_memory > 0 ? options.max_memory : ram / 4;
    if (!options.resume.empty()) state_ = std::make_unique<State>(options.resume);
  }

  Summary run(const std::atomic<bool>& stop) {
    std::vector<input::Skipped> skipped;
    std::vector<Case> cases = group(input::find_files(options_.paths, skipped));
    join_by_host(cases, detector_, [this](std::size_t n, const auto& task) { run_parallel(jobs_, n, task); });
    for (const input::Skipped& file : skipped) {
      on_problem_(file.shown, file.reason);
      if (file.failed) ++refused_;
    }
    cases.erase(std::remove_if(cases.begin(), cases.end(), [&](const Case& one) { return stable_hash(one.name) % options_.shards != options_.shard - 1; }), cases.end());
    for (const Case& one : cases) summary_.done.all_files += one.files.size();
    note_sizes(cases);
    for (std::size_t next = 0; next < cases.size();) {
      if (stop) {
        summary_.interrupted = true;
        break;
      }
      std::vector<WorkedCase> batch;
      std::uint64_t bytes = 0;
      for (; next < cases.size() && batch.size() < kCasesPerThread * jobs_ && (batch.empty() || bytes < kBatchBytes); ++next) {
        batch.emplace_back().one = &cases[next];
        for (const input::FoundFile& file : cases[next].files) batch.back().files.push_back({file, {}, {}, {}, false, false});
        bytes += sizes_[next];
        batch.back().bytes = sizes_[next];
      }
      work(batch);
    }
    summary_.refused = refused_;
    return summary_;
  }

 private:
  void note_sizes(const std::vector<Case>& cases) {
    sizes_.assign(cases.size(), 0);
    run_parallel(jobs_, cases.size(), [&](std::size_t i) {
      for (const input::FoundFile& file : cases[i].files) {
        struct stat status {};
        if (::stat(file.path.c_str(), &status) == 0) sizes_[i] += static_cast<std::uint64_t>(status.st_size);
      }
    });
    for (const std::uint64_t size : sizes_) summary_.done.all_bytes += size;
  }

  void work(std::vector<WorkedCase>& batch) {
    run_parallel(jobs_, batch.size(), [&](std::size_t i) { open(batch[i]); });
    search(batch);
    run_parallel(jobs_, batch.size(), [&](std::size_t i) { explain(batch[i]); });
    for (WorkedCase& work : batch) {
      if (state_ && !work.files.empty()) state_->add(work.one->name, work.fingerprint, *work.incidents);
      for (const std::string& line : *work.incidents) on_incident_(line);
      summary_.done.incidents += work.incidents->size();
      summary_.cases_with_incidents += work.incidents->empty() ? 0U : 1U;
      ++summary_.done.cases;
      summary_.done.bytes += work.bytes;
      summary_.done.files += work.one->files.size();
    }
    if (state_) state_->flush();
    on_progress_(summary_.done);
  }

  void open(WorkedCase& work) {
    for (SearchedFile& file : work.files) {
      ::stat(file.found.path.c_str(), &file.status);
      try {
        file.contents = std::make_shared<const input::Contents>(input::Contents::open(file.found));
      } catch (const input::InputError& error) {
        file.excerpt.note = error.what();
        problem(file.found.shown, error.what());
        ++refused_;
      }
    }
    work.fingerprint = fingerprint_of(work, options_);
    if (!state_) return;
    const std::lock_guard lock(mutex_);
    work.incidents = state_->known(work.one->name, work.fingerprint);
    if (!work.incidents) return;
    ++summary_.resumed;
    work.files.clear();                    // nothing left to do, nothing to add to the state
  }

  void search(std::vector<WorkedCase>& batch) {
    std::vector<SearchedFile*> small, large;
    for (WorkedCase& work : batch)
      for (SearchedFile& file : work.files) {
        if (!file.contents) continue;
        const bool alone = file.contents->bytes().size() > kLargeFile && !input::is_archive(file.contents->bytes());
        (alone ? large : small).push_back(&file);
      }
    const std::size_t most = memory_ / (2 * jobs_);
    Progress soon = summary_.done;                       // what is searched, though not explained yet
    const auto searched = [&](std::uint64_t bytes, std::uint64_t files) {
      const std::lock_guard lock(mutex_);
      soon.bytes += bytes;
      soon.files += files;
      on_progress_(soon);
    };
    run_parallel(jobs_, small.size(), [&](std::size_t i) {
      search(*small[i], most, [](std::size_t n, const auto& task) { for (std::size_t k = 0; k < n; ++k) task(k); });
      searched(static_cast<std::uint64_t>(small[i]->status.st_size), 1);
    });
    for (SearchedFile* file : large) {
      search(*file, most, [&](std::size_t n, const auto& task) {
        run_parallel(jobs_, n, [&](std::size_t k) {
          task(k);
          searched(static_cast<std::uint64_t>(file->status.st_size) / n, 0);
        });
      });
      searched(0, 1);
    }
  }

  /// A file that has gone or cannot be read any more is named; the others are still searched.
  void search(SearchedFile& file, std::size_t most, const input::Parallel& parallel) {
    try {
      search_open(file, most, parallel);
    } catch (const input::InputError& error) {
      file.excerpt.note = error.what();
    }
    if (!file.excerpt.note.empty()) problem(file.found.shown, file.excerpt.note);
  }

  void search_open(SearchedFile& file, std::size_t most, const input::Parallel& parallel) {
    const std::string_view bytes = file.contents->bytes();
    if (input::is_archive(bytes)) {
      file.compressed = input::open_stream(bytes) != nullptr;
      file.is_archive = !file.compressed || begins_a_tar(bytes);
      if (file.is_archive) file.excerpt.triggered = input::archive_may_hold(bytes, search_, file.excerpt.size);
      else file.excerpt = input::excerpt_of_compressed(bytes, search_, most);
      return;
    }
    if (input::is_opaque(bytes)) file.excerpt = {true, bytes.size(), {{bytes, 0, file.contents}}, {}};   // no plain words: read to know
    else file.excerpt = input::excerpt_of(file.found, file.contents, search_, most, parallel);
  }

  void explain(WorkedCase& work) {
    if (work.incidents) return;
    work.incidents.emplace();
    const bool triggered = std::any_of(work.files.begin(), work.files.end(), [](const SearchedFile& file) { return file.excerpt.triggered; });
    if (!triggered) return release(work);
    std::vector<input::GivenText> texts;
    std::size_t others = 0;
    for (SearchedFile& file : work.files) {
      if (!file.excerpt.triggered && ++others > kMostFiles) continue;
      const auto modified = input::modification_time(file.found.path);
      if (file.is_archive) texts.push_back({file.found.shown, file.found.shown, file.contents->bytes(), 0, modified, {}, file.contents});
      if (is_large_history(file)) texts.push_back({file.found.shown, file.found.shown, file.contents->bytes(), 0, modified, {}, file.contents});
      for (const input::Piece& piece : file.excerpt.pieces)
        texts.push_back({file.found.shown, file.compressed ? input::without_suffix(file.found.shown) : file.found.shown, piece.bytes, piece.lines_before, modified, file.excerpt.note, piece.owner});
    }
    if (others > kMostFiles) problem(work.one->name, std::to_string(others - kMostFiles) + " files without a hit were not read with it");
    AnalyzeOptions options;
    options.zone = options_.zone;
    options.ram_bytes = options_.ram_bytes;
    Report report;
    try {
      report = analyze(input::open_texts(std::move(texts), detector_), options);
      *work.incidents = to_json_lines(report, work.one->name, work.one->by);
    } catch (const std::exception& error) {
      problem(work.one->name, std::string("could not be explained: ") + error.what());
      work.files.clear();                  // not remembered as done
      return;
    }
    if (on_report_ && !report.incidents.empty()) on_report_(work.one->name, report);
    release(work);
  }

  bool is_large_history(const SearchedFile& file) {
    if (file.excerpt.triggered || file.compressed || file.is_archive || !file.contents || !file.excerpt.pieces.empty() || !file.excerpt.note.empty()) return false;
    if (file.contents->bytes().size() <= kMostUnsearched) return true;
    problem(file.found.shown, "without a hit and larger than 64 MiB: not read with its case");
    return false;
  }

  /// The bytes of a case are not needed once it is explained; its files are, for the fingerprint's record.
  static void release(WorkedCase& work) {
    for (SearchedFile& file : work.files) {
      file.excerpt = {};
      file.contents.reset();
    }
  }

  void problem(const std::string& shown, const std::string& why) {
    const std::lock_guard lock(mutex_);
    on_problem_(shown, why);
  }

  const ScanOptions& options_;
  const OnIncident& on_incident_;
  const OnProblem& on_problem_;
  const OnProgress& on_progress_;
  const OnReport& on_report_;
  const input::TriggerSearch search_;
  const input::Detector detector_;
  std::size_t jobs_ = 1;
  std::uint64_t memory_ = 0;
  std::unique_ptr<State> state_;
  std::vector<std::uint64_t> sizes_;
  std::mutex mutex_;
  std::atomic<std::uint64_t> refused_{0};
  Summary summary_;
};

}  // namespace

Summary scan(const ScanOptions& options, const OnIncident& on_incident, const OnProblem& on_problem, const OnProgress& on_progress, const std::atomic<bool>& stop,
             const OnReport& on_report) {
  return Scanner(options, on_incident, on_problem, on_progress, on_report).run(stop);
}

}  // namespace laststraw::scan
