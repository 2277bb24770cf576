#!/usr/bin/env bash
# The renderer against one plain ffmpeg; prints lines "figure: ...". bench/README.md keeps the last ones.
# usage: bench-render.sh [SECONDS [ROUNDS]]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
require_packages ffmpeg
step "Building" bench-render-build dotnet build bench/VideoPipeline.Exporter.Bench -c Release -v q
dotnet bench/VideoPipeline.Exporter.Bench/bin/Release/net10.0/VideoPipeline.Exporter.Bench.dll samples/pictures "$@" &
wait $!
