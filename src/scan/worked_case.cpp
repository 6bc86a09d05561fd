#include "scan/worked_case.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>

#include "analyze/analyze.hpp"
#include "input/codec.hpp"
#include "input/stream.hpp"
#include "report/redact.hpp"
#include "scan/comparison.hpp"
#include "text/say.hpp"

namespace laststraw::scan {

namespace {

/// Files above this are searched one after the other, each by all threads; the others side by side.
constexpr std::size_t kLargeFile = std::size_t{64} << 20;
/// Of a case with an incident, at most so many other files are read with it.
constexpr std::size_t kMostFiles = 5000;
/// A plain file without a hit is read whole with them up to this size: histories and captures hold no trigger.
constexpr std::size_t kMostUnsearched = std::size_t{64} << 20;
/// So many bytes of small files are kept for the case that another one has a hit; beyond that they are read again.
constexpr std::size_t kMostKept = std::size_t{64} << 20;

/// A case as small as this is explained whatever words are in it: people keep pastes and captures that tell of an incident by their numbers
/// alone (the end of a task table, a top of a machine without free memory).
constexpr std::size_t kSmallCase = std::size_t{256} << 10, kFewFiles = 32;

struct SearchedFile {
  input::FoundFile found;
  struct stat status {};
  std::shared_ptr<const input::Contents> contents;  ///< where it is needed as a whole
  input::Excerpt excerpt;
  std::string refused;      ///< why the system did not give it
  bool given_up = false;    ///< the system did not give all of it
  bool is_archive = false;  ///< of several files
  bool compressed = false;
};

/// A tar's first block; other archives tell themselves sooner.
constexpr std::size_t kMagic = 512;

/// Of several files, or without plain words: what is in it must be read as analyze() reads it.
bool is_read_whole(std::string_view unpacked) { return input::is_container(unpacked) || input::is_opaque(unpacked); }

class Worker {
 public:
  Worker(const Case& one, const Tools& tools) : case_(one), tools_(tools) {}

  Answer work() {
    try {
      for (const input::FoundFile& found : case_.files) {
        files_.emplace_back().found = found;
        ::stat(found.path.c_str(), &files_.back().status);
      }
      search();
      for (const SearchedFile& file : files_) {
        const std::string why = file.refused.empty() ? english()(file.excerpt.note) : file.refused;
        if (!why.empty()) problem(file.found.shown, why);
        if (!file.refused.empty() || file.given_up) ++answer_.refused;
      }
      answer_.failed = failed_;
      if (may_hold_incident()) explain();
    } catch (const std::exception& error) {
      failure(std::string("could not be explained: ") + error.what());
    }
    if (tools_.options.redact) redact_problems();
    prepare(answer_, composed_, case_, tools_);
    return std::move(answer_);
  }

 private:
  bool may_hold_incident() const {
    const bool small = files_.size() <= kFewFiles &&
                       std::accumulate(files_.begin(), files_.end(), std::uint64_t{0},
                                       [](std::uint64_t sum, const SearchedFile& file) { return sum + file.excerpt.size; }) <= kSmallCase;
    return small || std::any_of(files_.begin(), files_.end(), [](const SearchedFile& file) { return file.excerpt.triggered; });
  }

  void search() {
    std::vector<SearchedFile*> small, large;
    for (SearchedFile& file : files_)
      (static_cast<std::size_t>(file.status.st_size) > kLargeFile && !begins_an_archive(file) ? large : small).push_back(&file);
    tools_.parallel(small.size(), [&](std::size_t i) { search(*small[i], input::in_turn); });
    for (SearchedFile* file : large) search(*file, tools_.parallel);
  }

  static bool begins_an_archive(const SearchedFile& file) {
    std::string head;
    try {
      input::FileReader(file.found).read(0, kMagic, head);
    } catch (const input::InputError&) {  // said when it is searched
    }
    return input::is_archive(head);
  }

