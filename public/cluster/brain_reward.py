"""The reward of a run: a function of yours, checked against rewards that the page gave before it is trusted."""

import importlib.util
import math
import os

from brain_files import read_json, read_lines


class Texts:
    """Decodes completions: the run's tokenizer, or words between spaces without transformers."""

    def __init__(self, folder):
        try:
            from transformers import AutoTokenizer

            self.tokenizer = AutoTokenizer.from_pretrained(folder)
        except ImportError:
            file = read_json(os.path.join(folder, "tokenizer.json"))
            if file["model"]["type"] != "WordLevel":
                raise SystemExit("unsupported tokenizer.json without transformers (expected it to be installed)")
            special = {token["id"] for token in file["added_tokens"]}
            self.tokenizer = None
            self.words = {i: word for word, i in file["model"]["vocab"].items() if i not in special}

    def decode(self, ids):
        if self.tokenizer:
            return self.tokenizer.decode(ids, skip_special_tokens=True)
        return " ".join(self.words[i] for i in ids if i in self.words)


class Rewards:
    """As the rules read them: (score - mean) / spread, and through a sigmoid where goodness is absolute."""

    def __init__(self, function, folder, run):
        path, _, name = function.partition(":")
        path = path if os.path.exists(path) else os.path.join(folder, path)
        if not os.path.exists(path):
            raise SystemExit(f"invalid --reward: {function} (expected file:function, such as reward.py:score)")
        spec = importlib.util.spec_from_file_location("brain_own_reward", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.score, self.run, self.texts = getattr(module, name or "score"), run, Texts(folder)
        self.check(read_lines(os.path.join(folder, "brain", "reward_golden.jsonl")))

    def of(self, prompt, rows):
        """Rewards of the completions [n] of one prompt, a row of prompts.jsonl."""
        run, count = self.run, len(rows)
        meta = {name: [value] * count for name, value in (prompt.get("meta") or {}).items()}
        scores = self.score(
            prompts=[prompt["prompt"]] * count, completions=[self.texts.decode(row) for row in rows],
            completion_ids=rows, **meta,
        )
        if len(scores) != count or not all(math.isfinite(score) for score in scores):
            raise SystemExit(f"invalid reward: {scores[:4]} (expected {count} finite numbers)")
        scale = run["reward"]["scale"]
        rewards = [(score - scale["mean"]) / scale["spread"] for score in scores]
        return [self.goodness(reward) for reward in rewards]

    def goodness(self, reward):
        gamma = self.run["gamma"]
        if self.run["goodness"] == "bradley-terry":
            return reward
        x = reward / gamma  # gamma log sigmoid(r / gamma)
        return gamma * (min(x, 0.0) - math.log1p(math.exp(-abs(x))))

    def check(self, golden):
        for row in golden:
            (mine,) = self.of(row, [row["completion_ids"]])
            if abs(mine - row["reward"]) > 1e-6 * max(1, abs(row["reward"])):
                raise SystemExit(
                    f"the reward is {mine:.6f} for {row['completion']!r} (expected {row['reward']:.6f}, as on the page):"
                    " the Python function is not the page's"
                )
