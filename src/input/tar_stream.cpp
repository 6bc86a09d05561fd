#include "input/tar_stream.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "input/archive.hpp"
#include "input/container.hpp"
#include "input/stream.hpp"
#include "text/say.hpp"

namespace laststraw::input {

namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
/// A block of bzip2 is 900 kB before it is packed.
constexpr std::size_t kHead = std::size_t{1} << 20;
const std::string kStream = "(standard input)";

/// The descriptor's bytes, of which the first have been looked at.
class Source {
 public:
  explicit Source(int descriptor) : descriptor_(descriptor), piece_(kChunk) {
    while (head_.size() < kHead) {
      const std::string_view more = read();
      if (more.empty()) break;
      head_ += more;
    }
  }
  /// At least a block of a tar, if there is one.
  const std::string& head() const { return head_; }
  /// Empty at the end.
  std::string_view next() {
    if (!given_) {
      given_ = true;
      if (!head_.empty()) return head_;
    }
    return read();
  }
  std::uint64_t bytes() const { return bytes_; }
  /// Why there is no more; empty where it was the end.
  const Sentence& failure() const { return failure_; }

 private:
  std::string_view read() {
    while (true) {
      const ssize_t got = ::read(descriptor_, piece_.data(), piece_.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) failure_ = Sentence(std::string(std::strerror(errno)));
      if (got <= 0) return {};
      bytes_ += static_cast<std::uint64_t>(got);
      return {piece_.data(), static_cast<std::size_t>(got)};
    }
  }

  int descriptor_;
  std::vector<char> piece_;
  std::string head_;
  std::uint64_t bytes_ = 0;
  bool given_ = false;
  Sentence failure_;
};

bool is_tar(const std::string& head) {
  const FileReader file{std::string_view(head)};
  const std::string unpacked = first_bytes(file, 512);
  return unpacked.size() > 262 && unpacked.compare(257, 5, "ustar") == 0;
}

/// libarchive starts programs for the filters that it was built without: they are not asked for.
void support_filters(archive* reader) {
  for (const auto filter : {archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
                            archive_read_support_filter_lzma, archive_read_support_filter_zstd, archive_read_support_filter_lz4})
    filter(reader);
}

class TarStream {
 public:
  TarStream(Source& source, const StreamParts& parts) : source_(source), parts_(parts), reader_(archive_read_new(), archive_read_free) {
    if (!reader_) throw std::bad_alloc();
    archive_read_support_format_tar(reader_.get());
    support_filters(reader_.get());
    archive_read_set_read_callback(reader_.get(), next);
    archive_read_set_callback_data(reader_.get(), &source_);
  }

  void take() {
    if (archive_read_open1(reader_.get()) != ARCHIVE_OK) return stop();
    archive_entry* entry = nullptr;
    for (la_int64_t at = -1;;) {
      const int status = archive_read_next_header(reader_.get(), &entry);
      if (status == ARCHIVE_EOF) break;
      const la_int64_t here = archive_filter_bytes(reader_.get(), 0);
      if (status == ARCHIVE_RETRY && here > at) {  // a block that is no header: the next one may be
        ++strange_blocks_, at = here;
        continue;
      }
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return stop();
      if (archive_entry_filetype(entry) != AE_IFDIR && !member(entry)) return;
    }
    if (strange_blocks_ > 0)
      parts_.skipped({kStream,
                      say_count(strange_blocks_, "damaged: {0} block of 512 bytes is no member's and was passed over",
                                "damaged: {0} blocks of 512 bytes are no member's and were passed over"),
                      true});
    if (!source_.failure().empty()) parts_.skipped({kStream, source_.failure(), true});
  }

 private:
  static la_ssize_t next(archive*, void* from, const void** piece) {
    const std::string_view bytes = static_cast<Source*>(from)->next();
    *piece = bytes.data();
    return static_cast<la_ssize_t>(bytes.size());
  }

  /// False where reading had to stop.
  bool member(archive_entry* entry) {
    const char* const name = archive_entry_pathname(entry);
    const std::string path = cleaned(name ? name : "");
    if (const Sentence why = path.empty() ? say("a member without a name") : why_not_read(entry); !why.empty()) {
      parts_.skipped({path.empty() ? kStream : path, why});
      return true;
    }
    parts_.begin(path,
                 archive_entry_mtime_is_set(entry) ? wall_time(archive_entry_mtime(entry), archive_entry_mtime_nsec(entry)) : std::nullopt);
    return data(path);
  }

  bool data(const std::string& path) {
    std::vector<char> chunk(kChunk);
    while (true) {
      const la_ssize_t got = archive_read_data(reader_.get(), chunk.data(), chunk.size());
      if (got == 0) return true;
      if (got == ARCHIVE_RETRY) continue;
      if (got < 0) {
        parts_.skipped({path, reason(), true});
        if (got == ARCHIVE_WARN) return true;
        stop();
        return false;
      }
      unpacked_ += static_cast<std::uint64_t>(got);
      parts_.bytes({chunk.data(), static_cast<std::size_t>(got)});
      if (const Sentence bomb = taken_for_a_bomb(unpacked_, source_.bytes()); !bomb.empty()) {
        parts_.skipped({kStream, bomb, true});
        return false;
      }
    }
  }

  void stop() { parts_.skipped({kStream, say("the rest could not be read: {0}", reason()), true}); }
  Sentence reason() const {
    const char* const why = archive_error_string(reader_.get());
    return why ? Sentence(why) : say("damaged");
  }

  Source& source_;
  const StreamParts& parts_;
  std::unique_ptr<archive, int (*)(archive*)> reader_;
  std::uint64_t strange_blocks_ = 0, unpacked_ = 0;
};

void take_whole(Source& source, const StreamParts& parts) {
  parts.begin(kStream, std::nullopt);
  for (std::string_view bytes = source.next(); !bytes.empty(); bytes = source.next()) parts.bytes(bytes);
  if (!source.failure().empty()) parts.skipped({kStream, source.failure(), true});
}

}  // namespace

void take_apart(int descriptor, const StreamParts& parts) {
  Source source(descriptor);
  if (is_tar(source.head()))
    TarStream(source, parts).take();
  else
    take_whole(source, parts);
}

}  // namespace laststraw::input
