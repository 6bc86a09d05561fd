laststraw_layer(input SOURCES input/files.cpp input/detect.cpp LIBS PkgConfig::re2)
