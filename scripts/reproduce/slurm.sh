#!/bin/bash
# The paper's experiments on a Slurm cluster: an array of parts for each look at the seeds, then the report.
#   scripts/reproduce/slurm.sh OUT PARTS [experiments and options of npm run reproduce]
# All tasks share the folder OUT. The four looks follow one another; a look that has nothing left to decide ends at once.
# A failed part does not hold up the rest: the last job computes what is missing.
set -euo pipefail
if [ $# -lt 2 ]; then
  echo "Usage: $0 OUT PARTS [experiments and options]" >&2
  exit 2
fi
out=$(realpath -m "$1")
parts=$2
shift 2
mkdir -p "$out"
chosen=''
[ $# -eq 0 ] || chosen=$(printf '%q ' "$@")
run="npm run --silent reproduce -- ${chosen}--out $(printf '%q' "$out") --jobs 1"

after=()
for look in 5 8 12 20; do
  job=$(sbatch --parsable ${after[@]+"${after[@]}"} --job-name="brain-$look" --array="1-$parts" --cpus-per-task=1 --mem=2G \
    --time=04:00:00 --output="$out/slurm-%A-%a.log" --wrap "$run --shard \$SLURM_ARRAY_TASK_ID/$parts")
  after=(--dependency="afterany:$job")
done
sbatch --parsable ${after[@]+"${after[@]}"} --job-name=brain-report --cpus-per-task=1 --mem=2G --time=04:00:00 \
  --output="$out/slurm-report.log" --wrap "$run"
