#!/usr/bin/env bash
# The main job on this machine: installs what is missing, makes tables, and loads them with worker processes through
# shared memory into one HDF5 file, which h5dump and h5py then show.
#   ./run.sh [FILE...]     your tables (plain, Bismark, methylKit) instead of the made ones
set -euo pipefail
cd "$(dirname "$0")"
. ./setup.sh
schematoolkit_setup

# A native program starts at once, for which a linker is needed. Without one, dotnet runs it: the same, but slower to start.
sample=src/Samples/Methylation
mkdir -p out
if dotnet publish "$sample" -c Release --use-current-runtime -p:IlcInstructionSet=native -o out/native --nologo -v quiet; then
  program=(out/native/Methylation)
else
  dotnet build "$sample" -c Release --nologo -v quiet
  program=(dotnet run --project "$sample" -c Release --no-build --)
fi

# A realistic table: chromosomes in order, sites some hundred bases apart, counts, and the percentage they make.
make_table() { # FILE ROWS SEED
  [ -s "$1" ] && return
  echo "Making $1 of $2 rows"
  awk -v rows="$2" -v seed="$3" 'BEGIN {
    srand(seed); OFS = "\t"
    for (i = 0; i < rows; i++) {
      chromosome = 1 + int(i * 23 / rows)
      if (chromosome != last) { position = 10000; last = chromosome }
      position += 2 + int(rand() * 280)
      c = int(rand() * 60); t = int(rand() * 30); if (c + t == 0) t = 1
      print "chr" (chromosome == 23 ? "X" : chromosome), position, sprintf("%.6g", 100 * c / (c + t)), c, t
    }
  }' >"$1.part"
  mv "$1.part" "$1"
}

files=("$@")
if [ ${#files[@]} -eq 0 ]; then
  make_table out/sample1.tsv 1000000 1
  make_table out/sample2.tsv 1000000 2
  gzip -c "$sample/data/bismark.cov" >out/bismark.cov.gz
  files=(out/sample1.tsv out/sample2.tsv "$sample/data/plain.tsv" out/bismark.cov.gz "$sample/data/methylkit.myCpG.txt")
fi

"${program[@]}" "${files[@]}" -o out/methylation.h5

echo
echo "h5dump -H out/methylation.h5"
h5dump -H out/methylation.h5 | head -n 14
echo "..."
echo
echo "In Python, h5py.File('out/methylation.h5'):"
/usr/bin/python3 - <<'PYTHON'
import h5py
with h5py.File("out/methylation.h5") as file:
    for name, dataset in file.items():
        print(f"{name}: {dataset.shape[0]} rows of {dataset.dtype.descr}, first {dataset[0] if len(dataset) else None}")
PYTHON
