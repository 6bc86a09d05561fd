#include "input/stream.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "input/files.hpp"

namespace laststraw::input {

namespace {

class GzipStream : public ByteStream {
 public:
  explicit GzipStream(std::string_view bytes) : rest_(bytes) { start(); }

  std::size_t read(char* to, std::size_t size) override {
    state_.next_out = reinterpret_cast<std::uint8_t*>(to);
    state_.avail_out = static_cast<std::uint32_t>(std::min<std::size_t>(size, 1U << 30));
    const std::uint32_t wanted = state_.avail_out;
    while (state_.avail_out == wanted) {
      if (state_.block_state == ISAL_BLOCK_FINISH) {
        // Members may follow each other; zeros behind the last are padding.
        rest_.remove_prefix(rest_.size() - left());
        if (rest_.substr(0, 2) != "\x1f\x8b") return 0;
        isal_inflate_reset(&state_);
        start_member();
      }
      if (left() == 0) throw InputError("cut off");
      feed();
      if (isal_inflate(&state_) != ISAL_DECOMP_OK) throw InputError("damaged");
      if (state_.avail_out == wanted && left() == 0 && state_.block_state != ISAL_BLOCK_FINISH) throw InputError("cut off");
    }
    return wanted - state_.avail_out;
  }

 private:
  void start() {
    isal_inflate_init(&state_);
    start_member();
  }
  void start_member() {
    state_.crc_flag = ISAL_GZIP;
    state_.next_in = nullptr;
    state_.avail_in = 0;
    fed_ = 0;
    feed();
  }
  /// ISA-L counts in 32 bits: the input goes in by stretches.
  void feed() {
    if (state_.avail_in > 0) return;
    constexpr std::size_t kStretch = std::size_t{1} << 26;
    const std::string_view next = rest_.substr(fed_, kStretch);
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(next.data()));
    state_.avail_in = static_cast<std::uint32_t>(next.size());
    fed_ += next.size();
  }
  std::size_t left() const { return rest_.size() - fed_ + state_.avail_in; }

  std::string_view rest_;             ///< of the file, from the current member on
  std::size_t fed_ = 0;               ///< of rest_, given to ISA-L
  inflate_state state_;
};

class ZstdStream : public ByteStream {
 public:
  explicit ZstdStream(std::string_view bytes) : in_{bytes.data(), bytes.size(), 0} {
    if (!context_) throw std::bad_alloc();
    // A frame may ask for a window of gigabytes; 128 MiB is what `zstd -dc` grants without --long.
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 27);
  }
  std::size_t read(char* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size && state_ == 0) return 0;
      const std::size_t before = in_.pos;
      state_ = ZSTD_decompressStream(context_.get(), &out, &in_);
      if (ZSTD_isError(state_) != 0) throw InputError(std::string("damaged: ") + ZSTD_getErrorName(state_));
      if (out.pos == 0 && in_.pos == before) throw InputError("cut off");
    }
    return out.pos;
  }

 private:
  struct Free { void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); } };
  std::unique_ptr<ZSTD_DCtx, Free> context_{ZSTD_createDCtx()};
  ZSTD_inBuffer in_;
  std::size_t state_ = 1;
};

class ArchiveStream : public ByteStream {
 public:
  explicit ArchiveStream(std::string_view bytes) {
    archive_read_support_filter_all(reader_.get());
    archive_read_support_format_raw(reader_.get());
    archive_entry* entry = nullptr;
    if (archive_read_open_memory(reader_.get(), bytes.data(), bytes.size()) != ARCHIVE_OK || archive_read_next_header(reader_.get(), &entry) != ARCHIVE_OK) fail();
  }
  std::size_t read(char* to, std::size_t size) override {
    const la_ssize_t got = archive_read_data(reader_.get(), to, size);
    if (got < 0) fail();
    return static_cast<std::size_t>(got);
  }

 private:
  [[noreturn]] void fail() {
    const char* const reason = archive_error_string(reader_.get());
    throw InputError(std::string("damaged") + (reason ? std::string(": ") + reason : std::string()));
  }
  struct Free { void operator()(archive* reader) const { archive_read_free(reader); } };
  std::unique_ptr<archive, Free> reader_{archive_read_new()};
};

}  // namespace

std::unique_ptr<ByteStream> open_stream(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto begins = [&](std::string_view magic) { return bytes.substr(0, magic.size()) == magic; };
  if (begins("\x1f\x8b"sv)) return std::make_unique<GzipStream>(bytes);
  if (begins("\x28\xb5\x2f\xfd"sv)) return std::make_unique<ZstdStream>(bytes);
  constexpr std::array kOthers{"\xfd" "7zXZ\0"sv, "BZh"sv, "\x04\x22\x4d\x18"sv, "\x5d\x00\x00"sv};
  if (std::any_of(kOthers.begin(), kOthers.end(), begins)) return std::make_unique<ArchiveStream>(bytes);
  return nullptr;
}

}  // namespace laststraw::input
