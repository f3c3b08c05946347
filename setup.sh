#!/usr/bin/env bash
# Installs what the main job and the tests need beside the .NET SDK: libhdf5 (the product's HDF5 is the library itself),
# and, to prove that numpy users see the same bytes, Debian's Python with numpy and h5py, and h5dump.
# Does nothing where all is there; asks for sudo only where something must be installed. Sourced by run.sh and test.sh.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

schematoolkit_setup() {
  if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download" >&2
    return 1
  fi

  schematoolkit_install libhdf5-103-1 python3-numpy python3-h5py hdf5-tools || return 1
  schematoolkit_install gcc libc6-dev zlib1g-dev || echo "Without a linker there are no native programs; all else works." >&2
}

schematoolkit_install() { # PACKAGE...
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0

  if ! command -v apt-get >/dev/null; then
    echo "Please install: ${missing[*]} (Debian's names)" >&2
    return 1
  fi

  local sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo)
  echo "Installing ${missing[*]}"
  "${sudo[@]}" apt-get update -qq &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
