#!/usr/bin/env bash
# Packs the last release (the last tag) and validates the packages of the sources as they stand against it: every change of the API
# that would break programs compiled against the release is an error. Does nothing before the first release.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$(git describe --tags --abbrev=0 2>/dev/null) || { echo "There is no release to compare with."; exit 0; }
work=$(mktemp -d)
trap 'git worktree remove --force "$work/release" 2>/dev/null || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/release" "$tag"
for project in Runtime Arrow; do
  [ -d "$work/release/src/$project" ] || { echo "src/$project is newer than $tag."; continue; }
  dotnet pack "$work/release/src/$project" -c Release --nologo -v quiet -o "$work/$project"
  # What was validated before, against nothing, is not validated again.
  rm -f "src/$project"/obj/Release/*/*ApiCompat*.semaphore
  dotnet pack "src/$project" -c Release --nologo -v quiet -o "$work/new" -p:PackageValidationBaselinePath="$(ls "$work/$project"/*.nupkg)"
done
echo "The packages are compatible with $tag."
