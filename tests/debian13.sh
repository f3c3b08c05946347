#!/usr/bin/env bash
# Runs a command in a Debian 13 beside this system: libhdf5 1.14.5, h5py 3.13, numpy 2.2, PyTables. Needs root and debootstrap.
#   tests/debian13.sh COMMAND [ARGUMENT...]
# The first run makes it, in SCHEMATOOLKIT_DEBIAN13 or out/debian13: a minute, 600 MB. In it are this machine's .NET, /proc, /dev and the
# current folder, under their own paths.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${SCHEMATOOLKIT_DEBIAN13:-$root/out/debian13}
if [ ! -x "$folder/usr/bin/python3" ]; then
  if ! command -v debootstrap >/dev/null; then
    echo "Please install debootstrap." >&2
    exit 1
  fi
  mkdir -p "$folder"
  # Where this system's own packages come from.
  mirror=$(grep -rhoE 'https?://[^ ]+/debian/?$' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1 || true)
  debootstrap --variant=minbase --include=python3-numpy,python3-h5py,python3-tables,hdf5-tools,libicu76 \
    trixie "$folder" ${mirror:+"$mirror"} >"$folder.log" 2>&1 || { tail -n 3 "$folder.log" >&2; exit 1; }
fi
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
exec unshare --mount bash -c '
  set -e
  folder=$1 dotnet=$2 here=$PWD; shift 2
  mkdir -p "$folder$dotnet" "$folder$here"
  mount --bind /proc "$folder/proc"; mount --rbind /dev "$folder/dev"
  mount --bind "$dotnet" "$folder$dotnet"; mount --rbind "$here" "$folder$here"
  exec chroot "$folder" /usr/bin/env -i DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 HOME=/root \
    PATH="$dotnet:/usr/bin:/bin:/usr/sbin:/sbin" sh -c "cd \"\$0\" && exec \"\$@\"" "$here" "$@"
' debian13 "$folder" "$dotnet" "$@"
