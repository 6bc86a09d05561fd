#include "input/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>

#include "input/codec.hpp"
#include "input/container.hpp"

namespace laststraw::input {

namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::size_t kPeek = std::size_t{64} << 10;

using Wanted = std::function<bool(std::string_view path, std::string_view head)>;

/// The member's text, where it is wanted. `problem`: a limit was reached.
void read_text(Container& container, Member& member, ArchiveBudget& budget, const Wanted& wanted, std::vector<char>& chunk,
               Sentence& problem) {
  auto text = std::make_shared<std::string>();
  bool asked = false, keep = true;
  while (keep && problem.empty()) {
    const std::size_t got = container.read(chunk.data(), chunk.size(), member.note);
    if (got == 0) break;
    text->append(chunk.data(), got);
    budget.bytes += got;
    if (budget.bytes > budget.limits.total_bytes)
      problem = say("more than {0} MiB unpacked; give the files one by one", budget.limits.total_bytes >> 20);
    if (asked || text->size() < kPeek) continue;
    asked = true;
    keep = wanted(member.path, *text);
  }
  if (!asked) keep = text->empty() || wanted(member.path, *text);
  const bool stopped = !problem.empty() || !container.problem().empty();
  if (keep && !(stopped && text->empty())) {
    member.bytes = std::move(text);
    return;
  }
  budget.bytes -= text->size();
  if (!keep) member.note = say("no known format");
}

}  // namespace

bool is_container(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kMagic{"PK\x03\x04"sv, "7z\xbc\xaf\x27\x1c"sv, "070701"sv, "070702"sv, "070707"sv};
  if (std::any_of(kMagic.begin(), kMagic.end(), [&](std::string_view magic) { return bytes.starts_with(magic); })) return true;
  return bytes.size() > 262 && bytes.substr(257, 5) == "ustar";
}

bool is_archive(std::string_view bytes) { return compression_of(bytes) || is_container(bytes); }

bool is_opaque(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.starts_with("LPKSHHRH"sv) || bytes.starts_with("\xff\xfe"sv) || bytes.starts_with("\xfe\xff"sv);
}

Sentence taken_for_a_bomb(std::uint64_t unpacked, std::uint64_t packed, std::uint64_t ratio) {
  if (unpacked <= ArchiveLimits::kRatioFrom || unpacked / std::max<std::uint64_t>(packed, 1) <= ratio) return {};
  return say("unpacks to more than {0} times its size: taken for a bomb", ratio);
}

Unpacked read_archive(std::string_view bytes, ArchiveBudget& budget, const Wanted& wanted) {
  Unpacked unpacked;
  Container container(bytes, budget);
  std::vector<char> chunk(kChunk);
  std::uint64_t unnamed = 0;
  while (unpacked.problem.empty() && container.next()) {
    archive_entry* const entry = container.entry();
    Member member;
    if (!container.is_text()) {
      const char* const name = archive_entry_pathname(entry);
      member.path = cleaned(name ? name : "");
      if (archive_entry_filetype(entry) == AE_IFDIR) continue;
      member.note = why_not_read(entry);
      if (archive_entry_mtime_is_set(entry)) member.modified = wall_time(archive_entry_mtime(entry), 0);
    }
    if (member.note.empty()) read_text(container, member, budget, wanted, chunk, unpacked.problem);
    const bool is_read = member.bytes && (!member.bytes->empty() || container.is_text());
    if (!is_read && ++budget.named > ArchiveLimits::kMostNamed)
      ++unnamed;
    else
      unpacked.members.push_back(std::move(member));
  }
  if (unpacked.problem.empty()) unpacked.problem = container.problem();
  unpacked.passed_over = container.passed_over();
  if (unnamed > 0)
    add_note(unpacked.passed_over, say_count(unnamed, "{0} more member that is a link, empty or of no known format",
                                             "{0} more members that are links, empty or of no known format"));
  return unpacked;
}

Held archive_may_hold(std::string_view bytes, const TriggerSearch& search, const OnRead& read) {
  ArchiveBudget budget{ArchiveLimits{}};
  Container container(bytes, budget);
  Held held;
  std::vector<char> chunk(kChunk);
  std::uint64_t told = 0;
  Sentence damage;
  const auto note = [&](std::size_t) { return !(held.maybe = true); };
  while (!held.maybe && container.next()) {
    StretchSearch stretches(search);
    for (bool first = true; !held.maybe; first = false) {
      const std::size_t got = container.read(chunk.data(), chunk.size(), damage);
      if (got == 0) break;
      held.unpacked += got;
      read(container.packed() - told);
      told = container.packed();
      const std::string_view bytes_read(chunk.data(), got);
      held.maybe = first && (is_archive(bytes_read) || is_opaque(bytes_read));
      stretches.search(bytes_read, note);
    }
  }
  held.problem = container.problem();
  add_note(held.problem, container.passed_over());
  if (!damage.empty() && held.problem.empty()) held.problem = damage;
  held.maybe = held.maybe || !held.problem.empty();
  return held;
}

}  // namespace laststraw::input
