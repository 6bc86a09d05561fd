// Compressed files that are damaged, joined with what is none, or compressed again.
#include "input/stream.hpp"

#include <gtest/gtest.h>

#include "input/archive.hpp"
#include "input/inputs.hpp"
#include "support/compress.hpp"
#include "support/samples.hpp"

namespace laststraw::input {
namespace {

namespace fs = std::filesystem;
using test::packed;

struct Form {
  const char* name;
  int (*filter)(archive*);
};
constexpr Form kForms[] = {{"gzip", archive_write_add_filter_gzip}, {"zstd", archive_write_add_filter_zstd},
                           {"xz", archive_write_add_filter_xz},     {"bzip2", archive_write_add_filter_bzip2},
                           {"lz4", archive_write_add_filter_lz4},   {"lzma", archive_write_add_filter_lzma}};

struct Read {
  std::string text, error;
  Sentence note;
};

Read read_all(const std::string& bytes) {
  Read read;
  const FileReader reader(bytes);
  try {
    const auto stream = open_stream(reader);
    if (!stream) return read;
    std::string part(1000, '\0');
    try {
      while (const std::size_t got = stream->read(part.data(), part.size())) read.text += part.substr(0, got);
    } catch (const InputError& error) {
      read.error = error.what();
    }
    read.note = stream->note();
  } catch (const InputError& error) {
    read.error = error.what();
  }
  return read;
}

/// Lines that no decoder makes much smaller.
std::string lines(std::size_t bytes, unsigned seed) {
  std::minstd_rand random(seed);
  std::string text;
  while (text.size() < bytes) text += std::to_string(random()) + "\n";
  return text;
}

std::string dmesg() { return test::slurp(test::samples_dir() / "framings" / "dmesg.txt"); }

std::vector<Input> open_bytes(const std::string& bytes, const char* name) {
  const fs::path path = test::scratch() / name;
  std::ofstream(path, std::ios::binary) << bytes;
  const Detector detector(rooms());
  std::vector<Input> inputs = open_inputs({path.string()}, detector);
  fs::remove(path);
  return inputs;
}

TEST(Stream, WhatStandsBetweenMembersIsPassedOverAndSaid) {
  for (const Form& form : kForms) {
    const std::string one = packed("one\n", form.filter), two = packed("two\n", form.filter);
    const bool has_members = std::string_view(form.name) != "lzma";
    const std::string garbage = "this is no member of it at all", zeros(5000, '\0');
    const Read read = read_all(one + garbage + two + zeros + two + zeros);
    EXPECT_EQ(read.text, has_members ? "one\ntwo\ntwo\n" : "one\n") << form.name;
    EXPECT_EQ(read.error, "") << form.name;
    if (has_members) {
      EXPECT_EQ(english()(read.note), "30 bytes between or behind its compressed parts are no " + std::string(form.name) + ": passed over");
    }
    EXPECT_EQ(english()(read_all(one + zeros).note), "") << form.name << ": padding";
    EXPECT_NE(english()(read_all(one + garbage).note).find("passed over"), std::string::npos) << form.name;
  }
}

TEST(Stream, WhatComesBeforeTheDamageIsReadHoweverLittleItIs) {
  const std::string first = lines(9000, 1), second = lines(300'000, 2);
  for (const Form& form : kForms) {
    if (std::string_view(form.name) == "lzma") continue;
    std::string damaged = packed(first, form.filter);
    const std::size_t good = damaged.size();
    damaged += packed(second, form.filter);
    std::string cut = damaged.substr(0, good + 60);
    for (std::size_t i = good + 20; i < damaged.size(); ++i) damaged[i] = static_cast<char>(i * 7);
    for (const std::string& bytes : {damaged, cut}) {
      const Read read = read_all(bytes);
      EXPECT_EQ(read.text.substr(0, first.size()), first) << form.name;
      EXPECT_NE(read.error, "") << form.name;
    }
  }
}

/// One member: what its whole blocks hold is given, though a later one is damaged.
TEST(Stream, BlocksBeforeTheDamagedOneAreGiven) {
  for (const Form& form : kForms) {
    // libarchive's lz4 blocks are of 4 MiB; xz is slow and has none.
    const std::string text = lines(std::string_view(form.name) == "lz4" || std::string_view(form.name) == "bzip2" ? 6'000'000 : 600'000, 3);
    std::string damaged = packed(text, form.filter);
    damaged[damaged.size() * 3 / 4] = static_cast<char>(~damaged[damaged.size() * 3 / 4]);
    damaged[damaged.size() * 3 / 4 + 1] = static_cast<char>(~damaged[damaged.size() * 3 / 4 + 1]);
    const Read read = read_all(damaged);
    EXPECT_GT(read.text.size(), text.size() / 2) << form.name;
    EXPECT_EQ(text.compare(0, text.size() / 2, read.text, 0, text.size() / 2), 0) << form.name;
    EXPECT_NE(read.error, "") << form.name;
  }
}

TEST(Stream, WhatIsCompressedAgainIsUnpackedToo) {
  std::string many = dmesg();
  for (int i = 0; i < kMostLayers; ++i) many = packed(many, kForms[static_cast<std::size_t>(i)].filter);
  EXPECT_EQ(read_all(many).text, dmesg());
  const Read more = read_all(packed(many, archive_write_add_filter_gzip));
  EXPECT_EQ(more.text, "");
  EXPECT_NE(more.error.find("compressed more than 4 times over"), std::string::npos);
}

TEST(Stream, AnAnalysisSaysWhatItCouldNotUnpack) {
  for (const Form& form : kForms) {
    if (std::string_view(form.name) == "lzma") continue;
    const std::string whole = packed(dmesg(), form.filter);
    const std::vector<Input> cut = open_bytes(whole + packed(dmesg(), form.filter).substr(0, 30), "dmesg.packed");
    ASSERT_EQ(cut.size(), 1U) << form.name;
    ASSERT_TRUE(cut[0].room) << form.name << english()(cut[0].note);
    EXPECT_EQ(cut[0].bytes.substr(0, dmesg().size()), dmesg()) << form.name;
    EXPECT_EQ(english()(cut[0].note), "cut off") << form.name;
    const std::vector<Input> joined = open_bytes(whole + "and something else" + whole, "dmesg.packed");
    ASSERT_EQ(joined.size(), 1U) << form.name;
    EXPECT_EQ(joined[0].bytes, dmesg() + dmesg()) << form.name;
    EXPECT_NE(english()(joined[0].note).find("18 bytes between or behind"), std::string::npos) << english()(joined[0].note);
  }
}

TEST(Stream, OtherPackingsAreNamed) {
  using namespace std::string_view_literals;
  const std::pair<std::string, const char*> packings[] = {{"\x1f\x9d\x90rest", "compress (.Z)"},
                                                          {"LZIP\x01rest", "lzip"},
                                                          {std::string("LRZI\0\6rest"sv), "lrzip"},
                                                          {std::string("\x89LZO\0\r\n\x1a\nrest"sv), "lzop"},
                                                          {"begin 644 kern.log\nM2&5L\n", "uuencode"}};
  for (const auto& [bytes, name] : packings)
    for (const std::string& file : {bytes, packed(bytes, archive_write_add_filter_gzip)}) {
      const std::vector<Input> inputs = open_bytes(file, "log");
      ASSERT_EQ(inputs.size(), 1U) << name;
      EXPECT_EQ(english()(inputs[0].note), "packed by " + std::string(name) + ", which is not read here; unpack it first");
    }
}

}  // namespace
}  // namespace laststraw::input
