#!/usr/bin/env bash
# One command from a transcript to a narrated video, or the services to play with. See usage below.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<USAGE
scripts/run.sh [SAMPLE]   makes a video of a transcript: a file, or the name of one in samples/ (default: the English one).
                          The last lines are the paths of the five artifacts. Exit code: 0, or why it failed (see vp --help).
scripts/run.sh serve      starts everything, uploads the samples as sources and stays until Ctrl-C or SIGTERM; exit code 0.

Environment: VP_PORT (51082), VP_EXPORTER_PORT (51053), VP_BLOB_PORT, VP_QUEUE_PORT, VP_TABLE_PORT (10000 to 10002),
VP_RUN_DIR (.run: storage, exporter jobs, logs), VP_OUT (out: the artifacts).
USAGE
}

port=${VP_PORT:-51082}
exporter_port=${VP_EXPORTER_PORT:-51053}
blob_port=${VP_BLOB_PORT:-10000}
queue_port=${VP_QUEUE_PORT:-10001}
table_port=${VP_TABLE_PORT:-10002}
out=${VP_OUT:-out}
artifacts=(story.txt audio.mp3 audio.srt draft.jy final_video.mp4)

require_free_ports() {
  local pair setting number
  for pair in "VP_PORT $port" "VP_EXPORTER_PORT $exporter_port" "VP_BLOB_PORT $blob_port" "VP_QUEUE_PORT $queue_port" "VP_TABLE_PORT $table_port"; do
    setting=${pair%% *} number=${pair#* }
    [[ $number =~ ^[0-9]+$ ]] || die "$setting=$number is no port number."
    ! is_open "$number" || die "Port $number is in use: stop what listens there, or choose another port with $setting=NUMBER."
  done
}

# One instance per directory: two Azurites would destroy each other's files.
lock_state() {
  exec 9>"$run_dir/lock"
  flock -n 9 || die "Another scripts/run.sh uses $run_dir: stop it, or choose another directory with VP_RUN_DIR=DIRECTORY (and other ports)."
}

build() {
  local project
  for project in VideoPipeline.Exporter VideoPipeline.Functions VideoPipeline.Cli; do
    step "Building $project" "build-$project" dotnet build "src/$project" -c Release -v q
  done
}

start_services() {
  mkdir -p "$run_dir/azurite" "$run_dir/drafts" "$run_dir/exporter"
  local settings=(-u ASPNETCORE_URLS -u URLS AzureWebJobsStorage="$(connection_string)")
  settings+=(DRAFT_LOCAL_DIR="${DRAFT_LOCAL_DIR:-$(realpath "$run_dir/drafts")}")

  start_azurite azurite --location "$run_dir/azurite"
  start exporter env "${settings[@]}" Exporter__StateDirectory="$(realpath "$run_dir/exporter")" \
    dotnet src/VideoPipeline.Exporter/bin/Release/net10.0/VideoPipeline.Exporter.dll --urls "http://127.0.0.1:$exporter_port"
  await exporter answers "$exporter_port" /health
  start app env "${settings[@]}" EXPORT_VIDEO_URL="http://127.0.0.1:$exporter_port" Host__LocalHttpPort="$port" \
    dotnet src/VideoPipeline.Functions/bin/Release/net10.0/VideoPipeline.Functions.dll
  await app answers "$port" /health
}

# launch_vp ARGUMENT...: in the background, for only so a signal ends this script at once; its ID is in $launched.
launch_vp() {
  dotnet src/VideoPipeline.Cli/bin/Release/net10.0/vp.dll "$@" --url "http://127.0.0.1:$port" </dev/null 9>&- &
  launched=$!
}

# wait_for PID: waits for it while the services live, and returns its exit code.
wait_for() {
  while kill -0 "$1" 2>/dev/null; do
    require_services
    sleep 0.2
  done
  wait "$1"
}

find_sample() {
  local sample=$1
  [[ -n $sample ]] || sample=$(find samples -maxdepth 1 -name '*.srt' | sort | head -n 1)
  [[ -f $sample ]] || sample=$(find samples -maxdepth 1 -type f \( -name "$1" -o -name "$1.srt" -o -name "$1.txt" \) | sort | head -n 1)
  [[ -f $sample ]] || die "There is no transcript '$1', neither as a file nor in samples/."
  printf '%s\n' "$sample"
}

video_of() {
  local name=${1##*/}
  printf '%s\n' "${name%.*}"
}

run_job() {
  local sample=$1 code=0 artifact
  say "Making a video of $sample ..."
  touch "$run_dir/started"
  launch_vp run --transcript "$sample" --video "$(video_of "$sample")" --creator demo --export --out "$out"
  wait_for "$launched" || code=$?
  ((code == 0)) || return "$code"
  for artifact in "${artifacts[@]}"; do
    [[ -n $(find "$out" -name "$artifact" -newer "$run_dir/started" -print -quit) ]] || die "The pipeline has completed without $artifact."
  done
}

# upload FILE VIDEO
upload() {
  launch_vp upload "$1" --video "$2"
  wait_for "$launched" || die "$1 could not be uploaded."
}

serve() {
  local file
  while IFS= read -r file; do
    upload "$file" "$(video_of "$file")"
  done < <(find samples -maxdepth 1 -type f \( -name '*.srt' -o -name '*.txt' \) | sort)
  upload "$1" test_video

  trap 'exit 0' INT TERM
  cat <<INFO

  dashboard http://localhost:$port
  API       http://localhost:$port/api   (health: http://localhost:$port/health)
  exporter  http://localhost:$exporter_port
  storage   http://127.0.0.1:$blob_port (blobs), $queue_port (queues), $table_port (tables); account devstoreaccount1
  logs      $log_dir/

  curl -s http://localhost:$port/api/pipeline/run -H 'Content-Type: application/json' \\
    -d '{"video_id": "$(video_of "$1")", "creator_id": "ann", "gender": 1, "export_video": true}'

Ready. Ctrl-C stops everything.
INFO
  stay
}

case ${1:-} in
  -h | --help) usage && exit 0 ;;
  -*) usage >&2 && exit 2 ;;
esac
(($# <= 1)) || { usage >&2; exit 2; }

trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if [[ ${1:-} == serve ]]; then sample=$(find_sample ""); else sample=$(find_sample "${1:-}"); fi
require_sdks
require_free_ports
lock_state
require_packages
require_azurite
build
start_services
if [[ ${1:-} == serve ]]; then serve "$sample"; else run_job "$sample"; fi
