#!/bin/sh
# The other processes of the cluster reach this one at the container's own address.
set -eu

if [ "${Orleans__Clustering:-None}" != None ] && [ -z "${Orleans__AdvertisedAddress:-}" ]; then
  Orleans__AdvertisedAddress=$(hostname -i | cut -d ' ' -f 1)
  export Orleans__AdvertisedAddress
fi

exec dotnet VideoPipeline.Functions.dll
