"""Writes training_goldens.json: what torch.optim and its schedulers make of a tiny network.

Run with PyTorch installed: python3 make_training_goldens.py > training_goldens.json
"""
import json
import math

import torch
from torch import nn


def wave(rows, columns, shift):
    """Numbers that a C++ test can make again."""
    values = [math.sin(0.7 * i + shift) for i in range(rows * max(columns, 1))]
    tensor = torch.tensor(values, dtype=torch.float64).float()
    return tensor.reshape(rows, columns) if columns else tensor


def schedule(kind, epochs, steps, **options):
    parameter = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], options["lr"], momentum=0.9)
    schedulers = torch.optim.lr_scheduler
    if kind == "onecycle":
        scheduler = schedulers.OneCycleLR(
            optimizer, options["lr"], epochs=epochs, steps_per_epoch=steps)
    elif kind == "step":
        scheduler = schedulers.StepLR(optimizer, options["step_epochs"], options["step_factor"])
    elif kind == "restarts":
        scheduler = schedulers.CosineAnnealingWarmRestarts(
            optimizer, options["restart_epochs"], options["restart_growth"],
            eta_min=options["eta_min"])
    elif kind == "constant":
        scheduler = schedulers.LambdaLR(optimizer, lambda epoch: 1.0)
    else:
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(
            optimizer, options["t_max"], eta_min=options["eta_min"])
    rates, momenta = [], []
    warmup = round(options.get("warmup_epochs", 0) * steps)
    other = torch.optim.SGD([parameter], 1.0)
    warm = schedulers.LinearLR(other, 1 / warmup, total_iters=warmup - 1) if warmup else None
    for step in range(epochs * steps):
        # The schedule's rate times the warm-up's share.
        rates.append(optimizer.param_groups[0]["lr"] * other.param_groups[0]["lr"])
        if warm:
            other.step()
            warm.step()
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if kind == "onecycle" or (step + 1) % steps == 0:
            scheduler.step()
    return {"kind": kind, "epochs": epochs, "steps_per_epoch": steps, **options,
            "rates": rates, "momenta": momenta}


def training(optimizer_kind, steps=6, **options):
    w1, b1 = nn.Parameter(wave(4, 3, 0.1)), nn.Parameter(wave(4, 0, 0.2))
    w2, b2 = nn.Parameter(wave(3, 4, 0.3)), nn.Parameter(wave(3, 0, 0.4))
    x, y = 3 * wave(5, 3, 0.5), torch.tensor([0, 1, 2, 1, 0])
    decay = options["weight_decay"]
    groups = [{"params": [w1, w2], "weight_decay": decay},
              {"params": [b1, b2], "weight_decay": 0.0}]
    if optimizer_kind == "sgd":
        optimizer = torch.optim.SGD(groups, options["lr"], momentum=options["momentum"],
                                    nesterov=options["nesterov"])
    else:
        optimizer = torch.optim.AdamW(groups, options["lr"])
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, options["lr"], total_steps=steps) if options["onecycle"] else None
    losses, norms = [], []
    for _ in range(steps):
        optimizer.zero_grad()
        logits = torch.tanh(x @ w1.T + b1) @ w2.T + b2
        loss = nn.functional.cross_entropy(logits, y, label_smoothing=options["label_smoothing"])
        loss.backward()
        limit = options["clip"] if options["clip"] > 0 else math.inf
        norms.append(nn.utils.clip_grad_norm_([w1, b1, w2, b2], limit).item())
        optimizer.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
    return {"optimizer": optimizer_kind, "steps": steps, **options, "losses": losses,
            "norms": norms, "w1": w1.detach().flatten().tolist(), "b1": b1.detach().tolist(),
            "w2": w2.detach().flatten().tolist(), "b2": b2.detach().tolist()}


def groups(optimizer_kind, steps=6, **options):
    """A backbone whose rate is a share of the rest's, and which stands still for some steps."""
    w1, b1 = nn.Parameter(wave(4, 3, 0.1)), nn.Parameter(wave(4, 0, 0.2))
    w2, b2 = nn.Parameter(wave(3, 4, 0.3)), nn.Parameter(wave(3, 0, 0.4))
    x, y = 3 * wave(5, 3, 0.5), torch.tensor([0, 1, 2, 1, 0])
    rate, decay = options["lr"], options["weight_decay"]
    own = rate * options["backbone_rate"]
    parts = [{"params": [w1], "lr": own, "weight_decay": decay},
             {"params": [b1], "lr": own, "weight_decay": 0.0},
             {"params": [w2], "lr": rate, "weight_decay": decay},
             {"params": [b2], "lr": rate, "weight_decay": 0.0}]
    kinds = {"sgd": lambda: torch.optim.SGD(parts, rate, momentum=0.9),
             "adamw": lambda: torch.optim.AdamW(parts, rate)}
    optimizer = kinds[optimizer_kind]()
    losses = []
    for step in range(steps):
        for parameter in (w1, b1):
            parameter.requires_grad_(step >= options["frozen_steps"])
        optimizer.zero_grad(set_to_none=True)
        logits = torch.tanh(x @ w1.T + b1) @ w2.T + b2
        loss = nn.functional.cross_entropy(logits, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"optimizer": optimizer_kind, "steps": steps, **options, "losses": losses,
            "w1": w1.detach().flatten().tolist(), "b1": b1.detach().tolist(),
            "w2": w2.detach().flatten().tolist(), "b2": b2.detach().tolist()}


