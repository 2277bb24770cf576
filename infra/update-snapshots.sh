#!/usr/bin/env bash
# Takes up what has changed in the templates on purpose: see the difference with git, then commit it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

version=$(sed -n 's/.*<BicepVersion>\(.*\)<.*/\1/p' ../tests/Infrastructure.Tests/Infrastructure.Tests.csproj)
bicep=${NUGET_PACKAGES:-$HOME/.nuget/packages}/azure.bicep.commandline.linux-x64/$version/tools/bicep
[[ -f $bicep ]] || dotnet restore ../tests/Infrastructure.Tests
chmod +x "$bicep"

export EXPORTER_KEY='a-key-of-forty-characters-for-the-tests!' DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
for environment in dev prod; do
  "$bicep" snapshot "environments/$environment.bicepparam" --mode overwrite --location westeurope --deployment-name test \
    --tenant-id 00000000-0000-0000-0000-000000000001 --subscription-id 00000000-0000-0000-0000-000000000002
done
