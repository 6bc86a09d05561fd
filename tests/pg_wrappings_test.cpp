// One PostgreSQL log in every wrapper, under many prefixes and in many languages: the same entries come out.
#include <functional>

#include "input/inputs.hpp"
#include "laststraw/parsers/readers.hpp"
#include "laststraw/records.hpp"
#include "support/samples.hpp"
#include "support/wrap.hpp"
#include "timeline/pg_history.hpp"

namespace laststraw {
namespace {

using test::each_line;
using test::json_text;

namespace fs = std::filesystem;

struct Read {
  std::vector<PgEntry> entries;
  Records records;
  PgHistory history;
  Coverage coverage;
};

Read read_text(const std::string& text) {
  const fs::path path = test::scratch() / "pg.log";
  std::ofstream(path, std::ios::binary) << text;
  const input::Detector detector(rooms());
  const std::vector<input::Input> inputs = input::open_inputs({path.string()}, detector);
  fs::remove(path);
  Read read;
  timeline::PgHistoryBuilder builder;
  read.records.sources.resize(1);
  const auto keep = [&](PgEntry entry) {
    builder.add(entry);
    read.entries.push_back(std::move(entry));
  };
  EXPECT_TRUE(inputs.at(0).room) << english()(inputs.at(0).note) << "\n" << text.substr(0, 300);
  if (!inputs.at(0).room) return read;
  read.coverage = inputs.at(0).room->read(inputs.at(0).text(SourceId{0}), read.records, keep).coverage;
  EXPECT_TRUE(read.coverage.adds_up());
  read.history = builder.finish();
  return read;
}

/// What must not depend on the wrapping.
std::string essence(const Read& read) {
  std::string text;
  for (const PgEntry& entry : read.entries)
    text += std::to_string(entry.pid ? number(*entry.pid) : 0) + " " + entry.severity + " " + entry.message + " | " + entry.detail + " | " +
            entry.statement + "\n";
  return text;
}

std::string sample() { return test::slurp(test::samples_dir() / "postgres_log" / "pg13-default-prefix.log"); }

TEST(PgWrappings, GiveTheSameEntries) {
  const std::string plain = sample(), wanted = essence(read_text(plain));
  ASSERT_GT(wanted.size(), 500u);
  const auto through = [&](const char* name, const std::function<std::string(const std::string&)>& wrap) {
    EXPECT_EQ(essence(read_text(each_line(plain, wrap))), wanted) << name;
  };
  through("docker", [](const std::string& l) {
    return R"({"log":")" + json_text(l) + R"(\n","stream":"stderr","time":"2026-11-21T03:24:46.369Z"})";
  });
  through("CRI", [](const std::string& l) { return "2026-11-21T03:24:46.369123456Z stderr F " + l; });
  through("kubectl --prefix", [](const std::string& l) { return "[pod/pg-1/postgres] " + l; });
  through("docker compose", [](const std::string& l) { return "db-1  | " + l; });
  through("CloudWatch", [](const std::string& l) { return "2026-11-21T03:24:47.000Z " + l; });
  through("svlogd", [](const std::string& l) { return "2026-11-21_03:24:46.36912 " + l; });
  through("CRLF", [](const std::string& l) { return l + "\r"; });
  through("journald", [](const std::string& l) { return "Nov 21 03:24:46 db1 postgres[100]: " + l; });
  through("rsyslog of journald", [](const std::string& l) {
    return "2026-11-21T03:24:46.369123+00:00 db1 postgres[100]: " + (l[0] == '\t' ? "#011" + l.substr(1) : l);
  });
  through("CloudNativePG's raw stderr", [](const std::string& l) {
    return R"({"level":"info","ts":"2026-11-21T03:24:46.37Z","logger":"postgres","msg":")" + json_text(l) + R"(","logging_pod":"pg-1"})";
  });
  through("Cloud SQL", [](const std::string& l) {
    return R"({"textPayload":")" + json_text(l) + R"(","timestamp":"2026-11-21T03:24:46.369Z","severity":"INFO"})";
  });
}

TEST(PgWrappings, SyslogDestinationJoinsItsPieces) {
  const Read read = read_text(
      "Nov 21 03:24:46 db1 postgres[32402]: [8-1] 2026-11-21 03:24:46.369 UTC [32402] app@shop ERROR:  out of\n"
      "Nov 21 03:24:46 db1 sshd[77]: Accepted publickey\n"
      "Nov 21 03:24:46 db1 postgres[32402]: [8-2]  memory\n"
      "Nov 21 03:24:46 db1 postgres[32402]: [8-3] 2026-11-21 03:24:46.369 UTC [32402] app@shop DETAIL:  Failed on request of size 90 in memory context \"ExprContext\".\n"
      "Nov 21 03:24:46 db1 postgres[32402]: [8-4] 2026-11-21 03:24:46.369 UTC [32402] app@shop STATEMENT:  select 1\n"
      "Nov 21 03:24:46 db1 postgres[32402]: [8-5] #011from t;\n"
      "Nov 21 03:24:47 db1 kernel: [1.000000] x\n");
  ASSERT_EQ(read.entries.size(), 1u);
  EXPECT_EQ(read.entries[0].message, "out of  memory");
  EXPECT_EQ(read.entries[0].detail, "Failed on request of size 90 in memory context \"ExprContext\".");
  EXPECT_EQ(read.entries[0].statement, "select 1\nfrom t;");
  EXPECT_EQ(read.entries[0].user, "app");
  EXPECT_EQ(read.coverage.noise, 2u);
}

TEST(PgWrappings, EmptyPrefixTakesTimeAndPidFromSyslog) {
  const Read read = read_text(
      "2026-11-21T03:24:46.369123+00:00 db1 postgres[32402]: [8-1] LOG:  server process (PID 31187) was terminated by signal 9: Killed\n"
      "2026-11-21T03:24:46.369123+00:00 db1 postgres[32402]: [8-2] DETAIL:  Failed process was running: select 1\n"
      "2026-11-21T03:24:46.469123+00:00 db1 postgres[32402]: [9-1] LOG:  terminating any other active server processes\n");
  ASSERT_EQ(read.entries.size(), 2u);
  EXPECT_EQ(read.entries[0].pid, Pid(32402));
  EXPECT_TRUE(read.entries[0].stamp.civil);
  EXPECT_EQ(read.entries[0].detail, "Failed process was running: select 1");
}

TEST(PgWrappings, CloudNativePgRecords) {
  const Read read = read_text(
      R"x({"level":"info","ts":"2026-11-21T03:41:36.99Z","logger":"postgres","msg":"record","record":{"log_time":"2026-11-21 03:41:36.973 UTC","process_id":"18299","session_id":"6b0112ef.477b","session_line_num":"4","session_start_time":"2026-11-21 03:41:35 UTC","transaction_id":"0","error_severity":"LOG","sql_state_code":"00000","message":"client backend (PID 18359) was terminated by signal 9: Killed","detail":"Failed process was running: select pg_sleep(30)","backend_type":"postmaster","query_id":"0"},"logging_pod":"pg-1"})x"
      "\n"
      R"x({"level":"info","ts":1795232496.5,"logger":"postgres","msg":"TopMemoryContext: 82008 total in 4 blocks; 10208 free (10 chunks); 71800 used","source":"/controller/log/postgres","logging_pod":"pg-1"})x"
      "\n"
      R"x({"level":"info","ts":1795232496.5,"logger":"postgres","msg":"Grand total: 240317456 bytes in 257 blocks; 7634312 free (171 chunks); 232683144 used","logging_pod":"pg-1"})x"
      "\n"
      R"x({"level":"info","ts":"2026-11-21T03:41:37Z","logger":"instance-manager","msg":"Instance is still down, will retry in 1 second"})x"
      "\n");
  ASSERT_EQ(read.entries.size(), 1u);
  EXPECT_EQ(read.entries[0].pid, Pid(18299));
  EXPECT_EQ(read.history.events.at(0).kind, PgEventKind::child_died);
  EXPECT_EQ(read.history.events.at(0).statement, "select pg_sleep(30)");
  ASSERT_EQ(read.records.context_dumps.size(), 1u) << "raw standard error stands between the records";
  EXPECT_EQ(read.records.context_dumps[0].grand_total, Bytes{240317456});
}

TEST(PgWrappings, AzureRecords) {
  const Read read = read_text(
      R"({"records":[{"time":"2026-11-21T03:24:46Z","category":"PostgreSQLLogs","properties":{"prefix":"2026-11-21 03:24:46 UTC-6b010efd.7e92-","message":"ERROR:  out of memory","detail":"Failed on request of size 90 in memory context \"ExprContext\".","errorLevel":"ERROR"}},)"
      R"({"time":"2026-11-21T03:24:47Z","category":"PostgreSQLLogs","properties":{"prefix":"2026-11-21 03:24:47 UTC-6b010efd.7e92-","message":"LOG:  disconnection: session time: 0:00:00.147 user=app database=shop host=10.0.0.5 port=1","errorLevel":"LOG"}}]})"
      "\n");
  ASSERT_EQ(read.entries.size(), 2u);
  EXPECT_EQ(read.entries[0].pid, Pid(0x7e92)) << "%c tells the pid";
  EXPECT_EQ(read.entries[0].detail, "Failed on request of size 90 in memory context \"ExprContext\".");
}

