#!/usr/bin/env bash
# The whole job against Python's, as one process per table (queue) and as a pool of two: two tables of 5 M and 10 M rows, and
# two of 1,000. Checks that the datasets are equal, and prints medians and ratios, run by dotnet and as a native program.
# Tables and output lie in memory, in a folder of its own that is removed.
#   benchmarks/jobs/run.sh [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
. ./setup.sh
schematoolkit_setup
rounds=${1:-5}
work=$(mktemp -d /dev/shm/schematoolkit-jobs-XXXXXX)
trap 'rm -rf "$work"' EXIT
dotnet build src/Samples/Methylation -c Release --nologo -v quiet
programs=(src/Samples/Methylation/bin/Release/net10.0/Methylation)
dotnet publish src/Samples/Methylation -c Release --use-current-runtime -p:IlcInstructionSet=native -o out/native --nologo -v quiet &&
  programs+=(out/native/Methylation)

make_table() { # FILE ROWS
  [ -s "$1" ] || awk -v rows="$2" 'BEGIN {
    srand(rows); OFS = "\t"
    for (i = 0; i < rows; i++) {
      chromosome = 1 + int(i * 22 / rows)
      if (chromosome != last) { position = 10000; last = chromosome }
      position += 2 + int(rand() * 280)
      c = int(rand() * 60); t = 1 + int(rand() * 60)
      print "chr" chromosome, position, sprintf("%.6g", 100 * c / (c + t)), c, t
    }
  }' >"$1"
}
make_table "$work/five.tsv" 5000000
make_table "$work/ten.tsv" 10000000
make_table "$work/small.tsv" 1000
make_table "$work/tiny.tsv" 999

seconds() { # COMMAND...
  local start=$EPOCHREALTIME
  "$@" >/dev/null
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

measure() { # SHAPE WHAT TABLE...
  local shape=$1 what=$2 pool=() i round
  shift 2
  [ "$shape" = pool ] && pool=(--pool 2)
  rm -f "$work"/*.times
  for ((round = 0; round < rounds; round++)); do
    rm -f "$work"/*.h5
    seconds /usr/bin/python3 -W ignore "$here/peer.py" "$shape" "$work/python.h5" "$@" >>"$work/python.times"
    for i in "${!programs[@]}"; do
      rm -f "$work/ours.h5"
      seconds "${programs[i]}" "$@" -o "$work/ours.h5" "${pool[@]}" >>"$work/ours$i.times"
    done
  done
  /usr/bin/python3 - "$work/python.h5" "$work/ours.h5" <<'PYTHON'
import sys, h5py
a, b = (h5py.File(path) for path in sys.argv[1:])
assert sorted(a) == sorted(b), (sorted(a), sorted(b))
for name in a:
    assert a[name].dtype == b[name].dtype and (a[name][:] == b[name][:]).all(), name
PYTHON
  awk -v shape="$shape" -v what="$what" -v p="$(median "$work/python.times")" -v o="$(median "$work/ours0.times")" \
    -v n="$([ -e "$work/ours1.times" ] && median "$work/ours1.times")" 'BEGIN {
      printf "%-5s  %-20s  Python %.2f s  run by dotnet %.2f s, %.1f times as fast", shape, what, p, o, p / o
      if (n) printf "  native %.3f s, %.1f times as fast", n, p / n
      print ""
    }'
}
for shape in queue pool; do
  measure "$shape" "5 M and 10 M rows" "$work/five.tsv" "$work/ten.tsv"
  measure "$shape" "1,000 rows each" "$work/small.tsv" "$work/tiny.tsv"
done
