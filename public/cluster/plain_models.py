"""GPT-2, GPT-Neo and Llama with the parameter names of transformers, for machines without it, and LoRA adapters."""

import math
from contextlib import contextmanager

import torch
from torch import nn
from torch.nn import functional as F


class Dense(nn.Module):
    """y = x W + b, and (alpha / r) (x A^T) B^T where it has an adapter. GPT-2 keeps W as [in, out], others [out, in]."""

    def __init__(self, inner, columns, bias, conv1d):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros((inner, columns) if conv1d else (columns, inner)))
        self.bias = nn.Parameter(torch.zeros(columns)) if bias else None
        self.conv1d, self.scale = conv1d, 0.0
        self.sizes = inner, columns

    def adapt(self, rank, alpha):
        inner, columns = self.sizes
        self.lora_A = nn.Linear(inner, rank, bias=False)
        self.lora_B = nn.Linear(rank, columns, bias=False)
        self.scale = self.full_scale = alpha / rank

    def forward(self, x):
        y = F.linear(x, self.weight.t() if self.conv1d else self.weight, self.bias)
        return y + self.scale * self.lora_B(self.lora_A(x)) if self.scale else y


class RMSNorm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(width)), eps

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)


def attend(q, k, v, scale, window=0):
    """q [B, H, T, dh]; k, v [B, K, T, dh]: each of the K serves H / K heads."""
    length, share = q.shape[2], q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(share, 1), v.repeat_interleave(share, 1)
    seen = torch.ones(length, length, dtype=torch.bool, device=q.device).tril()
    if window:
        seen &= ~seen.tril(-window)
    scores = (q @ k.transpose(2, 3) * scale).masked_fill(~seen, torch.finfo(q.dtype).min)
    return (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)


def split_heads(x, heads):
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