// --- prefixes ---

struct PrefixCase {
  const char* name;
  const char* line;
  const char* background;
  int pid;
  const char* user;
  const char* database;
};

/// Each log holds both lines many times over; the prefix is not given.
TEST(Prefixes, AreLearnedFromTheText) {
  const PrefixCase cases[] = {
      {"upstream", "2026-11-21 03:24:46.369 UTC [32402] ", "2026-11-21 03:24:46.369 UTC [100] ", 32402, "", ""},
      {"Debian", "2026-11-21 03:24:46.369 UTC [32402] app@shop ", "2026-11-21 03:24:46.369 UTC [100] ", 32402, "app", "shop"},
      {"Debian 9.6", "2026-11-21 03:24:46 UTC [32402-8] app@shop ", "2026-11-21 03:24:46 UTC [100-1] ", 32402, "app", "shop"},
      {"RDS", "2026-11-21 03:24:46 UTC:10.0.0.5(54321):app@shop:[32402]:", "2026-11-21 03:24:46 UTC::@:[100]:", 32402, "app", "shop"},
      {"Azure", "2026-11-21 03:24:46 UTC-6b010efd.7e92-", "2026-11-21 03:24:46 UTC-6b010efd.64-", 32402, "", ""},
      {"Cloud SQL", "2026-11-21 03:24:46.369 UTC [32402]: [8-1] db=shop,user=app ",
       "2026-11-21 03:24:46.369 UTC [100]: [1-1] db=,user= ", 32402, "app", "shop"},
      {"pgBadger", "2026-11-21 03:24:46 UTC [32402]: [8-1] user=app,db=shop,app=psql,client=10.0.0.5 ",
       "2026-11-21 03:24:46 UTC [100]: [1-1] user=,db=,app=,client= ", 32402, "app", "shop"},
      {"pganalyze", "2026-11-21 03:24:46.369 UTC [32402] [user=app,db=shop,app=psql] ", "2026-11-21 03:24:46.369 UTC [100] ", 32402, "app",
       "shop"},
      {"PGDG 9", "< 2026-11-21 03:24:46.369 CET >", "< 2026-11-21 03:24:46.369 CET >", 0, "", ""},
      // Nobody's default: worked out from the lines.
      {"bars", "2026-11-21 03:24:46.369 UTC | 32402 | app | ", "2026-11-21 03:24:46.369 UTC | 100 |  | ", 32402, "", ""},
      {"keys of our own", "time=2026-11-21 03:24:46.369 UTC pid=32402 db=shop user=app host=10.0.0.5 ",
       "time=2026-11-21 03:24:46.369 UTC pid=100 db= user= host= ", 32402, "app", "shop"},
      {"epoch", "1795231486.369 [32402] app@shop ", "1795231486.369 [100] @ ", 32402, "app", "shop"},
      {"session only", "6b010efd.7e92 app@shop ", "6b010efd.64 ", 32402, "app", "shop"},
  };
  for (const PrefixCase& c : cases) {
    std::string text;
    for (int i = 0; i < 30; ++i)
      text += std::string(c.line) + "LOG:  duration: 12.5 ms  statement: select " + std::to_string(i) + "\n" + c.background +
              "LOG:  checkpoint starting: time\n";
    text += std::string(c.line) + "ERROR:  out of memory\n";
    const Read read = read_text(text);
    ASSERT_EQ(read.entries.size(), 61u) << c.name << " " << (read.records.pg_logs.empty() ? "" : read.records.pg_logs[0].log_line_prefix);
    const PgEntry& entry = read.entries.back();
    const std::string learned = read.records.pg_logs.at(0).log_line_prefix;
    EXPECT_EQ(entry.message, "out of memory") << c.name << " " << learned;
    EXPECT_EQ(entry.pid ? number(*entry.pid) : 0, c.pid) << c.name << " " << learned;
    if (c.user[0]) {
      EXPECT_EQ(entry.user, c.user) << c.name << " " << learned;
      EXPECT_EQ(entry.database, c.database) << c.name << " " << learned;
    }
  }
}

