#!/bin/bash
#SBATCH --job-name=brain
#SBATCH --nodes=1
#SBATCH --gpus-per-node=8
#SBATCH --cpus-per-task=32
#SBATCH --time=08:00:00
# sbatch slurm.sh: first the check, then the rest of the run. More nodes: torchrun's --nnodes and --rdzv_endpoint.
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:-.}"
gpus="${SLURM_GPUS_ON_NODE:-8}"
torchrun --nproc_per_node "$gpus" train_brain.py --folder . --check
torchrun --nproc_per_node "$gpus" train_brain.py --folder . --out continued --engine fsdp --dtype bf16 --reward reward.py:score
