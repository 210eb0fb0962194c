#!/usr/bin/env bash
# Sessions of one build, one repetition each, for 'bench gate': how noisy is this host, and how often would the gate be wrong?
# Usage: sessions.sh [COUNT [OUT [BENCH COMMAND]]]; run it on an otherwise idle machine. An interrupted one goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-80} out=${2:-results/gate} bench=${3:-dotnet run -c Release --project bench --}

for k in $(seq -f %03g 1 "$count"); do
  [[ -e $out/$k ]] && continue
  rm -rf "${out:?}/$k.part"
  $bench matrix --profile examples/gate/gate.yaml --no-report --out "$out/$k.part" >/dev/null
  mv "$out/$k.part" "$out/$k"
done
$bench gate "$out"
