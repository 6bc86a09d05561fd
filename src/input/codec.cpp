#include "input/codec.hpp"

#include <bzlib.h>
#include <isa-l/igzip_lib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <new>

#include "input/files.hpp"

namespace laststraw::input {

namespace {

using namespace std::string_view_literals;

[[noreturn]] void damaged(const char* why = nullptr) { throw InputError(why ? say("damaged: {0}", why) : say("damaged")); }

/// zlib's manner of passing buffers, which ISA-L, bzip2 and liblzma have, too.
template <class State, class Byte>
struct Passed {
  State& state;
  std::string_view& packed;
  Output& out;
  using Size = decltype(State::avail_in);
  static Size fit(std::size_t size) { return static_cast<Size>(std::min<std::size_t>(size, 1U << 30)); }

  Passed(State& s, std::string_view& p, Output& o) : state(s), packed(p), out(o) {
    state.next_in = reinterpret_cast<decltype(state.next_in)>(const_cast<char*>(packed.data()));
    state.avail_in = fit(packed.size());
    state.next_out = reinterpret_cast<Byte*>(out.to + out.filled);
    state.avail_out = static_cast<decltype(State::avail_out)>(fit(out.size - out.filled));
  }
  ~Passed() {
    packed.remove_prefix(static_cast<std::size_t>(reinterpret_cast<const char*>(state.next_in) - packed.data()));
    out.filled = static_cast<std::size_t>(reinterpret_cast<const char*>(state.next_out) - out.to);
  }
  Passed(const Passed&) = delete;
  Passed& operator=(const Passed&) = delete;
};

class Gzip : public Codec {
 public:
  Gzip() { isal_inflate_init(&state_); }
  void begin() override {
    isal_inflate_reset(&state_);
    state_.crc_flag = ISAL_GZIP;
  }
  bool step(std::string_view& packed, Output& out) override {
    const Passed<inflate_state, std::uint8_t> passed(state_, packed, out);
    if (isal_inflate(&state_) != ISAL_DECOMP_OK) damaged();
    return state_.block_state == ISAL_BLOCK_FINISH;
  }

 private:
  inflate_state state_;
};

class Bzip2 : public Codec {
 public:
  ~Bzip2() override { BZ2_bzDecompressEnd(&state_); }
  void begin() override {
    BZ2_bzDecompressEnd(&state_);
    state_ = {};
    if (BZ2_bzDecompressInit(&state_, 0, 0) != BZ_OK) throw std::bad_alloc();
  }
  bool step(std::string_view& packed, Output& out) override {
    const Passed<bz_stream, char> passed(state_, packed, out);
    const int done = BZ2_bzDecompress(&state_);
    if (done == BZ_MEM_ERROR) throw std::bad_alloc();
    if (done != BZ_OK && done != BZ_STREAM_END) damaged();
    return done == BZ_STREAM_END;
  }

 private:
  bz_stream state_{};
};

/// xz and its predecessor lzma.
class Xz : public Codec {
 public:
  explicit Xz(bool alone) : alone_(alone) {}
  ~Xz() override { lzma_end(&state_); }
  void begin() override {
    // A header may ask for a dictionary of 4 GiB; `xz -9` makes one of 64 MiB.
    constexpr std::uint64_t kMost = std::uint64_t{256} << 20;
    if ((alone_ ? lzma_alone_decoder(&state_, kMost) : lzma_stream_decoder(&state_, kMost, 0)) != LZMA_OK) throw std::bad_alloc();
  }
  bool step(std::string_view& packed, Output& out) override {
    const Passed<lzma_stream, std::uint8_t> passed(state_, packed, out);
    const lzma_ret done = lzma_code(&state_, LZMA_RUN);
    if (done == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (done == LZMA_MEMLIMIT_ERROR) throw InputError(say("needs more than 256 MiB to be unpacked"));
    if (done != LZMA_OK && done != LZMA_STREAM_END && done != LZMA_BUF_ERROR && done != LZMA_UNSUPPORTED_CHECK) damaged();
    return done == LZMA_STREAM_END;
  }

 private:
  bool alone_;
  lzma_stream state_ = LZMA_STREAM_INIT;
};

/// Both give nothing of a call in which something is damaged: they get as much as they ask for next, a block.
class Zstd : public Codec {
 public:
  Zstd() {
    if (!context_) throw std::bad_alloc();
    // A frame may ask for a window of gigabytes; 128 MiB is what `zstd -dc` grants without --long.
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 27);
  }
  void begin() override { wanted_ = ZSTD_initDStream(context_.get()); }
  bool step(std::string_view& packed, Output& out) override {
    ZSTD_inBuffer in{packed.data(), std::min(packed.size(), std::max<std::size_t>(wanted_, 1)), 0};
    ZSTD_outBuffer to{out.to, out.size, out.filled};
    wanted_ = ZSTD_decompressStream(context_.get(), &to, &in);
    if (ZSTD_isError(wanted_) != 0) damaged(ZSTD_getErrorName(wanted_));
    packed.remove_prefix(in.pos);
    out.filled = to.pos;
    return wanted_ == 0;
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_{ZSTD_createDCtx()};
  std::size_t wanted_ = 1;
};

class Lz4 : public Codec {
 public:
  Lz4() {
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0) throw std::bad_alloc();
  }
  ~Lz4() override { LZ4F_freeDecompressionContext(context_); }
  Lz4(const Lz4&) = delete;
  Lz4& operator=(const Lz4&) = delete;
  void begin() override {
    LZ4F_resetDecompressionContext(context_);
    wanted_ = LZ4F_HEADER_SIZE_MIN;
  }
  bool step(std::string_view& packed, Output& out) override {
    std::size_t taken = std::min(packed.size(), std::max<std::size_t>(wanted_, 1)), given = out.size - out.filled;
    wanted_ = LZ4F_decompress(context_, out.to + out.filled, &given, packed.data(), &taken, nullptr);
    if (LZ4F_isError(wanted_) != 0) damaged(LZ4F_getErrorName(wanted_));
    packed.remove_prefix(taken);
    out.filled += given;
    return wanted_ == 0;
  }

