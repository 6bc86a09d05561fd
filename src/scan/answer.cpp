#include "scan/answer.hpp"

#include <cstring>
#include <stdexcept>

namespace laststraw::scan {

namespace {

void put(std::string& out, std::uint64_t number) { out.append(reinterpret_cast<const char*>(&number), sizeof number); }

void put(std::string& out, const std::string& text) {
  put(out, static_cast<std::uint64_t>(text.size()));
  out += text;
}

void put(std::string& out, const std::vector<std::string>& texts) {
  put(out, static_cast<std::uint64_t>(texts.size()));
  for (const std::string& text : texts) put(out, text);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(take(number())); }
  /// How many follow, of at least eight bytes each.
  std::uint64_t count() {
    const std::uint64_t n = number();
    if (n > rest_.size() / sizeof n) torn();
    return n;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> all(count());
    for (std::string& one : all) one = text();
    return all;
  }
  void end() const {
    if (!rest_.empty()) torn();
  }

 private:
  [[noreturn]] static void torn() { throw std::runtime_error("its answer came torn"); }
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) torn();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::string_view rest_;
};

}  // namespace

std::string packed(const Answer& answer) {
  std::string out;
  put(out, std::uint64_t{answer.failed});
  put(out, answer.refused);
  put(out, static_cast<std::uint64_t>(answer.problems.size()));
  for (const Answer::Problem& problem : answer.problems) put(out, problem.shown), put(out, problem.why);
  put(out, answer.incidents);
  put(out, answer.page);
  put(out, static_cast<std::uint64_t>(answer.prepared.size()));
  for (const std::vector<std::string>& one : answer.prepared) put(out, one);
  return out;
}

Answer unpacked(std::string_view bytes) {
  Reader reader(bytes);
  Answer answer;
  answer.failed = reader.number() != 0;
  answer.refused = reader.number();
  answer.problems.resize(reader.count());
  for (Answer::Problem& problem : answer.problems) problem.shown = reader.text(), problem.why = reader.text();
  answer.incidents = reader.texts();
  answer.page = reader.text();
  answer.prepared.resize(reader.count());
  for (std::vector<std::string>& one : answer.prepared) one = reader.texts();
  reader.end();
  return answer;
}

}  // namespace laststraw::scan
