#include "system_log/program_starts.hpp"

#include <algorithm>
#include <array>

#include "system_log/event.hpp"

namespace laststraw::system_log {

namespace {

constexpr std::size_t kLongestName = 200;

/// systemd's job messages (src/core/job.c, unit.c): "Starting %s..." and "Started %s.", %s being "unit - description" since
/// v250 and the description alone before. Units that run nothing are told by their suffix.
std::optional<std::string> unit_started(std::string_view text) {
  if (starts_with(text, "Starting "))
    text.remove_prefix(9);
  else if (starts_with(text, "Started "))
    text.remove_prefix(8);
  else
    return std::nullopt;
  const std::string_view unit = text.substr(0, text.find(" - "));
  constexpr std::array<std::string_view, 8> kRunNothing{".target", ".slice", ".timer", ".socket", ".mount", ".device", ".path", ".swap"};
  const auto ends_with = [&](std::string_view suffix) {
    return unit.size() > suffix.size() && unit.substr(unit.size() - suffix.size()) == suffix;
  };
  if (unit.empty() || std::any_of(kRunNothing.begin(), kRunNothing.end(), ends_with)) return std::nullopt;
  if (unit.size() < text.size()) return std::string(unit.substr(0, kLongestName));
  while (!text.empty() && text.back() == '.') text.remove_suffix(1);
  return std::string(text.substr(0, kLongestName));
}

/// Vixie cron, cronie (do_command.c): "(root) CMD (/usr/local/bin/backup.sh)"; anacron: "Job `cron.daily' started".
std::optional<std::string> cron_started(std::string_view text) {
  if (starts_with(text, "Job `") && contains(text, "' started")) return std::string(text.substr(5, text.find('\'') - 5));
  const std::size_t at = text.find(") CMD (");
  if (!starts_with(text, "(") || at == std::string_view::npos) return std::nullopt;
  std::string_view command = text.substr(at + 7);
  if (!command.empty() && command.back() == ')') command.remove_suffix(1);
  while (!command.empty() && command.front() == ' ') command.remove_prefix(1);
  return std::string(command.substr(0, kLongestName));
}

}  // namespace

std::optional<ProgramStart> read_program_start(const KernelLine& line) {
  const bool systemd = line.program == "systemd";
  if (!systemd && line.program != "CRON" && line.program != "crond" && line.program != "cron" && line.program != "anacron")
    return std::nullopt;
  auto what = systemd ? unit_started(line.text) : cron_started(line.text);
  if (!what) return std::nullopt;
  return ProgramStart{systemd ? ProgramStart::By::systemd : ProgramStart::By::cron, line.stamp, std::move(*what), cite(line.raw)};
}

}  // namespace laststraw::system_log
