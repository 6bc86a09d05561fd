#include "scan/state.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace laststraw::scan {

namespace {

using Json = nlohmann::ordered_json;
constexpr std::string_view kFirstLine = "{\"laststraw_state\":1}\n";

}  // namespace

void State::fail(const std::string& what) const { throw std::runtime_error(path_ + ": " + what); }

State::State(const std::string& path) : path_(path) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) fail(std::strerror(errno));
  std::string text, line;
  std::vector<char> chunk(std::size_t{1} << 20);
  for (std::uint64_t at = 0;;) {
    const ssize_t got = ::pread(fd_, chunk.data(), chunk.size(), static_cast<off_t>(at));
    if (got < 0) fail(std::strerror(errno));
    if (got == 0) break;
    at += static_cast<std::uint64_t>(got);
    text.append(chunk.data(), static_cast<std::size_t>(got));
    std::size_t from = 0;
    for (std::size_t newline; (newline = text.find('\n', from)) != std::string::npos; from = newline + 1) {
      const std::uint64_t size = newline + 1 - from;
      const std::string_view read = std::string_view(text).substr(from, size);
      if (end_ == 0 && read != kFirstLine) fail("is no state file of laststraw scan --resume");
      if (end_ > 0) {
        const Json json = Json::parse(read, nullptr, false);
        if (json.is_discarded() || !json.contains("case")) break;      // torn in the middle by a full disk: done again
        cases_[json.at("case").get<std::string>()] = {json.at("fingerprint").get<std::uint64_t>(), end_, size};
      }
      end_ += size;
    }
    text.erase(0, from);
  }
  if (end_ == 0 && !text.empty() && kFirstLine.substr(0, text.size()) != text) fail("is no state file of laststraw scan --resume");
  if (::ftruncate(fd_, static_cast<off_t>(end_)) != 0) fail(std::strerror(errno));
  if (end_ == 0) {
    pending_ = kFirstLine;
    flush();
  }
}

State::~State() { ::close(fd_); }

std::optional<std::vector<std::string>> State::known(const std::string& name, std::uint64_t fingerprint) const {
  const auto found = cases_.find(name);
  if (found == cases_.end() || found->second.fingerprint != fingerprint) return std::nullopt;
  std::string line(found->second.size, '\0');
  if (::pread(fd_, line.data(), line.size(), static_cast<off_t>(found->second.offset)) != static_cast<ssize_t>(line.size())) return std::nullopt;
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  std::vector<std::string> incidents;
  for (const Json& incident : json.at("incidents")) incidents.push_back(incident.dump());
  return incidents;
}

void State::add(const std::string& name, std::uint64_t fingerprint, const std::vector<std::string>& incidents) {
  std::string line = Json{{"case", name}, {"fingerprint", fingerprint}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  line.pop_back();
  line += ",\"incidents\":[";
  for (std::size_t i = 0; i < incidents.size(); ++i) line += (i > 0 ? "," : "") + incidents[i];
  pending_ += line + "]}\n";
}

void State::flush() {
  for (std::size_t written = 0; written < pending_.size();) {
    const ssize_t n = ::pwrite(fd_, pending_.data() + written, pending_.size() - written, static_cast<off_t>(end_ + written));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(std::strerror(errno));
    written += static_cast<std::size_t>(n);
  }
  if (::fdatasync(fd_) != 0) fail(std::strerror(errno));
  end_ += pending_.size();
  pending_.clear();
}

}  // namespace laststraw::scan