 private:
  LZ4F_dctx* context_ = nullptr;
  std::size_t wanted_ = 1;
};

bool is_gzip(std::string_view head) { return head.starts_with("\x1f\x8b"sv); }
/// RFC 1952: deflate is the only method, three bits of the flags are reserved and zero.
bool is_gzip_member(std::string_view head) {
  return head.size() >= 10 && head.starts_with("\x1f\x8b\x08"sv) && (static_cast<unsigned char>(head[3]) & 0xe0U) == 0;
}
bool is_bzip2(std::string_view head) { return head.starts_with("BZh"sv); }
/// The block's mark is the beginning of pi, that of an empty stream's end its square root.
bool is_bzip2_member(std::string_view head) {
  return head.size() >= 10 && is_bzip2(head) && head[3] >= '1' && head[3] <= '9' &&
         (head.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv || head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv);
}
bool is_xz(std::string_view head) {
  return head.starts_with(
      "\xfd"
      "7zXZ\0"sv);
}
bool is_lzma(std::string_view head) { return head.starts_with("\x5d\x00\x00"sv); }
bool never(std::string_view) { return false; }  // an .lzma file has one member
/// Skippable frames (RFC 8878, 3.1.2) are lz4's, too; pzstd begins its files with one.
bool is_skippable(std::string_view head) {
  return head.size() >= 4 && (head[0] & '\xf0') == '\x50' && head.substr(1, 3) == "\x2a\x4d\x18"sv;
}
bool is_zstd(std::string_view head) { return head.starts_with("\x28\xb5\x2f\xfd"sv) || is_skippable(head); }
bool is_lz4(std::string_view head) { return head.starts_with("\x04\x22\x4d\x18"sv); }
bool is_lz4_member(std::string_view head) { return is_lz4(head) || is_skippable(head); }

constexpr std::array kCompressions{
    Compression{"gzip", is_gzip, is_gzip_member, [] { return std::unique_ptr<Codec>(std::make_unique<Gzip>()); }},
    Compression{"zstd", is_zstd, is_zstd, [] { return std::unique_ptr<Codec>(std::make_unique<Zstd>()); }},
    Compression{"xz", is_xz, is_xz, [] { return std::unique_ptr<Codec>(std::make_unique<Xz>(false)); }},
    Compression{"bzip2", is_bzip2, is_bzip2_member, [] { return std::unique_ptr<Codec>(std::make_unique<Bzip2>()); }},
    Compression{"lz4", is_lz4, is_lz4_member, [] { return std::unique_ptr<Codec>(std::make_unique<Lz4>()); }},
    Compression{"lzma", is_lzma, never, [] { return std::unique_ptr<Codec>(std::make_unique<Xz>(true)); }},
};

}  // namespace

const Compression* compression_of(std::string_view head) {
  const auto found =
      std::find_if(kCompressions.begin(), kCompressions.end(), [&](const Compression& one) { return one.begins_file(head); });
  return found == kCompressions.end() ? nullptr : &*found;
}

Sentence unread_packing(std::string_view head) {
  struct Packing {
    std::string_view magic, name;
  };
  constexpr std::array kUnread{Packing{"\x1f\x9d"sv, "compress (.Z)"}, Packing{"\x1f\xa0"sv, "compress (.z)"},
                               Packing{"\x1f\x1e"sv, "pack (.z)"},     Packing{"LZIP\x01"sv, "lzip"},
                               Packing{"LRZI\0"sv, "lrzip"},           Packing{"\x89LZO\0\r\n\x1a\n"sv, "lzop"},
                               Packing{"GRZipII\0"sv, "grzip"},        Packing{"\x02\x21\x4c\x18"sv, "lz4's old format"},
                               Packing{"Rar!\x1a\x07"sv, "RAR"},       Packing{"MSCF\0\0\0\0"sv, "a Microsoft cabinet"},
                               Packing{"begin 644 "sv, "uuencode"},    Packing{"begin 600 "sv, "uuencode"},
                               Packing{"begin-base64 "sv, "uuencode"}};
  for (const auto& [magic, name] : kUnread)
    if (head.starts_with(magic)) return say("packed by {0}, which is not read here; unpack it first", name);
  return {};
}

}  // namespace laststraw::input
