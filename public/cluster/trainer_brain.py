"""BRAIn as a Trainer of transformers, for people who live there: an item of the data set is a group, a prompt with its n
samples, since beta is normalised over them. GRPOTrainer would not do: it shuffles the samples of a prompt apart.

    python3 trainer_brain.py --folder . --steps 100
"""

import argparse
import os

import torch
from transformers import Trainer, TrainingArguments

from brain_files import read_groups, read_json
from brain_models import load_models
from train_brain import group_loss, make_optimizer


class BrainTrainer(Trainer):
    """Trains on the replay of a run. One group a device and backward pass."""

    def __init__(self, run, **options):
        super().__init__(**options)
        self.run, self.model_accepts_loss_kwargs = run, False

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        loss = group_loss(model, self.run, inputs["group"], self.args.device)
        return (loss, {}) if return_outputs else loss


def trainer_of(folder, steps, out="trainer", **options):
    """With the page's moments, decay groups and clipping; dropout is off already."""
    plain = argparse.Namespace(folder=folder, base=None, plain=False)
    run = read_json(os.path.join(folder, "brain", "run.json"))
    model, _ = load_models(plain, run)
    model.to("cuda" if torch.cuda.is_available() and not options.get("use_cpu") else "cpu")
    optimizer, _ = make_optimizer(model, run, folder)
    arguments = TrainingArguments(
        output_dir=out, max_steps=steps, per_device_train_batch_size=1, remove_unused_columns=False,
        gradient_accumulation_steps=max(1, run["groups_per_batch"] // int(os.environ.get("WORLD_SIZE", 1))),
        max_grad_norm=run["optimizer"]["gradient_clip"], lr_scheduler_type="constant", report_to=[], **options,
    )
    constant = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda _: 1.0)
    return BrainTrainer(run, model=model, args=arguments, train_dataset=read_groups(folder, run),
                        data_collator=lambda items: {"group": items[0]}, optimizers=(optimizer, constant))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default=".")
    parser.add_argument("--steps", type=int, default=100)
    args = parser.parse_args()
    trainer = trainer_of(args.folder, args.steps)
    trainer.train()
    trainer.save_model(os.path.join(args.folder, "trainer"))
