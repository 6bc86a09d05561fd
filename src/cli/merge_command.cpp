#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/output.hpp"
#include "cli/scan_command.hpp"

namespace laststraw::cli {

namespace {

/// A shard's file, a line at a time.
struct Shard {
  std::string path;
  std::ifstream file;
  std::string line, case_name;
  std::int64_t id = 0;
  std::uint64_t number = 0;

  bool next() {
    std::pair<std::string, std::int64_t> before{case_name, id};
    if (!std::getline(file, line)) return false;
    ++number;
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_discarded() || !json.contains("case") || !json.contains("id"))
      throw std::invalid_argument(path + ":" + std::to_string(number) + ": is no line of laststraw scan --ndjson" + (file.eof() ? "; the file ends in the middle of it" : ""));
    case_name = json.at("case").get<std::string>();
    id = json.at("id").get<std::int64_t>();
    if (number > 1 && std::pair{case_name, id} <= before) throw std::invalid_argument(path + ":" + std::to_string(number) + ": out of order");
    return true;
  }
};

}  // namespace

int run_merge(const Options& options) {
  std::vector<std::unique_ptr<Shard>> shards;
  for (const std::string& path : options.scan.paths) {
    auto shard = std::make_unique<Shard>();
    shard->path = path;
    shard->file.open(path);
    if (!shard->file) throw std::invalid_argument(path + ": cannot be read");
    if (shard->next()) shards.push_back(std::move(shard));
  }
  OutputFile out(options.ndjson.empty() ? "-" : options.ndjson);
  std::uint64_t count = 0;
  while (!shards.empty()) {
    const auto first = std::min_element(shards.begin(), shards.end(), [](const auto& a, const auto& b) { return std::pair(a->case_name, a->id) < std::pair(b->case_name, b->id); });
    const auto twice = std::find_if(shards.begin(), shards.end(), [&](const auto& other) { return other != *first && other->case_name == (*first)->case_name; });
    if (twice != shards.end()) throw std::invalid_argument((*twice)->path + ": holds the case " + (*first)->case_name + " that " + (*first)->path + " holds too; were these shards of one scan?");
    out.write((*first)->line + "\n");
    ++count;
    if (!(*first)->next()) shards.erase(first);
  }
  out.finish();
  return count > 0 ? kExplained : kNoIncident;
}

}  // namespace laststraw::cli
