#include "input/stream.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

namespace laststraw::input {

namespace {

/// The packed bytes, one piece after the other.
class Pieces {
 public:
  explicit Pieces(const FileReader& file) : file_(file) {}
  /// Empty at the end; valid until the next call.
  std::string_view next() {
    constexpr std::size_t kPiece = std::size_t{256} << 10;
    file_.read(at_, kPiece, piece_);
    at_ += piece_.size();
    return piece_;
  }
  std::uint64_t passed() const { return at_; }

 private:
  const FileReader& file_;
  std::size_t at_ = 0;
  std::string piece_;
};

class GzipStream : public ByteStream {
 public:
  explicit GzipStream(const FileReader& packed) : packed_(packed) {
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
  }

  std::size_t read(char* to, std::size_t size) override {
    state_.next_out = reinterpret_cast<std::uint8_t*>(to);
    state_.avail_out = static_cast<std::uint32_t>(std::min<std::size_t>(size, 1U << 30));
    const std::uint32_t wanted = state_.avail_out;
    while (state_.avail_out == wanted) {
      const bool more = feed();
      if (state_.block_state == ISAL_BLOCK_FINISH) {
        // Members may follow each other; zeros behind the last are padding.
        if (!more || state_.next_in[0] != 0x1f || (state_.avail_in > 1 && state_.next_in[1] != 0x8b)) return 0;
        isal_inflate_reset(&state_);
        state_.crc_flag = ISAL_GZIP;
        continue;
      }
      if (isal_inflate(&state_) != ISAL_DECOMP_OK) throw InputError("damaged");
      if (!more && state_.avail_out == wanted && state_.block_state != ISAL_BLOCK_FINISH) throw InputError("cut off");
    }
    return wanted - state_.avail_out;
  }
  std::uint64_t packed() const override { return packed_.passed(); }

 private:
  /// Is there anything to unpack?
  bool feed() {
    if (state_.avail_in > 0) return true;
    const std::string_view next = packed_.next();
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(next.data()));
    state_.avail_in = static_cast<std::uint32_t>(next.size());
    return !next.empty();
  }

  Pieces packed_;
  inflate_state state_;
};

class ZstdStream : public ByteStream {
 public:
  explicit ZstdStream(const FileReader& packed) : packed_(packed) {
    if (!context_) throw std::bad_alloc();
    // A frame may ask for a window of gigabytes; 128 MiB is what `zstd -dc` grants without --long.
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 27);
  }
  std::size_t read(char* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0) {
      const std::string_view next = in_.pos == in_.size ? packed_.next() : std::string_view();
      if (!next.empty()) in_ = {next.data(), next.size(), 0};
      const bool at_end = in_.pos == in_.size;
      if (at_end && state_ == 0) return 0;
      state_ = ZSTD_decompressStream(context_.get(), &out, &in_);
      if (ZSTD_isError(state_) != 0) throw InputError(std::string("damaged: ") + ZSTD_getErrorName(state_));
      if (out.pos == 0 && at_end) throw InputError("cut off");
    }
    return out.pos;
  }
  std::uint64_t packed() const override { return packed_.passed(); }

 private:
  struct Free { void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); } };
  std::unique_ptr<ZSTD_DCtx, Free> context_{ZSTD_createDCtx()};
  Pieces packed_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  std::size_t state_ = 1;
};

class ArchiveStream : public ByteStream {
 public:
  explicit ArchiveStream(const FileReader& packed) : packed_(packed) {
    archive_read_support_filter_all(reader_.get());
    archive_read_support_format_raw(reader_.get());
    archive_entry* entry = nullptr;
    if (archive_read_open(reader_.get(), this, nullptr, next_piece, nullptr) != ARCHIVE_OK || archive_read_next_header(reader_.get(), &entry) != ARCHIVE_OK) fail();
  }
  std::size_t read(char* to, std::size_t size) override {
    const la_ssize_t got = archive_read_data(reader_.get(), to, size);
    if (got < 0) fail();
    return static_cast<std::size_t>(got);
  }
  std::uint64_t packed() const override { return packed_.passed(); }

 private:
  static la_ssize_t next_piece(archive* reader, void* self, const void** piece) {
    try {
      const std::string_view next = static_cast<ArchiveStream*>(self)->packed_.next();
      *piece = next.data();
      return static_cast<la_ssize_t>(next.size());
    } catch (const InputError& error) {
      archive_set_error(reader, EIO, "%s", error.what());
      return ARCHIVE_FATAL;
    }
  }
  [[noreturn]] void fail() {
    const char* const reason = archive_error_string(reader_.get());
    throw InputError(std::string("damaged") + (reason ? std::string(": ") + reason : std::string()));
  }
  struct Free { void operator()(archive* reader) const { archive_read_free(reader); } };
  Pieces packed_;
  std::unique_ptr<archive, Free> reader_{archive_read_new()};
};

}  // namespace

std::unique_ptr<ByteStream> open_stream(const FileReader& packed) {
  using namespace std::string_view_literals;
  std::string head;
  packed.read(0, 8, head);
  const auto begins = [&](std::string_view magic) { return head.compare(0, magic.size(), magic) == 0; };
  if (begins("\x1f\x8b"sv)) return std::make_unique<GzipStream>(packed);
  if (begins("\x28\xb5\x2f\xfd"sv)) return std::make_unique<ZstdStream>(packed);
  constexpr std::array kOthers{"\xfd" "7zXZ\0"sv, "BZh"sv, "\x04\x22\x4d\x18"sv, "\x5d\x00\x00"sv};
  if (std::any_of(kOthers.begin(), kOthers.end(), begins)) return std::make_unique<ArchiveStream>(packed);
  return nullptr;
}

std::string first_bytes(const FileReader& file, std::size_t size) {
  std::string bytes;
  const auto stream = open_stream(file);
  if (!stream) {
    file.read(0, size, bytes);
    return bytes;
  }
  bytes.resize(size);
  std::size_t filled = 0;
  try {
    for (std::size_t got = 1; got > 0 && filled < size; filled += got) got = stream->read(bytes.data() + filled, size - filled);
  } catch (const InputError&) {                   // what came before the damage counts
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace laststraw::input
