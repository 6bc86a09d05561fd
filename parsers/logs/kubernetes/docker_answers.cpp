// `docker inspect -f TEMPLATE NAME...` and what it answers, a line a container (docker/cli cli/command/inspect; Go's text/template). podman
// and nerdctl take the same. An answer means nothing without the command, so a text that lacks it is not read here.
//   $ docker inspect -f '{{.HostConfig.Memory}} {{.State.OOMKilled}}' shop-db
//   1073741824 true
#include <algorithm>
#include <nlohmann/json.hpp>

#include "kubernetes/found.hpp"
#include "kubernetes/members.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/settings.hpp"
#include "support/words.hpp"

namespace laststraw {

namespace {

using kubernetes::at;
using kubernetes::Container;
using kubernetes::text_of;
using kubernetes::time_of;
using nlohmann::json;

/// A template: what stands between the fields as it is, and the fields' paths.
struct Template {
  std::vector<std::string> words{""};  ///< one more than there are fields
  std::vector<std::string> fields;     ///< ".State.OOMKilled"; "json .State"
};

Template template_of(std::string_view text) {
  Template found;
  while (!text.empty()) {
    const std::size_t open = text.find("{{"), close = open == std::string_view::npos ? open : text.find("}}", open);
    found.words.back() += text.substr(0, open);
    if (close == std::string_view::npos) break;
    found.fields.emplace_back(support::trim(text.substr(open + 2, close - open - 2)));
    found.words.emplace_back();
    text.remove_prefix(close + 2);
  }
  return found;
}

/// Behind -f or --format, with its quotes taken off; what follows it stays in `command`.
std::string_view take_template(std::string_view& command) {
  for (const std::string_view option : {" -f", " --format"}) {
    const std::size_t at = command.find(option);
    if (at == std::string_view::npos) continue;
    std::string_view rest = command.substr(at + option.size());
    if (rest.empty() || (rest.front() != ' ' && rest.front() != '=' && rest.front() != '\'' && rest.front() != '"')) continue;
    rest.remove_prefix(std::min(rest.find_first_not_of(" ="), rest.size()));
    if (rest.empty()) continue;
    const char quote = rest.front();
    const bool quoted = quote == '\'' || quote == '"';
    if (quoted) rest.remove_prefix(1);
    const std::size_t end = std::min(quoted ? rest.find(quote) : rest.find(' '), rest.size());
    command = rest.substr(std::min(end + 1, rest.size()));
    return rest.substr(0, end);
  }
  return {};
}

class Answers {
 public:
  explicit Answers(Records& records) : records_(records) {}

  support::LineIs read(const Line& line) {
    if (const std::size_t inspect = line.text.find(" inspect "); inspect != std::string_view::npos)
      return read_command(line.text.substr(inspect));
    if (asked_.fields.empty()) return support::LineIs::noise;
    return read_answer(support::trim(line.text), line) ? support::LineIs::parsed : support::LineIs::noise;
  }

 private:
  support::LineIs read_command(std::string_view command) {
    const std::string_view text = take_template(command);
    asked_ = template_of(text);
    names_.clear();
    answered_ = 0;
    for (const std::string_view word : support::words_of(command.substr(0, command.find_first_of("|;&>"))))
      if (!word.starts_with('-')) names_.emplace_back(word);
    return asked_.fields.empty() ? support::LineIs::noise : support::LineIs::parsed;
  }

  bool read_answer(std::string_view text, const Line& line) {
    if (!text.starts_with(asked_.words.front())) return false;
    text.remove_prefix(asked_.words.front().size());
    json inspected = json::object();
    for (std::size_t i = 0; i < asked_.fields.size(); ++i) {
      const std::string& word = asked_.words[i + 1];
      const std::size_t end = word.empty() ? (i + 1 == asked_.fields.size() ? text.size() : std::string_view::npos) : text.find(word);
      if (end == std::string_view::npos) return false;  // two fields with nothing between them: which is which?
      if (!set(inspected, asked_.fields[i], text.substr(0, end))) return false;
      text.remove_prefix(end + word.size());
    }
    tell(inspected, line);
    return true;
  }

  /// ".State.OOMKilled" -> inspected["State"]["OOMKilled"]; other functions of templates than json are not followed.
  static bool set(json& inspected, std::string_view field, std::string_view value) {
    const bool is_json = field.starts_with("json ");
    if (is_json) field = support::trim(field.substr(5));
    if (!field.starts_with('.') || field.find(' ') != std::string_view::npos) return false;
    json parsed = is_json ? json::parse(value.begin(), value.end(), nullptr, false) : json(std::string(value));
    if (parsed.is_discarded()) return false;
    json* here = &inspected;
    for (field.remove_prefix(1); !field.empty();) {
      const std::size_t dot = std::min(field.find('.'), field.size());
      if (!here->is_object()) return false;
      here = &(*here)[std::string(field.substr(0, dot))];
      if (here->is_null()) *here = json::object();
      field.remove_prefix(std::min(dot + 1, field.size()));
    }
    *here = std::move(parsed);
    return true;
  }

  void tell(const json& inspected, const Line& line) {
    Container container;
    container.name = answered_ < names_.size() ? names_[answered_] : std::string();
    ++answered_;
    container.memory_limit = text_of(at(inspected, {"HostConfig", "Memory"}));
    if (text_of(at(inspected, {"State", "OOMKilled"})) == "true") container.reason = "OOMKilled";
    container.exit_code = text_of(at(inspected, {"State", "ExitCode"}));
    container.finished = time_of(at(inspected, {"State", "FinishedAt"}));
    container.limit_cite = container.end_cite = cite(line);
    kubernetes::keep({container}, records_);
  }

  Records& records_;
  Template asked_;
  std::vector<std::string> names_;
  std::size_t answered_ = 0;
};

}  // namespace

Reading read_docker_answers(const SourceText& source, Records& records) {
  Answers answers(records);
  return support::read_lines(source, records, "kubernetes/docker_answers", "an answer of docker inspect -f",
                             [&](const Line& line) { return answers.read(line); });
}

}  // namespace laststraw
