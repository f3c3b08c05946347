#!/usr/bin/env bash
# Installs the peers of the text benchmarks: numpy, pandas, fread (data.table of R), Polars and DuckDB; CsvHelper comes with
# the build. What npm brings lies in benchmarks/text/bin, where peer.mjs finds it and git does not look.
#   benchmarks/text/peers.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
. ./setup.sh
schematoolkit_setup
schematoolkit_install python3-pandas r-cran-data.table

if ! command -v npm >/dev/null; then
  echo "Polars and DuckDB are measured through Node.js, 20 or later, with npm; please install it." >&2
  exit 1
fi
npm install --prefix benchmarks/text/bin --no-save --no-package-lock --no-audit --no-fund --loglevel error \
  nodejs-polars@0.26.1 nodejs-polars-linux-x64-gnu@0.26.1 @duckdb/node-api@1.5.6-r.1
