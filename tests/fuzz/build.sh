#!/bin/bash -eu
# Builds all fuzz targets in the layout of OSS-Fuzz: $OUT has each target, its seed corpus (TARGET_seed_corpus.zip) and its dictionary (TARGET.dict).
# $CXX, $CXXFLAGS and $LIB_FUZZING_ENGINE are the caller's; without them clang with libFuzzer and ASan:
#   OUT=/tmp/out tests/fuzz/build.sh [TARGET...]
here=$(cd "$(dirname "$0")/../.." && pwd)
: "${OUT:?the folder for what is built}"
: "${CXX:=clang++-14}" "${WORK:=$here/build/oss-fuzz}"
: "${CXXFLAGS:=-O1 -fsanitize=address,undefined,float-cast-overflow,fuzzer-no-link -fno-sanitize-recover=all}"
: "${LIB_FUZZING_ENGINE:=-fsanitize=fuzzer}"
export CXX CXXFLAGS
mkdir -p "$OUT" "$WORK"
launcher=
if command -v ccache >/dev/null; then launcher=-DCMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
cmake -S "$here" -B "$WORK" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DLASTSTRAW_DEVELOPER_MODE=ON -DLASTSTRAW_LIBFUZZER=ON \
  -DLASTSTRAW_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" $launcher >/dev/null
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  mapfile -t targets < <(ninja -C "$WORK" -t targets all | sed -n 's/^\(fuzz_[a-z0-9_]*\): phony$/\1/p' | sort -u)
fi
cmake --build "$WORK" --target "${targets[@]}"
for target in "${targets[@]}"; do
  cp "$WORK/tests/$target" "$OUT/"
  "$here/tests/fuzz/seeds" "$target" "$OUT/${target}_seed_corpus.zip"
  cp "$here/tests/fuzz/dictionaries/$("$here/tests/fuzz/seeds" --dictionary "$target")" "$OUT/$target.dict"
done
