// Manifests and states: `kubectl get pod -o yaml|json` (Kubernetes API v1: spec.containers[].resources.limits.memory,
// status.containerStatuses[].lastState.terminated), and `docker inspect` (HostConfig.Memory, State.OOMKilled).
#include <yaml-cpp/yaml.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "kubernetes/found.hpp"
#include "kubernetes/members.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/server_options.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using kubernetes::at;
using kubernetes::Container;
using kubernetes::text_of;
using kubernetes::time_of;
using nlohmann::json;

constexpr std::size_t kMost = std::size_t{8} << 20;  ///< of one manifest
constexpr int kDeepest = 64;
constexpr std::size_t kMostDocuments = 1000;

/// YAML into JSON, all scalars as text. Aliases may make a small file large: the number of nodes is bounded.
json from_yaml(const YAML::Node& node, int depth, std::size_t& budget) {
  if (depth > kDeepest || budget == 0) return nullptr;
  --budget;
  if (node.IsScalar()) return node.Scalar();
  if (node.IsSequence()) {
    json list = json::array();
    for (const YAML::Node& member : node) list.push_back(from_yaml(member, depth + 1, budget));
    return list;
  }
  if (node.IsMap()) {
    json object = json::object();
    for (const auto& member : node)
      if (member.first.IsScalar()) object[member.first.Scalar()] = from_yaml(member.second, depth + 1, budget);
    return object;
  }
  return nullptr;
}

/// Cut out of the whole: "lastState": {...}, "name": "db", without the brackets around it.
json members(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(", \t\r\n");
  if (first == std::string_view::npos || text[first] != '"') return json::value_t::discarded;
  return json::parse('{' + std::string(text.substr(first, last + 1 - first)) + '}', nullptr, false);
}

std::vector<json> documents(std::string_view text) {
  if (json whole = json::parse(text.begin(), text.end(), nullptr, false); !whole.is_discarded()) return {std::move(whole)};
  if (json cut = members(text); !cut.is_discarded()) return {std::move(cut)};
  std::vector<json> found;
  // One object a line, as `jq -c` and log stores print them.
  if (text.starts_with('{') && text.find("\n{") != std::string_view::npos) {
    for (std::size_t start = 0; start < text.size() && found.size() < kMostDocuments;) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      if (json one = json::parse(text.begin() + start, text.begin() + end, nullptr, false); one.is_object())
        found.push_back(std::move(one));
      start = end + 1;
    }
    if (!found.empty()) return found;
  }
  // YAML allows no control characters; yaml-cpp 0.7's LoadAll() goes round for ever on some of them.
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 32 && c != '\n' && c != '\r' && c != '\t'; }))
    return found;
  std::size_t budget = 200'000;
  for (std::size_t start = 0; start < text.size() && found.size() < kMostDocuments;) {
    const std::size_t end = std::min(text.find("\n---", start), text.size());
    try {
      found.push_back(from_yaml(YAML::Load(std::string(text.substr(start, end - start))), 0, budget));
    } catch (const YAML::Exception&) {
      // Not YAML after all: nothing found in this document.
    }
    start = end == text.size() ? end : std::min(text.find('\n', end + 1), text.size());
  }
  return found;
}

class Finder {
 public:
  Finder(const SourceText& source, Records& records) : source_(source), records_(records) {}

