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
  std::string text;
  std::vector<char> chunk(std::size_t{1} << 20);
  Json head;                                   // of the case whose incidents are being passed
  std::uint64_t left = 0, begun = 0, passed = 0;
  bool whole = true;
  for (std::uint64_t at = 0; whole;) {
    const ssize_t got = ::pread(fd_, chunk.data(), chunk.size(), static_cast<off_t>(at));
    if (got < 0) fail(std::strerror(errno));
    if (got == 0) break;
    at += static_cast<std::uint64_t>(got);
    text.append(chunk.data(), static_cast<std::size_t>(got));
    std::size_t from = 0;
    for (std::size_t newline = 0; whole && (newline = text.find('\n', from)) != std::string::npos; from = newline + 1) {
      const std::string_view line = std::string_view(text).substr(from, newline + 1 - from);
      if (passed == 0) {
        if (line != kFirstLine) fail("is no state file of laststraw scan --resume");
      } else if (left > 0) {
        --left;
      } else {
        head = Json::parse(line, nullptr, false);
        whole = head.is_object() && head.contains("case") && head.contains("fingerprint") && head.contains("incidents");
        if (!whole) break;                     // torn by a full disk: done again from here
        left = head.at("incidents").get<std::uint64_t>();
        begun = passed + line.size();
      }
      passed += line.size();
      if (left > 0) continue;
      if (end_ > 0) cases_[head.at("case").get<std::string>()] = {head.at("fingerprint").get<std::uint64_t>(), begun, passed - begun};
      end_ = passed;
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
  std::string lines(found->second.size, '\0');
  if (::pread(fd_, lines.data(), lines.size(), static_cast<off_t>(found->second.offset)) != static_cast<ssize_t>(lines.size())) return std::nullopt;
  std::vector<std::string> incidents;
  for (std::size_t from = 0; from < lines.size();) {
    const std::size_t newline = lines.find('\n', from);
    incidents.push_back(lines.substr(from, newline - from));
    from = newline + 1;
  }
  return incidents;
}

void State::add(const std::string& name, std::uint64_t fingerprint, const std::vector<std::string>& incidents) {
  pending_ += Json{{"case", name}, {"fingerprint", fingerprint}, {"incidents", incidents.size()}}.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  for (const std::string& incident : incidents) pending_ += incident + "\n";
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
