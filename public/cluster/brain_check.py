"""One step of PyTorch beside one step of the page, from the same state with moments that are not zero."""

import os

import torch

from brain_files import read_safetensors, write_safetensors
from brain_models import full

NOISE = 1e-4
# Of figures and parameters. A GPU adds float32 in another order: gradient norms are then just over 1e-6 apart.
TOLERANCES = {"cpu": 1e-6, "cuda": 1e-5}
# A norm holds the roundings of a whole backward pass: 1.4e-6 where parameters agreed to 1.5e-8 (a rare reward, loss 47).
NORM_FACTOR = 10


def key_biases(name, values):
    """Where a tensor holds biases of keys. Their gradient is 0 but for rounding, which Adam blows up."""
    at = torch.zeros(values.shape, dtype=torch.bool)
    if name.endswith("c_attn.bias"):
        at[len(at) // 3 : 2 * len(at) // 3] = True
    return ~at if name.endswith("k_proj.bias") else at


def below_noise(second_moment):
    """Where gradients are so small a share of their tensor's that float32 knows less than three digits of them."""
    size = second_moment.sqrt()
    return (size > 0) & (size < NOISE * second_moment.mean().sqrt())


def check(step, run, folder, groups, world, optimizer, names, write, tolerance=None):
    """One step from the exported state beside the page's: 0 where they agree. The table is rank 0's."""
    device = world.device.type
    allowed = TOLERANCES.get(device, TOLERANCES["cuda"]) if tolerance is None else tolerance
    path = os.path.join(folder, "brain", "ts_after.safetensors")
    if not os.path.exists(path):
        raise SystemExit("no brain/ts_after.safetensors (expected it: export the run with its check step)")
    after, page = read_safetensors(path)
    batch = [groups[int(i)] for i in page["groups"].split(",")]
    before = {name: full(p.detach()).cpu().clone() for name, p in names.items()}
    noise = {name: below_noise(full(optimizer.state[p]["exp_avg_sq"]).cpu()) for name, p in names.items()}
    result = step(batch)
    mine = {name: full(p.detach()).cpu().float() for name, p in names.items()}
    odd = sorted(set(after) ^ set(mine))
    if odd:
        raise SystemExit(f"invalid brain/ts_after.safetensors: {odd[0]} (expected the parameters that are trained)")
    largest, worst, difference, update = {"": 0.0, "noise": 0.0, "keys": 0.0}, "", 0.0, 0.0
    for name, values in mine.items():
        gap, keys = (values - after[name]).abs(), key_biases(name, values)
        for kind, where in {"": ~keys & ~noise[name], "noise": ~keys & noise[name], "keys": keys}.items():
            top = gap[where].max().item() if where.any() else 0.0
            if top > largest[kind]:
                largest[kind], worst = top, worst if kind else name
        difference += gap[~keys].double().square().sum().item()
        update += (after[name] - before[name])[~keys].double().square().sum().item()
    loss, norm = float(page["loss"]), float(page["gradient_norm"])
    loss_gap, norm_gap = abs(result["loss"] - loss) / max(1, abs(loss)), abs(result["gradientNorm"] - norm) / max(1, norm)
    apart, every = sum(at.sum().item() for at in noise.values()), sum(p.numel() for p in mine.values())
    rows = [
        ("loss", f"{loss:.9f}", f"{result['loss']:.9f}", loss_gap),
        ("gradient norm", f"{norm:.9f}", f"{result['gradientNorm']:.9f}", norm_gap),
        ("parameters, largest difference", "", worst, largest[""]),
        ("below float32's noise, largest", "", f"{apart} of {every}", largest["noise"]),
        ("key biases, largest", "", "", largest["keys"]),
        ("norm of the difference, of the update", "", f"{update**0.5:.3e}", difference**0.5),
    ]
    fits = max(loss_gap, norm_gap / NORM_FACTOR, largest[""]) <= allowed and difference <= 1e-6 * update
    if world.rank == 0:
        print(f"step {run['step'] + 1}, {world}: {len(batch)} groups, torch {torch.__version__}")
        print(f"  {'':38} {'page':>12} {'here':>12} {'apart':>8}")
        for what, theirs, ours, gap in rows:
            print(f"  {what:38} {theirs:>12} {ours:>12} {gap:8.1e}")
        origin = f"the tolerance on {device}" if tolerance is None else "as --tolerance says"
        print(f"{'equal' if fits else 'NOT EQUAL'} to {allowed:.0e}, {origin} (the norm to ten times that; key biases apart)")
        if write:
            metadata = {"loss": repr(result["loss"]), "gradient_norm": repr(result["gradientNorm"]),
                        "groups": page["groups"], "torch": torch.__version__}
            write_safetensors(write, mine, metadata)
    return 0 if fits else 1
