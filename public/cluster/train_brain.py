"""Goes on with a run of the BRAIn Playground in PyTorch: Algorithm 1 of arXiv 2402.02479, on one device or under torchrun.

    python3 train_brain.py --folder . --check                         # one step here equals the page's: exit 1 if it does not
    torchrun --nproc_per_node 2 train_brain.py --folder . --check
    torchrun --nproc_per_node 8 train_brain.py --folder . --out more --engine fsdp --dtype bf16 --reward reward.py:score

Uses transformers and PEFT where they are installed, and plain_models.py where they are not.
"""

import argparse
import os
import random
import shutil
import sys
import time
from contextlib import nullcontext

import torch
import torch.distributed as dist

from brain_check import check
from brain_files import (
    Metrics, alpha_weights, read_groups, read_json, read_lines, read_safetensors,
    write_json, write_lines, write_safetensors,
)
from brain_models import bare, disabled, engine_of, full, load_models, logits_of, sample, shard_like
from brain_reward import Rewards
from plain_models import file_name

FORBIDDEN = -1e9


def brain_loss(logq, log_proposal, alpha):
    """Eqs. 6, 12, 14, 15: KL(alpha || beta), [n] each. Only logq carries a gradient."""
    log_beta = (logq - log_proposal).log_softmax(0)
    return (alpha * (alpha.log() - log_beta)).nan_to_num(0).sum()


def forbidden(run, first, last, vocabulary, device):
    """[last - first, V]: what is added to the logits of tokens at positions first..last - 1 of a row; 0 without masks."""
    lists = run["suppress"]
    if not lists:
        return torch.zeros((), device=device)
    mask = torch.zeros(last - first, vocabulary)
    for row in range(last - first):
        mask[row, lists[min(first + row, len(lists) - 1)]] = FORBIDDEN
    return mask.to(device)


def completion_logits(model, run, prompt, completions, device):
    """Masked logits [n, W, V] at the completions' tokens, the tokens [n, W] and which of them are there [n, W]."""
    width = max(map(len, completions))
    rows = [prompt + row + [run["pad"]] * (width - len(row)) for row in completions]
    ids = torch.tensor(rows, device=device)
    start = len(prompt)
    there = torch.tensor([[i < len(row) for i in range(width)] for row in completions], device=device)
    logits = logits_of(model, ids[:, :-1])[:, start - 1 :].float()
    return logits + forbidden(run, start, start + width, logits.shape[-1], device), ids[:, start:], there


def sequence_log_probs(model, run, group, device):
    """log q(y_i | x) [n] in float64: the sum or mean over tokens, the end included."""
    logits, ids, there = completion_logits(model, run, group["prompt_ids"], group["completion_ids"], device)
    tokens = logits.log_softmax(-1).gather(-1, ids[..., None])[..., 0].double() * there
    return tokens.sum(-1) if run["reduction"] == "sum" else tokens.sum(-1) / there.sum(-1)


def proximal(run, group):
    """What the proximal term adds to each sample's push, [n] (0 in the paper)."""
    lengths = [len(row) for row in group["completion_ids"]]
    if run["reduction"] == "sum":
        lengths = [1] * len(lengths)
    return torch.tensor([run["proximal_weight"] * length / sum(lengths) for length in lengths], dtype=torch.float64)


def group_loss(model, run, group, device):
    logq = sequence_log_probs(model, run, group, device)
    tensor = lambda name: torch.tensor(group[name], dtype=torch.float64, device=device)  # noqa: E731
    return brain_loss(logq, tensor("log_proposal"), tensor("alpha")) - (proximal(run, group).to(device) * logq).sum()


def all_sum(value, world):
    """Sum of a number over the ranks."""
    total = torch.tensor(float(value), dtype=torch.float64, device="cpu" if world.backend == "gloo" else world.device)
    if world.size > 1:
        dist.all_reduce(total)
    return total.item()


