#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "cli/complaint.hpp"
#include "cli/fleet_outputs.hpp"
#include "cli/output.hpp"
#include "cli/scan_command.hpp"
#include "sandbox/sandbox.hpp"

namespace laststraw::cli {

namespace {

/// No line of a scan is longer; what is (a device that never ends a line) is none of its files.
constexpr std::size_t kLongestLine = std::size_t{256} << 20;

/// A shard's file, a line at a time.
struct Shard {
  explicit Shard(const std::string& where) : path(where) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) throw std::invalid_argument(path + ": " + std::strerror(errno));
    if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) throw std::invalid_argument(path + ": neither a file nor a pipe");
    file.open(path, std::ios::binary);
    if (!file) throw std::invalid_argument(path + ": cannot be read");
  }

  std::string path;
  std::ifstream file;
  std::string line, case_name;
  std::int64_t id = 0;
  std::uint64_t number = 0, incidents = 0;
  /// From the line at its end; of: 0 until that has been read.
  std::uint64_t part = 0, of = 0;

  /// The next incident; false at the end.
  bool next() {
    const std::pair before{case_name, id};
    do
      if (!read_line()) return false;
    while (line.starts_with("{\"story\":"));  // told again, of all
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_object() && json.contains("shard")) return end(json.at("shard"));
    if (!json.is_object() || !json.contains("case") || !json.at("case").is_string() || !json.contains("id") ||
        !json.at("id").is_number_integer())
      mistake(std::string("is no line of laststraw scan --ndjson") + (file.eof() ? "; the file ends in the middle of it" : ""));
    case_name = json.at("case").get<std::string>();
    id = json.at("id").get<std::int64_t>();
    if (incidents++ > 0 && std::pair{case_name, id} <= before) mistake("out of order");
    return true;
  }

  [[noreturn]] void mistake(const std::string& what) const {
    throw std::invalid_argument(path + ":" + std::to_string(number) + ": " + what);
  }

 private:
  bool read_line() {
    line.clear();
    std::array<char, 65536> chunk{};
    do {
      file.clear(file.rdstate() & ~std::ios::failbit);
      file.getline(chunk.data(), chunk.size());
      line += chunk.data();
      if (line.size() > kLongestLine) mistake("a line of more than 256 MiB: is no line of laststraw scan --ndjson");
    } while (file.fail() && !file.eof() && !file.bad());
    if (file.bad()) mistake("cannot be read");
    if (file.eof() && line.empty()) return false;
    ++number;
    return true;
  }

  bool end(const nlohmann::json& shard) {
    const auto number_of = [&](const char* name) {
      return shard.is_object() && shard.contains(name) && shard.at(name).is_number_unsigned() ? shard.at(name).get<std::uint64_t>() : 0;
    };
    part = number_of("part");
    of = number_of("of");
    if (part < 1 || part > of) mistake("is no end of a shard");
    if (number_of("incidents") != incidents)
      mistake("the shard had " + std::to_string(number_of("incidents")) + " incidents, here are " + std::to_string(incidents));
    if (read_line()) mistake("something follows the end of the shard");
    return false;
  }
};

/// Whether all parts are there and whole; says what is not.
bool complete(const std::vector<std::unique_ptr<Shard>>& shards) {
  bool whole = true;
  const auto complain_of_parts = [&](const std::string& what) {
    complain(what);
    whole = false;
  };
  std::set<std::uint64_t> parts;
  std::uint64_t of = 0;
  for (const auto& shard : shards) {
    if (shard->of == 0) {
      complain_of_parts(shard->path + (shard->number == 0 ? ": is empty" : ": does not end as a shard does") +
                        "; it was cut, or its scan (with --shard) did not come to its end");
      continue;
    }
    if (of > 0 && shard->of != of)
      complain_of_parts(shard->path + ": is of " + std::to_string(shard->of) + " parts, others are of " + std::to_string(of));
    if (of == 0) of = shard->of;
    if (!parts.insert(shard->part).second)
      complain_of_parts(shard->path + ": is part " + std::to_string(shard->part) + ", as another file is");
  }
  constexpr std::size_t kNamed = 20;
  std::string missing;
  std::size_t count = 0;
  for (std::uint64_t part = 1; part <= of; ++part)
    if (parts.count(part) == 0 && ++count <= kNamed) missing += (missing.empty() ? "" : ", ") + std::to_string(part);
  if (count > 0)
    complain_of_parts("of " + std::to_string(of) + " parts " + std::to_string(count) + " are missing: " + missing +
                      (count > kNamed ? ", ..." : ""));
  return whole;
}

void put_out(const std::string& line, FleetOutputs& fleet, std::uint64_t& strange) {
  try {
    fleet.put_out(line, fleet.prepare(report::read_line(line)));
  } catch (const std::invalid_argument&) {
    ++strange;
    fleet.pass_on(line);
  }
}

}  // namespace

int run_merge(const Options& options) {
  sandbox::forbid_programs();
  refuse_overwriting({options.ndjson, options.csv, options.html, options.sqlite, options.metrics}, options.scan.paths);
  std::vector<std::unique_ptr<Shard>> shards;
  std::vector<Shard*> open;
  for (const std::string& path : options.scan.paths) {
    shards.push_back(std::make_unique<Shard>(path));
    if (shards.back()->next()) open.push_back(shards.back().get());
  }
  Options wanted = options;
  if (options.ndjson.empty() && options.csv.empty() && options.html.empty() && options.sqlite.empty() && options.metrics.empty())
    wanted.ndjson = "-";
  FleetOutputs fleet(wanted, {}, false, [] {});
  std::uint64_t strange = 0;
  while (!open.empty()) {
    const auto first = std::min_element(open.begin(), open.end(), [](const Shard* a, const Shard* b) {
      return std::pair(a->case_name, a->id) < std::pair(b->case_name, b->id);
    });
    const auto twice = std::find_if(open.begin(), open.end(),
                                    [&](const Shard* other) { return other != *first && other->case_name == (*first)->case_name; });
    if (twice != open.end())
      throw std::invalid_argument((*twice)->path + ": holds the case " + (*first)->case_name + " that " + (*first)->path +
                                  " holds too; were these shards of one scan?");
    put_out((*first)->line, fleet, strange);
    if (!(*first)->next()) open.erase(first);
  }
  const bool whole = complete(shards);
  if (strange > 0)
    complain(std::to_string(strange) + " lines are of another version's scan; they are passed on in --ndjson and stand nowhere else");
  fleet.finish(true);
  // What there is has been put out all the same.
  if (!whole) return kMistake;
  return fleet.shown() > 0 ? kExplained : kNoIncident;
}

}  // namespace laststraw::cli
