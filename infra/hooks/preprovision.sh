#!/bin/sh
# The exporter's key is made once; it stays in azd's environment on this machine and in the vault.
set -eu

if [ -z "${EXPORTER_KEY:-}" ]; then
  azd env set EXPORTER_KEY "$(openssl rand -hex 32)"
fi
