// A PCP archive is named without a suffix, as pmlogger's tools do; its files are what is read.
#include "input/inputs.hpp"
#include "input/pcp_archives.hpp"
#include "laststraw/parsers/room.hpp"
#include "support/samples.hpp"

namespace laststraw::input {
namespace {

TEST(NamedArchive, IsItsFiles) {
  const std::string base = (test::samples_dir() / "pcp" / "pmlogger-v3").string();
  EXPECT_EQ(files_named(base), (std::vector<std::string>{base + ".0", base + ".index", base + ".meta"}));
  const Detector detector(rooms());
  const std::vector<Input> inputs = open_inputs({base}, detector);
  ASSERT_EQ(inputs.size(), 3u);
  EXPECT_TRUE(inputs[0].room && inputs[0].room->name == "pcp" && !inputs[0].wrappings.empty()) << "the volume with its names";
}

TEST(NamedArchive, OnlyWhereThereIsNoSuchFile) {
  const std::string volume = (test::samples_dir() / "pcp" / "pmlogger-v3.0").string();
  EXPECT_EQ(files_named(volume), std::vector{volume});
  EXPECT_EQ(files_named("-"), std::vector<std::string>{"-"});
  const std::string absent = (test::samples_dir() / "pcp" / "nothing").string();
  EXPECT_EQ(files_named(absent), std::vector{absent});
}

}  // namespace
}  // namespace laststraw::input
