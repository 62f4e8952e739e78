"""A training step of the large shape of `npm run bench -- --large`, by PyTorch on the same graphics card.

    python3 torch_step.py

Single precision throughout (no TF32), eager and compiled; milliseconds are medians of 15 steps after 4. The model is
the benchmark's: V 50,257, d 512, L 8, H 8, T 1,024, B 2, tied head, learned positions, GELU by tanh. A step here takes
the loss of all tokens at once, without the host between log-probs and gradient. Then the rates of single products.
"""

import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

V, D, L, H, T, B = 50257, 512, 8, 8, 1024, 2
STEP_FLOPS = 3 * 2 * B * (T - 1) * (12 * L * D * D + V * D + L * D * T)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.qkv, self.out = nn.LayerNorm(D), nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.ln_2, self.mlp_in, self.mlp_out = nn.LayerNorm(D), nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def forward(self, x):
        rows, length, _ = x.shape
        q, k, v = self.qkv(self.ln_1(x)).view(rows, length, 3, H, D // H).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(x.shape)
        x = x + self.out(mixed)
        return x + self.mlp_out(F.gelu(self.mlp_in(self.ln_2(x)), approximate="tanh"))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(V, D), nn.Embedding(T, D)
        self.blocks, self.ln_f = nn.ModuleList([Block() for _ in range(L)]), nn.LayerNorm(D)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1], device=tokens.device))
        for block in self.blocks:
            x = block(x)
        return self.ln_f(x) @ self.wte.weight.T


def milliseconds(work, warm_ups, repeats):
    """Median, fastest."""
    times = []
    for turn in range(warm_ups + repeats):
        torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        if turn >= warm_ups:
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times), min(times)


def step_ms(compiled):
    torch.manual_seed(0)
    model = Model().cuda()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)
    tokens = torch.randint(V, (B, T), device="cuda")

    def loss_of(tokens):
        logits = model(tokens[:, :-1])
        return F.cross_entropy(logits.reshape(-1, V), tokens[:, 1:].reshape(-1))

    loss_of = torch.compile(loss_of) if compiled else loss_of

    def step():
        loss_of(tokens).backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)

    return milliseconds(step, 4, 15)


def main():
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.set_float32_matmul_precision("highest")
    print(torch.cuda.get_device_name(), "PyTorch", torch.__version__)
    for name, compiled in (("eager", False), ("compiled", True)):
        median, fastest = step_ms(compiled)
        print(f"{name}: {median:.1f} ms ({fastest:.1f}), {STEP_FLOPS / median / 1e9:.1f} TFLOP/s", flush=True)
    x, wide = torch.randn(B * (T - 1), D, device="cuda"), torch.randn(B * (T - 1), 4 * D, device="cuda")
    w, embedding = torch.randn(D, 4 * D, device="cuda"), torch.randn(V, D, device="cuda")
    logits = x @ embedding.T
    products = {
        "into the MLP": (lambda: x @ w, D * 4 * D),
        "out of it": (lambda: wide @ w.T, D * 4 * D),
        "its weight gradient": (lambda: x.T @ wide, D * 4 * D),
        "logits": (lambda: x @ embedding.T, D * V),
        "gradient of the hidden states": (lambda: logits @ embedding, D * V),
        "gradient of the embedding": (lambda: logits.T @ x, D * V),
    }
    for name, (product, size) in products.items():
        median, _ = milliseconds(product, 3, 20)
        print(f"{name}: {median:.3f} ms, {2 * B * (T - 1) * size / median / 1e9:.1f} TFLOP/s")


if __name__ == "__main__":
    main()
