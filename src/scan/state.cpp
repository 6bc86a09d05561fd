#include "scan/state.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace laststraw::scan {

namespace {

/// A record: the checksum of what follows the blank (eight hexadecimal digits), then fields between tabs: the kind, the fingerprint, the case's name;
/// of an answer also the number of files refused and of problems, the problems' two parts each, and the incidents. In a field, %09, %0A and %25 stand for
/// a tab, the end of a line and %; other bytes for themselves, as names of files need not be UTF-8.
constexpr std::string_view kFirstLine = "laststraw state 2\n", kDone = "done", kBegun = "begun", kFailed = "failed", kDied = "died",
                           kPassedOver = "passed";
constexpr std::size_t kChecksum = 8;

void put_field(std::string& out, std::string_view field) {
  out += '\t';
  for (std::size_t from = 0; from < field.size();) {
    const std::size_t special = std::min(field.find_first_of("%\t\n", from), field.size());
    out += field.substr(from, special - from);
    if (special < field.size()) out += field[special] == '%' ? "%25" : field[special] == '\t' ? "%09" : "%0A";
    from = special + 1;
  }
}

std::string field_text(std::string_view field) {
  std::string text;
  for (std::size_t from = 0; from < field.size();) {
    const std::size_t percent = std::min(field.find('%', from), field.size());
    text += field.substr(from, percent - from);
    if (percent < field.size()) text += field.substr(percent, 3) == "%25" ? '%' : field.substr(percent, 3) == "%09" ? '\t' : '\n';
    from = percent + 3;
  }
  return text;
}

std::string_view next_field(std::string_view& rest) {
  const std::size_t tab = std::min(rest.find('\t'), rest.size());
  const std::string_view field = rest.substr(0, tab);
  rest.remove_prefix(std::min(rest.size(), tab + 1));
  return field;
}

std::optional<std::uint64_t> next_number(std::string_view& rest) {
  const std::string_view field = next_field(rest);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (field.empty() || error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return value;
}

std::string checksum(std::string_view bytes) {
  std::array<char, kChecksum + 1> hex{};
  std::snprintf(hex.data(), hex.size(), "%08lx", ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
  return hex.data();
}

/// What stands behind the checksum, where that holds.
std::optional<std::string_view> believed(std::string_view line) {
  if (line.size() <= kChecksum || line[kChecksum] != ' ') return std::nullopt;
  const std::string_view body = line.substr(kChecksum + 1);
  if (checksum(body) != line.substr(0, kChecksum)) return std::nullopt;
  return body;
}

std::optional<Answer> answer_in(std::string_view rest) {
  Answer answer;
  const auto refused = next_number(rest), problems = next_number(rest);
  if (!refused || !problems) return std::nullopt;
  answer.refused = *refused;
  for (std::uint64_t i = 0; i < *problems; ++i) {
    if (rest.empty()) return std::nullopt;  // fewer than it says, however many that is
    const std::string_view shown = next_field(rest);
    answer.problems.push_back({field_text(shown), field_text(next_field(rest))});
  }
  while (!rest.empty()) answer.incidents.push_back(field_text(next_field(rest)));
  return answer;
}

}  // namespace

void State::fail(const std::string& what) const { throw std::runtime_error(path_ + ": " + what); }

State::State(const std::string& path) : path_(path) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (fd_ < 0) fail(std::strerror(errno));
  try {
    struct stat status {};
    if (::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) fail("is no regular file");
    lock();
    load();
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

State::~State() { ::close(fd_); }

/// A record lock (fcntl) goes when this process does, whatever its workers do: they do not inherit it.
void State::lock() const {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(fd_, F_SETLK, &whole) == 0) return;
  if (errno != EACCES && errno != EAGAIN) fail(std::string("cannot be locked: ") + std::strerror(errno));
  std::string who = "another process";
  if (::fcntl(fd_, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK && whole.l_pid > 0) who = "process " + std::to_string(whole.l_pid);
  fail("is in use by " + who + "; each scan, and each shard of one, needs a state of its own");
}

void State::load() {
  std::string text;
  std::vector<char> chunk(std::size_t{1} << 20);
  bool ours = false;
  std::uint64_t lines = 0;
  for (std::uint64_t at = 0;;) {
    const ssize_t got = ::pread(fd_, chunk.data(), chunk.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(std::strerror(errno));
    if (got == 0) break;
    at += static_cast<std::uint64_t>(got);
    std::size_t from = 0, searched = text.size();
    text.append(chunk.data(), static_cast<std::size_t>(got));
    for (std::size_t newline = 0; (newline = text.find('\n', searched)) != std::string::npos; from = searched = newline + 1, ++lines) {
      const std::string_view line = std::string_view(text).substr(from, newline - from);
      const bool first = lines == 0 && std::string(line) + "\n" == kFirstLine;
      if (first || take(line, end_))
        ours = true;
      else
        ++damaged_;
      end_ += line.size() + 1;
    }
    text.erase(0, from);
  }
  const bool torn_beginning = lines == 0 && kFirstLine.starts_with(text);
  if (!ours && !torn_beginning) fail("is no state file of this version's laststraw scan --resume");
  if (::ftruncate(fd_, static_cast<off_t>(end_)) != 0) fail(std::strerror(errno));
  if (end_ > 0) return;
  pending_ = kFirstLine;
  flush();
}

/// False where the line is none of ours, or damaged.
bool State::take(std::string_view line, std::uint64_t offset) {
  const auto body = believed(line);
  if (!body) return false;
  std::string_view rest = *body;
  const std::string_view kind = next_field(rest);
  const auto fingerprint = next_number(rest);
  const std::string name = field_text(next_field(rest));
  if (!fingerprint) return false;
  Case& one = cases_[name];
  if (one.fingerprint != *fingerprint) one = {};
  one.fingerprint = *fingerprint;
  if (kind == kBegun) return ++one.unfinished, true;
  one.unfinished = 0;
  if (kind == kDied) ++one.deaths;
  if (kind == kDone) one.offset = offset, one.size = line.size();
  return true;
}

const State::Case* State::find(const std::string& name, std::uint64_t fingerprint) const {
  const auto found = cases_.find(name);
  return found == cases_.end() || found->second.fingerprint != fingerprint ? nullptr : &found->second;
}

bool State::has(const std::string& name, std::uint64_t fingerprint) const {
  const Case* const one = find(name, fingerprint);
  return one && one->size > 0;
}

std::optional<Answer> State::known(const std::string& name, std::uint64_t fingerprint) const {
  const Case* const one = find(name, fingerprint);
  if (!one || one->size == 0) return std::nullopt;
  std::string line(one->size, '\0');
  if (::pread(fd_, line.data(), line.size(), static_cast<off_t>(one->offset)) != static_cast<ssize_t>(line.size())) return std::nullopt;
  const auto body = believed(line);
  if (!body) return std::nullopt;
  std::string_view rest = *body;
  for (int head = 0; head < 3; ++head) next_field(rest);
  return answer_in(rest);
}

std::uint64_t State::deaths(const std::string& name, std::uint64_t fingerprint) const {
  const Case* const one = find(name, fingerprint);
  return one ? one->deaths : 0;
}

std::uint64_t State::unfinished(const std::string& name, std::uint64_t fingerprint) const {
  const Case* const one = find(name, fingerprint);
  return one ? one->unfinished : 0;
}

void State::append(std::string_view kind, const std::string& name, std::uint64_t fingerprint, const Answer* answer) {
  std::string body(kind);
  put_field(body, std::to_string(fingerprint));
  put_field(body, name);
  if (answer) {
    put_field(body, std::to_string(answer->refused));
    put_field(body, std::to_string(answer->problems.size()));
    for (const Answer::Problem& problem : answer->problems) put_field(body, problem.shown), put_field(body, problem.why);
    for (const std::string& incident : answer->incidents) put_field(body, incident);
  }
  pending_ += checksum(body) + " " + body + "\n";
}

void State::begin(const std::string& name, std::uint64_t fingerprint) {
  append(kBegun, name, fingerprint);
  write();
}

void State::add(const std::string& name, std::uint64_t fingerprint, const Answer& answer) { append(kDone, name, fingerprint, &answer); }
void State::failed(const std::string& name, std::uint64_t fingerprint) { append(kFailed, name, fingerprint); }
void State::died(const std::string& name, std::uint64_t fingerprint) { append(kDied, name, fingerprint); }
void State::passed_over(const std::string& name, std::uint64_t fingerprint) { append(kPassedOver, name, fingerprint); }

void State::write() {
  for (std::size_t written = 0; written < pending_.size();) {
    const ssize_t n = ::pwrite(fd_, pending_.data() + written, pending_.size() - written, static_cast<off_t>(end_ + written));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(std::strerror(errno));
    written += static_cast<std::size_t>(n);
  }
  end_ += pending_.size();
  pending_.clear();
}

void State::flush() {
  write();
  if (::fdatasync(fd_) != 0) fail(std::strerror(errno));
}

}  // namespace laststraw::scan
