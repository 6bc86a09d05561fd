#include "input/mixed.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>

namespace laststraw::input {

namespace {

/// Commands whose output is worth reading here; another word behind a "#" is a comment.
constexpr std::array<std::string_view, 34> kCommands{
    "cat",   "free", "dmesg", "journalctl", "grep", "egrep",  "zgrep",   "sysctl", "kubectl", "docker",    "docker-compose", "df",
    "ps",    "top",  "psql",  "tail",       "head", "less",   "uname",   "vmstat", "sar",     "systemctl", "numactl",        "swapon",
    "lscpu", "date", "ls",    "crictl",     "oc",   "podman", "nerdctl", "cgget",  "pidstat", "ulimit"};

bool is_command(std::string_view word) {
  if (const std::size_t slash = word.rfind('/'); slash != std::string_view::npos) word.remove_prefix(slash + 1);
  return std::find(kCommands.begin(), kCommands.end(), word) != kCommands.end();
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(' '), text.size())); }

/// "root@db:~", "[postgres@db1 ~]", "postgres@db:/var/log", "bash-4.2", "/ ", "" before the mark.
bool is_prompt_lead(std::string_view lead) {
  while (lead.ends_with(' ')) lead.remove_suffix(1);
  if (lead.empty() || lead.find('@') != std::string_view::npos) return lead.find("  ") == std::string_view::npos;
  return lead.ends_with(']') || lead.ends_with('~') || lead.ends_with(':') || lead.starts_with('/') || lead.starts_with("bash-") ||
         lead.starts_with("sh-");
}

/// "# free pages below this ..." is a comment: behind a bare "#" only options, paths and a command's own words follow.
bool is_bare_command(std::string_view typed) {
  const std::string_view word = first_word(typed);
  std::string_view rest = typed.substr(word.size());
  skip_blanks(rest);
  if (rest.empty() || rest.front() == '-' || rest.front() == '/' || rest.front() == '|') return true;
  constexpr std::array<std::string_view, 8> kWithWords{"sysctl", "kubectl", "docker", "systemctl", "psql", "grep", "crictl", "ps"};
  return std::find(kWithWords.begin(), kWithWords.end(), word) != kWithWords.end();
}

/// The path of `cat PATH`; empty for every other command, and for several files.
std::string_view printed_file(std::string_view typed) {
  if (first_word(typed) != "cat") return {};
  typed.remove_prefix(3);
  skip_blanks(typed);
  while (typed.ends_with(' ')) typed.remove_suffix(1);
  return typed.find_first_of(" |>*;&") == std::string_view::npos ? typed : std::string_view();
}

/// `docker inspect -f '{{.State.OOMKilled}}' NAME`: the answer means nothing without the command, and its reader takes both.
bool asks_for_fields(std::string_view typed) {
  return typed.find(" inspect ") != std::string_view::npos && typed.find("{{") != std::string_view::npos;
}

std::uint64_t pasted_rooms(const Detector& detector) {
  std::uint64_t rooms = 0;
  for (std::size_t room = 0; room < detector.rooms().size(); ++room)
    if (detector.rooms()[room].pasted) rooms |= bit_of(room);
  return rooms;
}

/// To which form each line of a text belongs.
class Sorter {
 public:
  Sorter(const SourceText& text, const Ballot& ballot, const Detector& detector)
      : ballot_(ballot), detector_(detector), pasted_(pasted_rooms(detector)) {
    Lines lines(text.id, text.bytes, text.origins, text.lines_before);
    Line line;
    for (std::size_t i = 0; lines.next(line); ++i) take(line, i < ballot.lines.size() ? ballot.lines[i] : 0);
  }

  std::vector<Part> parts() {
    close();
    // Of one form alone only a kernel's lines are told from words around them: a statement may have blank lines of its own.
    const bool kernel_and_words = by_form_.size() == 1 && by_form_.begin()->second.room->name == "kernel_oom" && !words_.text.text.empty();
    if (named_.empty() && by_form_.size() < 2 && !kernel_and_words) return {};
    std::vector<Part> parts = std::move(named_);
    for (auto& [room, part] : by_form_) parts.push_back(std::move(part));
    for (Part& part : parts) part.text.form = "mixed";
    parts.front().text.left_out = unread_;
    if (!words_.text.text.empty()) parts.push_back(std::move(words_));
    return parts;
  }

 private:
  void take(const Line& line, std::uint64_t rooms) {
    if (const std::string_view typed = typed_at_shell(line.text); !typed.empty() && !(rooms != 0 && asks_for_fields(typed))) {
      ++unread_;
      open(std::string(printed_file(typed)));
      return;
    }
    const bool blank = line.text.find_first_not_of(" \t") == std::string_view::npos;
    if (is_said_between(line, rooms, blank)) return add(words_, line);
    if (printed_ && !blank && (rooms == 0 || (rooms & bit_of(index_of(printed_->room))) != 0)) return add(*printed_, line);
    if (printed_) close();
    if (blank) {
      ++unread_;
      return;
    }
    if (current_ && line.text.front() == '\t') rooms = 0;  // a statement goes on (elog.c)
    if (current_ && (rooms & bit_of(*current_)) == 0) rooms &= pasted_;
    if (rooms != 0 && !(current_ && (rooms & bit_of(*current_)) != 0)) current_ = best_of(rooms);
    if (!current_) return add(words_, line);
    Part& part = by_form_[*current_];
    part.room = &detector_.rooms()[*current_];
    add(part, line);
  }

