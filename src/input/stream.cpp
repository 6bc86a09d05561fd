#include "input/stream.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "input/codec.hpp"

namespace laststraw::input {

namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;
/// So far another member is looked for: what follows may be a hole of terabytes.
constexpr std::uint64_t kMostPassedOver = std::uint64_t{64} << 20;

/// Packed bytes, one piece after the other: those of a file, or what another stream unpacks.
class Pieces {
 public:
  explicit Pieces(const FileReader& file) : file_(&file) {}
  explicit Pieces(std::unique_ptr<ByteStream> outer) : outer_(std::move(outer)) {}
  /// Empty at the end; valid until the next call.
  std::string_view next() {
    if (outer_) {
      piece_.resize(kPiece);
      piece_.resize(outer_->read(piece_.data(), kPiece));
      return piece_;
    }
    file_->read(at_, kPiece, piece_);
    at_ += piece_.size();
    return piece_;
  }
  std::uint64_t passed() const { return outer_ ? outer_->packed() : at_; }
  Sentence note() const { return outer_ ? outer_->note() : Sentence(); }

 private:
  const FileReader* file_ = nullptr;
  std::unique_ptr<ByteStream> outer_;
  std::size_t at_ = 0;
  std::string piece_;
};

/// Member after member. What stands between them and begins none is passed over and counted; zeros are padding (tapes, preallocated files).
class Members : public ByteStream {
 public:
  Members(Pieces packed, const Compression& compression)
      : packed_(std::move(packed)), compression_(compression), codec_(compression.make()) {
    codec_->begin();
  }

  std::size_t read(char* to, std::size_t size) override {
    if (!ahead_.empty()) {
      const std::size_t given = ahead_.copy(to, size);
      ahead_.erase(0, given);
      return given;
    }
    if (failed_) throw InputError(*failed_);
    Output out{to, size};
    try {
      unpack(out);
    } catch (const InputError& error) {
      failed_ = error.why;
      if (out.filled == 0) throw;
    }
    return out.filled;
  }
  std::uint64_t packed() const override { return packed_.passed(); }
  Sentence note() const override {
    Sentence note = packed_.note();
    if (passed_over_ == 0) return note;
    add_note(note, gave_up_
                       ? say("{0} bytes between or behind its compressed parts are no {1}: passed over, and what follows them",
                             passed_over_, compression_.name)
                       : say("{0} bytes between or behind its compressed parts are no {1}: passed over", passed_over_, compression_.name));
    return note;
  }
  /// What read() will give first. A damaged beginning is not thrown here but there.
  std::string_view head() {
    while (ahead_.size() < kCompressionHead && !failed_) {
      const std::size_t before = ahead_.size();
      ahead_.resize(kCompressionHead);
      Output out{ahead_.data(), ahead_.size(), before};
      try {
        unpack(out);
      } catch (const InputError& error) {
        failed_ = error.why;
      }
      ahead_.resize(out.filled);
      if (out.filled == before) break;
    }
    return ahead_;
  }

 private:
  /// Something, unless it is the end.
  void unpack(Output& out) {
    const std::size_t before = out.filled;
    while (out.filled == before) {
      if (!in_member_ && !find_member()) return;
      if (in_.empty()) in_ = packed_.next();
      const bool at_end = in_.empty();
      if (codec_->step(in_, out))
        in_member_ = false;
      else if (at_end && out.filled == before)
        throw InputError(say("cut off"));
    }
  }

  bool find_member() {
    while (!gave_up_) {
      if (in_.size() < kCompressionHead) top_up();
      if (in_.empty()) return false;
      if (compression_.begins_member(in_)) {
        codec_->begin();
        in_member_ = true;
        return true;
      }
      // The byte is none, and neither is what follows up to the next that may be one; the last few are looked at with what comes after them.
      std::size_t next = 1;
      while (next + kCompressionHead < in_.size() && !compression_.begins_member(in_.substr(next))) ++next;
      const std::string_view passed = in_.substr(0, next);
      zeros_ += passed.size();
      if (passed.find_first_not_of('\0') != std::string_view::npos) passed_over_ += std::exchange(zeros_, 0);
      in_.remove_prefix(next);
      if (passed_over_ + zeros_ < kMostPassedOver) continue;
      passed_over_ += std::exchange(zeros_, 0);
      gave_up_ = true;
    }
    return false;
  }
  void top_up() {
    std::string joined(in_);
    while (joined.size() < kCompressionHead) {
      const std::string_view next = packed_.next();
      if (next.empty()) break;
      joined += next;
    }
    joined_ = std::move(joined);
    in_ = joined_;
  }

  Pieces packed_;
  const Compression& compression_;
  std::unique_ptr<Codec> codec_;
  std::string_view in_;  ///< not yet unpacked: of the last piece, or of joined_
  std::string joined_, ahead_;
  std::optional<Sentence> failed_;
  std::uint64_t zeros_ = 0, passed_over_ = 0;
  bool in_member_ = true, gave_up_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> open_stream(const FileReader& packed) {
  std::string head;
  packed.read(0, kCompressionHead, head);
  const Compression* compression = compression_of(head);
  if (!compression) return nullptr;
  auto stream = std::make_unique<Members>(Pieces(packed), *compression);
  for (int layers = 1; (compression = compression_of(stream->head())); ++layers) {
    if (layers == kMostLayers) throw InputError(say("compressed more than {0} times over; not unpacked further", kMostLayers));
    stream = std::make_unique<Members>(Pieces(std::unique_ptr<ByteStream>(std::move(stream))), *compression);
  }
  return stream;
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
  } catch (const InputError&) {  // what came before the damage counts
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace laststraw::input