  void read(const json& value) {
    if (value.is_array()) {
      for (const json& member : value) read(member);
      return;
    }
    if (!value.is_object()) return;
    if (value.contains("HostConfig") && value.contains("State")) return read_docker(value);
    // Cut out of what docker inspect prints: its State, or what is in it.
    if (at(value, {"State", "OOMKilled"}).is_boolean()) return read_docker(value);
    if (at(value, {"OOMKilled"}).is_boolean()) return read_docker({{"State", value}});
    if (const json& items = at(value, {"items"}); items.is_array()) return read(items);
    if (at(value, {"reason"}).is_string() && (at(value, {"involvedObject"}).is_object() || at(value, {"regarding"}).is_object()))
      return read_event(value);
    const json& templated = at(value, {"spec", "template", "spec", "containers"});
    const json& containers = templated.is_array() ? templated : at(value, {"spec", "containers"});
    if (containers.is_array()) return read_pod(value, containers);
    if (const json& services = at(value, {"services"}); services.is_object()) return is_compose = true, read_compose(services);
    if (at(value, {"lastState"}).is_object() || at(value, {"state"}).is_object() || at(value, {"terminated"}).is_object())
      return read_status(value);
    if (at(value, {"deploy", "resources", "limits"}).is_object()) return is_compose = true, read_service({}, value, true);
    // An excerpt: "resources:" or "limits:" with nothing around it.
    for (const json* cut : {&at(value, {"resources", "limits", "memory"}), &at(value, {"limits", "memory"})})
      if (cut->is_string()) return keep_limit(text_of(*cut));
    if (at(value, {"mem_limit"}).is_string() || at(value, {"shm_size"}).is_string()) return read_service({}, value, true);
    // An operator's cluster: CloudNativePG's and Crunchy's resources
    const json& limit = at(value, {"spec", "resources", "limits", "memory"});
    if (limit.is_string()) keep_limit(text_of(limit));
  }

  std::size_t found = 0;
  bool is_compose = false, is_docker = false;

 private:
  void keep_limit(std::string limit) {
    Container container;
    container.memory_limit = std::move(limit);
    container.limit_cite = line_with("memory: " + container.memory_limit, container.memory_limit);
    kubernetes::keep({container}, records_);
    ++found;
  }

  /// A compose file: services.NAME.mem_limit, .deploy.resources.limits.memory, .shm_size (compose-spec).
  void read_compose(const json& services) {
    for (const auto& [name, service] : services.items()) read_service(name, service, services.size() == 1);
  }

  /// The server's own options: "postgres -c shared_buffers=1GB", as a text (compose) or a list of words.
  void read_command(const json& command, const Container& container) {
    std::vector<std::string> words;
    if (command.is_string()) words = support::words_of_command(command.get<std::string>());
    if (command.is_array())
      for (const json& word : command) words.push_back(text_of(word));
    if (words.empty() || (!kubernetes::is_postgres(container) && words.front() != "postgres")) return;
    support::keep_server_options(
        words, [&](const std::string& word) { return line_with(word); }, records_.pg_settings);
  }

  void read_service(const std::string& name, const json& service, bool only_one) {
    if (!service.is_object()) return;
    Container container;
    container.name = name;
    container.image = text_of(at(service, {"image"}));
    const std::string deployed = text_of(at(service, {"deploy", "resources", "limits", "memory"})),
                      plain = text_of(at(service, {"mem_limit"}));
    const std::string& limit = deployed.empty() ? plain : deployed;
    if (const auto bytes = kubernetes::docker_size(limit)) container.memory_limit = std::to_string(*bytes);
    container.limit_cite = line_with(deployed.empty() ? "mem_limit: " + limit : "memory: " + limit, limit);
    if (only_one || kubernetes::is_postgres(container)) kubernetes::keep({container}, records_);
    read_command(at(service, {"command"}), container);
    const std::string shm = text_of(at(service, {"shm_size"}));
    if (const auto bytes = kubernetes::docker_size(shm); bytes && (only_one || kubernetes::is_postgres(container)))
      records_.host.dev_shm = {Bytes{*bytes}, line_with("shm_size")};
    ++found;
  }

  void read_pod(const json& pod, const json& containers) {
    const std::string name_space = text_of(at(pod, {"metadata", "namespace"})), name = text_of(at(pod, {"metadata", "name"}));
    if (const std::string message = text_of(at(pod, {"status", "message"})); !message.empty())
      kubernetes::keep_event(text_of(at(pod, {"status", "reason"})), name_space + "/" + name, message, std::nullopt,
                             line_with(message.substr(0, message.find('.'))), records_);
    std::vector<Container> all;
    for (const json& described : containers) {
      Container container;
      container.name = text_of(at(described, {"name"}));
      if (!name_space.empty() && !name.empty()) container.pod = name_space + "/" + name;
      container.image = text_of(at(described, {"image"}));
      container.memory_limit = text_of(at(described, {"resources", "limits", "memory"}));
      container.limit_cite = line_with("memory: " + container.memory_limit, "\"memory\": \"" + container.memory_limit);
      const json& statuses = at(pod, {"status", "containerStatuses"});
      if (statuses.is_array())
        for (const json& status : statuses)
          if (text_of(at(status, {"name"})) == container.name) note_end(status, container);
      for (const char* words : {"command", "args"}) read_command(at(described, {words}), container);
      all.push_back(std::move(container));
      ++found;
    }
    kubernetes::keep(all, records_);
  }

