#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "input/detect.hpp"
#include "input/files.hpp"
#include "laststraw/parsers/readers.hpp"
#include "support/samples.hpp"

namespace laststraw::input {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() : folder_(fs::temp_directory_path() / ("laststraw-input-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_ / "b");
  }
  ~Files() override { fs::remove_all(folder_); }
  void write(const char* name, const std::string& text) { std::ofstream(folder_ / name, std::ios::binary) << text; }
  fs::path folder_;
};

TEST_F(Files, FolderInByteOrderLinksAndPipesNotFollowed) {
  write("z", "1");
  write("b/y", "2");
  fs::create_symlink("/etc/passwd", folder_ / "link");
  ::mkfifo((folder_ / "pipe").c_str(), 0600);
  std::vector<Skipped> skipped;
  const auto found = find_files({folder_.string()}, skipped);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].shown, "b/y");
  EXPECT_EQ(found[1].shown, "z");
  ASSERT_EQ(skipped.size(), 2u);
  EXPECT_EQ(skipped[0].shown, "link");
}

TEST_F(Files, SameFileNamedTwiceIsReadOnce) {
  write("z", "1");
  std::vector<Skipped> skipped;
  EXPECT_EQ(find_files({(folder_ / "z").string(), (folder_ / "z").string()}, skipped).size(), 1u);
}

TEST_F(Files, MissingPathIsAnErrorWithItsName) {
  std::vector<Skipped> skipped;
  try {
    find_files({(folder_ / "nowhere").string()}, skipped);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("nowhere"), std::string::npos);
  }
}

TEST_F(Files, ContentsAreMappedAndEmptyFilesAreEmpty) {
  write("z", "abc");
  write("e", "");
  EXPECT_EQ(Contents::open({(folder_ / "z").string(), "z"}).bytes(), "abc");
  EXPECT_EQ(Contents::open({(folder_ / "e").string(), "e"}).bytes(), "");
  EXPECT_THROW(Contents::open({folder_.string(), "folder"}), InputError);
}

TEST(Detect, EverySampleFindsItsRoom) {
  const Detector detector(rooms());
  std::map<std::string_view, std::string_view> names;  // of the folder of samples: what its readers are called
#define LASTSTRAW_READER(wing, room, reader) names[#room] = readers::reader.name;
#include "laststraw/parsers/readers.def"
#undef LASTSTRAW_READER
  ASSERT_GE(names.size(), 18U);
  for (const auto& [folder, room] : names)
    for (const auto& path : test::samples_of(folder)) {
      Sentence why;
      const Room* found = detector.detect(path.filename().string(), test::slurp(path), why);
      ASSERT_NE(found, nullptr) << path << ": " << english()(why);
      EXPECT_EQ(found->name, room) << path;
    }
}

TEST(Detect, NoFormatHasItsReason) {
  const Detector detector(rooms());
  Sentence why;
  EXPECT_EQ(detector.detect("a", "", why), nullptr);
  EXPECT_EQ(english()(why), "empty");
  EXPECT_EQ(detector.detect("a", std::string(100'000, '\0'), why), nullptr);
  EXPECT_EQ(english()(why), "binary");
  EXPECT_EQ(detector.detect("a", "the quick brown fox\n", why), nullptr);
  EXPECT_EQ(english()(why), "no known format");
  for (const char* form : {"txt", "md", "json"}) {
    EXPECT_EQ(
        detector.detect("a", test::slurp(test::samples_dir() / "incidents/two-large-sessions" / (std::string("expected.") + form)), why),
        nullptr);
    EXPECT_EQ(english()(why), "a report of laststraw") << form;
  }
}

TEST(Lines, CutCountedAndWithoutTheirEnds) {
  const std::string text = "a\r\n\nlast";
  Lines lines(SourceId{0}, text);
  Line line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "a");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "last");
  EXPECT_EQ(line.at.first_line, 3u);
  EXPECT_FALSE(lines.next(line));
  const std::string longest(Lines::kMaxLine + 10, 'x');
  Lines one(SourceId{0}, longest);
  ASSERT_TRUE(one.next(line));
  EXPECT_EQ(line.text.size(), Lines::kMaxLine);
  EXPECT_LE(cite(line).quote.size(), kMaxQuote);
}

TEST(Lines, QuotesAreNotCutInsideACharacter) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "\xC3\xA9";
  EXPECT_EQ(cite({text, {}}).quote.size() % 2, 0u);
}

}  // namespace
}  // namespace laststraw::input