  /// A file that has gone or cannot be read is named; the others are still searched.
  void search(SearchedFile& file, const input::Parallel& parallel) {
    std::atomic<std::uint64_t> read{0};
    try {
      const input::FileReader opened(file.found);
      try {
        search_open(file, opened, parallel, [&](std::uint64_t bytes) {
          read += bytes;
          tools_.searched(bytes, 0);
        });
      } catch (const input::InputError& error) {
        file.excerpt.note = error.why;
      }
      file.given_up = opened.failed();
    } catch (const input::InputError& error) {
      file.refused = error.what();
    } catch (const std::exception& error) {  // costs this file; the others of the case still count
      file.excerpt.note = say("could not be searched: {0}", error.what());
      failed_ = true;
    }
    const auto size = static_cast<std::uint64_t>(file.status.st_size);
    tools_.searched(size - std::min(size, read.load()), 1);
  }

  void search_open(SearchedFile& file, const input::FileReader& reader, const input::Parallel& parallel, const input::OnRead& on_read) {
    std::string head;
    reader.read(0, kMagic, head);
    if (input::is_archive(head)) {
      const std::string unpacked = input::first_bytes(reader, kMagic);
      file.is_archive = is_read_whole(unpacked) || is_binary_history(unpacked);
      file.compressed = !file.is_archive;
      if (!file.is_archive) {
        file.excerpt = input::excerpt_of_compressed(reader, tools_.search, tools_.most, on_read);
        return;
      }
      open_whole(file);
      input::Held held = input::archive_may_hold(file.contents->bytes(), tools_.search, on_read);
      file.excerpt = {held.maybe, held.unpacked, {}, std::move(held.problem)};
      return;
    }
    file.excerpt.note = input::unread_packing(head);
    if (!file.excerpt.note.empty()) return;
    if (input::is_opaque(head)) {  // no plain words: read to know
      open_whole(file);
      file.excerpt = {true, file.contents->bytes().size(), {{file.contents->bytes(), 0, file.contents}}, {}};
      return;
    }
    file.excerpt = input::excerpt_of(reader, tools_.search, tools_.most, parallel, on_read);
    if (file.excerpt.size <= input::kWhole && (kept_ += file.excerpt.size) > kMostKept) file.excerpt.pieces.clear();
  }

  /// sa21.xz, a compressed volume of PCP: of no use in pieces.
  bool is_binary_history(std::string_view unpacked) const {
    Sentence why;
    const Room* const room = tools_.detector.detect({}, unpacked, why);
    return room && !room->magics.empty();
  }

  static void open_whole(SearchedFile& file) {
    if (!file.contents) file.contents = std::make_shared<const input::Contents>(input::Contents::open(file.found));
  }

  void explain() {
    AnalyzeOptions options;
    options.zone = tools_.options.zone;
    options.ram_bytes = tools_.options.ram_bytes;
    options.pictures = static_cast<bool>(tools_.on_report.make);  // rows have none
    const std::vector<input::Input> inputs = input::open_texts(texts(), tools_.detector);
    name_cut_archives(inputs);
    const Report report = analyze(inputs, options);
    report::Document document = report::compose(report);
    for (std::size_t i = 0; i < document.incidents.size(); ++i) {
      report::CaseIncident one{case_.name, case_.by, document.incidents[i]};
      one.incident.series.clear();  // they point into the report
      one.comparison = comparison_of(report.incidents[i], one.incident);
      if (tools_.options.redact) {
        one = report::Redactor().line(std::move(one));
        one.case_name = case_.name;  // redacted when the cases were listed
        one.incident.host.clear();   // one placeholder in all cases would make them one host
      }
      answer_.incidents.push_back(report::write_line(one, tools_.options.language));
      composed_.push_back(std::move(one));
    }
    if (!tools_.on_report.make || report.incidents.empty()) return;
    try {
      answer_.page = tools_.on_report.make(case_.name, report, document);
    } catch (const std::exception& error) {
      failure(std::string("its report could not be made: ") + error.what());
    }
  }

