#include "scan/worked_case.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "analyze.hpp"
#include "input/stream.hpp"
#include "text/say.hpp"

namespace laststraw::scan {

namespace {

/// Files above this are searched one after the other, each by all threads; the others side by side.
constexpr std::size_t kLargeFile = std::size_t{64} << 20;
/// Of a case with an incident, at most so many other files are read with it.
constexpr std::size_t kMostFiles = 5000;
/// A plain file without a hit is read whole with them up to this size: histories and captures hold no trigger.
constexpr std::size_t kMostUnsearched = std::size_t{64} << 20;

struct SearchedFile {
  input::FoundFile found;
  struct stat status {};
  std::shared_ptr<const input::Contents> contents;
  input::Excerpt excerpt;
  bool is_archive = false;                 ///< of several files
  bool compressed = false;
};

bool begins_a_tar(const input::FileReader& packed) {
  const std::string head = input::first_bytes(packed, 512);
  return head.size() == 512 && head.compare(257, 5, "ustar") == 0;
}

class Worker {
 public:
  Worker(const Case& one, const Tools& tools) : case_(one), tools_(tools) {}

  Answer work() {
    open();
    answer_.fingerprint = fingerprint();
    if (tools_.state) {
      if (auto known = tools_.state->known(case_.name, answer_.fingerprint)) {
        answer_.known = true;
        answer_.incidents = std::move(*known);
      }
    }
    if (!answer_.known) {
      search();
      if (std::any_of(files_.begin(), files_.end(), [](const SearchedFile& file) { return file.excerpt.triggered; })) explain();
    }
    for (const std::string& line : answer_.incidents) answer_.rows.push_back(tools_.on_incident(line));
    return std::move(answer_);
  }

 private:
  void open() {
    for (const input::FoundFile& found : case_.files) {
      SearchedFile& file = files_.emplace_back();
      file.found = found;
      ::stat(found.path.c_str(), &file.status);
      try {
        file.contents = std::make_shared<const input::Contents>(input::Contents::open(found));
      } catch (const input::InputError& error) {
        file.excerpt.note = error.what();
        problem(found.shown, error.what());
        ++answer_.refused;
      }
    }
  }

  /// Each file's name, size, time and beginning, and how it was asked.
  std::uint64_t fingerprint() const {
    const ScanOptions& options = tools_.options;
    std::string text = LASTSTRAW_VERSION "\n" + std::string(language()) + "\n" + options.zone + "\n" + std::to_string(options.ram_bytes) + "\n";
    for (const SearchedFile& file : files_) {
      const struct stat& s = file.status;
      text += file.found.shown + "\n" + std::to_string(s.st_size) + " " + std::to_string(s.st_mtim.tv_sec) + "." + std::to_string(s.st_mtim.tv_nsec) + " " + std::to_string(s.st_ino);
      if (file.contents) text += " " + std::to_string(stable_hash(file.contents->bytes().substr(0, 4096)));
      text += "\n";
    }
    return stable_hash(text);
  }

  void search() {
    std::vector<SearchedFile*> small, large;
    for (SearchedFile& file : files_) {
      if (!file.contents) continue;
      const std::string_view bytes = file.contents->bytes();
      (bytes.size() > kLargeFile && !input::is_archive(bytes) ? large : small).push_back(&file);
    }
    const input::Parallel in_turn = [](std::size_t n, const auto& task) { for (std::size_t k = 0; k < n; ++k) task(k); };
    tools_.parallel(small.size(), [&](std::size_t i) { search(*small[i], in_turn); });
    for (SearchedFile* file : large) search(*file, tools_.parallel);
    for (const SearchedFile& file : files_)
      if (file.contents && !file.excerpt.note.empty()) problem(file.found.shown, file.excerpt.note);
  }

  /// A file that has gone or cannot be read any more is named; the others are still searched.
  void search(SearchedFile& file, const input::Parallel& parallel) const {
    std::atomic<std::uint64_t> read{0};
    try {
      search_open(file, parallel, [&](std::uint64_t bytes) {
        read += bytes;
        tools_.searched(bytes, 0);
      });
    } catch (const input::InputError& error) {
      file.excerpt.note = error.what();
    }
    const auto size = static_cast<std::uint64_t>(file.status.st_size);
    tools_.searched(size - std::min(size, read.load()), 1);
  }

  void search_open(SearchedFile& file, const input::Parallel& parallel, const input::OnRead& on_read) const {
    const std::string_view bytes = file.contents->bytes();
    if (input::is_archive(bytes)) {
      const input::FileReader packed = input::reader_of(file.found, bytes);
      file.compressed = input::open_stream(packed) != nullptr;
      file.is_archive = !file.compressed || begins_a_tar(packed);
      if (file.is_archive) file.excerpt.triggered = input::archive_may_hold(bytes, tools_.search, file.excerpt.size, on_read);
      else file.excerpt = input::excerpt_of_compressed(packed, tools_.search, tools_.most, on_read);
      return;
    }
    if (input::is_opaque(bytes)) file.excerpt = {true, bytes.size(), {{bytes, 0, file.contents}}, {}};   // no plain words: read to know
    else file.excerpt = input::excerpt_of(file.found, file.contents, tools_.search, tools_.most, parallel, on_read);
  }

  void explain() {
    AnalyzeOptions options;
    options.zone = tools_.options.zone;
    options.ram_bytes = tools_.options.ram_bytes;
    Report report;
    try {
      report = analyze(input::open_texts(texts(), tools_.detector), options);
      answer_.incidents = to_json_lines(report, case_.name, case_.by);
    } catch (const std::exception& error) {
      problem(case_.name, std::string("could not be explained: ") + error.what());
      answer_.failed = true;
      return;
    }
    if (tools_.on_report && !report.incidents.empty()) tools_.on_report(case_.name, report);
  }

  std::vector<input::GivenText> texts() {
    std::vector<input::GivenText> texts;
    std::size_t others = 0;
    for (const SearchedFile& file : files_) {
      if (!file.excerpt.triggered && ++others > kMostFiles) continue;
      const std::string& shown = file.found.shown;
      const auto modified = input::modification_time(file.found.path);
      if (file.is_archive || is_large_history(file)) texts.push_back({shown, shown, file.contents->bytes(), 0, modified, {}, file.contents});
      for (const input::Piece& piece : file.excerpt.pieces)
        texts.push_back({shown, file.compressed ? input::without_suffix(shown) : shown, piece.bytes, piece.lines_before, modified, file.excerpt.note, piece.owner});
    }
    if (others > kMostFiles) problem(case_.name, std::to_string(others - kMostFiles) + " files without a hit were not read with it");
    return texts;
  }

  bool is_large_history(const SearchedFile& file) {
    if (file.excerpt.triggered || file.compressed || file.is_archive || !file.contents || !file.excerpt.pieces.empty() || !file.excerpt.note.empty()) return false;
    if (file.contents->bytes().size() <= kMostUnsearched) return true;
    problem(file.found.shown, "without a hit and larger than 64 MiB: not read with its case");
    return false;
  }

  void problem(const std::string& shown, const std::string& why) { answer_.problems.push_back({shown, why}); }

  const Case& case_;
  const Tools& tools_;
  std::vector<SearchedFile> files_;
  Answer answer_;
};

}  // namespace

Answer work_on(const Case& one, const Tools& tools) { return Worker(one, tools).work(); }

}  // namespace laststraw::scan
