#!/usr/bin/env bash
# The long soaks: correctness is asserted, figures are printed as lines "figure: ...". bench/README.md keeps the last ones.
# usage: soak.sh [NAME]   only the soaks whose full name contains NAME
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
require_packages redis-server
require_azurite
step "Building" soak-build dotnet build VideoPipeline.sln -c Release -v q

filter='Category=Soak'
if (($#)); then filter="$filter&FullyQualifiedName~$1"; fi
say "Soaking ($filter) ..."
for project in tests/VideoPipeline.Tests tests/FunctionsSelfHost.Tests tests/VideoPipeline.EndToEnd.Tests; do
  dotnet test "$project" -c Release --no-build --filter "$filter" --logger 'console;verbosity=detailed' </dev/null
done
