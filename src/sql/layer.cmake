# libpg_query: PostgreSQL 15's parser and scanner as a library. Debian's package has neither a .pc nor a CMake file.
find_library(PG_QUERY_LIBRARY pg_query REQUIRED)
find_library(PROTOBUF_C_LIBRARY protobuf-c REQUIRED)
laststraw_layer(sql SOURCES sql/statement.cpp sql/tree.cpp sql/words.cpp sql/tokens.cpp sql/marks.cpp sql/functions.cpp
  LIBS ${PG_QUERY_LIBRARY} ${PROTOBUF_C_LIBRARY} nlohmann_json::nlohmann_json fmt::fmt)