  /// Somebody's own words: a line of no form behind a blank one, and those below it. What goes on (a statement, a list in YAML) is indented.
  bool is_said_between(const Line& line, std::uint64_t rooms, bool blank) {
    const bool starts = after_blank_ && !blank && rooms == 0 && line.text.front() != ' ' && line.text.front() != '\t';
    in_words_ = !blank && rooms == 0 && (starts || in_words_);
    after_blank_ = blank;
    return in_words_;
  }

  /// A prompt ends what was printed before it.
  void open(std::string name) {
    close();
    current_.reset();
    after_blank_ = in_words_ = false;
    const Room* const room = name.empty() ? nullptr : detector_.by_path(name);
    if (!room) return;
    printed_ = Part{std::move(name), room, {}};
  }

  void close() {
    if (printed_ && !printed_->text.text.empty()) named_.push_back(std::move(*printed_));
    printed_.reset();
  }

  static void add(Part& part, const Line& line) { part.text.add(line.text, origin_of(line)); }

  std::size_t index_of(const Room* room) const { return static_cast<std::size_t>(room - detector_.rooms().data()); }

  /// Of the rooms that a line may belong to, the one to which most of the text's lines do.
  std::size_t best_of(std::uint64_t rooms) const {
    std::size_t best = static_cast<std::size_t>(std::countr_zero(rooms));
    for (std::size_t room = best; room < ballot_.votes.size(); ++room)
      if ((rooms & bit_of(room)) != 0 && ballot_.votes[room] > ballot_.votes[best]) best = room;
    return best;
  }

  const Ballot& ballot_;
  const Detector& detector_;
  std::uint64_t pasted_;
  std::map<std::size_t, Part> by_form_;
  std::vector<Part> named_;
  Part words_;                          ///< of no form
  std::optional<Part> printed_;         ///< the file that is being printed
  std::optional<std::size_t> current_;  ///< the form of the line before
  bool after_blank_ = false, in_words_ = false;
  std::uint64_t unread_ = 0;  ///< prompts, and what parts the forms
};

/// The room to which most of the text's lines may belong.
std::size_t most_voted(const Ballot& ballot) {
  return static_cast<std::size_t>(std::max_element(ballot.votes.begin(), ballot.votes.end()) - ballot.votes.begin());
}

/// Is there a line that the form of most lines does not have, but another does, and do people put the two together?
bool is_of_several_forms(const Ballot& ballot, const Detector& detector) {
  const std::uint64_t pasted = pasted_rooms(detector);
  const std::size_t most = most_voted(ballot);
  return (pasted & bit_of(most)) != 0 && std::any_of(ballot.lines.begin(), ballot.lines.end(), [&](std::uint64_t rooms) {
           return (rooms & pasted) != 0 && (rooms & bit_of(most)) == 0;
         });
}

/// A kernel's lines, and a blank line that may part them from a paragraph of somebody's own.
bool may_hold_words(std::string_view text, const Ballot& ballot, const Detector& detector) {
  return detector.rooms()[most_voted(ballot)].name == "kernel_oom" && text.find("\n\n") != std::string_view::npos;
}

bool has_prompts(std::string_view text) {
  Lines lines(SourceId{0}, text);
  Line line;
  while (lines.next(line))
    if (!typed_at_shell(line.text).empty()) return true;
  return false;
}

}  // namespace

std::string_view typed_at_shell(std::string_view line) {
  constexpr std::size_t kLongestPrompt = 80;
  const std::size_t mark = line.substr(0, kLongestPrompt).find_first_of("#$");
  if (mark == std::string_view::npos || mark + 2 >= line.size() || line[mark + 1] != ' ' || !is_prompt_lead(line.substr(0, mark)))
    return {};
  std::string_view typed = line.substr(mark + 2);
  skip_blanks(typed);
  if (typed.starts_with("sudo ")) typed.remove_prefix(5);
  skip_blanks(typed);
  if (!is_command(first_word(typed))) return {};
  return mark > 0 || line[mark] == '$' || is_bare_command(typed) ? typed : std::string_view();
}

std::vector<Part> take_apart(const SourceText& text, const Ballot& ballot, const Detector& detector) {
  if (ballot.votes.empty() || text.bytes.size() > kHeadBytes ||
      (!is_of_several_forms(ballot, detector) && !has_prompts(text.bytes) && !may_hold_words(text.bytes, ballot, detector)))
    return {};
  return Sorter(text, ballot, detector).parts();
}

}  // namespace laststraw::input
