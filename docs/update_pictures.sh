#!/usr/bin/env bash
# Makes the guide's pictures anew: the test that drives the whole window leaves one of every page, that
# of the page Cluster one with jobs.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ctest --test-dir "$top/build/release" -R '^test_(whole_window|cluster_page)$' --output-on-failure
mkdir -p "$top/docs/pictures"
for page in data configure train inspect classify runs compare export; do
    cp "$top/build/release/screenshots/$page-light-en.png" "$top/docs/pictures/$page.png"
done
cp "$top/build/release/screenshots/cluster-host-light.png" "$top/docs/pictures/cluster.png"
