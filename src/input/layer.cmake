laststraw_layer(input SOURCES input/files.cpp input/detect.cpp input/archive.cpp input/sections.cpp input/inputs.cpp
                LIBS PkgConfig::re2 LibArchive::LibArchive laststraw_parsers)
