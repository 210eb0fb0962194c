#!/usr/bin/env bash
# Runs the two jobs on a real Slurm: a controller and a node of this machine's, in a temporary folder, gone at the end. Needs root and Debian's packages
# slurmctld, slurmd, slurm-client and munge. Usage: check.sh 'BENCH COMMAND' PROFILE OUT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bench=$1 profile=$2 out=$3
work=$(mktemp -d)
node=$(hostname -s)
export SLURM_CONF="$work/slurm.conf"

munge_socket="$work/munge.socket"
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  [[ -e $work/munged.pid ]] && kill "$(cat "$work/munged.pid")" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

mkdir -p "$work"/{state,spool}
chmod 700 "$work"
dd if=/dev/urandom of="$work/munge.key" bs=128 count=1 status=none
chmod 400 "$work/munge.key"
munged --force --key-file="$work/munge.key" --socket="$munge_socket" --pid-file="$work/munged.pid" --log-file="$work/munged.log" --seed-file="$work/munged.seed"

cat > "$SLURM_CONF" <<CONF
ClusterName=check
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$munge_socket
SlurmctldPort=26817
SlurmdPort=26818
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=check Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF

slurmctld -D >"$work/slurmctld.out" 2>&1 & pids+=($!)
slurmd -D >"$work/slurmd.out" 2>&1 & pids+=($!)
ready=
for _ in $(seq 300); do
  if sinfo -h -o %T 2>/dev/null | grep -q idle; then ready=1; break; fi
  sleep 1
done
if [[ -z $ready ]]; then
  echo "the node did not come up:" >&2
  tail -n 5 "$work"/slurm*.out >&2
  exit 1
fi

export BENCH=$bench PROFILE=$profile OUT=$out
job=$(sbatch --parsable --array=1-3 --output="$work/matrix-%a.log" "$here/matrix.sbatch")
# The merge runs only when every shard was done. 'sbatch --wait' would look once in twenty seconds.
merge=$(sbatch --parsable --dependency="afterok:$job" --kill-on-invalid-dep=yes --output="$work/merge.log" "$here/merge.sbatch")
while true; do
  state=$(scontrol show job "$merge" | grep -o 'JobState=[A-Z_]*')
  case $state in
    JobState=COMPLETED) break ;;
    JobState=PENDING | JobState=CONFIGURING | JobState=RUNNING | JobState=COMPLETING) sleep 0.5 ;;
    *)
      echo "the jobs failed ($state):" >&2
      tail -n 20 "$work"/*.log >&2
      exit 1
      ;;
  esac
done
