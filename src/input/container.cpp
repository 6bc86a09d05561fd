#include "input/container.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <vector>

#include "input/stream.hpp"

namespace laststraw::input {

namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;

}  // namespace

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

Sentence why_not_read(archive_entry* entry) {
  const bool is_file = archive_entry_filetype(entry) == AE_IFREG;
  const bool has_data = is_file && archive_entry_size(entry) > 0;
  if (archive_entry_filetype(entry) == AE_IFLNK || (archive_entry_hardlink(entry) && !has_data)) return say("a link; not followed");
  if (!is_file) return say("not a regular file");
  return archive_entry_is_encrypted(entry) ? say("encrypted") : Sentence();
}

/// What libarchive reads of a compressed file: unpacked here, so that all that passes is counted, skipped members, too.
class Container::Feed {
 public:
  Feed(Container& container, std::string_view bytes) : container_(container), file_(bytes), stream_(open_stream(file_)), piece_(kChunk) {}
  bool is_compressed() const { return stream_ != nullptr; }
  std::uint64_t packed() const { return stream_->packed(); }
  Sentence note() const { return stream_->note(); }

  /// Why there was no more; empty: it was the end.
  const Sentence& failure() const { return failure_; }

  /// Damage and limits look like the end of the file: at an error libarchive forgets what it has read ahead and not given yet.
  static la_ssize_t next(archive*, void* self, const void** piece) {
    Feed& feed = *static_cast<Feed*>(self);
    if (!feed.failure_.empty()) return 0;
    try {
      const std::size_t got = feed.stream_->read(feed.piece_.data(), feed.piece_.size());
      *piece = feed.piece_.data();
      feed.failure_ = feed.container_.over_limit(got);
      return static_cast<la_ssize_t>(got);
    } catch (const InputError& error) {
      feed.failure_ = error.why;
    }
    return 0;
  }

 private:
  Container& container_;
  FileReader file_;
  std::unique_ptr<ByteStream> stream_;
  std::vector<char> piece_;
  Sentence failure_;
};

Container::Container(std::string_view bytes, ArchiveBudget& budget) : bytes_(bytes), budget_(budget), reader_(archive_read_new()) {
  if (!reader_) throw std::bad_alloc();
  open();
}

Container::~Container() { archive_read_free(reader_); }

/// No filter is asked for: libarchive starts programs for some of them.
void Container::open() {
  archive_read_support_format_tar(reader_);
  archive_read_support_format_cpio(reader_);
  try {
    feed_ = std::make_unique<Feed>(*this, bytes_);
  } catch (const InputError& error) {
    return stop(error.why);
  }
  if (feed_->is_compressed()) {
    archive_read_support_format_raw(reader_);
    archive_read_set_read_callback(reader_, Feed::next);
    archive_read_set_callback_data(reader_, feed_.get());
    if (archive_read_open1(reader_) != ARCHIVE_OK) stop(reason());
    return;
  }
  feed_.reset();
  archive_read_support_format_zip(reader_);
  archive_read_support_format_7zip(reader_);
  if (archive_read_open_memory(reader_, bytes_.data(), bytes_.size()) != ARCHIVE_OK) stop(reason());
}

bool Container::is_text() const { return archive_format(reader_) == ARCHIVE_FORMAT_RAW; }

bool Container::next() {
  if (entry_) pass_over();
  la_int64_t at = -1;
  while (problem_.empty()) {
    const int status = archive_read_next_header(reader_, &entry_);
    if (status == ARCHIVE_EOF) {
      if (feed_ && !feed_->failure().empty()) stop(feed_->failure());
      return false;
    }
    if (status == ARCHIVE_RETRY) {  // a block of a tar that is no header: the next one may be
      const la_int64_t here = archive_filter_bytes(reader_, 0);
      if (here <= at) return stop(reason()), false;
      at = here;
      ++unreadable_blocks_;
      continue;
    }
    if (status < ARCHIVE_WARN) return stop(reason()), false;
    if (++budget_.files > budget_.limits.files) return stop(say("more than {0} files", budget_.limits.files)), false;
    return true;
  }
  return false;
}

std::size_t Container::read(char* to, std::size_t size, Sentence& damage) {
  if (!problem_.empty()) return 0;
  const la_ssize_t got = archive_read_data(reader_, to, size);
  if (got < 0) {
    // FATAL: nothing more can be read; else the member is damaged (a checksum), and the others are not.
    got == ARCHIVE_FATAL ? stop(reason()) : void(damage = say("damaged: {0}", reason()));
    return 0;
  }
  if (got == 0 && feed_ && is_text() && !feed_->failure().empty()) stop(feed_->failure());
  // The holes of a sparse tar come out of nothing.
  given_ += static_cast<std::uint64_t>(got);
  if (const Sentence why = over_limit(feed_ ? 0 : static_cast<std::uint64_t>(got)); !why.empty()) stop(why);
  return static_cast<std::size_t>(got);
}

/// What libarchive unpacks itself to skip it (zip, 7z) is to be counted; a tar's members are passed at no cost, or by Feed.
void Container::pass_over() {
  const int format = archive_format(reader_) & ARCHIVE_FORMAT_BASE_MASK;
  if (format != ARCHIVE_FORMAT_ZIP && format != ARCHIVE_FORMAT_7ZIP) return;
  const void* block = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  while (problem_.empty() && archive_read_data_block(reader_, &block, &size, &offset) == ARCHIVE_OK)
    if (const Sentence why = over_limit(size); !why.empty()) stop(why);
}

Sentence Container::over_limit(std::uint64_t more) {
  unpacked_ += more;
  budget_.passed += more;
  const ArchiveLimits& limits = budget_.limits;
  if (Sentence bomb = taken_for_a_bomb(std::max(unpacked_, given_), bytes_.size(), limits.ratio); !bomb.empty()) return bomb;
  if (budget_.passed > limits.passed_bytes) return say("more than {0} MiB unpacked; give the files one by one", limits.passed_bytes >> 20);
  return {};
}

void Container::stop(const Sentence& why) {
  if (problem_.empty()) problem_ = why;
}

Sentence Container::reason() const {
  if (feed_ && !feed_->failure().empty()) return feed_->failure();
  const char* const said = archive_error_string(reader_);
  return said ? Sentence(said) : say("damaged");
}

Sentence Container::passed_over() const {
  Sentence text = feed_ ? feed_->note() : Sentence();
  if (unreadable_blocks_ > 0)
    add_note(text, say_count(unreadable_blocks_, "damaged: {0} block of 512 bytes is no member's and was passed over",
                             "damaged: {0} blocks of 512 bytes are no member's and were passed over"));
  return text;
}

std::uint64_t Container::packed() const {
  return feed_ ? feed_->packed() : static_cast<std::uint64_t>(std::max<la_int64_t>(archive_filter_bytes(reader_, -1), 0));
}

}  // namespace laststraw::input