// --- languages ---

struct LanguageCase {
  const char* name;
  const char* log;
  const char* died;
  const char* running_label;
  const char* running;
  const char* refused_severity;
  const char* refused;
};

TEST(Languages, CrashesAndRefusalsAreTheSameEvents) {
  const LanguageCase cases[] = {
      {"de", "LOG", "Serverprozess (PID 31187) wurde von Signal 9 beendet: Getötet", "DETAIL",
       "Der fehlgeschlagene Prozess führte aus: select 1", "FEHLER", "Speicher aufgebraucht"},
      {"fr", "LOG", "processus serveur (PID 31187) a été arrêté par le signal 9 : Processus arrêté", "DÉTAIL",
       "Le processus qui a échoué exécutait : select 1", "ERREUR", "mémoire épuisée"},
      {"es", "LOG", "proceso de servidor (PID 31187) fue terminado por una señal 9: Terminado (killed)", "DETALLE",
       "El proceso que falló estaba ejecutando: select 1", "ERROR", "memoria agotada"},
      {"ru", "СООБЩЕНИЕ", "процесс сервера (PID 31187) был завершён по сигналу 9: Killed", "ПОДРОБНОСТИ",
       "Завершившийся процесс выполнял действие: select 1", "ОШИБКА", "нехватка памяти"},
      {"ja", "LOG", "サーバープロセス (PID 31187)はシグナル9で終了しました: Killed", "詳細", "失敗したプロセスが実行していました: select 1",
       "ERROR", "メモリ不足です"},
      {"zh_CN", "日志", "服务器进程 (PID 31187) 被信号 9 中断: 已杀死", "详细信息", "失败进程:select 1正在运行", "错误", "内存用尽"},
      {"pl", "DZIENNIK", "proces serwera (PID 31187) został zatrzymany przez sygnał 9: Unicestwiony", "SZCZEGÓŁY",
       "Zawiódł wykonywany proces: select 1", "BŁĄD", "brak pamięci"},
      {"tr", "LOG", "sunucu süreci (PID 31187) 9 sinyali tarafından sonlandırıldı: Süreç durduruldu", "DETAY",
       "Başarısız olan sürecin çalıştırdığı: select 1", "HATA", "yetersiz bellek"},
      {"sv", "LOGG", "serverprocess (PID 31187) terminerades av signal 9: Dödad", "DETALJ", "Misslyckad process körde: select 1", "FEL",
       "slut på minne"},
  };
  for (const LanguageCase& c : cases) {
    const std::string prefix = "2026-11-21 03:24:46.369 UTC [100] ", session = "2026-11-21 03:24:46.369 UTC [32402] ";
    std::string text;
    for (int i = 0; i < 3; ++i) text += prefix + c.log + ":  checkpoint complete\n";
    text += session + c.refused_severity + ":  " + c.refused + "\n" + prefix + c.log + ":  " + c.died + "\n";
    if (std::string_view(c.name) != "tr") text += prefix + c.running_label + ":  " + c.running + "\n";
    const Read read = read_text(text);
    const auto died = std::find_if(read.history.events.begin(), read.history.events.end(),
                                   [](const PgEvent& e) { return e.kind == PgEventKind::child_died; });
    ASSERT_NE(died, read.history.events.end()) << c.name;
    EXPECT_EQ(died->subject, Pid(31187)) << c.name;
    EXPECT_EQ(died->signal, 9) << c.name;
    if (std::string_view(c.name) != "tr") {
      EXPECT_EQ(died->statement, "select 1") << c.name;
    }
    EXPECT_TRUE(std::any_of(read.history.events.begin(), read.history.events.end(), [](const PgEvent& e) {
      return e.kind == PgEventKind::out_of_memory;
    })) << c.name;
    for (const PgEntry& entry : read.entries)
      EXPECT_TRUE(entry.severity == "LOG" || entry.severity == "ERROR") << c.name << " " << entry.severity;
  }
}

TEST(Languages, CsvLogOfAnUnknownLanguageByItsShape) {
  const Read read = read_text(
      "2026-11-21 03:41:36.973 UTC,,,18299,,6b0112ef.477b,4,,2026-11-21 03:41:35 UTC,,0,XXX,00000,\"procezo (PID 18359) mortis pro 9: Killed\",\"io: select 1\",,,,,,,,\"\",\"postmaster\",,0\n"
      "2026-11-21 03:41:36.974 UTC,,,18299,,6b0112ef.477b,5,,2026-11-21 03:41:35 UTC,,0,XXX,00000,\"procezo (PID 18360) finis kun kodo 1\",,,,,,,,,\"\",\"postmaster\",,0\n");
  const auto deaths = std::count_if(read.history.events.begin(), read.history.events.end(),
                                    [](const PgEvent& e) { return e.kind == PgEventKind::child_died; });
  EXPECT_EQ(deaths, 1);
}

}  // namespace
}  // namespace laststraw
