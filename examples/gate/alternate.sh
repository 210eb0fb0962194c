#!/usr/bin/env bash
# Two builds, session by session in turn, each first in a random half of the pairs: what 'bench compare' judges best.
# Usage: alternate.sh BASE_BENCH NEW_BENCH PROFILE COUNT OUT; exit code: that of compare. An interrupted one goes on.
set -euo pipefail
base=$1 new=$2 profile=$3 count=$4 out=$5

session() { # COMMAND FOLDER
  if [[ -e $2 ]]; then return; fi
  rm -rf "${2:?}.part"
  $1 matrix --profile "$profile" --repetitions 1 --no-report --out "$2.part" >/dev/null
  mv "$2.part" "$2"
}

RANDOM=1
for k in $(seq -f %03g 1 "$count"); do
  if ((RANDOM % 2)); then
    session "$base" "$out/base/$k"
    session "$new" "$out/new/$k"
  else
    session "$new" "$out/new/$k"
    session "$base" "$out/base/$k"
  fi
done
$new compare "$out/base" "$out/new" --markdown "$out/compare.md" --junit "$out/compare.xml"