def make_optimizer(model, run, folder):
    """AdamW with the page's moments. Decay is for matrices, embeddings included: not torch's single group."""
    options, names = run["optimizer"], {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            names[file_name(name)] = parameter
    matrices = [p for p in names.values() if p.ndim >= 2]
    others = [p for p in names.values() if p.ndim < 2]
    groups = [{"params": matrices, "weight_decay": options["weight_decay"]}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(
        [group for group in groups if group["params"]],
        lr=options["learning_rate"], betas=(options["beta1"], options["beta2"]), eps=options["epsilon"],
    )
    path = os.path.join(folder, "brain", "optimizer.safetensors")
    if os.path.exists(path):
        moments, metadata = read_safetensors(path)
        assert metadata["direction"] == "descent", "invalid brain/optimizer.safetensors: of another sign"
        for name, parameter in names.items():
            optimizer.state[parameter] = {
                "step": torch.tensor(float(metadata["step"])),
                "exp_avg": shard_like(parameter, moments[f"exp_avg.{name}"]),
                "exp_avg_sq": shard_like(parameter, moments[f"exp_avg_sq.{name}"]),
            }
    return optimizer, names


def take_step(model, run, batch, optimizer, names, world):
    """Lines 14-19: the mean loss over the batch's groups and the gradient norm before clipping.

    A group stays on one rank, since beta is over its samples. Ranks hold equally many, the last ones perhaps with
    weight 0, so that the weighted sum over ranks is the mean over groups. Ranks synchronise once a step.
    """
    share, loss = -(-len(batch) // world.size), 0.0
    for i in range(share):
        index = i * world.size + world.rank
        weight = 1 / len(batch) if index < len(batch) else 0.0
        with world.unsynchronised(model) if i < share - 1 else nullcontext(), world.autocast():
            part = weight * group_loss(model, run, batch[index % len(batch)], world.device)
            (part * world.size).backward()  # engines average over ranks
        loss += part.item()
    loss = all_sum(loss, world)
    squares = sum(p.grad.detach().double().square().sum() for p in names.values())
    norm = full(squares).sqrt().item()
    clip, is_finite = run["optimizer"]["gradient_clip"], abs(norm) < float("inf")
    if clip > 0 and norm > clip:
        for parameter in names.values():
            parameter.grad.mul_(clip / norm)
    if is_finite:
        optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return {"loss": loss, "gradientNorm": norm, "clipped": 0 < clip < norm, "applied": is_finite}


def my_share(items, world):
    """This rank's of the items. Repeats some, so that all ranks have equally many: sharded models need that."""
    share = -(-len(items) // world.size)
    return [items[(i * world.size + world.rank) % len(items)] for i in range(share)]


def gathered(mine, count, world):
    """All ranks' results in the order of the items, the repeated ones left out."""
    every = [mine]
    if world.size > 1:
        every = [None] * world.size
        dist.all_gather_object(every, mine)
    return [every[i % world.size][i // world.size] for i in range(count)]


@torch.no_grad()
def draw_round(model, prior, run, prompts, rewards, world):
    """Lines 4-12: n samples of each prompt from the proposal, which is the policy as it stands; all cached once."""
    def group_of(prompt):
        rows = sample(model, run, prompt["prompt_ids"], run["samples_per_prompt"], world, forbidden)
        group = {"round": run["round"], "prompt": prompt["prompt"], "prompt_ids": prompt["prompt_ids"],
                 "completion_ids": rows}
        group["log_proposal"] = sequence_log_probs(bare(model), run, group, world.device).tolist()
        with disabled(model, prior) as frozen:
            group["log_prior"] = sequence_log_probs(frozen, run, group, world.device).tolist()
        group["reward"] = rewards.of(prompt, rows)
        group["alpha"] = alpha_weights(group["log_prior"], group["log_proposal"], group["reward"], run["gamma"])
        return group

    return gathered([group_of(prompt) for prompt in my_share(prompts, world)], len(prompts), world)


@torch.no_grad()
def evaluate(model, prior, run, prompts, rewards, world):
    """A point of the frontier: reward, and KL to the prior by the whole vocabulary at each token, nats a response."""
    def of_prompt(prompt):
        rows = sample(model, run, prompt["prompt_ids"], run["evaluation_samples"], world, forbidden)
        asked = (run, prompt["prompt_ids"], rows, world.device)
        logits, _, there = completion_logits(bare(model), *asked)
        with disabled(model, prior) as frozen:
            log_prior = completion_logits(frozen, *asked)[0].log_softmax(-1)
        log_policy = logits.log_softmax(-1)
        kl = ((log_policy.exp() * (log_policy - log_prior)).sum(-1).double() * there).sum(-1).tolist()
        return [kl, rewards.of(prompt, rows), list(map(float, map(len, rows)))]

    every = torch.tensor(gathered([of_prompt(p) for p in my_share(prompts, world)], len(prompts), world))  # [P, 3, n]
    figures = every[0].t() if len(every) == 1 else every.mean(-1)  # samples of one prompt, or means of several
    error = figures.std(0) / len(figures) ** 0.5 if len(figures) > 1 else torch.zeros(3)
    estimate = lambda i: {"mean": figures[:, i].mean().item(), "standardError": error[i].item()}  # noqa: E731
    return {"evaluation": {"reward": estimate(1), "kl": estimate(0), "meanLength": figures[:, 2].mean().item()}}


def save(out, folder, run, names, optimizer, groups, metrics, world):
    """The same folder again. All ranks gather, one writes."""
    parameters = {name: full(p.detach()).cpu() for name, p in names.items()}
    moments = {f"{kind}.{name}": full(optimizer.state[p][kind]).cpu() for name, p in names.items()
               for kind in ("exp_avg", "exp_avg_sq") if optimizer.state[p]}
    if world.rank != 0:
        return
    if os.path.abspath(out) != os.path.abspath(folder):
        left = ("*.pyc", "__pycache__", "ts_after.safetensors", os.path.basename(os.path.abspath(out)))
        shutil.copytree(folder, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*left))
    weights = "adapter_model.safetensors" if run["lora"] else "model.safetensors"
    kept, _ = read_safetensors(os.path.join(out, weights))
    write_safetensors(os.path.join(out, weights), {**kept, **parameters}, {"format": "pt"})
    step = int(next(iter(optimizer.state.values()))["step"]) if moments else 0
    write_safetensors(os.path.join(out, "brain", "optimizer.safetensors"), moments,
                      {"direction": "descent", "step": str(step)})
    write_lines(os.path.join(out, "brain", "groups.jsonl"), groups)
    write_json(os.path.join(out, "brain", "run.json"), run)
    metrics.write(out)


def train(model, prior, run, args, groups, world, optimizer, names):
    everything = read_lines(os.path.join(args.folder, "brain", "prompts.jsonl"))
    of_split = lambda split: [p for p in everything if p["split"] == split]  # noqa: E731
    rewards = Rewards(args.reward, args.folder, run)
    metrics, shared = Metrics(args.folder), random.Random(f"{run['seed']} {run['step']}")
    torch.manual_seed(run["seed"] + 1_000_003 * world.rank + run["step"])
    run.setdefault("continued_from_step", run["step"])
    run["computed_on"] = f"torch {torch.__version__}, {world}"
    last = run["round"] + args.rounds if args.rounds else run["rounds"]
    validation = of_split("validation")[: run["evaluation_prompts"]]
    newest, pool = (groups[-1]["round"] if groups else 0), of_split("train")
    while True:
        if run["step_in_round"] >= run["steps_per_round"]:
            if run["round"] >= last:
                break
            run["round"], run["step_in_round"] = run["round"] + 1, 0  # line 3
        if newest != run["round"]:
            count = run["prompts_per_round"]
            chosen = shared.sample(pool, count) if len(pool) >= count else shared.choices(pool, k=count)
            groups += draw_round(model, prior, run, chosen, rewards, world)
            newest = run["round"]
        window = run["replay_rounds"]
        replay = [g for g in groups if not window or g["round"] > newest - window]
        count, began = run["groups_per_batch"], time.time()
        batch = shared.sample(replay, count) if len(replay) >= count else shared.choices(replay, k=count)  # line 14
        result = take_step(model, run, batch, optimizer, names, world)
        run["step"], run["step_in_round"] = run["step"] + 1, run["step_in_round"] + 1
        every = [r for group in batch for r in group["reward"]]
        figures = {"round": run["round"], **result, "meanReward": sum(every) / len(every)}
        metrics.put(run["step"], {**figures, "stepMs": 1000 * (time.time() - began)})
        is_last = run["round"] >= last and run["step_in_round"] >= run["steps_per_round"]
        if is_last or run["step"] % run["evaluation_interval"] == 0:
            metrics.put(run["step"], evaluate(model, prior, run, validation, rewards, world))
            save(args.out, args.folder, run, names, optimizer, groups, metrics, world)
        if world.rank == 0:
            row = metrics.rows[run["step"]]
            point = " ".join(f"{name} {row[f'evaluation.{name}.mean']:.4f}" for name in ("reward", "kl") if f"evaluation.{name}.mean" in row)
            print(f"step {run['step']} round {run['round']} loss {result['loss']:.4f} {point}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default=".", help="folder of the run")
    parser.add_argument("--check", action="store_true", help="one step beside the page's, and no training")
    parser.add_argument("--write-after", help="with --check: a file for the parameters after the step")
    parser.add_argument("--tolerance", type=float, help="of --check; 1e-6 on a CPU, 1e-5 on a GPU")
    parser.add_argument("--out", default="continued", help="folder of the checkpoints")
    parser.add_argument("--rounds", type=int, default=0, help="rounds to add; without it those that the run has left")
    parser.add_argument("--reward", default="reward.py:score", help="file:function of the reward, as TRL's reward_funcs")
    parser.add_argument("--engine", choices=["ddp", "fsdp"], default="ddp", help="with several processes; fsdp: torch >= 2.6")
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32", help="of the products; weights stay in fp32")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--base", help="folder or name of the model under the adapters")
    parser.add_argument("--plain", action="store_true", help="plain_models.py even where transformers is installed")
    args = parser.parse_args()
    run = read_json(os.path.join(args.folder, "brain", "run.json"))
    if run["method"] != "brain":
        raise SystemExit(f"unsupported method: {run['method']} (expected brain: set it in brain/run.json to go on with BRAIn)")
    world, (policy, prior) = engine_of(args), load_models(args, run)
    model = world.wrapped(policy)
    prior = prior and prior.to(world.device)
    groups = read_groups(args.folder, run)
    optimizer, names = make_optimizer(model, run, args.folder)
    status = 0
    if args.check:
        step = lambda batch: take_step(model, run, batch, optimizer, names, world)  # noqa: E731
        status = check(step, run, args.folder, groups, world, optimizer, names, args.write_after, args.tolerance)
    else:
        train(model, prior, run, args, groups, world, optimizer, names)
    world.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
