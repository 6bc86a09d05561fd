// Includes point down only, and each third party stays in its own place (docs/ARCHITECTURE.md).
#include "layering/layers.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace laststraw::layering {
namespace {

const std::filesystem::path kRoot = LASTSTRAW_SOURCE_DIR, kBuild = LASTSTRAW_BUILD_DIR;

const Tree& tree() {
  static const Tree kTree = read_tree(kRoot);
  return kTree;
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += one + "\n";
  return text;
}

TEST(Layering, NoForbiddenIncludeIsWritten) { EXPECT_EQ(joined(forbidden_includes(tree())), ""); }

TEST(Layering, TheCompilerReadNothingForbidden) {
  const std::string command = std::string(LASTSTRAW_NINJA) + " -C '" + kBuild.string() + "' -t deps 2>/dev/null";
  if (std::string(LASTSTRAW_NINJA).find("ninja") == std::string::npos) GTEST_SKIP() << "dependencies are read from ninja";
  FILE* pipe = popen(command.c_str(), "r");
  ASSERT_TRUE(pipe);
  std::string deps;
  std::array<char, 1 << 16> buffer;
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) deps.append(buffer.data(), n);
  ASSERT_EQ(pclose(pipe), 0);
  std::map<std::string, int> objects;
  EXPECT_EQ(joined(forbidden_dependencies(deps, tree(), kRoot, kBuild, objects)), "");
  for (const Layer& layer : layers())
    if (layer.name != "parsers' doors") {  // headers only
      EXPECT_GT(objects[std::string(layer.name)], 0) << layer.name << " was not compiled";
    }
}

/// What one part of a process tells another is a value, not a text: JSON is read from files and from other processes alone.
TEST(Layering, NobodyReadsTheJsonThatIsWrittenHere) {
  const std::map<std::string, std::string> wanted{{"src/cli/shard.cpp", "lines of scans"},
                                                  {"src/report/fleet_row.cpp", "rows that a scan's processes hand over"},
                                                  {"src/report/json.cpp", "reports to compare, lines to go on with"},
                                                  {"src/sql/tree.cpp", "libpg_query's trees"}};
  std::map<std::string, std::string> reading;
  for (const auto& [path, text] : tree())
    for (const char* call : {"json::parse(", "Json::parse(", "json::accept(", "Json::accept("})
      if (path.starts_with("src/") && text.find(call) != std::string::npos) reading.emplace(path, "");
  for (const auto& [path, text] : reading) EXPECT_TRUE(wanted.contains(path)) << path;
  EXPECT_EQ(reading.size(), wanted.size());
}

/// Each must be caught where it is written, and where only the compiler sees it.
struct Injected {
  const char *into, *header, *resolves_to;
};
constexpr Injected kInjected[] = {
    {"src/scan/scan.cpp", "cli/options.hpp", "src/cli/options.hpp"},
    {"src/scan/hosts.cpp", "CLI/CLI.hpp", "/usr/include/CLI/CLI.hpp"},
    {"src/scan/cases.cpp", "re2/re2.h", "/usr/include/re2/re2.h"},
    {"src/analyze/analyze.cpp", "cli/options.hpp", "src/cli/options.hpp"},
    {"src/judge/facts.cpp", "scan/scan.hpp", "src/scan/scan.hpp"},
    {"src/judge/facts.cpp", "analyze/analyze.hpp", "src/analyze/analyze.hpp"},
    {"src/model/source.cpp", "archive.h", "/usr/include/archive.h"},
    {"src/judge/sum.cpp", "hs/hs.h", "/usr/include/hs/hs.h"},
    {"src/model/source.cpp", "isa-l/igzip_lib.h", "/usr/include/isa-l/igzip_lib.h"},
    {"src/judge/facts.cpp", "zstd.h", "/usr/include/zstd.h"},
    {"src/judge/facts.cpp", "tbb/parallel_for.h", "/usr/include/tbb/parallel_for.h"},
    {"src/timeline/clock.cpp", "ctemplate/template.h", "/usr/include/ctemplate/template.h"},
    {"src/judge/facts.cpp", "zlib.h", "/usr/include/zlib.h"},
    {"src/model/source.cpp", "utf8proc.h", "/usr/include/utf8proc.h"},
    {"src/judge/facts.cpp", "systemd/sd-journal.h", "/usr/include/systemd/sd-journal.h"},
    {"src/timeline/clock.cpp", "yaml-cpp/yaml.h", "/usr/include/yaml-cpp/yaml.h"},
    {"src/cli/options.cpp", "support/civil.hpp", "parsers/support/civil.hpp"},
    // More of the same kinds: the model upwards, rooms and input into each other, a third party nobody has named.
    {"include/laststraw/incident.hpp", "judge/facts.hpp", "src/judge/facts.hpp"},
    {"parsers/support/words.cpp", "input/files.hpp", "src/input/files.hpp"},
    {"parsers/histories/psi/grammar.cpp", "sar/columns.hpp", "parsers/histories/sar/columns.hpp"},
    {"src/input/files.cpp", "support/words.hpp", "parsers/support/words.hpp"},
    {"src/judge/facts.cpp", "timeline/clock.hpp", "src/timeline/clock.hpp"},
    {"src/report/format.cpp", "sqlite3.h", "/usr/include/sqlite3.h"},
};

TEST(Layering, EveryKindOfViolationIsCaught) {
  for (const Injected& one : kInjected) {
    Tree with = tree();
    ASSERT_TRUE(with.count(one.into)) << one.into;
    with[one.into] = "#  include \"" + std::string(one.header) + "\"\n" + with[one.into];
    EXPECT_NE(joined(forbidden_includes(with)).find(std::string(one.into) + " includes " + one.header), std::string::npos)
        << one.into << " " << one.header;

    if (std::string(one.into).ends_with(".hpp")) continue;  // never compiled by itself
    const std::string dependency = one.resolves_to[0] == '/' ? one.resolves_to : (kRoot / one.resolves_to).string();
    const std::string deps = "x.o: #deps 2, deps mtime 1 (VALID)\n    " + (kRoot / one.into).string() + "\n    " + dependency + "\n\n";
    std::map<std::string, int> objects;
    EXPECT_EQ(forbidden_dependencies(deps, tree(), kRoot, kBuild, objects).size(), 1u) << one.into << " " << one.header;
  }
}

TEST(Layering, AHeaderThatOthersIncludeShowsNoThirdParty) {
  Tree with = tree();
  with["src/report/report.hpp"] += "#include <nlohmann/json.hpp>\n";
  EXPECT_NE(joined(forbidden_includes(with)).find("src/report/report.hpp includes nlohmann/json.hpp: other layers would see nlohmann"),
            std::string::npos);
  const std::string deps = "x.o: #deps 3, deps mtime 1 (VALID)\n    " + (kRoot / "src/analyze/analyze.cpp").string() + "\n    " +
                           (kRoot / "src/report/report.hpp").string() + "\n    /usr/include/nlohmann/json.hpp\n\n";
  std::map<std::string, int> objects;
  EXPECT_EQ(forbidden_dependencies(deps, with, kRoot, kBuild, objects).size(), 1u);
}

TEST(Layering, InputKnowsTheParsersByOneHeader) {
  Tree with = tree();
  with["src/input/files.cpp"] += "#include \"laststraw/parsers/readers.hpp\"\n";
  EXPECT_NE(joined(forbidden_includes(with)).find("input knows the parsers by interface.hpp only"), std::string::npos);
}

}  // namespace
}  // namespace laststraw::layering
