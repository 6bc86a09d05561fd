// What `list formats` promises: every sample is told by its content and read without a remainder.
#include "laststraw/parsers/format.hpp"

#include <set>

#include "input/inputs.hpp"
#include "support/samples.hpp"

namespace laststraw {
namespace {

namespace fs = std::filesystem;

TEST(Formats, EverySampleIsRead) {
  const fs::path& folder = test::scratch();
  const input::Detector detector(rooms());
  int n = 0;
  for (const Format& format : formats()) {
    fs::path path = test::samples_dir() / std::string(format.file);
    if (!format.sample.empty()) {
      path = folder / std::to_string(++n) / (format.file.empty() ? "sample" : std::string(format.file));
      fs::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << format.sample << "\n";
    }
    const std::vector<input::Input> inputs = input::open_inputs({path.string()}, detector);
    ASSERT_EQ(inputs.size(), 1u) << format.name;
    ASSERT_TRUE(inputs[0].room) << format.name << " (" << format.variant << "): " << english()(inputs[0].note);
    Records records;
    records.sources.resize(1);
    const Reading reading = inputs[0].room->read(inputs[0].text(SourceId{0}), records, test::let_go);
    EXPECT_GT(reading.coverage.parsed, 0u) << format.name << " (" << format.variant << ")";
    EXPECT_EQ(reading.coverage.unrecognised, 0u) << format.name << " (" << format.variant << ")";
    EXPECT_TRUE(reading.coverage.adds_up()) << format.name;
    EXPECT_TRUE(reading.format == format.name || inputs[0].forms() == format.name)
        << format.name << " was read as " << reading.format << " in " << inputs[0].forms();
  }
}

TEST(Formats, EveryRoomAndWrapperIsListed) {
  std::set<std::string_view> listed;
  for (const Format& format : formats()) listed.insert(format.name.substr(0, format.name.find('/'))), listed.insert(format.name);
  for (const Room& room : rooms()) EXPECT_TRUE(listed.count(room.name)) << room.name;
  for (const Wrapper& wrapper : wrappers()) EXPECT_TRUE(listed.count(wrapper.form)) << wrapper.form;
}

}  // namespace
}  // namespace laststraw
