#include "cli/shard.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "cli/complaint.hpp"

namespace laststraw::cli {

namespace {

/// No line of a scan is longer; what is (a device that never ends a line) is none of its files.
constexpr std::size_t kLongestLine = std::size_t{256} << 20;

}  // namespace

Shard::Shard(const std::string& path) : path_(path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw std::invalid_argument(path + ": " + std::strerror(errno));
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) throw std::invalid_argument(path + ": neither a file nor a pipe");
  file_.open(path, std::ios::binary);
  if (!file_) throw std::invalid_argument(path + ": cannot be read");
}

bool Shard::next(const Prepare& prepare, MergeState* state) {
  if (state && !std::exchange(asked_state_, true)) known_as_ = state->shard(path_);
  const std::pair before{line_.case_name, line_.id};
  do
    if (!read_line()) return false;
  while (text_.starts_with("{\"story\":"));  // told again, of all
  std::optional<MergedLine> known;
  if (known_as_) known = state->known(*known_as_, offset_);
  if (known)
    line_ = std::move(*known);
  else if (!understand(prepare))
    return end();
  else if (known_as_)
    state->add(*known_as_, offset_, line_);
  if (incidents_++ > 0 && std::pair{line_.case_name, line_.id} <= before) mistake("out of order");
  return true;
}

/// False for what is no incident.
bool Shard::understand(const Prepare& prepare) {
  line_ = {};
  try {
    report::CaseIncident one = report::read_line(text_);
    line_.case_name = one.case_name, line_.id = one.incident.id;
    line_.prepared = prepare(std::move(one));
    return true;
  } catch (const std::invalid_argument&) {
    line_.strange = true;
  }
  const auto json = nlohmann::json::parse(text_, nullptr, false);
  if (json.is_object() && json.contains("shard")) return false;
  if (!json.is_object() || !json.contains("case") || !json.at("case").is_string() || !json.contains("id") ||
      !json.at("id").is_number_integer())
    mistake(std::string("is no line of laststraw scan --ndjson") + (file_.eof() ? "; the file ends in the middle of it" : ""));
  line_.case_name = json.at("case").get<std::string>();
  line_.id = json.at("id").get<std::int64_t>();
  return true;
}

void Shard::mistake(const std::string& what) const { throw std::invalid_argument(path_ + ":" + std::to_string(number_) + ": " + what); }

bool Shard::read_line() {
  text_.clear();
  offset_ = next_offset_;
  std::array<char, 65536> chunk{};
  do {
    file_.clear(file_.rdstate() & ~std::ios::failbit);
    file_.getline(chunk.data(), chunk.size());
    text_ += chunk.data();
    if (text_.size() > kLongestLine) mistake("a line of more than 256 MiB: is no line of laststraw scan --ndjson");
  } while (file_.fail() && !file_.eof() && !file_.bad());
  if (file_.bad()) mistake("cannot be read");
  if (file_.eof() && text_.empty()) return false;
  next_offset_ += text_.size() + 1;
  ++number_;
  return true;
}

/// Its last line, which is in text_.
bool Shard::end() {
  const auto shard = nlohmann::json::parse(text_, nullptr, false).at("shard");
  const auto number_of = [&](const char* name) {
    return shard.is_object() && shard.contains(name) && shard.at(name).is_number_unsigned() ? shard.at(name).get<std::uint64_t>() : 0;
  };
  part_ = number_of("part");
  parts_ = number_of("of");
  if (part_ < 1 || part_ > parts_) mistake("is no end of a shard");
  if (number_of("incidents") != incidents_)
    mistake("the shard had " + std::to_string(number_of("incidents")) + " incidents, here are " + std::to_string(incidents_));
  if (read_line()) mistake("something follows the end of the shard");
  return false;
}

bool complete(const std::vector<std::unique_ptr<Shard>>& shards) {
  bool whole = true;
  const auto complain_of_parts = [&](const std::string& what) {
    complain(what);
    whole = false;
  };
  std::set<std::uint64_t> parts;
  std::uint64_t of = 0;
  for (const auto& shard : shards) {
    if (shard->parts() == 0) {
      complain_of_parts(shard->path() + (shard->lines() == 0 ? ": is empty" : ": does not end as a shard does") +
                        "; it was cut, or its scan (with --shard) did not come to its end");
      continue;
    }
    if (of > 0 && shard->parts() != of)
      complain_of_parts(shard->path() + ": is of " + std::to_string(shard->parts()) + " parts, others are of " + std::to_string(of));
    if (of == 0) of = shard->parts();
    if (!parts.insert(shard->part()).second)
      complain_of_parts(shard->path() + ": is part " + std::to_string(shard->part()) + ", as another file is");
  }
  constexpr std::size_t kNamed = 20;
  parts.erase(parts.upper_bound(of), parts.end());
  const std::uint64_t count = of - parts.size();
  std::string missing;
  for (std::uint64_t part = 1, named = 0; named < std::min<std::uint64_t>(count, kNamed); ++part)
    if (parts.count(part) == 0) missing += (named++ == 0 ? "" : ", ") + std::to_string(part);
  if (count > 0)
    complain_of_parts("of " + std::to_string(of) + " parts " + std::to_string(count) + " are missing: " + missing +
                      (count > kNamed ? ", ..." : ""));
  return whole;
}

}  // namespace laststraw::cli