  /// Where the search ended at a hit, the damage or the limit behind it is first seen here.
  void name_cut_archives(const std::vector<input::Input>& inputs) {
    for (const SearchedFile& file : files_)
      if (file.is_archive && file.excerpt.note.empty())
        for (const input::Input& input : inputs)
          if (input.shown == shown_of(file) && !input.note.empty() && !input.room) problem(input.shown, english()(input.note));
  }

  std::vector<input::GivenText> texts() {
    std::vector<input::GivenText> texts;
    std::size_t others = 0;
    for (SearchedFile& file : files_) {
      if (!file.refused.empty() || (!file.excerpt.triggered && ++others > kMostFiles)) continue;
      const std::string& name = file.found.shown;
      const std::string shown = shown_of(file);
      const auto modified = input::modification_time(file.found.path);
      if (is_wanted_whole(file)) texts.push_back({shown, name, file.contents->bytes(), 0, modified, {}, file.contents});
      for (const input::Piece& piece : file.excerpt.pieces)
        texts.push_back({shown, file.compressed ? input::without_suffix(name) : name, piece.bytes, piece.lines_before, modified,
                         file.excerpt.note, piece.owner});
    }
    if (others > kMostFiles) problem(case_.name, std::to_string(others - kMostFiles) + " files without a hit were not read with it");
    return texts;
  }

  /// An archive, a history, a small file that was not kept.
  bool is_wanted_whole(SearchedFile& file) {
    if (file.is_archive) return file.contents != nullptr;
    if (file.compressed || !file.excerpt.pieces.empty() || !file.excerpt.note.empty()) return false;
    if (file.excerpt.triggered && file.excerpt.size > input::kWhole) return false;
    if (file.excerpt.size > kMostUnsearched) {
      problem(file.found.shown, "without a hit and larger than 64 MiB: not read with its case");
      return false;
    }
    try {
      open_whole(file);
    } catch (const input::InputError& error) {
      problem(file.found.shown, error.what());
      return false;
    }
    return true;
  }

  /// What stands for the file where names are not to be told: its number in the case.
  std::string shown_of(const SearchedFile& file) const {
    if (!tools_.options.redact) return file.found.shown;
    if (case_.by == "archive") return case_.name;
    return case_.name + "/file-" + std::to_string(&file - files_.data() + 1);
  }

  void redact_problems() {
    for (Answer::Problem& problem : answer_.problems)
      for (const SearchedFile& file : files_)
        for (const std::string* name : {&file.found.path, &file.found.shown}) {
          replace_all(problem.shown, *name, shown_of(file));
          replace_all(problem.why, *name, shown_of(file));
        }
  }

  static void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (std::size_t at = 0; !what.empty() && (at = text.find(what, at)) != std::string::npos; at += with.size())
      text.replace(at, what.size(), with);
  }

  void failure(const std::string& why) {
    problem(case_.name, why);
    answer_.failed = true;
  }
  void problem(const std::string& shown, const std::string& why) { answer_.problems.push_back({shown, why}); }

  const Case& case_;
  const Tools& tools_;
  std::vector<SearchedFile> files_;
  std::atomic<std::size_t> kept_{0};
  std::atomic<bool> failed_{false};
  Answer answer_;
  std::vector<report::CaseIncident> composed_;
};

}  // namespace

Answer work_on(const Case& one, const Tools& tools) { return Worker(one, tools).work(); }

void prepare(Answer& answer, const std::vector<report::CaseIncident>& incidents, const Case& one, const Tools& tools) {
  try {
    for (const report::CaseIncident& incident : incidents)
      answer.prepared.push_back(tools.on_incident.prepare ? tools.on_incident.prepare(incident) : std::vector<std::string>());
  } catch (const std::exception& error) {
    answer.problems.push_back({one.name, std::string("could not be put out: ") + error.what()});
    answer.failed = true;
    answer.incidents.resize(answer.prepared.size());
  }
}

}  // namespace laststraw::scan
