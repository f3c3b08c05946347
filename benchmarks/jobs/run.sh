#!/usr/bin/env bash
# The whole job against Python's, both shapes, on two tables of 5 M and 10 M rows: checks that the datasets are equal,
# and prints the medians and their ratio. Everything lies in a folder of its own below out/.
#   benchmarks/jobs/run.sh [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
. ./setup.sh
schematoolkit_setup
rounds=${1:-5}
work=out/jobs
mkdir -p "$work"
dotnet build src/Samples/Methylation -c Release --nologo -v quiet
sample=(src/Samples/Methylation/bin/Release/net10.0/Methylation)

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
tables=("$work/five.tsv" "$work/ten.tsv")

seconds() { # COMMAND...
  local start=$EPOCHREALTIME
  "$@" >/dev/null
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

for shape in queue pool; do
  : >"$work/python.times"; : >"$work/ours.times"
  pool=(); [ "$shape" = pool ] && pool=(--pool 2)
  for ((round = 0; round < rounds; round++)); do
    rm -f "$work"/*.h5
    seconds /usr/bin/python3 "$here/peer.py" "$shape" "$work/python.h5" "${tables[@]}" >>"$work/python.times"
    seconds "${sample[@]}" "${tables[@]}" -o "$work/ours.h5" "${pool[@]}" >>"$work/ours.times"
  done
  /usr/bin/python3 - "$work/python.h5" "$work/ours.h5" <<'PYTHON'
import sys, h5py
a, b = (h5py.File(path) for path in sys.argv[1:])
assert sorted(a) == sorted(b), (sorted(a), sorted(b))
for name in a:
    assert a[name].dtype == b[name].dtype and (a[name][:] == b[name][:]).all(), name
PYTHON
  awk -v shape="$shape" -v p="$(median "$work/python.times")" -v o="$(median "$work/ours.times")" -v n="$rounds" \
    'BEGIN { printf "%-5s  Python %.2f s  SchemaToolkit %.2f s  %.1f times as fast (medians of %d); datasets equal\n", shape, p, o, p / o, n }'
done
