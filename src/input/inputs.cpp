#include "input/inputs.hpp"

#include <algorithm>
#include <filesystem>

#include "input/codec.hpp"
#include "input/files.hpp"
#include "input/mixed.hpp"
#include "input/pcp_archives.hpp"
#include "input/sections.hpp"

namespace laststraw::input {

namespace {

std::string last_component(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

class Opener {
 public:
  explicit Opener(const Detector& detector) : detector_(detector), budget_(ArchiveLimits{}) {}

  void open(const FoundFile& file) {
    Input input;
    input.shown = file.shown;
    input.modified = modification_time(file.path);
    try {
      const auto contents = std::make_shared<Contents>(Contents::open(file));
      input.bytes = contents->bytes();
      input.owner = contents;
      input.note = contents->note();
      if (contents->note().empty() && file.path != "-") input.path = file.path;
    } catch (const InputError& error) {
      input.note = error.why;
      input.failed = true;
      inputs.push_back(std::move(input));
      return;
    }
    take(std::move(input), file.shown, 0);
  }

  void open(GivenText text) {
    Input input;
    input.shown = std::move(text.shown);
    input.bytes = text.bytes;
    input.lines_before = text.lines_before;
    input.modified = text.modified;
    input.note = std::move(text.note);
    input.owner = std::move(text.owner);
    take(std::move(input), text.name, 0);
  }

  std::vector<Input> inputs;

 private:
  /// `inner`: the path rooms see; for a compressed file, what it was called before.
  void take(Input input, const std::string& inner, int depth) {
    if (is_archive(input.bytes)) {
      expand(std::move(input), inner, depth);
      return;
    }
    if (const std::vector<Section> sections = split_sections(input.bytes); !sections.empty()) {
      take_sections(std::move(input), sections);
      return;
    }
    Ballot ballot;
    find_room(input, inner, &ballot);
    std::vector<Part> parts = take_apart(input.text(SourceId{0}), ballot, detector_);
    if (parts.empty()) inputs.push_back(std::move(input));
    for (Part& part : parts) {
      inputs.push_back(input);
      inputs.back().room = part.room, inputs.back().words = part.room == nullptr;
      inputs.back().printed = std::move(part.name), inputs.back().later_part = &part != &parts.front();
      inputs.back().wrappings.push_back(std::make_shared<const Unwrapped>(std::move(part.text)));
    }
  }

  /// Those that a room reads, each an input of its own; all others are one, which says what they are.
  void take_sections(Input whole, const std::vector<Section>& sections) {
    constexpr std::size_t kMostNames = 5;
    std::uint64_t read = 0;
    std::size_t unknown = 0;
    std::string names;
    for (const Section& section : sections) {
      Input part;
      part.shown = whole.shown;
      part.bytes = section.bytes;
      part.lines_before = whole.lines_before + section.lines_before;
      part.mark_lines = section.mark_lines;
      part.modified = whole.modified;
      part.owner = whole.owner;
      part.printed = section.name;
      find_room(part, section.name);
      if (!part.room) {
        if (++unknown <= kMostNames) names += (names.empty() ? "" : ", ") + section.name;
        continue;
      }
      read += count_lines(section.bytes) + section.mark_lines;
      inputs.push_back(std::move(part));
    }
    whole.unread_lines = count_lines(whole.bytes) - read;
    if (whole.unread_lines == 0) return;
    add_note(whole.note, unknown == 0           ? say("what stands outside its sections")
                         : unknown > kMostNames ? say("sections of no known format: {0}, {1} more", names, unknown - kMostNames)
                                                : say("sections of no known format: {0}", names));
    inputs.push_back(std::move(whole));
  }

  void find_room(Input& input, const std::string& path, Ballot* ballot = nullptr) const {
    if (is_own_report(input.bytes.substr(0, kHeadBytes))) {  // before its lines are taken for another program's JSON
      input.note = in_words(kOwnReport);
      return;
    }
    for (int n = 0; n < kMaxWrappings; ++n) {
      SourceText text = input.text(SourceId{0});
      text.path = path;
      auto unwrapped = unwrap(text);
      if (!unwrapped) break;
      if (!unwrapped->note.empty()) input.note = unwrapped->note;
      input.wrappings.push_back(std::make_shared<const Unwrapped>(std::move(*unwrapped)));
    }
    if (!input.wrappings.empty() && !input.wrappings.back()->room.empty()) {
      input.room = detector_.room(input.wrappings.back()->room);
      return;
    }
    Sentence why = unread_packing(input.bytes.substr(0, kCompressionHead));
    if (!why.empty()) {
      input.note = why;
      return;
    }
    const std::string_view bytes = input.wrappings.empty() ? input.bytes : std::string_view(input.wrappings.back()->text);
    input.room = detector_.detect(path, bytes, why, ballot);
    if (!input.room && input.note.empty()) input.note = why;
  }

  void expand(Input archive, const std::string& inner, int depth) {
    if (depth >= budget_.limits.depth) {
      archive.note = say("an archive in an archive in an archive; not opened");
      inputs.push_back(std::move(archive));
      return;
    }
    const auto wanted = [&](std::string_view path, std::string_view head) {
      if (is_archive(head) || !unread_packing(head).empty() || !split_sections(head).empty()) return true;
      Input probe;
      probe.bytes = head;
      find_room(probe, std::string(path));
      return probe.room != nullptr || !probe.wrappings.empty();
    };
    auto [members, problem, passed_over] = read_archive(archive.bytes, budget_, wanted);
    // As in a folder: what an archive says does not depend on the order it was packed in.
    std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.path < b.path; });
    const std::size_t listed = inputs.size();
    for (Member& member : members) {
      Input input;
      const bool compressed_file = member.path.empty();
      input.shown = compressed_file ? archive.shown : archive.shown + "/" + member.path;
      input.modified = compressed_file || !member.modified ? archive.modified : member.modified;
      input.note = member.note;
      if (!member.bytes) {
        inputs.push_back(std::move(input));
        continue;
      }
      input.bytes = *member.bytes;
      input.owner = member.bytes;
      take(std::move(input), compressed_file ? without_suffix(last_component(inner)) : member.path, depth + 1);
    }
    if (problem.empty() && passed_over.empty()) return;
    // What came before the damage is read; the damage is reported.
    const bool is_text = inputs.size() == listed + 1 && inputs.back().shown == archive.shown;
    const bool nothing_to_add = problem.empty() || problem == say("cut off") || (!is_text && inputs.size() == listed);
    Sentence note = nothing_to_add ? problem : is_text ? say("cut off: {0}", problem) : say("the rest could not be read: {0}", problem);
    add_note(note, passed_over);
    if (is_text) {
      if (inputs.back().room) inputs.back().note = {};
      add_note(inputs.back().note, note);
      return;
    }
    archive.note = note;
    archive.bytes = {};
    inputs.push_back(std::move(archive));
  }

