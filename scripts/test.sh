#!/usr/bin/env bash
# Format, build with warnings as errors, all tests. The last line is what ran: "N passed, N failed[, N skipped]".
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

passed=0 failed=0 skipped=0 broken=0

# counter FILE NAME: one number of a trx file's summary.
counter() { sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

# run_tests PROJECT
run_tests() {
  local name results code=0 trx
  name=$(basename "$1" .csproj)
  results=TestResults/$name
  trx=$results/$name.trx
  rm -rf "$results"
  say "Testing $name ..."
  dotnet test "$1" -c Release --no-build --filter 'Category!=Soak' --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --logger 'console;verbosity=minimal' --blame-hang-timeout 15m --blame-hang-dump-type none </dev/null || code=$?
  if [[ -f $trx ]]; then
    add "$name" "$trx" "$code"
  elif ((code)); then
    broken=1
    summaries+=("$name: crashed (exit code $code) without results")
  else
    summaries+=("$name: no tests")
  fi
}

# add NAME TRX CODE: adds a project's real results to the sums.
add() {
  local ok bad skip
  ok=$(counter "$2" passed)
  bad=$(($(counter "$2" failed) + $(counter "$2" error) + $(counter "$2" timeout) + $(counter "$2" aborted)))
  skip=$(($(counter "$2" total) - $(counter "$2" executed)))
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
  summaries+=("$1: $ok passed, $bad failed, $skip skipped")
  if (($3 && bad == 0)); then
    broken=1
    summaries+=("$1: ended with exit code $3 although no test failed: a test host crashed or hung")
  fi
}

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
require_sdks
# some tests run clusters, some a browser
browser=(chromium)
command -v google-chrome >/dev/null && browser=()
require_packages redis-server "${browser[@]}"
require_azurite
step "Restoring packages" restore dotnet restore VideoPipeline.sln
step "Checking the format" format dotnet format VideoPipeline.sln --no-restore --verify-no-changes
step "Building with warnings as errors" build dotnet build VideoPipeline.sln -c Release --no-restore -warnaserror

summaries=()
for project in tests/*/*.csproj; do
  run_tests "$project"
done

printf '\n'
printf '%s\n' "${summaries[@]}"
code=$((failed > 0 || broken))
if ((passed + failed == 0)); then
  printf 'No test ran.\n'
  code=1
fi
if ((skipped)); then skips=", $skipped skipped"; else skips=''; fi
printf '%s passed, %s failed%s\n' "$passed" "$failed" "$skips"
exit "$code"
