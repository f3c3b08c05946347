#!/usr/bin/env bash
# Sets up, builds, runs every test, and ends with "N passed, N failed, N skipped".
#   ./test.sh [--soak | --portable] [arguments of dotnet test, such as --filter NAME]
#   ./test.sh --debian13
# --soak adds the long runs: many kills, large streams, fuzzing, a quarter of an hour of stress in place of a minute.
# --portable runs the tests of the runtime without a call of Linux, as on Windows and macOS, but those that tests/portable.txt names.
# --debian13 runs the tests of HDF5 only, with libhdf5 1.14.5, h5py 3.13 and numpy 2.2: see tests/debian13.sh.
set -uo pipefail
cd "$(dirname "$0")"
. ./setup.sh
schematoolkit_setup || exit 1

if [ "${1-}" = --soak ]; then
  export SCHEMATOOLKIT_SOAK=1
  shift
fi

if [ "${1-}" = --debian13 ]; then
  dotnet build tests/Runtime.Tests --nologo -v quiet || exit 1
  # libhdf5 1.14 itself crashes where a limit of file sizes keeps it even from writing to memory.
  exec tests/debian13.sh dotnet test tests/Runtime.Tests --no-build --nologo \
    --filter "FullyQualifiedName~Tests.Hdf5&FullyQualifiedName!~WhatFilesMayNotBeLargeEnoughFor"
fi

project=SchemaToolkit.sln
if [ "${1-}" = --portable ]; then
  shift
  export SCHEMATOOLKIT_PORTABLE=1
  project=tests/Runtime.Tests
  filter=FullyQualifiedName~SchemaToolkit
  while read -r name why; do
    case $name in ''|'#'*) continue ;; esac
    echo "skipped: $name $why"
    filter="$filter&FullyQualifiedName!~$name"
  done <tests/portable.txt
  set -- --filter "$filter" "$@"
fi

# Other implementations of Arrow, where there is npm; the tests that need them are skipped without.
command -v npm >/dev/null && [ ! -d tests/Arrow.Tests/node_modules ] &&
  npm install --prefix tests/Arrow.Tests --no-package-lock --no-audit --no-fund --silent

# Real files with exact answers, where they lie beside the repository.
if [ -z "${SCHEMATOOLKIT_REALDATA-}" ] && [ -d ../shared/data ]; then
  SCHEMATOOLKIT_REALDATA=$(cd ../shared/data && pwd)
  export SCHEMATOOLKIT_REALDATA
fi

# Compilers, tests and the processes they start are over before what the runtime measures of their code pays: a third of a
# compilation's time is that.
export DOTNET_TieredPGO=0

# One compiler for all that is compiled, also where servers are switched off; this run's own, which ends with it.
export UseSharedCompilation=true SharedCompilationId=schematoolkit-$$
compiler=$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(dotnet --version)/Roslyn/bincore/VBCSCompiler.dll
log=$(mktemp)
trap 'rm -f "$log"; dotnet "$compiler" "-pipename:$SharedCompilationId" -shutdown >/dev/null 2>&1' EXIT

# A project that does not compile prints no result at all, so build first and stop there.
dotnet build SchemaToolkit.sln --nologo -v quiet || exit 1

# Style and names are checked by the build; white space is not.
dotnet format whitespace --folder . --verify-no-changes -v quiet || { echo "The format is wrong: run dotnet format whitespace --folder ." >&2; exit 1; }

# All test programs at once: some wait for what others keep busy, and the stress is meant to have company.
dotnet test "$project" --nologo --no-build -m:6 "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
awk '
  match($0, /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/) {
    split(substr($0, RSTART, RLENGTH), n, /[^0-9]+/); failed += n[2]; passed += n[3]; skipped += n[4]
  }
  END {
    if (passed + failed == 0) { print "no test was run"; empty = 1 }
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit empty
  }' "$log" || status=1
exit "$status"
