laststraw_layer(input SOURCES input/files.cpp input/shrinking.cpp input/detect.cpp input/archive.cpp input/container.cpp input/sections.cpp input/mixed.cpp input/inputs.cpp input/pcp_archives.cpp
                input/searcher.cpp input/trigger_search.cpp input/codec.cpp input/stream.cpp input/tar_stream.cpp input/excerpt.cpp
                LIBS PkgConfig::re2 LibArchive::LibArchive PkgConfig::hs PkgConfig::isal PkgConfig::zstd PkgConfig::lz4 BZip2::BZip2 LibLZMA::LibLZMA Threads::Threads laststraw_parsers laststraw_text)
target_link_libraries(laststraw_input PUBLIC laststraw_parser_doors)
