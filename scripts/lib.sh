# What the scripts share. Sourced, not run.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# build servers would outlive the script
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

# State, storage and logs. Another directory (and other ports) allow a second instance beside the first.
run_dir=${VP_RUN_DIR:-.run}
log_dir=$run_dir/logs
mkdir -p "$log_dir"

say() { printf '==> %s\n' "$*"; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# die_with_log MESSAGE LOG: the last lines of the log, then the message.
die_with_log() {
  tail -n 20 "$2" >&2
  die "$1 The end of its log is above; the whole of it is $2."
}

# launch LOG COMMAND...: starts it in a process group of its own; its ID is in $launched.
launch() {
  local log=$1
  shift
  setsid "$@" >"$log" 2>&1 </dev/null 9>&- &
  launched=$!
}

# stop PID: asks the process group to end, and forces it after ten seconds.
stop() {
  local i
  kill -TERM -- "-$1" 2>/dev/null || kill -TERM "$1" 2>/dev/null || return 0
  for ((i = 0; i < 100; i++)); do
    kill -0 -- "-$1" 2>/dev/null || kill -0 "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || kill -KILL "$1" 2>/dev/null || true
}

# Stops what this script has in the background, the newest first: what was started last depends on what was started before.
stop_all() {
  local code=$? pid pids
  trap '' INT TERM
  pids=$(jobs -p | tac)
  for pid in $pids; do
    stop "$pid"
  done
  wait
  exit "$code"
}

# step WHAT LOGNAME COMMAND...: says what it does, runs it, and ends the script with the end of its log if it fails.
step() {
  local what=$1 log=$log_dir/$2.log started=$SECONDS reported=0 pid
  shift 2
  say "$what ..."
  launch "$log" "$@"
  pid=$launched
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - started >= reported + 15)); then
      reported=$((SECONDS - started))
      say "$what ... (${reported} s)"
    fi
  done
  wait "$pid" || die_with_log "'$what' failed." "$log"
}

require_sdks() {
  command -v dotnet >/dev/null || die "The .NET 10 SDK is missing: install it from https://dot.net/download and put dotnet on the PATH."
  dotnet --version >/dev/null 2>&1 || die "No installed .NET SDK fits global.json: install the .NET 10 SDK from https://dot.net/download."
  command -v node >/dev/null && command -v npm >/dev/null || die "Node.js 20.19 or newer, with npm, is missing: install it from https://nodejs.org (it runs Azurite, and builds the dashboard)."
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' \
    || die "Node.js $(node --version) is too old: install version 20.19 or newer from https://nodejs.org."
}

# require_packages [PROGRAM...]: installs the Debian packages whose programs or fonts are missing; PROGRAM is also the name of its package.
require_packages() {
  local missing=() sudo=() program
  command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || missing+=(ffmpeg)
  command -v espeak-ng >/dev/null || missing+=(espeak-ng)
  for program in "$@"; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  [[ -n $(find -L /usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts -iname 'NotoSansCJK*' -print -quit 2>/dev/null) ]] \
    || missing+=(fonts-noto-cjk)
  ((${#missing[@]})) || return 0

  local command="sudo apt-get install --no-install-recommends ${missing[*]}"
  if ((EUID != 0)); then
    sudo=(sudo -n)
    sudo -n true 2>/dev/null || die "${missing[*]} must be installed and I may not: run \`$command\` and start me again."
  fi
  command -v apt-get >/dev/null || die "${missing[*]} must be installed and there is no apt-get here: install them (on Debian: \`$command\`) and start me again."
  step "Updating the package lists" apt-update "${sudo[@]}" apt-get update
  step "Installing ${missing[*]}" apt-install "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

require_azurite() {
  [[ -f node_modules/azurite/dist/src/azurite.js ]] || step "Installing Azurite (npm ci)" npm-ci npm ci --no-audit --no-fund
}

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# answers PORT PATH: whether a GET is answered with 200. No curl on a bare machine.
answers() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.0\r\nHost: localhost:%s\r\n\r\n' "$2" "$1" >&3
    read -r -t 10 status <&3
    [[ $status == *' 200 '* ]]
  ) 2>/dev/null
}

# Azurite's published development account; it is no secret.
connection_string() {
  local account=devstoreaccount1 key=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
  printf 'DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;' "$account" "$key"
  printf 'BlobEndpoint=http://127.0.0.1:%s/%s;QueueEndpoint=http://127.0.0.1:%s/%s;TableEndpoint=http://127.0.0.1:%s/%s;' \
    "$blob_port" "$account" "$queue_port" "$account" "$table_port" "$account"
}

# Services that stay in the background while the script runs: process ID -> name.
declare -A services=()

# start NAME COMMAND...
start() {
  local name=$1
  shift
  say "Starting $name ..."
  launch "$log_dir/$name.log" "$@"
  services[$launched]=$name
}

# start_azurite NAME ARGUMENT...: Azurite on $blob_port, $queue_port and $table_port, ready when this returns.
start_azurite() {
  local name=$1 port
  shift
  start "$name" node node_modules/azurite/dist/src/azurite.js --silent --disableTelemetry --skipApiVersionCheck \
    --blobPort "$blob_port" --queuePort "$queue_port" --tablePort "$table_port" "$@"
  for port in "$blob_port" "$queue_port" "$table_port"; do
    await "$name" is_open "$port"
  done
}

# require_func: Functions Core Tools, and the port of the Durable extension: a second host that used it would mix up its orchestrations with ours.
require_func() {
  command -v func >/dev/null \
    || die "Azure Functions Core Tools (func) are missing: install version 4 (https://aka.ms/func-core-tools, for example npm install -g azure-functions-core-tools@4)."
  [[ $(func --version) == 4.* ]] || die "func has version $(func --version): version 4 is needed (npm install -g azure-functions-core-tools@4)."
  ! is_open 4001 || die "Port 4001 is in use, by another Functions host with Durable Functions: stop it."
}

# publish_for_azure DIRECTORY: the app for the Functions host, with Durable Functions Monitor unless VP_MONITOR=false.
publish_for_azure() {
  rm -rf "$1"
  step "Publishing the app for the Functions host" publish-azure \
    dotnet publish src/VideoPipeline.Functions -c Release -v q -p:FunctionsHost=Azure "-p:DurableFunctionsMonitor=${VP_MONITOR:-true}" -o "$1"
}

# start_func NAME DIRECTORY PORT VARIABLE=VALUE...: the published app. host.json lies at the repository's root, so func is started where it was published to.
start_func() {
  local name=$1 directory=$2 number=$3
  shift 3
  # CONTAINER_NAME would make the host think that it is on Linux Consumption
  start "$name" env -u CONTAINER_NAME -u ASPNETCORE_URLS -u URLS FUNCTIONS_WORKER_RUNTIME=dotnet-isolated "$@" \
    bash -c 'cd "$1" && exec func start --port "$2" --no-build' func "$directory" "$number"
}

die_of_service() { die_with_log "$1 has ended unexpectedly." "$log_dir/$1.log"; }

require_services() {
  local pid
  for pid in "${!services[@]}"; do
    kill -0 "$pid" 2>/dev/null || die_of_service "${services[$pid]}"
  done
}

# await NAME CHECK...: waits until the check holds while all services live.
await() {
  local name=$1 deadline=$((SECONDS + 120))
  shift
  until "$@"; do
    require_services
    ((SECONDS < deadline)) || die_with_log "$name has not become ready within two minutes." "$log_dir/$name.log"
    sleep 0.2
  done
  require_services
}

# Stays until a signal comes, or a service ends.
stay() {
  while true; do
    require_services
    sleep 0.2
  done
}
