#include "postgres_log/known_messages.hpp"

#include <algorithm>
#include <array>

namespace laststraw::postgres_log {

namespace {

struct Opening {
  std::string_view text;
  Known known;
};

constexpr Known kSure = Known::sure, kPerhaps = Known::perhaps;

/// src/backend: postmaster.c, fork_process.c, xlog.c, xlogrecovery.c, postinit.c, postgres.c, mcxt.c, aset.c, stringinfo.c, dsm_impl.c,
/// sysv_shmem.c, lock.c, vacuumlazy.c, checkpointer.c, guc-file.l. 9.0 to 18.
constexpr std::array kOpenings{
    Opening{"server process (PID ", kSure}, Opening{"client backend (PID ", kSure}, Opening{"background worker \"", kSure},
    Opening{"background writer process (PID ", kSure}, Opening{"checkpointer process (PID ", kSure},
    Opening{"autovacuum launcher process (PID ", kSure}, Opening{"autovacuum worker (PID ", kSure},
    Opening{"autovacuum worker process (PID ", kSure}, Opening{"WAL writer process (PID ", kSure},
    Opening{"WAL receiver process (PID ", kSure}, Opening{"startup process (PID ", kSure}, Opening{"archiver process (PID ", kSure},
    Opening{"statistics collector process (PID ", kSure}, Opening{"system logger process (PID ", kSure},
    Opening{"worker process: ", kPerhaps}, Opening{"terminating any other active server processes", kSure},
    Opening{"all server processes terminated; reinitializing", kSure}, Opening{"terminating connection ", kSure},
    Opening{"terminating background worker \"", kSure}, Opening{"terminating autovacuum process ", kSure},
    Opening{"terminating walreceiver process ", kSure}, Opening{"aborting startup due to ", kSure}, Opening{"database system is ", kSure},
    Opening{"database system was ", kSure}, Opening{"the database system is ", kSure}, Opening{"starting PostgreSQL ", kSure},
    Opening{"listening on IPv", kSure}, Opening{"listening on Unix socket ", kSure}, Opening{"received fast shutdown request", kSure},
    Opening{"received smart shutdown request", kSure}, Opening{"received immediate shutdown request", kSure},
    Opening{"received SIGHUP, reloading configuration files", kSure}, Opening{"autovacuum launcher started", kSure},
    Opening{"entering standby mode", kSure}, Opening{"consistent recovery state reached", kSure}, Opening{"redo starts at ", kSure},
    Opening{"redo done at ", kSure}, Opening{"redo is not required", kSure}, Opening{"invalid record length at ", kSure},
    Opening{"checkpoint starting: ", kSure}, Opening{"checkpoint complete: ", kSure},
    Opening{"checkpoints are occurring too frequently", kSure}, Opening{"restartpoint ", kSure},
    Opening{"connection received: host=", kSure}, Opening{"connection authorized: user=", kSure},
    Opening{"connection authenticated: ", kSure}, Opening{"replication connection authorized: ", kSure},
    Opening{"disconnection: session time: ", kSure}, Opening{"could not receive data from client: ", kSure},
    Opening{"unexpected EOF on client connection", kSure}, Opening{"could not send data to client: ", kSure},
    Opening{"automatic vacuum of table \"", kSure}, Opening{"automatic aggressive vacuum ", kSure},
    Opening{"automatic analyze of table \"", kSure}, Opening{"temporary file: path \"", kSure},
    Opening{"canceling statement due to ", kSure}, Opening{"canceling autovacuum task", kSure},
    Opening{"current transaction is aborted, commands ignored", kSure}, Opening{"deadlock detected", kPerhaps},
    Opening{"duplicate key value violates unique constraint", kSure}, Opening{"sorry, too many clients already", kSure},
    Opening{"remaining connection slots are reserved ", kSure}, Opening{"could not fork new process for connection: ", kSure},
    Opening{"could not fork worker process: ", kSure}, Opening{"could not fork autovacuum ", kSure},
    Opening{"could not fork background ", kSure}, Opening{"could not fork \"", kSure}, Opening{"could not fork ", kPerhaps},
    Opening{"could not resize shared memory segment \"", kSure}, Opening{"could not map anonymous shared memory: ", kSure},
    Opening{"could not create shared memory segment: ", kSure}, Opening{"could not extend file \"base/", kSure},
    Opening{"invalid memory alloc request size ", kSure}, Opening{"array size exceeds the maximum allowed (", kSure},
    Opening{"out of shared memory", kSure}, Opening{"out of memory", kPerhaps}, Opening{"Out of memory", kPerhaps},
    Opening{"parameter \"", kPerhaps}, Opening{"relation \"", kPerhaps}, Opening{"column \"", kPerhaps}, Opening{"duration: ", kPerhaps},
    Opening{"statement: ", kPerhaps}, Opening{"execute ", kPerhaps},
    // DETAIL, HINT, CONTEXT
    Opening{"Failed process was running: ", kSure}, Opening{"Failed on request of size ", kSure},
    Opening{"Failed while creating memory context \"", kSure}, Opening{"Cannot enlarge string buffer containing ", kSure},
    Opening{"The postmaster has commanded this server process ", kSure}, Opening{"In a moment you should be able to reconnect ", kSure},
    Opening{"VM protect failed to allocate ", kSure},
    Opening{"This error usually means that PostgreSQL's request for a shared memory segment ", kSure},
    Opening{"You might need to increase max_", kSure}, Opening{"PL/pgSQL function ", kSure}, Opening{"parallel worker", kPerhaps}};

}  // namespace

Known known_message(std::string_view text) {
  const auto found =
      std::find_if(kOpenings.begin(), kOpenings.end(), [&](const Opening& opening) { return text.starts_with(opening.text); });
  return found == kOpenings.end() ? Known::no : found->known;
}

}  // namespace laststraw::postgres_log