  /// A member of containerStatuses, or its lastState or state: the end before counts more than that it runs again.
  void note_end(const json& status, Container& container) const {
    const json& last = at(status, {"lastState", "terminated"});
    const json& now = at(status, {"state", "terminated"});
    const json& ended = last.is_object() ? last : now.is_object() ? now : at(status, {"terminated"});
    container.reason = text_of(at(ended, {"reason"}));
    container.exit_code = text_of(at(ended, {"exitCode"}));
    container.finished = time_of(at(ended, {"finishedAt"}));
    container.end_cite = line_with("reason: " + container.reason, "\"reason\": \"" + container.reason);
    if (container.end_cite.quote.empty()) container.end_cite = line_with("\"reason\":\"" + container.reason);
  }

  /// An Event of the API (core/v1 involvedObject, message; events.k8s.io/v1 regarding, note).
  void read_event(const json& event) {
    const bool core = at(event, {"involvedObject"}).is_object();
    const json& about = at(event, {core ? "involvedObject" : "regarding"});
    std::string object = text_of(at(about, {"kind"})) + "/" + text_of(at(about, {"name"}));
    std::transform(object.begin(), object.begin() + static_cast<std::ptrdiff_t>(object.find('/')), object.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::string message = text_of(at(event, {core ? "message" : "note"}));
    auto stamp = time_of(at(event, {core ? "lastTimestamp" : "deprecatedLastTimestamp"}));
    if (!stamp) stamp = time_of(at(event, {"eventTime"}));
    kubernetes::keep_event(text_of(at(event, {"reason"})), object, message, stamp, line_with(message), records_);
    ++found;
  }

  /// One container's alone, as people cut it out of its pod.
  void read_status(const json& status) {
    Container container;
    container.name = text_of(at(status, {"name"}));
    container.image = text_of(at(status, {"image"}));
    note_end(status, container);
    kubernetes::keep({container}, records_);
    ++found;
  }

  void read_docker(const json& inspected) {
    is_docker = true;
    Container container;
    container.name = text_of(at(inspected, {"Name"}));
    container.image = text_of(at(inspected, {"Config", "Image"}));
    container.memory_limit = text_of(at(inspected, {"HostConfig", "Memory"}));
    container.limit_cite = line_with("\"Memory\"");
    if (text_of(at(inspected, {"State", "OOMKilled"})) == "true") container.reason = "OOMKilled";
    container.exit_code = text_of(at(inspected, {"State", "ExitCode"}));
    container.finished = time_of(at(inspected, {"State", "FinishedAt"}));
    container.end_cite = line_with("\"OOMKilled\"");
    kubernetes::keep({container}, records_);
    read_command(at(inspected, {"Config", "Cmd"}), container);
    ++found;
  }

  Citation line_with(const std::string& text, const std::string& or_text = {}) const {
    Lines lines = source_.lines();
    Line line;
    while (!text.empty() && lines.next(line))
      if (line.text.find(text) != std::string_view::npos || (!or_text.empty() && line.text.find(or_text) != std::string_view::npos))
        return cite(line);
    return {{source_.id, 1, 1}, {}};
  }

  const SourceText& source_;
  Records& records_;
};

}  // namespace

Reading read_manifest(const SourceText& source, Records& records) {
  Reading reading;
  reading.format = "kubernetes/manifest";
  Finder finder(source, records);
  if (source.bytes.size() > kMost)
    reading.note = say("larger than 8 MiB: no manifest");
  else
    for (const json& document : documents(source.bytes)) finder.read(document);
  if (finder.is_compose) reading.format = "kubernetes/compose";
  if (finder.is_docker) reading.format = "kubernetes/docker_inspect";
  Lines lines = source.lines();
  Line line;
  while (lines.next(line)) ++(finder.found > 0 ? reading.coverage.parsed : reading.coverage.noise);
  reading.coverage.lines = lines.count();
  return reading;
}

}  // namespace laststraw
