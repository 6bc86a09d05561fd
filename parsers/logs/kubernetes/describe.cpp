// `kubectl describe pod` (kubernetes pkg describe.go): two blanks a level.
//   Containers:
//     postgres:
//       Image:          ghcr.io/cloudnative-pg/postgresql:16.2
//       Last State:     Terminated
//         Reason:       OOMKilled
//         Exit Code:    137
//         Finished:     Sat, 21 Nov 2026 03:02:21 +0000
//       Limits:
//         memory:  1Gi
#include <algorithm>
#include <array>
#include <cctype>

#include <boost/fusion/include/adapt_struct.hpp>

#include "kubernetes/found.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/civil.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"
#include "support/settings.hpp"

namespace laststraw::kubernetes_detail {
struct RawDate {
  std::uint32_t day;
  grammar::Chars month;
  std::uint32_t year, hour, minute, second;
  grammar::Chars zone;
};
}  // namespace laststraw::kubernetes_detail

BOOST_FUSION_ADAPT_STRUCT(laststraw::kubernetes_detail::RawDate, day, month, year, hour, minute, second, zone)

namespace laststraw {

namespace kubernetes {

namespace {

using grammar::x3::char_;
using grammar::x3::digit;
using grammar::x3::lit;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

std::optional<std::int64_t> quantity(std::string_view text) {
  double value = 0;
  if (!grammar::take(text, grammar::number, value) || value <= 0 || value > 1e18) return std::nullopt;
  struct Suffix {
    std::string_view text;
    double factor;
  };
  constexpr Suffix kSuffixes[] = {{"Ki", 1024.0}, {"Mi", 1048576.0}, {"Gi", 1073741824.0}, {"Ti", 1099511627776.0},
                                  {"k", 1e3},     {"M", 1e6},        {"G", 1e9},           {"T", 1e12},
                                  {"", 1.0}};
  for (const Suffix& suffix : kSuffixes)
    if (text == suffix.text)
      return value * suffix.factor < 9e18 ? std::optional(static_cast<std::int64_t>(value * suffix.factor)) : std::nullopt;
  return std::nullopt;
}

// docker/go-units RAMInBytes().
std::optional<std::int64_t> docker_size(std::string_view text) {
  double value = 0;
  if (!grammar::take(text, grammar::number, value) || value <= 0 || value > 1e18) return std::nullopt;
  while (text.starts_with(' ')) text.remove_prefix(1);
  std::size_t power = 0;
  if (!text.empty()) {
    power = std::string_view("bkmgt").find(static_cast<char>(std::tolower(static_cast<unsigned char>(text.front()))));
    if (power == std::string_view::npos || text.size() > 3) return std::nullopt;
  }
  const Bytes bytes = scaled(Bytes{std::int64_t{1} << (10 * power)}, value);
  return bytes == kLargest ? std::nullopt : std::optional(bytes.count);
}

bool is_postgres(const Container& container) {
  // What stands beside a server and is called after it.
  for (const std::string_view beside : {"exporter", "bouncer", "pooler"})
    if (contains(container.name, beside) || contains(container.image, beside)) return false;
  for (const std::string_view word : {"postgres", "pgsql", "spilo", "patroni", "crunchy", "timescale", "cloudnative-pg", "database"})
    if (contains(container.name, word) || contains(container.image, word)) return true;
  return false;
}

namespace {

/// How much a container of several is the one that matters; 0: not at all.
int rank(const Container& container, bool only_one) {
  const bool ours = only_one || is_postgres(container);
  if (container.was_killed()) return ours ? (container.init ? 4 : 5) : 3;
  return ours ? (container.init ? 1 : 2) : 0;
}

void keep_end(const Container& container, Records& records) {
  SystemEvent event;
  event.kind = SystemEventKind::container_oom;
  event.subject = (container.pod.empty() ? "" : container.pod + "/") + (container.name.empty() ? "a container" : container.name) +
                  (container.reason.empty() ? " (exit code 137)" : " (" + container.reason + ")");
  if (container.finished) event.stamp = *container.finished;
  event.cite = container.end_cite;
  records.system_events.push_back(std::move(event));
}

}  // namespace

void keep(const std::vector<Container>& containers, Records& records) {
  int most = 0;
  for (const Container& container : containers) most = std::max(most, rank(container, containers.size() == 1));
  for (const Container& container : containers) {
    const int rank = kubernetes::rank(container, containers.size() == 1);
    if (rank > 0 && rank == most)
      if (const auto limit = quantity(container.memory_limit)) records.cgroup.declared = {Bytes{*limit}, container.limit_cite};
    const bool told = rank >= 4 || (rank == 3 && most == 3);
    if (told) keep_end(container, records);
  }
}

}  // namespace kubernetes

namespace {

using grammar::view;
using grammar::x3::char_;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::raw;
using grammar::x3::repeat;
using grammar::x3::rule;
using kubernetes_detail::RawDate;

constexpr grammar::x3::uint_parser<std::uint32_t, 10, 1, 2> kTwo{};
constexpr grammar::x3::uint_parser<std::uint32_t, 10, 4, 4> kFour{};
const auto rfc1123 = rule<struct rfc1123_tag, RawDate>{"date"} = omit[repeat(3)[char_("A-Za-z")]] >> ", " >> kTwo >> ' ' >>
                                                                 raw[repeat(3)[char_("A-Za-z")]] >> ' ' >> kFour >> ' ' >> kTwo >> ':' >>
                                                                 kTwo >> ':' >> kTwo >> ' ' >> raw[+char_("0-9A-Z+-")];

std::optional<Stamp> read_date(std::string_view text) {
  RawDate d{};
  if (!grammar::take(text, rfc1123, d)) return std::nullopt;
  Stamp stamp;
  stamp.civil = support::civil_micros(static_cast<int>(d.year), support::month_number(view(d.month)), static_cast<int>(d.day),
                                      static_cast<int>(d.hour), static_cast<int>(d.minute), static_cast<int>(d.second));
  stamp.resolution = std::chrono::seconds{1};
  support::set_zone(stamp, view(d.zone));
  return stamp.civil ? std::optional(stamp) : std::nullopt;
}

class Describer {
 public:
  explicit Describer(Records& records) : records_(records) {}

