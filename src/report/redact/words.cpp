#include "report/redact/words.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "report/redact/word_list.hpp"

namespace laststraw::report {

namespace {

const WordList kPathWords(
    "after all at atop auto avail before bin boot bundle cgroup cmdline committed conf config containerd container cpu crash cri crio "
    "csv current daemon date describe dev disk dmesg docker driver enabled env etc events export free gz high history home host "
    "hostname html init io journal journalctl json kern kernel kmsg kubelet kubepods kubernetes lib limits list local log logs lz4 "
    "main max md mem memory memcg meminfo messages mm mnt ndjson net node numa old oom opt os out overcommit pgdata pgsql pid pod pods "
    "postgres postgresql postmaster pressure previous proc process ps psi ratio release report run sa sadf samples sar scope self "
    "service session settings short show slice smaps rollup srv stat state statm status stdin swap swaps sys sysctl sysstat syslog "
    "system systemctl systemd tar tgz thp tmp top transparent hugepage txt uname unit units usage user usr utf8 var version vm vmstat "
    "xz yaml yml zip zst zstd besteffort burstable guaranteed incidents machine libpod lxc cgroups files mapped");

/// What decides how much memory a statement takes, and types; each is a name of pg_catalog (pg_proc.dat, pg_type.dat).
const WordList kCatalogNames(
    "abs array_agg array_append array_fill array_length array_to_string avg bool bool_and bool_or bytea ceil concat count cume_dist "
    "date date_part date_trunc dense_rank first_value float4 float8 floor format generate_series generate_subscripts gen_random_uuid "
    "hstore inet int2 int4 int8 json json_agg json_array_elements json_build_array json_build_object json_each json_object_agg jsonb "
    "jsonb_agg jsonb_array_elements jsonb_build_array jsonb_build_object jsonb_each jsonb_object_agg jsonb_set lag last_value lead "
    "left length lo_get lower lpad max md5 min name now ntile oid percent_rank percentile_cont percentile_disc pg_backend_pid "
    "pg_cancel_backend pg_log_backend_memory_contexts pg_logical_slot_get_changes pg_logical_slot_peek_changes pg_sleep "
    "pg_terminate_backend plainto_tsquery random rank regclass regexp_matches regexp_replace regexp_split_to_array "
    "regexp_split_to_table repeat replace reverse right round row_number row_to_json rpad set_config split_part stddev string_agg "
    "string_to_array substr sum text timestamptz timetz to_char to_date to_json to_jsonb to_timestamp to_tsquery to_tsvector translate "
    "trunc tsquery tsvector unnest upper uuid variance xml xmlagg");

/// AllocSetContextCreate and its like in PostgreSQL 9.0 to 18.
const WordList kContexts(
    "AV dblist|AV worker: tmp|Analyze|Analyze Column|ApplyContext|ApplyMessageContext|Autovacuum Launcher|Autovacuum database list|"
    "Autovacuum start worker (tmp)|BRIN revmap|BackendTypes|BitmapScan|Btree proof lookup cache|CacheMemoryContext|CachedPlan|"
    "CachedPlanQuery|CachedPlanSource|Caller tuples|Combo CIDs|Control file|COPY|COPY TO|DiscreteKnapsack|Dynahash|ErrorContext|"
    "ErrorContexts|EventTriggerCache|ExecutorState|ExprContext|Ginbuild|Grand total|HashAgg hash table|HashAgg meta context|"
    "HashBatchContext|HashSpillContext|HashTableContext|LOCALLOCK hash|LocalBufferContext|LogicalRepRelMapContext|Logical replication|"
    "MdSmgr|MemoizeHashTable|MessageContext|MultiXact cache context|Operator class cache|Operator lookup cache|PL/pgSQL function|"
    "PLpgSQL cast cache|PLpgSQL cast info|PLpgSQL per-statement data|Partition Tuple Routing|PartitionTable cache|Pending Ops Context|"
    "PendingOpsTable|Portal hash|PortalContext|PortalHeapMemory|PortalHoldContext|PortalMemory|Postmaster|PrivateRefCount|"
    "Prepared Queries|RI compare cache|RI constraint cache|RI query cache|Record information cache|RegexpCacheMemoryContext|"
    "Relcache by OID|RelCachePartitionDescr|Relfilenode Map|RelfilenumberMap cache|ReorderBuffer|ReorderBufferByXid|"
    "ReorderBufferToplevelXid|RowDescriptionContext|SPI Exec|SPI Plan|SPI Proc|SPI TupTable|SetOp|SetOp hash table|Slab|SnapBuild|Sort|"
    "Statistics snapshot|Subplan HashTable Context|Subplan HashTable Temp Context|SubtransactionContext|Table function arguments|"
    "TableSpace cache|Tid store|Timezones|TopMemoryContext|TopPortalContext|TopTransactionContext|TransactionAbortContext|"
    "TupleHashTable|TupleSort main|TupleSort sort|Tuple Queue Reader|Type information cache|Unnamed prepared statement|VACUUM|Vacuum|"
    "WAL record construction|XLogFirstExtendedEntry|array_agg_finalfn|accumArrayResult|cfgMap|expanded array|expanded object header|"
    "expanded record|hash bitmap|index info|json_agg|partition descriptor|partition directory|partition key|plperl|printtup|"
    "pgstat TabStatusArray lookup hash table|relation rules|search_path processing cache|smgr relation table|snapshot builder context|"
    "string_agg|tuplestore tuples|tuplesort main|unnamed prepared statement",
    '|');

const WordList kValues(
    "B|GB|MB|TB|all|always|auto|boolean|client backend|cgroupfs|command line|configuration file|continue|ddl|default|disabled|enabled|"
    "enum|f|false|infinity|integer|jsonlog|csvlog|stderr|syslog|kB|kill|kb|local|logical|madvise|max|min|minimal|mmap|mod|ms|never|no|"
    "none|off|on|on-abnormal|on-abort|on-failure|override|posix|real|remote_apply|remote_write|replica|s|stop|string|sysv|t|true|try|"
    "unlimited|us|user|yes|d|h|k|m|g|Gi|Mi|Ki|KiB|MiB|GiB|TiB|bytes|database|environment variable|session|percent",
    '|');

}  // namespace

bool is_common_path_word(std::string_view word) {
  std::string small(word);
  std::transform(small.begin(), small.end(), small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return kPathWords.contains(small);
}

bool is_catalog_name(std::string_view word) { return kCatalogNames.contains(word); }
bool is_memory_context(std::string_view name) { return kContexts.contains(name) || name.starts_with("pg_"); }

bool is_plain_value(std::string_view value) {
  if (value.empty() || kValues.contains(value)) return true;
  const std::size_t digits = std::min(value.find_first_not_of("0123456789.-+%/"), value.size());
  return digits > 0 && (digits == value.size() || kValues.contains(value.substr(digits)) ||
                        kValues.contains(value.substr(std::min(value.size(), value.find_first_not_of(' ', digits)))));
}

}  // namespace laststraw::report
