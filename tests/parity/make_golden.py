"""Makes golden.json: what PyTorch says of the networks that Weft builds.

    /usr/bin/python3 tests/parity/make_golden.py > tests/parity/golden.json

Needs Debian's python3-torch and python3-torchvision. Nothing is random: weights and images come from a
formula that test_golden.cpp repeats, so that only PyTorch's answers are kept. Every case has:
logits, attention and loss; of each group of parameters the gradient's norm and its dot product
with the formula's numbers; the running statistics' norm after the step; Grad-CAM of class 1.
"""
import json

import numpy
import torch
import torchvision
from torch import nn

CLASSES, BATCH, HIDDEN, LAYERS = 5, 3, 6, 2
BACKBONES = {"resnet18": (40, 3), "resnet18-cifar": (24, 2), "resnet20": (16, 4),  # Image side, grid.
             "resnet34": (40, 2), "resnet50": (40, 2), "efficientnet-b0": (64, 2)}
HEADS = ["last", "final", "attention", "mean", "gap"]
HEADS_OF = {"resnet34": ["attention"], "resnet50": ["attention"], "efficientnet-b0": ["attention"]}
# Of every stage; 512 at the end where it is not named.
STAGES = {"resnet20": [16, 32, 64], "resnet50": [256, 512, 1024, 2048], "efficientnet-b0": [16, 24, 40, 112, 1280]}
# What is not as usual, by its configuration key.
VARIANTS = [
    ("resnet20", "attention", {"attention_hidden": 5}),
    ("resnet20", "attention", {"attention_heads": 3}),
    ("resnet20", "attention", {"attention_hidden": 5, "attention_heads": 2, "attention_temperature": 0.25}),
    ("resnet20", "attention", {"order": "column"}),
    ("resnet20", "attention", {"order": "snake"}),
    ("resnet20", "attention", {"order": "hilbert", "attention_heads": 2}),
    ("resnet20", "last", {"order": "hilbert"}),
    ("resnet20", "final", {"order": "snake"}),
    ("resnet20", "last", {"order": "rows-columns"}),
    ("resnet20", "final", {"order": "rows-columns"}),
    ("resnet20", "mean", {"order": "rows-columns"}),
    ("resnet20", "attention", {"order": "rows-columns", "attention_heads": 2}),
    ("resnet20", "attention", {"fusion": "concat", "fusion_stages": 2, "fusion_channels": 16}),
    ("resnet20", "final", {"fusion": "sum", "fusion_stages": 3, "fusion_channels": 24}),
    ("resnet20", "gap", {"fusion": "concat", "fusion_stages": 3, "fusion_channels": 16}),
    ("resnet20", "gap", {"fusion": "sum", "fusion_stages": 2, "fusion_channels": 16}),
    ("resnet20", "attention", {"order": "rows-columns", "fusion": "sum", "fusion_stages": 2, "fusion_channels": 16}),
    ("resnet18", "mean", {"fusion": "concat", "fusion_stages": 3, "fusion_channels": 16}),
    ("efficientnet-b0", "last", {"fusion": "sum", "fusion_stages": 3, "fusion_channels": 16}),
    ("resnet34", "mean", {"fusion": "concat", "fusion_stages": 2, "fusion_channels": 16}),
    ("resnet50", "last", {"fusion": "sum", "fusion_stages": 3, "fusion_channels": 16}),
    ("resnet18-cifar", "gap", {"fusion": "concat", "fusion_stages": 3, "fusion_channels": 16}),
]


def noise(count, stream):
    """Numbers in [-1, 1): a hash of (stream, place)."""
    x = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(stream * 1_000_003)
    x = (x * numpy.uint64(2654435761)) & numpy.uint64(0xFFFFFFFF)
    x ^= x >> numpy.uint64(15)
    x = (x * numpy.uint64(2246822519)) & numpy.uint64(0xFFFFFFFF)
    x ^= x >> numpy.uint64(13)
    return torch.from_numpy((x.astype(numpy.float64) / 2**31 - 1).astype(numpy.float32))


