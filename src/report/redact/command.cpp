#include "report/redact/command.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace laststraw::report {

namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(" \t\r\n", at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

bool consists_of(std::string_view text, std::string_view besides_letters_and_digits) {
  return std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || besides_letters_and_digits.find(static_cast<char>(c)) != std::string_view::npos);
  });
}

bool is_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

/// Several words that nobody may read are one "?".
void add_word(std::string& out, std::string_view word) {
  if (word == "?" && (out == "?" || out.ends_with(" ?"))) return;
  if (!out.empty()) out += ' ';
  out += word;
}

/// "/home/alice" is no program, "/home/alice/bin/load" is "load".
std::string base_name(std::string_view program) {
  const bool login = program.starts_with('-') && program.size() > 1;  // "-bash"
  if (login) program.remove_prefix(1);
  const std::string_view base = program.substr(program.rfind('/') + 1);
  const std::string_view folder = program.substr(0, program.size() - base.size());
  const bool is_home = folder == "/home/" || folder == "/Users/" || folder == "/export/home/";
  // "sshd:" and "nginx:" name themselves so; [kworker/0:1] and (sd-pam) are the kernel's and systemd's.
  const bool bracketed = (program.starts_with('[') && program.ends_with(']')) || (program.starts_with('(') && program.ends_with(')'));
  if (bracketed && consists_of(program.substr(1, program.size() - 2), "_-./:+")) return std::string(program);
  if (base.empty() || is_home || !consists_of(base.substr(0, base.size() - (base.ends_with(':') ? 1 : 0)), "_-.+")) return "?";
  return std::string(base);
}

/// "PGPASSWORD=S", before a program
bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 && consists_of(word.substr(0, equals), "_") &&
         std::isdigit(static_cast<unsigned char>(word.front())) == 0;
}

/// What java may take: "-Xmx4g".
bool is_java_size(std::string_view word) {
  for (const std::string_view option : {"-Xmx", "-Xms", "-Xss", "-Xmn"})
    if (word.starts_with(option) && word.size() > 5 && word.size() < 16)
      return is_digits(word.substr(4, word.size() - 5)) && consists_of(word, "-");
  return false;
}

std::string redact_argument(std::string_view word) {
  if (!word.starts_with('-') || word == "-") return "?";
  if (is_java_size(word)) return std::string(word);
  if (word.starts_with("--")) {
    const std::size_t equals = std::min(word.find('='), word.size());
    const std::string_view option = word.substr(0, equals);
    if (option.size() > 40 || !consists_of(option, "-_")) return "--?";
    return std::string(option) + (equals < word.size() ? "=?" : "");
  }
  // A value may stand in one word with a short option: "-Ualice", "-p5432".
  return std::string(word.substr(0, 2)) + (word.size() > 2 ? "?" : "");
}

/// Titles of the server's own processes begin so (backend_type_desc of miscinit.c and its forerunners).
constexpr std::array<std::string_view, 26> kOwn{"archiver",
                                                "autovacuum launcher",
                                                "autovacuum worker",
                                                "background writer",
                                                "bgworker:",
                                                "checkpointer",
                                                "io worker",
                                                "logger",
                                                "logical replication apply worker",
                                                "logical replication launcher",
                                                "logical replication parallel apply worker",
                                                "logical replication tablesync worker",
                                                "logical replication worker",
                                                "parallel worker",
                                                "slotsync worker",
                                                "startup",
                                                "stats collector",
                                                "syslogger",
                                                "wal receiver",
                                                "wal sender",
                                                "wal writer",
                                                "walreceiver",
                                                "walsender",
                                                "walsummarizer",
                                                "walwriter",
                                                "writer"};

/// What a title ends in: a command tag or a state, as the server sets it (set_ps_display).
bool is_activity(std::string_view text) {
  if (text.starts_with("idle") || text == "authentication" || text == "initializing" || text == "startup" || text == "notify interrupt")
    return consists_of(text, " ()");
  return text.size() <= 40 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isupper(c) != 0 || c == ' '; });
}

std::string without_waiting(std::string_view& activity) {
  if (!activity.ends_with(" waiting")) return {};
  activity.remove_suffix(8);
  return " waiting";
}

/// What follows the name of one of the server's processes: numbers, positions, states; a database, a client, a slot.
std::string rest_of_own(std::string_view rest) {
  constexpr std::array<std::string_view, 12> kKept{"process", "for",       "PID",     "recovering", "streaming", "last",
                                                   "was",     "archiving", "waiting", "worker",     "launcher",  "subscription"};
  std::string out;
  for (const std::string_view word : words_of(rest)) {
    const bool position = word.find_first_not_of("0123456789ABCDEF/") == std::string_view::npos;
    add_word(out, position || std::find(kKept.begin(), kKept.end(), word) != kKept.end() ? word : "?");
  }
  return out.empty() ? out : " " + out;
}

/// "user database client activity", where the client is the last word that looks like one.
std::string redact_session(std::string_view rest, Replacements& names) {
  const std::vector<std::string_view> words = words_of(rest);
  const auto is_client = [](std::string_view word) {
    const std::size_t open = word.rfind('(');
    return word == "[local]" ||
           (open != std::string_view::npos && open > 0 && word.ends_with(')') && is_digits(word.substr(open + 1, word.size() - open - 2)));
  };
  for (std::size_t i = words.size(); i-- > 0;) {
    if (!is_client(words[i])) continue;
    const std::string_view before = rest.substr(0, static_cast<std::size_t>(words[i].data() - rest.data()));
    std::string_view activity = rest.substr(static_cast<std::size_t>(words[i].data() - rest.data()) + words[i].size());
    activity.remove_prefix(std::min(activity.size(), activity.find_first_not_of(' ')));
    while (activity.ends_with(' ')) activity.remove_suffix(1);
    const std::string waiting = without_waiting(activity);
    const std::string who = words_of(before).size() == 2 ? names.of(Kind::user, words[0]) + " " + names.of(Kind::database, words[1]) : "?";
    return who + " " + names.of_client(words[i]) +
           (activity.empty()        ? ""
            : is_activity(activity) ? " " + std::string(activity)
                                    : " ?") +
           waiting;
  }
  return "?";
}

std::string redact_title(std::string_view rest, Replacements& names) {
  for (const std::string_view own : kOwn)
    if (rest.starts_with(own) && (rest.size() == own.size() || rest[own.size()] == ' '))
      return std::string(own) + rest_of_own(rest.substr(own.size()));
  return redact_session(rest, names);
}

}  // namespace

std::string redact_command(std::string_view command, Replacements& names) {
  for (const std::string_view program : {std::string_view("postgres: "), std::string_view("postmaster: ")}) {
    if (!command.starts_with(program)) continue;
    std::string_view rest = command.substr(program.size());
    // cluster_name stands before the rest with a colon of its own.
    const std::size_t colon = rest.find(": ");
    if (colon != std::string_view::npos && rest.find(' ') == colon + 1 && !rest.starts_with("bgworker:"))
      return std::string(program) + names.of_any(rest.substr(0, colon)) + ": " + redact_title(rest.substr(colon + 2), names);
    return std::string(program) + redact_title(rest, names);
  }
  std::string out;
  bool named = false;
  for (const std::string_view word : words_of(command)) {
    if (!named && is_assignment(word)) {
      add_word(out, std::string(word.substr(0, word.find('='))) + "=?");
      continue;
    }
    add_word(out, named ? redact_argument(word) : base_name(word));
    named = true;
  }
  return out;
}

}  // namespace laststraw::report
