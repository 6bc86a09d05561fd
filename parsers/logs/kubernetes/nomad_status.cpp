// `nomad alloc status` (hashicorp/nomad command/alloc_status.go; drivers/docker/handle.go says "OOM Killed").
//   Task "postgres" is "dead"
//   CPU        Memory           Disk     Addresses
//   0/500 MHz  0 B/1.0 GiB      300 MiB
//   2026-11-21T03:02:21Z  Terminated  Exit Code: 137, Exit Message: "OOM Killed"
#include "kubernetes/found.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw {

namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class Status {
 public:
  explicit Status(Records& records) : records_(records) {}

  support::LineIs read(const Line& line) {
    const std::string_view text = support::trim(line.text);
    if (text.starts_with("Task \"")) {
      tell();
      task_ = {};
      task_.name = std::string(text.substr(6, text.find('"', 6) - 6));
    } else if (text.starts_with("CPU ") && contains(text, " Memory ")) {
      sizes_follow_ = true;
      return support::LineIs::parsed;
    } else if (sizes_follow_) {
      read_sizes(text, line);
    } else if (contains(text, " Terminated ")) {
      read_end(text, line);
    }
    sizes_follow_ = false;
    return support::LineIs::parsed;
  }

  void tell() {
    if (!task_.name.empty()) kubernetes::keep({task_}, records_);
  }

 private:
  /// The second "used/limit": the first is the processor's.
  void read_sizes(std::string_view text, const Line& line) {
    const std::size_t cpu = text.find('/'), memory = cpu == std::string_view::npos ? cpu : text.find('/', cpu + 1);
    if (memory == std::string_view::npos) return;
    const std::string_view limit = text.substr(memory + 1, text.find("  ", memory) - memory - 1);
    if (const auto bytes = kubernetes::docker_size(limit)) task_.memory_limit = std::to_string(*bytes), task_.limit_cite = cite(line);
  }

  /// Of several ends the latest, which is printed first.
  void read_end(std::string_view text, const Line& line) {
    if (task_.was_killed()) return;
    if (contains(text, "OOM Killed") && !contains(text, "OOM Killed: false")) task_.reason = "OOMKilled";
    if (contains(text, "Exit Code: 137")) task_.exit_code = "137";
    task_.finished = support::take_iso_time(text);
    task_.end_cite = cite(line);
  }

  Records& records_;
  kubernetes::Container task_;
  bool sizes_follow_ = false;
};

}  // namespace

Reading read_nomad_status(const SourceText& source, Records& records) {
  Status status(records);
  Reading reading = support::read_lines(source, records, "kubernetes/nomad_status", "a line of nomad alloc status",
                                        [&](const Line& line) { return status.read(line); });
  status.tell();
  return reading;
}

}  // namespace laststraw