class ResNet20(nn.Module):
    """He et al. 2015, section 4.2, with projection shortcuts, out of torchvision's blocks."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        width = 16
        for i, (planes, stride) in enumerate([(16, 1), (32, 2), (64, 2)]):
            blocks = []
            for k in range(3):
                step = stride if k == 0 else 1
                shortcut = None
                if step != 1 or width != planes:
                    shortcut = nn.Sequential(nn.Conv2d(width, planes, 1, step, bias=False), nn.BatchNorm2d(planes))
                blocks.append(torchvision.models.resnet.BasicBlock(width, planes, step, shortcut))
                width = planes
            setattr(self, f"layer{i + 1}", nn.Sequential(*blocks))

    def forward(self, x):
        first = self.layer1(torch.relu(self.bn1(self.conv1(x))))
        second = self.layer2(first)
        return [first, second, self.layer3(second)]


class Residual(nn.Module):
    """A ResNet of torchvision without its end."""

    def __init__(self, net, cifar=False):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False) if cifar else net.conv1
        self.bn1 = net.bn1
        self.layer1, self.layer2, self.layer3, self.layer4 = net.layer1, net.layer2, net.layer3, net.layer4
        self.cifar = cifar

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        if not self.cifar:
            x = nn.functional.max_pool2d(x, 3, 2, 1)
        stages = []
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
            stages.append(x)
        return stages


class Efficient(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torchvision.models.efficientnet_b0(stochastic_depth_prob=0.0).features

    def forward(self, x):
        stages = []
        for number, layer in enumerate(self.features):
            x = layer(x)
            if number in (1, 2, 3, 5, 8):  # The last of each resolution.
                stages.append(x)
        return stages


def trunk(backbone):
    if backbone == "resnet20":
        return ResNet20()
    if backbone == "efficientnet-b0":
        return Efficient()
    return Residual(getattr(torchvision.models, backbone.split("-")[0])(), backbone == "resnet18-cifar")


def hilbert_cell(n, distance):
    """The cell (x, y) at that distance along the Hilbert curve of an n x n grid, n a power of two (Wikipedia's d2xy)."""
    x = y = 0
    side = 1
    while side < n:
        turn_x = 1 & (distance // 2)
        turn_y = 1 & (distance ^ turn_x)
        if turn_y == 0:
            if turn_x == 1:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x, y = x + side * turn_x, y + side * turn_y
        distance //= 4
        side *= 2
    return x, y


def way(order, n):
    """The cell, counted row by row, of each step."""
    if order == "column":
        return [y * n + x for x in range(n) for y in range(n)]
    if order == "snake":
        return [y * n + (x if y % 2 == 0 else n - 1 - x) for y in range(n) for x in range(n)]
    if order == "hilbert":
        return [y * n + x for x, y in (hilbert_cell(n, d) for d in range(n * n))]
    return list(range(n * n))


class Network(nn.Module):
    def __init__(self, backbone, head, grid, options):
        super().__init__()
        self.head = head
        self.grid = grid
        self.options = options
        self.backbone = trunk(backbone)
        widths = STAGES.get(backbone, [64, 128, 256, 512])
        width = widths[-1]
        if "fusion" in options:
            channels = options["fusion_channels"]
            self.fusion = nn.ModuleList(nn.Linear(w, channels) for w in widths[-options["fusion_stages"]:])
            width = channels * (len(self.fusion) if options["fusion"] == "concat" else 1)
        if head != "gap":
            self.lstm = nn.LSTM(width, HIDDEN, LAYERS, bidirectional=True, batch_first=True)
            if options.get("order") == "rows-columns":
                self.lstm_columns = nn.LSTM(width, HIDDEN, LAYERS, bidirectional=True, batch_first=True)
            width = 2 * HIDDEN * (2 if options.get("order") == "rows-columns" else 1)
        if head == "attention":
            hidden, heads = options.get("attention_hidden", 0), options.get("attention_heads", 1)
            if hidden:
                self.attention_hidden = nn.Linear(width, hidden)
            self.attention = nn.Linear(hidden or width, heads, bias=not hidden)
            width *= heads
        self.fc = nn.Linear(width, CLASSES)

    def fuse(self, stages):
        """Stages, [N, C, h, w] of one size each, by 1x1 convolutions."""
        if "fusion" not in self.options:
            return stages[-1]
        stages = stages[-len(self.fusion):]
        projected = [nn.functional.conv2d(x, f.weight[:, :, None, None], f.bias) for x, f in zip(stages, self.fusion)]
        return torch.cat(projected, 1) if self.options["fusion"] == "concat" else sum(projected)

    def read(self, lstm, cells, order):
        """Outputs by cells, and both directions' last states."""
        steps = way(order, self.grid)
        out, (states, _) = lstm(cells[:, steps])
        by_cells = torch.zeros_like(out)
        by_cells[:, steps] = out
        return by_cells, out[:, -1], torch.cat([states[-2], states[-1]], 1)

    def classify(self, stages):
        if self.head == "gap":
            return self.fc(self.fuse([x.mean((2, 3), keepdim=True) for x in stages]).flatten(1)), None
        cells = self.fuse([nn.functional.adaptive_avg_pool2d(x, self.grid) for x in stages])
        cells = cells.flatten(2).transpose(1, 2)
        order = self.options.get("order", "row")
        readings = [self.read(self.lstm, cells, order)]
        if order == "rows-columns":
            readings.append(self.read(self.lstm_columns, cells, "column"))
        out, last, final = (torch.cat(parts, -1) for parts in zip(*readings))
        if self.head == "last":
            return self.fc(last), None
        if self.head == "final":
            return self.fc(final), None
        if self.head == "mean":
            return self.fc(out.mean(1)), None
        scores = self.attention(torch.tanh(self.attention_hidden(out)) if hasattr(self, "attention_hidden") else out)
        weights = torch.softmax(scores / self.options.get("attention_temperature", 1), 1)  # [N, T, heads].
        sums = [(out * weights[:, :, k:k + 1]).sum(1) for k in range(weights.shape[2])]
        return self.fc(torch.cat(sums, 1)), weights.transpose(1, 2)


def fill(network):
    stream = 0
    for name, tensor in sorted(list(network.named_parameters()) + list(network.named_buffers())):
        if name.endswith("num_batches_tracked"):
            continue
        stream += 1
        values = noise(tensor.numel(), stream).view_as(tensor)
        if tensor.dim() > 1:
            values = values * (3 * tensor.shape[0] / tensor.numel()) ** 0.5
        elif name.endswith("running_var") or name.endswith(".weight"):
            values = 1 + 0.2 * values
        else:
            values = 0.1 * values
        tensor.data.copy_(values)


def group(name):
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "backbone" else parts[0]


def grad_cam(network, stages, label):
    features = stages[-1].detach().requires_grad_(True)
    logits, _ = network.classify([x.detach() for x in stages[:-1]] + [features])
    gradient = torch.autograd.grad(logits[:, label].sum(), features)[0]
    maps = torch.relu((gradient.mean((2, 3), keepdim=True) * features).sum(1))
    peak = maps.amax((1, 2), keepdim=True)
    return maps / torch.where(peak > 0, peak, torch.ones_like(peak))


def watched(relu, margins):
    """The function, which also notes how near to 0 its inputs come."""
    def call(x, *args, **options):
        margins.append(x.detach().abs().min().item())
        return relu(x, *args, **options)
    return call


def images_without_ties(network, side):
    """Images and their stream: the first for which no rectifier's input lies so near to 0 that float32's
    rounding could take it to the other side, where its gradient is another."""
    margins = []
    plain, functional = torch.relu, nn.functional.relu
    torch.relu, nn.functional.relu = watched(plain, margins), watched(functional, margins)
    state = {k: v.clone() for k, v in network.state_dict().items()}
    stream = 999
    while stream == 999 or min(margins, default=1) < 3e-6:
        margins.clear()
        stream += 1
        images = 1.5 * noise(BATCH * 3 * side * side, stream).view(BATCH, 3, side, side).double()
        with torch.no_grad():
            network.backbone(images)
    torch.relu, nn.functional.relu = plain, functional
    network.load_state_dict(state)  # The norms' statistics, too.
    return images, stream


def run(backbone, head, training, options):
    side, grid = BACKBONES[backbone]
    network = Network(backbone, head, grid, options)
    fill(network)
    network.double().train(training)
    images, stream = images_without_ties(network, side)
    labels = torch.arange(BATCH) * 3 % CLASSES
    features = network.backbone(images)
    logits, attention = network.classify(features)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    groups = {}
    for place, (name, weight) in enumerate(sorted(network.named_parameters())):
        square, dot = groups.get(group(name), (0, 0))
        gradient = weight.grad.double().flatten()
        groups[group(name)] = (square + gradient.dot(gradient).item(),
                               dot + gradient.dot(noise(gradient.numel(), 2000 + place).double()).item())
    if backbone == "resnet50" and training:
        # 53 norms deep, over 12 values a channel at the end: float32's rounding takes rectifiers' inputs to the
        # other side of 0. test_fast_training.cpp holds these gradients against float64's.
        groups = {}
    statistics = sum(b.double().square().sum().item() for n, b in network.named_buffers() if "running" in n)
    network.eval()
    return {
        "backbone": backbone, "head": head, "training": training, "size": side, "grid": grid, "images": stream,
        **({"options": options} if options else {}),
        "logits": logits.flatten().tolist(),
        "attention": [] if attention is None else attention.flatten().tolist(),
        "loss": loss.item(),
        "gradients": {name: [square ** 0.5, dot] for name, (square, dot) in groups.items()},
        "statistics": statistics ** 0.5,
        "gradCam": grad_cam(network, features, 1).flatten().tolist(),
    }


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return value


usual = [(backbone, head, {}) for backbone in BACKBONES for head in HEADS_OF.get(backbone, HEADS)]
# ResNet-50's stages are held in evaluation alone: for its norms over a few values in training, see run().
cases = [run(backbone, head, training, options) for backbone, head, options in usual + VARIANTS for training in (True, False)
         if not (training and options and backbone == "resnet50")]
print("[\n" + ",\n".join(json.dumps(rounded(case), separators=(",", ":")) for case in cases) + "\n]")
