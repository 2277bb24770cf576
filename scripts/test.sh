#!/usr/bin/env bash
# Format, build with warnings as errors, all tests. The last line is what ran: "N passed, N failed[, N skipped]".
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

passed=0 failed=0 skipped=0 broken=0

# counter FILE NAME: one number of a trx file's summary.
counter() { sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

# start_tests PROJECT: in the background; its ID is in $launched, its output in a log.
start_tests() {
  local name results
  name=$(basename "$1" .csproj)
  results=TestResults/$name
  rm -rf "$results"
  say "Testing $name ..."
  launch "$log_dir/$name.log" dotnet test "$1" -c Release --no-build --filter 'Category!=Soak' --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' --blame-hang-timeout 15m --blame-hang-dump-type none
}

# await_tests PROJECT PID: waits for them, shows what they told, and counts their results.
await_tests() {
  local name code=0 trx since=$SECONDS reported=0
  name=$(basename "$1" .csproj)
  trx=TestResults/$name/$name.trx
  while kill -0 "$2" 2>/dev/null; do
    sleep 0.5
    if ((SECONDS - since >= reported + 60)); then
      reported=$((SECONDS - since))
      say "Testing $name ... (${reported} s)"
    fi
  done
  wait "$2" || code=$?
  cat "$log_dir/$name.log"
  if [[ -f $trx ]]; then
    add "$name" "$trx" "$code"
  elif ((code)); then
    broken=1
    summaries+=("$name: crashed (exit code $code) without results")
  else
    summaries+=("$name: no tests")
  fi
}

run_tests() {
  start_tests "$1"
  await_tests "$1" "$launched"
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
step "Building with warnings as errors" build dotnet build VideoPipeline.sln -c Release --no-restore -warnaserror

# The engine's tests wait more than they work, so the rest goes on beside them; the end-to-end tests come last, with the machine to themselves.
summaries=()
engine=tests/FunctionsSelfHost.Tests/FunctionsSelfHost.Tests.csproj
whole=tests/VideoPipeline.EndToEnd.Tests/VideoPipeline.EndToEnd.Tests.csproj
start_tests "$engine"
engine_tests=$launched
step "Checking the format" format dotnet format VideoPipeline.sln --no-restore --verify-no-changes
for project in tests/*/*.csproj; do
  [[ $project == "$engine" || $project == "$whole" ]] || run_tests "$project"
done
await_tests "$engine" "$engine_tests"
run_tests "$whole"

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
