"""Policy and prior on one device or many: transformers and PEFT where they are installed, else plain_models.py."""

import copy
import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import torch
import torch.distributed as dist

from brain_files import read_json, read_safetensors
from plain_models import file_name, load_plain


@dataclass
class World:
    """The processes of a run and what spreads the model over them."""

    rank: int
    size: int
    device: torch.device
    engine: str
    backend: str
    dtype: str

    def __str__(self):
        return f"{self.size} x {self.device.type}" + (f", {self.engine} over {self.backend}" if self.size > 1 else "")

    def wrapped(self, model):
        model = model.to(self.device)
        if self.size == 1:
            return model
        if self.engine == "ddp":
            return torch.nn.parallel.DistributedDataParallel(model)
        from torch.distributed.fsdp import fully_shard  # torch >= 2.6

        for block in blocks_of(model):
            fully_shard(block)
        return fully_shard(model)

    @contextmanager
    def unsynchronised(self, model):
        """Backward without a word to the other ranks."""
        if self.size == 1:
            yield
        elif self.engine == "ddp":
            with model.no_sync():
                yield
        else:
            model.set_requires_gradient_sync(False)
            yield
            model.set_requires_gradient_sync(True)

    def autocast(self):
        return torch.autocast(self.device.type, torch.bfloat16) if self.dtype == "bf16" else nullcontext()

    def close(self):
        if self.size > 1:
            dist.barrier()
            dist.destroy_process_group()


def engine_of(args):
    size, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    device, backend = torch.device(args.device), "gloo"
    if device.type == "cuda":
        device, backend = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))), "nccl"
        torch.cuda.set_device(device)
        torch.backends.cuda.matmul.allow_tf32 = False  # so that --check means what it says
    if size > 1:
        dist.init_process_group(backend)
    return World(rank, size, device, args.engine, backend, args.dtype)


def blocks_of(model):
    """The longest list of modules: the layers."""
    lists = [module for module in model.modules() if isinstance(module, torch.nn.ModuleList)]
    return max(lists, key=len)


def transformers_or_none(args):
    try:
        import transformers
    except ImportError:
        return None
    return None if args.plain else transformers


def base_folder(args):
    """Where the model under the adapters is: in the run's folder, elsewhere, or on the hub."""
    name = args.base or read_json(os.path.join(args.folder, "adapter_config.json"))["base_model_name_or_path"]
    inside = os.path.join(args.folder, name)
    return inside if not args.base and os.path.isdir(inside) else name


def put(model, tensors, where):
    """Copies tensors of a file into the parameters of the same names; every trained one must be there."""
    for name, parameter in model.named_parameters():
        if file_name(name) in tensors:
            parameter.data.copy_(tensors[file_name(name)])
        elif parameter.requires_grad:
            raise SystemExit(f"invalid {where}: {file_name(name)} is missing")


def without_dropout(model):
    """Dropout would make another model of it: the page has none."""
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if isinstance(getattr(module, "attention_dropout", None), float):
            module.attention_dropout = 0.0
    return model


def load_models(args, run):
    """(policy, prior). With adapters the prior is None: the policy with its adapters switched off."""
    folder, library = args.folder, transformers_or_none(args)
    source = base_folder(args) if run["lora"] else folder
    if library:
        model = library.AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32)
    else:
        config, (tensors, _) = read_json(os.path.join(source, "config.json")), read_safetensors(os.path.join(source, "model.safetensors"))
        model = load_plain(config, tensors)
    if run["lora"]:
        if library:
            from peft import PeftModel

            model = PeftModel.from_pretrained(model, folder, is_trainable=True)
        else:
            model.adapt(read_json(os.path.join(folder, "adapter_config.json")))
            put(model, read_safetensors(os.path.join(folder, "adapter_model.safetensors"))[0], "adapter_model.safetensors")
        return without_dropout(model).train(), None
    prior = copy.deepcopy(model)
    put(prior, read_safetensors(os.path.join(folder, "brain", "prior.safetensors"))[0], "brain/prior.safetensors")
    return without_dropout(model).train(), without_dropout(prior).requires_grad_(False)


def bare(model):
    return model.module if isinstance(model, torch.nn.parallel.DistributedDataParallel) else model


def logits_of(model, ids):
    out = model(ids)
    return out if isinstance(out, torch.Tensor) else out.logits


@contextmanager
def disabled(model, prior):
    """The prior."""
    if prior is not None:
        yield prior
    else:
        with bare(model).disable_adapter():
            yield bare(model)


def full(tensor):
    """A sharded tensor as a whole, on every rank."""
    return tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor


def shard_like(parameter, values):
    if not hasattr(parameter, "full_tensor"):
        return values.to(parameter.device)
    from torch.distributed.tensor import distribute_tensor

    return distribute_tensor(values.to(parameter.device), parameter.device_mesh, parameter.placements)


def sample(model, run, prompt, count, world, forbidden):
    """Completions [count], the end included, untruncated at temperature 1. forbidden: the mask by position."""
    bare_model, ids = bare(model), torch.tensor([prompt] * count, device=world.device)
    is_sharded, longest = world.size > 1 and world.engine == "fsdp", run["max_new_tokens"]
    if hasattr(bare_model, "generate"):
        mask = lambda ids, scores: scores + forbidden(run, ids.shape[1], ids.shape[1] + 1, scores.shape[-1], scores.device)  # noqa: E731
        rows = bare_model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=True, temperature=1.0, top_k=0, top_p=1.0,
            max_new_tokens=longest, eos_token_id=run["eos"], pad_token_id=run["pad"], logits_processor=[mask],
            synced_gpus=is_sharded,
        )
    else:
        rows, ended = ids, torch.zeros(count, dtype=torch.bool, device=world.device)
        for position in range(len(prompt), len(prompt) + longest):
            logits = logits_of(bare_model, rows)[:, -1].float()
            logits = logits + forbidden(run, position, position + 1, logits.shape[-1], world.device)
            token = torch.multinomial(logits.softmax(-1), 1)
            rows = torch.cat([rows, token], 1)
            ended |= token[:, 0] == run["eos"]
            if ended.all() and not is_sharded:  # sharded layers need all ranks at every token
                break
    completions = [row[len(prompt):].tolist() for row in rows]
    return [row[: row.index(run["eos"]) + 1] if run["eos"] in row else row for row in completions]
