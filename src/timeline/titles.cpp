#include "timeline/titles.hpp"

#include <array>
#include <charconv>

namespace laststraw::timeline {

namespace {

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

struct Known {
  std::string_view text;
  Role role;
};
/// Titles and backend_types share their words (miscinit.c GetBackendTypeDesc); older titles add " process".
constexpr std::array<Known, 22> kKnown{{
    {"checkpointer", Role::checkpointer},
    {"background writer", Role::background_writer},
    {"writer", Role::background_writer},
    {"walwriter", Role::walwriter},
    {"wal writer", Role::walwriter},
    {"autovacuum launcher", Role::autovacuum_launcher},
    {"autovacuum worker", Role::autovacuum_worker},
    {"logical replication launcher", Role::logical_launcher},
    {"logical replication", Role::logical_worker},
    {"bgworker: logical replication launcher", Role::logical_launcher},
    {"stats collector", Role::stats_collector},
    {"archiver", Role::archiver},
    {"logger", Role::logger},
    {"startup", Role::startup},
    {"walreceiver", Role::walreceiver},
    {"wal receiver", Role::walreceiver},
    {"walsender", Role::walsender},
    {"wal sender", Role::walsender},
    {"io worker", Role::io_worker},
    {"walsummarizer", Role::background_worker},
    {"slotsync worker", Role::background_worker},
    {"bgworker:", Role::background_worker},
}};

std::string_view word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view found = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return found;
}

/// Client addresses: "127.0.0.1(33038)", "[local]", "host.name(5432)".
bool looks_like_client(std::string_view text) {
  return text == "[local]" || (text.find('(') != std::string_view::npos && !text.empty() && text.back() == ')');
}

Title title_after_colon(std::string_view rest) {
  Title title;
  for (const std::string_view opening :
       {std::string_view("parallel worker for PID "), std::string_view("bgworker: parallel worker for PID ")}) {
    if (!starts_with(rest, opening)) continue;
    std::int32_t leader = 0;
    const std::string_view digits = rest.substr(opening.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), leader);
    title.role = Role::parallel_worker;
    if (leader > 0) title.leader = Pid(leader);
    return title;
  }
  for (const Known& known : kKnown)
    if (starts_with(rest, known.text)) {
      title.role = known.role;
      if (known.role == Role::autovacuum_worker && rest.size() > known.text.size() + 1) {
        std::string_view more = rest.substr(known.text.size() + 1);
        if (const std::string_view database = word(more); database != "process") title.database = database;
      }
      return title;
    }
  // "user database client activity"; a cluster name may stand before it: "15/main: user ...".
  std::string_view text = rest;
  const std::string_view user = word(text), database = word(text), client = word(text);
  if (looks_like_client(client)) {
    title.role = Role::backend;
    title.user = user;
    title.database = database;
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    title.activity = text;
  }
  return title;
}

}  // namespace

std::optional<Title> read_title(std::string_view command) {
  for (const std::string_view program : {std::string_view("postgres: "), std::string_view("postmaster: ")}) {
    if (!starts_with(command, program)) continue;
    const std::string_view rest = command.substr(program.size());
    Title title = title_after_colon(rest);
    const std::size_t colon = rest.find(": ");
    if (title.role == Role::unknown_postgres && colon != std::string_view::npos && rest.find(' ') == colon + 1)
      title = title_after_colon(rest.substr(colon + 2));
    return title;
  }
  std::string_view rest = command;
  std::string_view program = word(rest);
  if (const std::size_t slash = program.rfind('/'); slash != std::string_view::npos) program.remove_prefix(slash + 1);
  if (is_postgres_comm(program)) return Title{Role::postmaster, {}, {}, {}, {}};
  return std::nullopt;
}

Role role_of_backend_type(std::string_view type) {
  if (type == "client backend") return Role::backend;
  if (type == "parallel worker") return Role::parallel_worker;
  if (type == "postmaster") return Role::postmaster;
  if (type.empty() || type == "not initialized") return Role::unknown_postgres;
  for (const Known& known : kKnown)
    if (starts_with(type, known.text)) return known.role;
  return Role::background_worker;
}

Role role_of_crash_line(std::string_view kind) {
  if (kind.find("parallel worker") != std::string_view::npos) return Role::parallel_worker;
  if (kind == "server process") return Role::unknown_postgres;
  for (const std::string_view opening : {std::string_view("background worker \""), std::string_view("worker process: ")})
    if (starts_with(kind, opening)) return Role::background_worker;
  return role_of_backend_type(kind);
}

bool is_postgres_comm(std::string_view comm) { return comm == "postgres" || comm == "postmaster"; }

}  // namespace laststraw::timeline
