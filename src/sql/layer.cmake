# What statements can take, by libpg_query: PostgreSQL 15's parser and scanner as a library.
laststraw_layer(sql SOURCES sql/statement.cpp sql/nodes.cpp sql/tree.cpp sql/words.cpp sql/tokens.cpp sql/marks.cpp sql/functions.cpp
  LIBS ${PG_QUERY_LIBRARY} nlohmann_json::nlohmann_json fmt::fmt)