  support::LineIs read(const Line& line) {
    const std::size_t indent = line.text.find_first_not_of(' ');
    const std::string_view text = support::trim(line.text);
    const std::size_t colon = text.find(':');
    const std::string_view key = text.substr(0, colon);
    const std::string_view value = colon == std::string_view::npos ? std::string_view() : support::trim(text.substr(colon + 1));
    if (indent == 0 && !is_of_container(key)) {
      in_containers_ = key == "Containers" || key == "Init Containers";
      in_init_ = key == "Init Containers";
      if (key == "Events") in_containers_ = false;
      if (key == "Name") pod_ = value;
      if (key == "Namespace") pod_ = std::string(value) + "/" + pod_;
      if (key == "Message" && value.find("low on resource: memory") != std::string_view::npos) note_eviction(line);
      in_events_ = key == "Events";
      return support::LineIs::parsed;
    }
    // An eviction stands in the pod's message, too.
    if (in_events_) {
      if (!evicted_ || text.find(" Evicted ") == std::string_view::npos) kubernetes::read_event_row(text, line, records_);
      return support::LineIs::parsed;
    }
    if (in_containers_ && indent == 2 && value.empty()) {
      open(key);
      return support::LineIs::parsed;
    }
    // Cut out of a description, with or without its blanks: "Last State: Terminated" stands under no container that is named.
    if (!in_containers_ && (is_state(key) || key == "Limits") && (containers_.empty() || (key == "State" && !part_.empty()))) open({});
    if (!containers_.empty()) read_of_container(containers_.back(), key, value, line);
    return support::LineIs::parsed;
  }

  void finish() { kubernetes::keep(containers_, records_); }

 private:
  static bool is_state(std::string_view key) { return key == "State" || key == "Last State"; }

  /// What stands in a container's description, and nowhere at its pod's.
  bool is_of_container(std::string_view key) const {
    constexpr std::array<std::string_view, 6> kParts{"State", "Last State", "Limits", "Requests", "Restart Count", "Ready"};
    return !in_containers_ && (std::find(kParts.begin(), kParts.end(), key) != kParts.end() || is_within(key));
  }

  /// "Reason" of a state, "memory" of limits: the lines under the part that was read last, however they are indented.
  bool is_within(std::string_view key) const {
    constexpr std::array<std::string_view, 6> kOfState{"Reason", "Exit Code", "Started", "Finished", "Message", "Signal"};
    if (is_state(part_)) return std::find(kOfState.begin(), kOfState.end(), key) != kOfState.end();
    return (part_ == "Limits" || part_ == "Requests") && (key == "cpu" || key == "memory" || key == "ephemeral-storage");
  }

  void open(std::string_view name) {
    containers_.emplace_back();
    containers_.back().name = std::string(name);
    containers_.back().init = in_init_;
    if (pod_.find('/') != std::string::npos) containers_.back().pod = pod_;
    part_.clear();
  }

  void read_of_container(kubernetes::Container& container, std::string_view key, std::string_view value, const Line& line) {
    if (!is_within(key)) {
      part_ = std::string(key);
      if (key == "Image") container.image = std::string(value);
      return;
    }
    // The last state counts; the present one too, where the container is still down.
    const bool last = part_ == "Last State";
    if (key == "Reason" && is_state(part_) && (container.reason.empty() || last))
      container.reason = std::string(value), container.end_cite = cite(line);
    if (key == "Exit Code") container.exit_code = std::string(value);
    if (key == "Finished" && (!container.finished || last)) container.finished = read_date(value);
    if (key == "memory" && part_ == "Limits") container.memory_limit = std::string(value), container.limit_cite = cite(line);
  }

  /// "Reason: Evicted", "Message: The node was low on resource: memory. Container db was using ...": the pod's own end.
  void note_eviction(const Line& line) {
    evicted_ = kubernetes::keep_event("Evicted", pod_, line.text, std::nullopt, cite(line), records_);
  }

  Records& records_;
  std::vector<kubernetes::Container> containers_;
  std::string part_, pod_;
  bool in_containers_ = false, in_init_ = false, in_events_ = false, evicted_ = false;
};

}  // namespace

Reading read_kubectl_describe(const SourceText& source, Records& records) {
  Describer describer(records);
  Reading reading =
      support::read_lines(source, records, "kubernetes/describe", "Key: value", [&](const Line& line) { return describer.read(line); });
  describer.finish();
  return reading;
}

}  // namespace laststraw
