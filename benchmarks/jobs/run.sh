#!/usr/bin/env bash
# The whole job against Python's, as one process per table (queue), as a pool of two, and by threads: two tables of 5 M and 10 M
# rows (also compressed, and into compressed datasets), two of 1,000, and a thousand of 1,000. Checks that the datasets are
# equal, and prints medians and ratios, run by dotnet and as a native program. Then the memory of the first job, and its time a
# row as it grows. Tables and output lie in memory, in a folder of its own that is removed.
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

measure() { # SHAPE WHAT ARGUMENT...    tables, and options for both programs
  local shape=$1 what=$2 how=() peer=$1 i round
  shift 2
  [ "$shape" = pool ] && how=(--pool 2)
  [ "$shape" = threads ] && how=(--threads 2) && peer=pool
  rm -f "$work"/*.times
  for ((round = 0; round < rounds; round++)); do
    rm -f "$work"/*.h5
    seconds /usr/bin/python3 -W ignore "$here/peer.py" "$peer" "$work/python.h5" "$@" >>"$work/python.times"
    for i in "${!programs[@]}"; do
      rm -f "$work/ours.h5"
      seconds "${programs[i]}" "$@" -o "$work/ours.h5" "${how[@]}" >>"$work/ours$i.times"
    done
  done
  /usr/bin/python3 - "$work/python.h5" "$work/ours.h5" <<'PYTHON'
import os, sys, h5py
a, b = (h5py.File(path) for path in sys.argv[1:])
assert sorted(a) == sorted(b), (sorted(a), sorted(b))
for name in a:
    assert a[name].dtype == b[name].dtype and (a[name][:] == b[name][:]).all(), name
assert os.path.getsize(sys.argv[2]) <= os.path.getsize(sys.argv[1]), [os.path.getsize(path) for path in sys.argv[1:]]
PYTHON
  awk -v shape="$shape" -v what="$what" -v p="$(median "$work/python.times")" -v o="$(median "$work/ours0.times")" \
    -v n="$([ -e "$work/ours1.times" ] && median "$work/ours1.times")" 'BEGIN {
      printf "%-7s  %-24s  Python %.2f s  run by dotnet %.2f s, %.1f times as fast", shape, what, p, o, p / o
      if (n) printf "  native %.3f s, %.1f times as fast", n, p / n
      print ""
    }'
}

memory() { # COMMAND...    the most that its processes had at a time, in MB: the sum of their proportional set sizes
  "$@" >/dev/null &
  local top=$! most=0 sum
  while kill -0 "$top" 2>/dev/null; do
    sum=$(for p in "$top" $(pgrep -P "$top"); do cat "/proc/$p/smaps_rollup" 2>/dev/null; done | awk '/^Pss:/ { s += $2 } END { print int(s / 1024) }')
    most=$((sum > most ? sum : most))
  done
  wait "$top"
  echo "$most"
}

large=("$work/five.tsv" "$work/ten.tsv")
for shape in queue pool threads; do
  measure "$shape" "5 M and 10 M rows" "${large[@]}"
  measure "$shape" "1,000 rows each" "$work/small.tsv" "$work/tiny.tsv"
done
measure pool "shuffle and deflate 4" "${large[@]}" --deflate 4
gzip -1 -k "${large[@]}"
measure pool "the tables as .gz" "$work/five.tsv.gz" "$work/ten.tsv.gz"
rm -f "$work"/*.gz
mkdir "$work/many"
for i in $(seq 1000); do cp "$work/small.tsv" "$work/many/$i.tsv"; done
measure pool "1,000 tables of 1,000" "$work"/many/*.tsv

rm -f "$work"/*.h5
printf 'memory   Python %s MB' "$(memory /usr/bin/python3 -W ignore "$here/peer.py" pool "$work/python.h5" "${large[@]}")"
for program in "${programs[@]}"; do
  rm -f "$work"/*.h5
  printf '  %s %s MB' "$([ "$program" = "${programs[0]}" ] && echo 'run by dotnet' || echo native)" \
    "$(memory "$program" "${large[@]}" -o "$work/ours.h5" --pool 2)"
done
echo

for files in 1 10; do
  for ((i = 0; i < files; i++)); do cp "$work/ten.tsv" "$work/growth$i.tsv"; done
  rm -f "$work"/*.h5
  for ((round = 0; round < rounds; round++)); do
    seconds "${programs[-1]}" "$work"/growth*.tsv -o "$work/ours.h5" --pool 2
  done >"$work/growth.times"
  awk -v files="$files" -v t="$(median "$work/growth.times")" 'BEGIN { printf "growth   %d M rows in %d files: %.1f ns a row\n", files * 10, files, t / files * 100 }'
done
