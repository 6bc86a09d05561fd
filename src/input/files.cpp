#include "input/files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>

#include "input/archive.hpp"
#include "input/pcp_archives.hpp"
#include "input/shrinking.hpp"

#include "text/language.hpp"

namespace laststraw::input {

namespace fs = std::filesystem;

namespace {

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd > STDERR_FILENO) ::close(fd);
  }
};

std::string reason() { return std::strerror(errno); }

/// "path: what the system says"
InputError failure(const std::string& shown, const std::string& why) {
  return InputError(Sentence(place_name(shown)) + ": " + Sentence(why));
}

/// Bytes read to `to`: fewer than `size` where the file ends before.
std::size_t read_at(int fd, std::size_t from, char* to, std::size_t size) {
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = ::pread(fd, to + filled, size - filled, static_cast<off_t>(from + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw InputError(Sentence(reason()));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

/// Everything the descriptor still gives, up to kMaxStandardInput.
std::shared_ptr<std::string> read_all(int fd, const std::string& shown) {
  auto text = std::make_shared<std::string>();
  constexpr std::size_t kChunk = std::size_t{1} << 20;
  while (true) {
    const std::size_t filled = text->size();
    if (filled >= kMaxStandardInput) throw InputError(say("{0}: more than 1 GiB from a stream; give it as a file", place_name(shown)));
    text->resize(filled + kChunk);
    const ssize_t got = ::read(fd, text->data() + filled, kChunk);
    if (got < 0 && errno == EINTR) {
      text->resize(filled);
      continue;
    }
    if (got < 0) throw failure(shown, reason());
    text->resize(filled + static_cast<std::size_t>(got));
    if (got == 0) return text;
  }
}

/// What is directly in a folder.
struct Listing {
  std::vector<FoundFile> files, folders;
  std::vector<Skipped> skipped;
};

Listing list(const FoundFile& folder) {
  Listing listing;
  std::error_code error;
  for (fs::directory_iterator at(folder.path, error); at != fs::directory_iterator(); at.increment(error)) {
    const fs::directory_entry& entry = *at;
    const std::string name = entry.path().filename().string();
    const FoundFile found{entry.path().string(), folder.shown.empty() ? name : (fs::path(folder.shown) / name).string()};
    // The listing tells most types: asking each file itself would take longer than all else here.
    std::error_code unknown;
    if (entry.is_symlink(unknown))
      listing.skipped.push_back({found.shown, say("a symbolic link; not followed")});
    else if (entry.is_regular_file(unknown))
      listing.files.push_back(found);
    else if (entry.is_directory(unknown))
      listing.folders.push_back(found);
    else
      listing.skipped.push_back(
          {found.shown, unknown ? Sentence(unknown.message()) : say("not a regular file"), static_cast<bool>(unknown)});
  }
  // An unreadable folder is named and passed over; the others are still analyzed.
  if (error) listing.skipped.push_back({folder.shown, error.message(), true});
  return listing;
}

/// Level by level: the folders of one are listed side by side.
void add_folder(const std::string& path, const std::string& shown, std::vector<FoundFile>& found, std::vector<Skipped>& skipped,
                const Parallel& parallel) {
  if (std::error_code error; fs::directory_iterator(path, error), error) throw failure(path, error.message());
  std::vector<FoundFile> folders{{path, shown}};
  while (!folders.empty()) {
    std::vector<Listing> listings(folders.size());
    parallel(folders.size(), [&](std::size_t i) { listings[i] = list(folders[i]); });
    folders.clear();
    for (Listing& listing : listings) {
      std::move(listing.files.begin(), listing.files.end(), std::back_inserter(found));
      std::move(listing.folders.begin(), listing.folders.end(), std::back_inserter(folders));
      std::move(listing.skipped.begin(), listing.skipped.end(), std::back_inserter(skipped));
    }
  }
}

}  // namespace

namespace {

/// A journal points into itself: without its holes (zstd -d and cp leave them) it is another file.
bool counts_by_place(int fd) {
  std::array<char, 8> head{};
  return read_at(fd, 0, head.data(), head.size()) == head.size() && is_opaque({head.data(), head.size()});
}

/// The data of a file between its holes, up to kMostOfSparse.
std::shared_ptr<std::string> read_between_holes(int fd, std::uint64_t size, std::uint64_t& holes, std::uint64_t& rest) {
  auto text = std::make_shared<std::string>();
  holes = rest = 0;
  for (off_t at = 0; static_cast<std::uint64_t>(at) < size;) {
    const off_t data = ::lseek(fd, at, SEEK_DATA);
    const off_t from = data < 0 ? static_cast<off_t>(size) : data;
    holes += static_cast<std::uint64_t>(from - at);
    if (data < 0) break;
    const off_t hole = ::lseek(fd, from, SEEK_HOLE);
    const auto length = static_cast<std::size_t>((hole < 0 ? static_cast<off_t>(size) : hole) - from);
    const std::size_t wanted = std::min(length, kMostOfSparse - std::min(kMostOfSparse, text->size())), before = text->size();
    text->resize(before + wanted);
    const std::size_t filled = read_at(fd, static_cast<std::size_t>(from), text->data() + before, wanted);
    text->resize(before + filled);
    // The blocks at its edges are data as a whole: what of them was never written is zeros.
    const std::size_t first = std::min(text->find_first_not_of('\0', before), text->size());
    text->erase(before, first - before);
    text->resize(std::max(before, text->find_last_not_of('\0') + 1));
    rest += length - filled;
    at = from + static_cast<off_t>(length);
    if (text->size() >= kMostOfSparse) {
      rest += size - static_cast<std::uint64_t>(at);
      break;
    }
  }
  return text;
}

}  // namespace

InputError::InputError(Sentence reason) : std::runtime_error(english()(reason)), why(std::move(reason)) {}

void in_turn(std::size_t n, const std::function<void(std::size_t)>& task) {
  for (std::size_t i = 0; i < n; ++i) task(i);
}

std::vector<FoundFile> find_files(const std::vector<std::string>& paths, std::vector<Skipped>& skipped, const Parallel& parallel) {
  std::vector<FoundFile> found;
  std::size_t absent = 0;
  std::vector<std::string> named;
  for (const std::string& path : paths)
    for (std::string& file : files_named(path)) named.push_back(std::move(file));
  for (const std::string& path : named) {
    if (path == "-") {
      found.push_back({"-", "(standard input)"});
      continue;
    }
    std::error_code error;
    const auto status = fs::status(path, error);
    if (error || !fs::exists(status)) {
      const std::string why = error ? error.message() : "No such file or directory";
      if (++absent == named.size()) throw failure(path, why);
      skipped.push_back({path, why, true});  // the others are read all the same
      continue;
    }
    // One folder is the bundle: its files are called by their place in it. Of several, each keeps its own name in front.
    if (fs::is_directory(status))
      add_folder(path, paths.size() == 1 ? std::string() : path, found, skipped, parallel);
    else if (fs::is_regular_file(status))
      found.push_back({path, path});
    else
      throw InputError(say("{0}: neither a file nor a folder", place_name(path)));
  }
  const auto order = [](const FoundFile& a, const FoundFile& b) { return a.shown != b.shown ? a.shown < b.shown : a.path < b.path; };
  std::sort(found.begin(), found.end(), order);
  found.erase(std::unique(found.begin(), found.end(), [](const FoundFile& a, const FoundFile& b) { return a.path == b.path; }),
              found.end());
  std::sort(skipped.begin(), skipped.end(), [](const Skipped& a, const Skipped& b) { return a.shown < b.shown; });
  return found;
}

Contents Contents::open(const FoundFile& file) {
  Contents contents;
  // O_NONBLOCK: a FIFO put in place of the file after it was found must not hang us.
  const Descriptor descriptor{file.path == "-" ? STDIN_FILENO : ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (descriptor.fd < 0) throw failure(file.shown, reason());
  struct stat status {};
  if (::fstat(descriptor.fd, &status) != 0) throw failure(file.shown, reason());
  const bool standard_input = file.path == "-";
  if (!standard_input && !S_ISREG(status.st_mode)) throw InputError(say("{0}: not a regular file", place_name(file.shown)));
  if (S_ISREG(status.st_mode) && status.st_size > 0) {
    const auto size = static_cast<std::size_t>(status.st_size);
    const bool mostly_holes = size >= kMaySparse && static_cast<std::uint64_t>(status.st_blocks) * 512 < size / 2;
    if (mostly_holes && !(size <= kMostOfSparse && counts_by_place(descriptor.fd))) {
      std::uint64_t holes = 0, rest = 0;
      const auto text = read_between_holes(descriptor.fd, size, holes, rest);
      contents.bytes_ = *text;
      contents.owner_ = text;
      contents.note_ = rest > 0 ? say("{0} MiB of holes passed over, and {1} MiB more left out", holes >> 20, rest >> 20)
                                : say("{0} MiB of holes passed over", holes >> 20);
      return contents;
    }
    read_vanished_pages_as_zeros();
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.fd, 0);
    if (address != MAP_FAILED) {
      contents.owner_ = std::shared_ptr<const void>(address, [size](const void* mapped) { ::munmap(const_cast<void*>(mapped), size); });
      contents.bytes_ = {static_cast<const char*>(address), size};
      return contents;
    }
  }
  const auto text = read_all(descriptor.fd, file.shown);  // streams, and /proc files that say size 0
  contents.bytes_ = *text;
  contents.owner_ = text;
  return contents;
}

FileReader::FileReader(const FoundFile& file) : fd_(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  struct stat status {};
  if (fd_ < 0 || ::fstat(fd_, &status) != 0) throw failure(file.shown, reason());
  size_ = static_cast<std::size_t>(status.st_size);
}

FileReader::~FileReader() {
  if (fd_ >= 0) ::close(fd_);
}

void FileReader::read(std::size_t from, std::size_t size, std::string& text) const {
  if (fd_ < 0) {
    text = bytes_.substr(std::min(from, size_), size);
    return;
  }
  text.resize(size);
  try {
    text.resize(read_at(fd_, from, text.data(), size));
  } catch (const InputError&) {
    failed_ = true;
    throw;
  }
}

std::optional<WallTime> wall_time(std::int64_t seconds, std::int64_t nanoseconds) {
  constexpr std::int64_t kYear1 = -62'135'596'800, kYear10000 = 253'402'300'800;
  if (seconds < kYear1 || seconds >= kYear10000) return std::nullopt;
  return WallTime{std::chrono::seconds{seconds} + Micros{nanoseconds / 1000}};
}

/// std::filesystem counts nanoseconds in 64 bits, which end in 2262; a file may say 2300.
std::optional<WallTime> modification_time(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return wall_time(status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

std::size_t FileReader::next_data(std::size_t from) const {
  if (fd_ < 0) return from;
  const off_t data = ::lseek(fd_, static_cast<off_t>(from), SEEK_DATA);
  if (data >= 0) return std::min(size_, static_cast<std::size_t>(data));  // it may have grown
  return errno == ENXIO ? size_ : from;
}

}  // namespace laststraw::input