def weighted(smoothing, share):
    """Weighted cross-entropy of mixed labels, and its gradient."""
    logits = nn.Parameter(2 * wave(6, 3, 0.7))
    own, others = torch.tensor([0, 0, 0, 0, 1, 2]), torch.tensor([0, 2, 1, 0, 0, 0])
    counts = torch.bincount(own, minlength=3)
    weights = len(own) / (3 * counts.float())
    loss_of = nn.CrossEntropyLoss(weight=weights, label_smoothing=smoothing)
    loss = share * loss_of(logits, own) + (1 - share) * loss_of(logits, others)
    loss.backward()
    return {"smoothing": smoothing, "share": share, "weights": weights.tolist(),
            "loss": loss.item(), "gradient": logits.grad.flatten().tolist()}


def distilled(share, temperature, smoothing):
    """The loss of knowledge distillation (Hinton et al. 2015), and its gradient."""
    student, teacher = nn.Parameter(2 * wave(6, 3, 0.7)), 3 * wave(6, 3, 1.9)
    labels = torch.tensor([0, 0, 0, 0, 1, 2])
    soft = nn.functional.kl_div(torch.log_softmax(student / temperature, 1),
                                torch.softmax(teacher / temperature, 1), reduction="batchmean")
    loss = (1 - share) * nn.functional.cross_entropy(student, labels, label_smoothing=smoothing) \
        + share * temperature ** 2 * soft
    loss.backward()
    return {"share": share, "temperature": temperature, "smoothing": smoothing,
            "loss": loss.item(), "gradient": student.grad.flatten().tolist()}


plain = {"momentum": 0.9, "nesterov": False, "weight_decay": 0.05, "clip": 0.0,
         "label_smoothing": 0.0, "onecycle": False}
print(json.dumps({
    "torch": torch.__version__,
    "schedules": [
        schedule("cosine", 7, 3, lr=0.01, t_max=5, eta_min=1e-6),
        schedule("onecycle", 4, 9, lr=0.1),
        schedule("onecycle", 1, 3, lr=0.1),
        schedule("step", 9, 3, lr=0.1, step_epochs=2, step_factor=0.3),
        schedule("restarts", 20, 2, lr=0.1, restart_epochs=3, restart_growth=2, eta_min=1e-4),
        schedule("restarts", 9, 2, lr=0.1, restart_epochs=4, restart_growth=1, eta_min=0.0),
        schedule("constant", 3, 4, lr=0.1, warmup_epochs=1.5),
        schedule("cosine", 7, 4, lr=0.01, t_max=5, eta_min=1e-4, warmup_epochs=2.25),
        schedule("onecycle", 4, 9, lr=0.1, warmup_epochs=1),
    ],
    "trainings": [
        training("sgd", lr=0.5, **{**plain, "momentum": 0.0}),
        training("sgd", lr=0.5, **plain),
        training("sgd", lr=0.5, **{**plain, "nesterov": True, "clip": 0.2}),
        training("sgd", lr=0.5, **{**plain, "nesterov": True, "label_smoothing": 0.1,
                                   "onecycle": True}),
        training("adamw", lr=0.05, **plain),
        training("adamw", lr=0.05, **{**plain, "onecycle": True, "clip": 1.0}),
    ],
    "groups": [
        groups("sgd", lr=0.5, weight_decay=0.05, backbone_rate=0.1, frozen_steps=0),
        groups("adamw", lr=0.05, weight_decay=0.05, backbone_rate=0.1, frozen_steps=0),
        groups("sgd", lr=0.5, weight_decay=0.05, backbone_rate=2.0, frozen_steps=2),
        groups("adamw", lr=0.05, weight_decay=0.05, backbone_rate=0.5, frozen_steps=3),
    ],
    "distillations": [distilled(0.5, 4.0, 0.0), distilled(0.9, 2.0, 0.1), distilled(1.0, 0.5, 0.0)],
    "losses": [weighted(0.0, 1.0), weighted(0.1, 1.0), weighted(0.1, 0.3)],
}, indent=1))
