"""The folder of a run: safetensors, run.json, groups.jsonl, metrics.csv. Needs PyTorch and nothing else."""

import csv
import json
import math
import os
import struct

import torch

DTYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def read_safetensors(path):
    """({name: float32 tensor}, metadata). https://github.com/huggingface/safetensors"""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        dtype = DTYPES[entry["dtype"]]
        flat = torch.frombuffer(data, dtype=dtype, offset=start, count=math.prod(entry["shape"]))
        assert flat.numel() * flat.element_size() == end - start, f"invalid {path}: {name}"
        tensors[name] = flat.reshape(entry["shape"]).float().clone()
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    header, parts, at = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        part = tensor.detach().cpu().float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + len(part)]}
        parts.append(part)
        at += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for part in parts:
            file.write(part)


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2, ensure_ascii=False)
        file.write("\n")


def read_lines(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def write_lines(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def alpha_weights(log_prior, log_proposal, reward, gamma):
    """Eq. 20 of the paper in float64: softmax(log p - log q' + r / gamma)."""
    logits = [p - q + r / gamma for p, q, r in zip(log_prior, log_proposal, reward)]
    return torch.tensor(logits, dtype=torch.float64).softmax(0).tolist()


def read_groups(folder, run):
    """The replay. What was cached is read and never recomputed; here it is only checked."""
    groups = read_lines(os.path.join(folder, "brain", "groups.jsonl"))
    for index, group in enumerate(groups):
        alpha = alpha_weights(group["log_prior"], group["log_proposal"], group["reward"], run["gamma"])
        gap = max(abs(a - b) for a, b in zip(alpha, group["alpha"]))
        if gap > 1e-9:
            raise SystemExit(
                f"invalid brain/groups.jsonl: alpha of line {index + 1} is off by {gap:.1e} (expected"
                f" softmax(log p - log q' + r / gamma) with gamma {run['gamma']}: another gamma or reduction?)"
            )
    return groups


def flat_row(value, prefix=""):
    """{"a": {"b": 1}} -> {"a.b": 1}: the names of the page's columns."""
    row = {}
    for name, item in value.items():
        row.update(flat_row(item, f"{prefix}{name}.") if isinstance(item, dict) else {prefix + name: item})
    return row


class Metrics:
    """brain/metrics.csv: a row a step, with the evaluation after it, in the page's columns."""

    def __init__(self, folder):
        self.rows = {}
        path = os.path.join(folder, "brain", "metrics.csv")
        if os.path.exists(path):
            with open(path, newline="", encoding="utf-8") as file:
                self.rows = {int(row["step"]): row for row in csv.DictReader(file)}

    def put(self, step, figures):
        flat = {name: str(v).lower() if isinstance(v, bool) else v for name, v in flat_row(figures).items()}
        self.rows.setdefault(step, {"step": step}).update(flat)

    def write(self, folder):
        rows = [self.rows[step] for step in sorted(self.rows)]
        names = dict.fromkeys(name for row in rows for name in row)
        columns = sorted(names, key=lambda name: name.startswith("evaluation."))
        with open(os.path.join(folder, "brain", "metrics.csv"), "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