class GptAttention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads, self.scale = c["n_head"], (c["n_embd"] // c["n_head"]) ** -0.5
        if c.get("scale_attn_weights") is False:
            self.scale = 1.0
        self.c_attn = Dense(c["n_embd"], 3 * c["n_embd"], True, True)
        self.c_proj = Dense(c["n_embd"], c["n_embd"], True, True)

    def forward(self, x):
        q, k, v = (split_heads(part, self.heads) for part in self.c_attn(x).chunk(3, -1))
        return self.c_proj(attend(q, k, v, self.scale))


class NeoSelfAttention(nn.Module):
    def __init__(self, c, local):
        super().__init__()
        width, self.heads, self.window = c["hidden_size"], c["num_heads"], c["window_size"] if local else 0
        self.q_proj, self.k_proj, self.v_proj = (Dense(width, width, False, False) for _ in range(3))
        self.out_proj = Dense(width, width, True, False)

    def forward(self, x):
        q, k, v = (split_heads(p(x), self.heads) for p in (self.q_proj, self.k_proj, self.v_proj))
        return self.out_proj(attend(q, k, v, 1.0, self.window))


class NeoAttention(nn.Module):
    def __init__(self, c, layer):
        super().__init__()
        kinds = [kind for group, times in c["attention_types"] for kind in group * times]
        self.attention = NeoSelfAttention(c, kinds[layer] == "local")

    def forward(self, x):
        return self.attention(x)


class GptMlp(nn.Module):
    def __init__(self, width, inner, conv1d):
        super().__init__()
        self.c_fc, self.c_proj = Dense(width, inner, True, conv1d), Dense(inner, width, True, conv1d)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class GptBlock(nn.Module):
    """Of GPT-2 and GPT-Neo."""

    def __init__(self, c, layer):
        super().__init__()
        if c["model_type"] == "gpt2":
            width, inner, self.attn = c["n_embd"], c.get("n_inner"), GptAttention(c)
        else:
            width, inner, self.attn = c["hidden_size"], c.get("intermediate_size"), NeoAttention(c, layer)
        self.ln_1, self.ln_2 = (nn.LayerNorm(width, c["layer_norm_epsilon"]) for _ in range(2))
        self.mlp = GptMlp(width, inner or 4 * width, c["model_type"] == "gpt2")

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


def rotary_table(c, length, width, device):
    """cos and sin [T, dh]; scaling as in transformers' default, linear and llama3."""
    rope = {"rope_theta": c.get("rope_theta", 1e4), **(c.get("rope_scaling") or {}), **(c.get("rope_parameters") or {})}
    kind = rope.get("rope_type", "default")
    frequency = rope["rope_theta"] ** -(torch.arange(0, width, 2, dtype=torch.float64) / width)
    if kind == "linear":
        frequency = frequency / rope["factor"]
    if kind == "llama3":
        wavelength, low, high = 2 * math.pi / frequency, rope["low_freq_factor"], rope["high_freq_factor"]
        context = rope["original_max_position_embeddings"]
        smooth = ((context / wavelength - low) / (high - low)).clamp(0, 1)
        frequency = smooth * frequency + (1 - smooth) * frequency / rope["factor"]
    angle = torch.arange(length, dtype=torch.float64)[:, None] * frequency
    angle = torch.cat([angle, angle], -1)
    return angle.cos().float().to(device), angle.sin().float().to(device)


def rotated(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


class LlamaAttention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c, self.heads, self.kv_heads = c, c["num_attention_heads"], c["num_key_value_heads"]
        width, self.head = c["hidden_size"], c.get("head_dim") or c["hidden_size"] // self.heads
        self.q_proj = Dense(width, self.heads * self.head, False, False)
        self.k_proj, self.v_proj = (Dense(width, self.kv_heads * self.head, False, False) for _ in range(2))
        self.o_proj = Dense(self.heads * self.head, width, False, False)

    def forward(self, x):
        cos, sin = rotary_table(self.c, x.shape[1], self.head, x.device)
        q = rotated(split_heads(self.q_proj(x), self.heads), cos, sin)
        k = rotated(split_heads(self.k_proj(x), self.kv_heads), cos, sin)
        return self.o_proj(attend(q, k, split_heads(self.v_proj(x), self.kv_heads), self.head**-0.5))


class LlamaMlp(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.gate_proj, self.up_proj = Dense(width, inner, False, False), Dense(width, inner, False, False)
        self.down_proj = Dense(inner, width, False, False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class LlamaBlock(nn.Module):
    def __init__(self, c, layer):
        super().__init__()
        width, eps = c["hidden_size"], c["rms_norm_eps"]
        self.input_layernorm, self.post_attention_layernorm = RMSNorm(width, eps), RMSNorm(width, eps)
        self.self_attn, self.mlp = LlamaAttention(c), LlamaMlp(width, c["intermediate_size"])

    def forward(self, x):
        x = x + self.self_attn(self.input_layernorm(x))
        return x + self.mlp(self.post_attention_layernorm(x))


class PlainModel(nn.Module):
    """config.json of transformers -> a module whose call gives logits [B, T, V]."""

    def __init__(self, c):
        super().__init__()
        family, trunk = c["model_type"], nn.Module()
        width = c["n_embd"] if family == "gpt2" else c["hidden_size"]
        layers = range(next(c[name] for name in ("n_layer", "num_layers", "num_hidden_layers") if name in c))
        if family == "llama":
            self.prefix, trunk.embed_tokens = "model", nn.Embedding(c["vocab_size"], width)
            trunk.layers = nn.ModuleList(LlamaBlock(c, layer) for layer in layers)
            trunk.norm = RMSNorm(width, c["rms_norm_eps"])
        else:
            self.prefix, trunk.wte = "transformer", nn.Embedding(c["vocab_size"], width)
            trunk.wpe = nn.Embedding(c.get("n_positions") or c["max_position_embeddings"], width)
            trunk.h = nn.ModuleList(GptBlock(c, layer) for layer in layers)
            trunk.ln_f = nn.LayerNorm(width, c["layer_norm_epsilon"])
        self.add_module(self.prefix, trunk)
        self.lm_head = None if c["tie_word_embeddings"] else nn.Linear(width, c["vocab_size"], bias=False)

    def forward(self, ids):
        trunk, is_llama = getattr(self, self.prefix), self.prefix == "model"
        embedding = trunk.embed_tokens if is_llama else trunk.wte
        x = embedding(ids) if is_llama else embedding(ids) + trunk.wpe.weight[: ids.shape[1]]
        for block in trunk.layers if is_llama else trunk.h:
            x = block(x)
        x = trunk.norm(x) if is_llama else trunk.ln_f(x)
        return self.lm_head(x) if self.lm_head is not None else x @ embedding.weight.t()

    def adapt(self, lora):
        """Freezes the model and puts adapters on it. lora: adapter_config.json of PEFT."""
        self.requires_grad_(False)
        for name, module in self.named_modules():
            if isinstance(module, Dense) and name.split(".")[-1] in lora["target_modules"]:
                module.adapt(lora["r"], lora["lora_alpha"])

    @contextmanager
    def disable_adapter(self):
        dense = [module for module in self.modules() if isinstance(module, Dense) and module.scale]
        for module in dense:
            module.scale = 0.0
        yield
        for module in dense:
            module.scale = module.full_scale


def file_name(name):
    """Name in the files of transformers and PEFT, of a parameter of a plain, wrapped or adapted model."""
    name = name.replace("module.", "", 1) if name.startswith("module.") else name
    name = name.replace(".default.", ".")
    adapted = ".lora_" in name and not name.startswith("base_model.model.")
    return f"base_model.model.{name}" if adapted else name


def load_plain(config, tensors):
    """A plain model with the tensors of model.safetensors."""
    model = PlainModel(config)
    own = dict(model.named_parameters())
    for name, parameter in own.items():
        if name not in tensors:
            raise SystemExit(f"invalid model.safetensors: {name} is missing")
        parameter.data.copy_(tensors[name])
    return model
