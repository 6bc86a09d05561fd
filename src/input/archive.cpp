#include "input/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>

namespace laststraw::input {

namespace {

struct FreeArchive { void operator()(archive* a) const { archive_read_free(a); } };
using Reader = std::unique_ptr<archive, FreeArchive>;

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::size_t kPeek = std::size_t{64} << 10;

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

/// The path without what could lead out of a folder: nothing is written, but reports show it.
std::string cleaned(std::string_view path) {
  std::string clean;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part.empty() || part == "." || part == "..") continue;
    clean += (clean.empty() ? "" : "/") + std::string(part);
  }
  return clean;
}

Reader open(std::string_view bytes, std::string& problem) {
  Reader reader(archive_read_new());
  archive_read_support_filter_all(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_zip(reader.get());
  archive_read_support_format_7zip(reader.get());
  archive_read_support_format_cpio(reader.get());
  archive_read_support_format_raw(reader.get());      // a compressed file that is no archive
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    problem = archive_error_string(reader.get()) ? archive_error_string(reader.get()) : "not readable";
    return nullptr;
  }
  return reader;
}

/// Why not to go on; empty: go on.
std::string over_limit(const ArchiveBudget& budget, std::uint64_t packed, std::uint64_t unpacked) {
  if (budget.bytes > budget.limits.total_bytes)
    return "more than " + std::to_string(budget.limits.total_bytes >> 20) + " MiB unpacked; give the files one by one";
  if (unpacked > ArchiveLimits::kRatioFrom && unpacked / std::max<std::uint64_t>(packed, 1) > budget.limits.ratio)
    return "unpacks to more than " + std::to_string(budget.limits.ratio) + " times its size: taken for a bomb";
  if (budget.files > budget.limits.files) return "more than " + std::to_string(budget.limits.files) + " files";
  return {};
}

}  // namespace

bool is_archive(std::string_view bytes) {
  using namespace std::string_view_literals;
  constexpr std::array kMagic{"\x1f\x8b"sv, "\x28\xb5\x2f\xfd"sv, "\xfd" "7zXZ\0"sv, "BZh"sv, "\x04\x22\x4d\x18"sv, "PK\x03\x04"sv, "7z\xbc\xaf\x27\x1c"sv, "\x5d\x00\x00"sv};
  if (std::any_of(kMagic.begin(), kMagic.end(), [&](std::string_view magic) { return starts_with(bytes, magic); })) return true;
  return bytes.size() > 262 && bytes.substr(257, 5) == "ustar";
}

bool is_opaque(std::string_view bytes) {
  using namespace std::string_view_literals;
  return starts_with(bytes, "LPKSHHRH"sv) || starts_with(bytes, "\xff\xfe"sv) || starts_with(bytes, "\xfe\xff"sv);
}

std::vector<Member> read_archive(std::string_view bytes, ArchiveBudget& budget,
                                 const std::function<bool(std::string_view, std::string_view)>& wanted, std::string& problem) {
  std::vector<Member> members;
  const Reader reader = open(bytes, problem);
  if (!reader) return members;
  std::uint64_t unpacked = 0;
  std::vector<char> chunk(kChunk);
  archive_entry* entry = nullptr;
  while (true) {
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) return members;
    if (status < ARCHIVE_WARN) {
      problem = archive_error_string(reader.get()) ? archive_error_string(reader.get()) : "damaged";
      return members;
    }
    const bool raw = archive_format(reader.get()) == ARCHIVE_FORMAT_RAW;
    Member member;
    const char* const name = archive_entry_pathname(entry);
    if (!raw) member.path = cleaned(name ? name : "");
    if (archive_entry_mtime_is_set(entry)) member.modified = WallTime{std::chrono::seconds{archive_entry_mtime(entry)}};
    ++budget.files;
    if (!raw && archive_entry_filetype(entry) == AE_IFDIR) continue;
    if (!raw && (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))) {
      member.note = archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry) ? "a link; not followed" : "not a regular file";
      members.push_back(std::move(member));
      continue;
    }
    if (archive_entry_is_encrypted(entry)) {
      member.note = "encrypted";
      members.push_back(std::move(member));
      continue;
    }
    auto text = std::make_shared<std::string>();
    bool asked = false, keep = true;
    while (problem.empty()) {
      const la_ssize_t got = archive_read_data(reader.get(), chunk.data(), chunk.size());
      if (got == 0) break;
      if (got < 0) {
        problem = archive_error_string(reader.get()) ? archive_error_string(reader.get()) : "damaged";
        break;
      }
      unpacked += static_cast<std::uint64_t>(got);
      budget.bytes += keep ? static_cast<std::uint64_t>(got) : 0;
      problem = over_limit(budget, bytes.size(), unpacked);
      text->append(chunk.data(), static_cast<std::size_t>(got));
      if (!asked && text->size() >= kPeek) {
        asked = true;
        keep = wanted(member.path, *text);
        if (!keep) break;
      }
    }
    if (!asked) keep = text->empty() || wanted(member.path, *text);
    if (keep && (problem.empty() || !text->empty())) member.bytes = std::move(text);
    else if (!keep) member.note = "no known format";
    members.push_back(std::move(member));
    if (!problem.empty()) return members;
  }
}

bool archive_may_hold(std::string_view bytes, const TriggerSearch& search, std::uint64_t& unpacked, const OnRead& read) {
  std::string problem;
  const Reader reader = open(bytes, problem);
  if (!reader) return true;
  std::vector<char> chunk(kChunk);
  archive_entry* entry = nullptr;
  bool found = false;
  std::uint64_t told = 0;
  const auto note = [&](std::size_t) { return !(found = true); };
  ArchiveBudget budget{ArchiveLimits{}};
  while (!found) {
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) return false;
    if (status < ARCHIVE_WARN) return true;
    StretchSearch stretches(search);
    for (bool first = true; !found; first = false) {
      const la_ssize_t got = archive_read_data(reader.get(), chunk.data(), chunk.size());
      if (got == 0) break;
      if (got < 0) return true;
      unpacked += static_cast<std::uint64_t>(got);
      const auto packed = static_cast<std::uint64_t>(archive_filter_bytes(reader.get(), -1));
      read(packed - told);
      told = packed;
      const std::string_view bytes_read(chunk.data(), static_cast<std::size_t>(got));
      if (first && (is_archive(bytes_read) || is_opaque(bytes_read))) return true;
      if (!over_limit(budget, bytes.size(), unpacked).empty()) return true;
      stretches.search(bytes_read, note);
    }
  }
  return true;
}

}  // namespace laststraw::input
