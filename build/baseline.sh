#!/usr/bin/env bash
# Packs the last release (the last tag) and validates the package of the sources as they stand against it: every change of the API
# that would break programs compiled against the release is an error. Does nothing before the first release.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$(git describe --tags --abbrev=0 2>/dev/null) || { echo "There is no release to compare with."; exit 0; }
work=$(mktemp -d)
trap 'git worktree remove --force "$work/release" 2>/dev/null || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/release" "$tag"
dotnet build "$work/release/src/Generator" -c Release --nologo -v quiet
[ -d "$work/release/src/Generator.CodeFixes" ] && dotnet build "$work/release/src/Generator.CodeFixes" -c Release --nologo -v quiet
dotnet pack "$work/release/src/Runtime" -c Release --nologo -v quiet -o "$work/feed"
baseline=$(ls "$work"/feed/SchemaToolkit.*.nupkg)
dotnet build src/Generator.CodeFixes -c Release --nologo -v quiet
dotnet pack src/Runtime -c Release --nologo -v quiet -o "$work/new" -p:PackageValidationBaselinePath="$baseline" -p:PackageValidationBaselineName=SchemaToolkit
echo "The package is compatible with $tag."
