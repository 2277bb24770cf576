#!/bin/sh
# azd publishes the app by itself, and MSBuild reads the environment: without this variable it would publish the self-host.
set -eu

if [ "${FunctionsHost:-}" != Azure ]; then
  echo "The app must be built for the Functions host: run \`export FunctionsHost=Azure DurableFunctionsMonitor=true\`, then azd again." >&2
  exit 1
fi