  const Detector& detector_;
  ArchiveBudget budget_;
};

}  // namespace

std::string without_suffix(const std::string& path) {
  for (const std::string_view suffix : {".gz", ".zst", ".xz", ".bz2", ".lz4", ".lzma"})
    if (path.size() > suffix.size() && path.ends_with(suffix)) return without_suffix(path.substr(0, path.size() - suffix.size()));
  return path;
}

SourceText Input::text(SourceId id) const {
  SourceText source{id, printed.empty() ? shown : printed, bytes, {}, lines_before};
  if (!wrappings.empty()) {
    source.bytes = wrappings.back()->text;
    source.origins = wrappings.back()->origins;
  }
  return source;
}

std::uint64_t Input::lost_bytes() const {
  if (path.empty()) return 0;
  std::error_code error;
  const std::uint64_t now = std::filesystem::file_size(path, error);
  return error || now >= bytes.size() ? 0 : bytes.size() - now;  // gone from the folder is still there for who has it open
}

std::uint64_t Input::left_out() const {
  if (later_part) return wrappings.back()->left_out;
  std::uint64_t sum = mark_lines;
  for (const auto& wrapping : wrappings) sum += wrapping->left_out;
  return sum;
}

std::string Input::forms() const {
  std::string text;
  for (const auto& wrapping : wrappings) text += (text.empty() ? "" : ", ") + wrapping->form;
  return text;
}

std::vector<Input> open_texts(std::vector<GivenText> texts, const Detector& detector) {
  Opener opener(detector);
  for (GivenText& text : texts) opener.open(std::move(text));
  join_pcp_archives(opener.inputs);
  return std::move(opener.inputs);
}

std::vector<Input> open_inputs(const std::vector<std::string>& paths, const Detector& detector) {
  std::vector<Skipped> skipped;
  Opener opener(detector);
  for (const FoundFile& file : find_files(paths, skipped)) opener.open(file);
  for (const Skipped& file : skipped) {
    Input input;
    input.shown = file.shown;
    input.note = file.reason;
    input.failed = file.failed;
    opener.inputs.push_back(std::move(input));
  }
  join_pcp_archives(opener.inputs);
  return std::move(opener.inputs);
}

}  // namespace laststraw::input
