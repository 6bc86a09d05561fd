// Archives as people send them, and as attackers would.
#include "input/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include "input/inputs.hpp"
#include "support/samples.hpp"

namespace laststraw::input {
namespace {

namespace fs = std::filesystem;

struct File {
  std::string path, bytes;
  char type = 'f';
};

std::string packed(const std::vector<File>& files, int (*format)(archive*), int (*filter)(archive*)) {
  std::string bytes(std::size_t{64} << 20, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  format(writer);
  filter(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const File& file : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, file.path.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(file.bytes.size()));
    archive_entry_set_filetype(entry, file.type == 'l' ? AE_IFLNK : file.type == 'd' ? AE_IFDIR : file.type == 'c' ? AE_IFCHR : AE_IFREG);
    if (file.type == 'l') archive_entry_set_symlink(entry, "/etc/passwd");
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1795230141, 0);
    archive_write_header(writer, entry);
    if (file.type == 'f') archive_write_data(writer, file.bytes.data(), file.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

std::string tar_of(const std::vector<File>& files) {
  return packed(files, archive_write_set_format_pax_restricted, archive_write_add_filter_none);
}

std::vector<Input> open_bytes(const std::string& bytes, const char* name = "bundle.bin") {
  const fs::path path = test::scratch() / name;
  std::ofstream(path, std::ios::binary) << bytes;
  const Detector detector(rooms());
  std::vector<Input> inputs = open_inputs({path.string()}, detector);
  fs::remove(path);
  return inputs;
}

const Input* find(const std::vector<Input>& inputs, std::string_view end) {
  for (const Input& input : inputs)
    if (input.shown.size() >= end.size() && std::string_view(input.shown).substr(input.shown.size() - end.size()) == end) return &input;
  return nullptr;
}

std::string dmesg() { return test::slurp(test::samples_dir() / "framings" / "dmesg.txt"); }

TEST(Archive, EveryKindHoldsTheSameFile) {
  const std::vector<File> files{{"bundle/kernel/dmesg.txt", dmesg(), 'f'}, {"bundle/photo.jpg", std::string("\xff\xd8\0\0\0\0", 6), 'f'}};
  struct Kind {
    const char* name;
    std::string bytes;
  };
  const Kind kinds[] = {
      {"tar", tar_of(files)},
      {"tar.gz", packed(files, archive_write_set_format_pax_restricted, archive_write_add_filter_gzip)},
      {"tar.zst", packed(files, archive_write_set_format_pax_restricted, archive_write_add_filter_zstd)},
      {"tar.xz", packed(files, archive_write_set_format_pax_restricted, archive_write_add_filter_xz)},
      {"tar.bz2", packed(files, archive_write_set_format_pax_restricted, archive_write_add_filter_bzip2)},
      {"tar.lz4", packed(files, archive_write_set_format_pax_restricted, archive_write_add_filter_lz4)},
      {"zip", packed(files, archive_write_set_format_zip, archive_write_add_filter_none)},
      {"7z", packed(files, archive_write_set_format_7zip, archive_write_add_filter_none)},
  };
  for (const Kind& kind : kinds) {
    const std::vector<Input> inputs = open_bytes(kind.bytes);
    const Input* const log = find(inputs, "/bundle/kernel/dmesg.txt");
    ASSERT_TRUE(log) << kind.name;
    ASSERT_TRUE(log->room) << kind.name << " " << english()(log->note);
    EXPECT_EQ(log->room->name, "kernel_oom") << kind.name;
    EXPECT_EQ(log->bytes, dmesg()) << kind.name;
    ASSERT_TRUE(find(inputs, "photo.jpg")) << kind.name << ": what is not read is named";
    EXPECT_EQ(log->modified, WallTime{std::chrono::seconds{1795230141}}) << kind.name;
  }
}

TEST(Archive, ACompressedFileIsTheFile) {
  const std::vector<Input> inputs =
      open_bytes(packed({{"x", dmesg(), 'f'}}, archive_write_set_format_raw, archive_write_add_filter_gzip), "dmesg-20260101.gz");
  ASSERT_EQ(inputs.size(), 1u);
  ASSERT_TRUE(inputs[0].room) << english()(inputs[0].note);
  EXPECT_EQ(inputs[0].bytes, dmesg());
}

TEST(Archive, OneInsideAnotherIsOpenedAndNoDeeper) {
  const std::string inner = tar_of({{"dmesg.txt", dmesg(), 'f'}}), middle = tar_of({{"inner.tar", inner, 'f'}}),
                    outer = tar_of({{"middle.tar", middle, 'f'}});
  EXPECT_TRUE(find(open_bytes(middle), "inner.tar/dmesg.txt"));
  const std::vector<Input> deep = open_bytes(outer);
  EXPECT_FALSE(find(deep, "dmesg.txt"));
  ASSERT_TRUE(find(deep, "inner.tar"));
  EXPECT_NE(english()(find(deep, "inner.tar")->note).find("not opened"), std::string::npos);
}

TEST(Archive, PathsLinksAndDevicesLeadNowhere) {
  const std::vector<Input> inputs = open_bytes(
      tar_of({{"../../etc/dmesg.txt", dmesg(), 'f'}, {"/abs/./dmesg.txt", dmesg(), 'f'}, {"link", "", 'l'}, {"device", "", 'c'}}));
  for (const Input& input : inputs) EXPECT_EQ(input.shown.find(".."), std::string::npos) << input.shown;
  EXPECT_TRUE(find(inputs, "bundle.bin/etc/dmesg.txt"));
  EXPECT_TRUE(find(inputs, "bundle.bin/abs/dmesg.txt"));
  EXPECT_EQ(english()(find(inputs, "link")->note), "a link; not followed");
  EXPECT_EQ(english()(find(inputs, "device")->note), "not a regular file");
}

TEST(Archive, ABombIsStoppedByEachLimit) {
  const std::string line = "[    1.000000] the quick brown fox jumps over the lazy dog and back again and again\n";
  std::string large;
  while (large.size() < std::size_t{8} << 20) large += line;
  std::vector<File> files;
  files.reserve(5);
  for (int i = 0; i < 5; ++i) files.push_back({"dmesg" + std::to_string(i), large, 'f'});
  const std::string bomb = packed(files, archive_write_set_format_pax_restricted, archive_write_add_filter_zstd);
  const auto problem_with = [&](const ArchiveLimits& limits) {
    ArchiveBudget budget(limits);
    return english()(read_archive(bomb, budget, [](std::string_view, std::string_view) { return true; }).problem);
  };
  EXPECT_EQ(problem_with({}), "");
  EXPECT_NE(problem_with({std::uint64_t{16} << 20, 1u << 30, 100, 2}).find("16 MiB unpacked"), std::string::npos);
  EXPECT_NE(problem_with({std::uint64_t{4} << 30, 1u << 30, 2, 2}).find("more than 2 files"), std::string::npos);
}

TEST(Archive, AHighRatioIsTakenForABomb) {
  const std::string zeros(std::size_t{200} << 20, 'x');
  const std::string bomb = packed({{"x", zeros, 'f'}}, archive_write_set_format_raw, archive_write_add_filter_zstd);
  ArchiveBudget budget(ArchiveLimits{});
  const std::string problem = english()(read_archive(bomb, budget, [](std::string_view, std::string_view) { return true; }).problem);
  EXPECT_NE(problem.find("taken for a bomb"), std::string::npos) << bomb.size();
}

TEST(Archive, WhatComesBeforeTheDamageIsRead) {
  std::string cut = packed({{"a/dmesg.txt", dmesg(), 'f'}, {"b/big", std::string(100'000, 'x') + dmesg(), 'f'}},
                           archive_write_set_format_pax_restricted, archive_write_add_filter_none);
  cut.resize(cut.size() / 2);
  const std::vector<Input> inputs = open_bytes(cut, "cut.tar");
  ASSERT_TRUE(find(inputs, "a/dmesg.txt"));
  EXPECT_TRUE(find(inputs, "a/dmesg.txt")->room);
  ASSERT_TRUE(find(inputs, "cut.tar"));
  EXPECT_NE(english()(find(inputs, "cut.tar")->note).find("could not be read"), std::string::npos);
}

TEST(Archive, SurvivesAnyDamage) {
  std::mt19937 random(3);
  const std::string whole =
      packed({{"a/dmesg.txt", dmesg(), 'f'}, {"b/dmesg.txt", dmesg(), 'f'}}, archive_write_set_format_zip, archive_write_add_filter_none);
  const std::string compressed =
      packed({{"a/dmesg.txt", dmesg(), 'f'}}, archive_write_set_format_pax_restricted, archive_write_add_filter_gzip);
  for (int i = 0; i < 60; ++i) {
    std::string damaged = i % 2 ? whole : compressed;
    for (int n = 0; n < 6; ++n) damaged[random() % damaged.size()] = static_cast<char>(random());
    if (i % 3 == 0) damaged.resize(random() % damaged.size());
    open_bytes(damaged, "damaged.bin");
  }
}

TEST(Sections, SupportconfigAndTailKeepTheirLineNumbers) {
  const std::vector<Input> inputs =
      open_bytes("SUPPORTCONFIG\n#==[ Command ]====#\n# /bin/date\nx\n\n#==[ Log File ]===#\n# /var/log/dmesg - Last 500 Lines\n" + dmesg(),
                 "messages.txt");
  ASSERT_EQ(inputs.size(), 2u) << "what a room reads, and the rest";
  EXPECT_EQ(english()(inputs[1].note), "sections of no known format: /bin/date");
  EXPECT_EQ(inputs[1].unread_lines, 5u);
  EXPECT_EQ(inputs[0].left_out(), 2u) << "the mark is two lines";
  Line line;
  Lines lines = inputs[0].text(SourceId{0}).lines();
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.at.first_line, 8u) << "of the file, not of the section";
}

}  // namespace
}  // namespace laststraw::input
