// What statements can take, against a list that was labelled by hand (statements.tsv).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "sql/statement.hpp"
#include "support/samples.hpp"

namespace laststraw::sql {
namespace {

struct Labelled {
  std::string bound, why, text;
};

const std::map<std::string, Bound> kBounds{{"unknown", Bound::unknown},
                                           {"small", Bound::small},
                                           {"work_mem", Bound::work_mem},
                                           {"maintenance", Bound::maintenance},
                                           {"none", Bound::none}};
const std::map<std::string, Why> kWhys{{"nothing", Why::nothing},
                                       {"logical_decoding", Why::logical_decoding},
                                       {"collects_rows", Why::collects_rows},
                                       {"huge_text", Why::huge_text},
                                       {"large_value", Why::large_value},
                                       {"procedural", Why::procedural},
                                       {"cartesian_product", Why::cartesian_product},
                                       {"prepares", Why::prepares},
                                       {"temporary_tables", Why::temporary_tables},
                                       {"bulk_load", Why::bulk_load},
                                       {"sorts_and_hashes", Why::sorts_and_hashes},
                                       {"index_build", Why::index_build},
                                       {"vacuum", Why::vacuum},
                                       {"rewrite", Why::rewrite}};

std::string unescaped(std::string text) {
  for (const auto& [mark, character] : {std::pair<std::string, char>{"\\n", '\n'}, {"\\t", '\t'}, {"\\\\", '\\'}})
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1))
      text.replace(at, mark.size(), 1, character);
  if (const std::size_t cut = text.find("<cut>"); cut != std::string::npos) text.erase(cut);
  return text;
}

std::vector<Labelled> labelled() {
  std::vector<Labelled> list;
  std::istringstream file(test::slurp(std::string(LASTSTRAW_SOURCE_DIR) + "/tests/sql/statements.tsv"));
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    list.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1), unescaped(line.substr(second + 1))});
  }
  return list;
}

TEST(Statement, IsOfTheLabelledClass) {
  const std::vector<Labelled> list = labelled();
  ASSERT_GE(list.size(), 150U);
  std::size_t right = 0;
  for (const Labelled& one : list) {
    const Statement found = read_statement(one.text);
    const bool same = found.bound == kBounds.at(one.bound) && found.why == kWhys.at(one.why);
    right += same ? 1 : 0;
    if (!same)
      std::cout << "wrong: " << one.text << "\n  bound " << static_cast<int>(found.bound) << " why " << static_cast<int>(found.why)
                << " wanted " << one.bound << " " << one.why << "\n";
  }
  std::cout << right << " of " << list.size() << " statements of the right class\n";
  EXPECT_GE(static_cast<double>(right), 0.97 * static_cast<double>(list.size()));
}

/// A statement cut anywhere never becomes one that is surely small, and never throws.
TEST(Statement, CutOffIsNeverSurelySmall) {
  for (const Labelled& one : labelled()) {
    const Bound whole = read_statement(one.text).bound;
    if (whole == Bound::small) continue;
    for (std::size_t end = 0; end < one.text.size(); ++end) {
      const Statement cut = read_statement(one.text.substr(0, end));
      if (cut.whole) continue;
      EXPECT_TRUE(cut.bound != Bound::small || cut.tag == "SET" || cut.tag == "TRANSACTION") << one.text.substr(0, end);
    }
  }
}

TEST(Statement, CountsRowsAndNodes) {
  EXPECT_EQ(read_statement("select array_agg(i) from generate_series(1, 900000000) i").rows, 900000000.0);
  EXPECT_EQ(read_statement("select * from t limit 25").rows, 25.0);
  EXPECT_EQ(read_statement("select * from a join b using (x) join c using (y) order by z").nodes, 3);
  EXPECT_EQ(read_statement("select ' join join join order by ' from t").nodes, 0);
  EXPECT_EQ(read_statement("SELECT DISTINCT a\nFROM t\nGROUP BY a").nodes, 2);
}

TEST(Statement, LongListsAreTheirOwnReason) {
  std::string list = "select * from t where id in (0";
  for (int i = 1; i < 5000; ++i) list += ", " + std::to_string(i);
  EXPECT_EQ(read_statement(list + ")").why, Why::huge_text);
  EXPECT_EQ(read_statement(list).why, Why::huge_text);  // cut off
  std::string values = "insert into t values (0)";
  for (int i = 1; i < 200000; ++i) values += ", (" + std::to_string(i) + ")";
  EXPECT_EQ(read_statement(values).why, Why::huge_text);  // too long to be parsed
}

TEST(Statement, IsMaintenanceByWhatItDoes) {
  for (const char* text :
       {"VACUUM t", "/* nightly */ create unique index i on t (x)", "create index i on t (", "reindex table t", "ANALYZE t",
        "alter table t add primary key (id)", "cluster t using i", "autovacuum: VACUUM public.t (to prevent wraparound)"})
    EXPECT_TRUE(is_maintenance(text)) << text;
  for (const char* text : {"", "select 'vacuum t'", "alter table t add column x int", "refresh materialized view v",
                           "create table t (a int)", "vacuum_is_a_name", "update t set analyze = 1"})
    EXPECT_FALSE(is_maintenance(text)) << text;
}

TEST(Statement, SurvivesWhatIsNoStatement) {
  for (const std::string& text :
       {std::string(100000, '('), std::string("select ") + std::string(100000, '-'), std::string(1 << 20, '\''), std::string("\0\0\0", 3),
        std::string(), std::string("\xff\xfe select"), "select " + std::string(30000, '(') + "1" + std::string(30000, ')')})
    EXPECT_NO_THROW(read_statement(text));
}

TEST(Statement, FingerprintIgnoresConstants) {
  EXPECT_EQ(fingerprint("select * from t where id = 1"), fingerprint("SELECT *\nFROM t WHERE id = 2  -- x"));
  EXPECT_NE(fingerprint("select * from t where id = 1"), fingerprint("select * from u where id = 1"));
  EXPECT_EQ(fingerprint("select * from t where id = 1 and na"), fingerprint("select * from t where id = 2 and na"));
  EXPECT_TRUE(fingerprint("").empty());
}

}  // namespace
}  // namespace laststraw::sql
