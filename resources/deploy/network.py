#!/usr/bin/env python3
"""An image classifier in plain PyTorch, written by Weft beside its weights (.safetensors).

Needs PyTorch; to classify pictures, Pillow too. On the command line:

    python3 THIS_FILE.py PICTURE...

In a program:

    network = build()                      # the network with its weights, in evaluation mode
    scores, attention = network(images)    # [N, 3, SIZE, SIZE], normalised; see prepare()
    classify("picture.jpg")                # [(class, probability), ...], most probable first
"""

import json
import os
import sys

import torch
from torch import nn
from torch.nn import functional

# What the network is, and how its pictures are prepared. Written by Weft.
#@configuration@


class Squeeze(nn.Module):
    """Squeeze and excitation (Hu et al. 2018), with the names of torchvision."""

    def __init__(self, channels, squeezed):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.fc2 = nn.Conv2d(squeezed, channels, 1)

    def forward(self, values):
        scale = functional.silu(self.fc1(values.mean((2, 3), keepdim=True)))
        return values * torch.sigmoid(self.fc2(scale))


def add_module(root, path, module):
    """Registers a module under a dotted name, such as layer1.0.conv1."""
    *holders, name = path.split(".")
    for part in holders:
        if part not in root._modules:
            root.add_module(part, nn.Module())
        root = root._modules[part]
    root.add_module(name, module)


class Trunk(nn.Module):
    """The convolutions, computed step by step as TRUNK lists them."""

    def __init__(self):
        super().__init__()
        for step in TRUNK:
            if step["kind"] == "convolution":
                add_module(self, step["name"], nn.Conv2d(
                    step["in"], step["out"], step["kernel"], step["stride"],
                    step["kernel"] // 2, groups=step["groups"], bias=False))
                add_module(self, step["norm"], nn.BatchNorm2d(step["out"]))
            elif step["kind"] == "squeeze":
                add_module(self, step["name"], Squeeze(step["in"], step["squeezed"]))

    def forward(self, images):
        """The outputs of the stages that the rest of the network reads."""
        places = {"images": images}
        stages = []
        for step in TRUNK:
            values = places[step["from"]]
            if step["kind"] == "pooling":
                values = functional.max_pool2d(
                    values, step["kernel"], step["stride"], step["kernel"] // 2)
            else:
                values = self.get_submodule(step["name"])(values)
            if step["kind"] == "convolution":
                values = self.get_submodule(step["norm"])(values)
                if step["add"]:
                    values = values + places[step["to"]]
                if step["activation"] == "relu":
                    values = functional.relu(values)
                elif step["activation"] == "silu":
                    values = functional.silu(values)
            places[step["to"]] = values
            if step["stage"]:
                stages.append(values)
        return stages


class Network(nn.Module):
    """Trunk, grid, BiLSTM and head. Parameters have the names of torchvision and torch.nn.LSTM."""

    def __init__(self):
        super().__init__()
        self.backbone = Trunk()
        if FUSION != "none":
            self.fusion = nn.ModuleList(
                nn.Linear(step["out"], FUSION_CHANNELS) for step in TRUNK if step["stage"])
        for name, order in READINGS.items():
            self.add_module(name, nn.LSTM(CELL_CHANNELS, HIDDEN, LAYERS, batch_first=True,
                                          bidirectional=True))
            # For each step the cell that is read, and for each cell the step.
            steps = torch.tensor(order)
            self.register_buffer(name + "_steps", steps, persistent=False)
            self.register_buffer(name + "_cells", torch.argsort(steps), persistent=False)
        if HEAD == "attention":
            if ATTENTION_HIDDEN:
                self.attention_hidden = nn.Linear(STEP_WIDTH, ATTENTION_HIDDEN)
            self.attention = nn.Linear(ATTENTION_HIDDEN or STEP_WIDTH, ATTENTION_HEADS,
                                       bias=not ATTENTION_HIDDEN)
        if HEAD == "gap" and GAP_HIDDEN:
            self.hidden = nn.Linear(CELL_CHANNELS, GAP_HIDDEN)
        self.fc = nn.Linear(HEAD_WIDTH, len(CLASSES))

    def forward(self, images):
        """images: [N, 3, SIZE, SIZE], normalised. Returns the scores, [N, classes], and the
        attention over the grid's cells, [N, heads, GRID, GRID], or None for other heads."""
        cells = self.cells(self.backbone(images))
        if HEAD == "gap":
            return self.fc(functional.relu(self.hidden(cells)) if GAP_HIDDEN else cells), None
        sequence, order = self.read(cells)
        attention = None
        if HEAD == "attention":
            steps = torch.tanh(self.attention_hidden(sequence)) if ATTENTION_HIDDEN else sequence
            weights = torch.softmax(self.attention(steps).transpose(1, 2) / TEMPERATURE, 2)
            summary = torch.bmm(weights, sequence).flatten(1)
            attention = (weights if order is None else weights[:, :, order])
            attention = attention.unflatten(2, (GRID, GRID))
        elif HEAD == "mean":
            summary = sequence.mean(1)
        elif HEAD == "final":
            # The last state of each forward direction, the first of each backward one.
            halves = sequence.unflatten(2, (len(READINGS), 2, HIDDEN))
            summary = torch.stack([halves[:, -1, :, 0], halves[:, 0, :, 1]], 2).flatten(1)
        else:
            summary = sequence[:, -1]
        return self.fc(summary), attention

    def cells(self, stages):
        """The grid's cells row by row, [N, GRID * GRID, channels]; for head gap their mean."""
        if HEAD == "gap":
            pooled = [stage.mean((2, 3)) for stage in stages]
        else:
            pooled = [functional.adaptive_avg_pool2d(stage, GRID).flatten(2).transpose(1, 2)
                      for stage in stages]
        if FUSION == "none":
            return pooled[0]
        projected = [linear(stage) for linear, stage in zip(self.fusion, pooled)]
        return torch.cat(projected, -1) if FUSION == "concat" else sum(projected[1:], projected[0])

    def read(self, cells):
        """The BiLSTM's output. One reading: by steps, with the step of each cell; several: by
        cells, beside one another."""
        outputs = []
        for name in READINGS:
            steps = getattr(self, name + "_steps")
            output, _ = self.get_submodule(name)(cells[:, steps])
            outputs.append(output)
        if len(outputs) == 1:
            return outputs[0], getattr(self, name + "_cells")
        back = [output[:, getattr(self, name + "_cells")]
                for name, output in zip(READINGS, outputs)]
        return torch.cat(back, 2), None


def read_safetensors(path):
    """The tensors and the metadata of a file in the safetensors format."""
    types = {"F32": torch.float32, "I64": torch.int64}
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors, metadata


def weights_file():
    """The file of weights beside this one."""
    return os.path.splitext(os.path.abspath(__file__))[0] + ".safetensors"


def build(weights=None):
    """The network with its weights, in evaluation mode."""
    weights = weights or weights_file()
    tensors, metadata = read_safetensors(weights)
    if metadata.get("weft.fingerprint") != FINGERPRINT:
        raise ValueError(weights + " holds the weights of another network than this file")
    network = Network()
    network.load_state_dict(tensors)
    return network.eval()


def prepare(picture):
    """A picture of Pillow as the network sees it, [1, 3, SIZE, SIZE]."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    if picture.mode.startswith("I"):  # 16 bits of grey, of which Pillow would cut off what is above 255.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    picture = picture.convert("RGB")
    shorter = min(picture.size)
    side = max(1, int(shorter * CROP + 0.5))
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    picture = picture.crop((left, top, left + side, top + side))
    # Shrinking averages over the area that a pixel covers.
    picture = picture.resize((SIZE, SIZE), Image.BOX if side > SIZE else Image.BILINEAR)
    pixels = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
    pixels = pixels.reshape(SIZE, SIZE, 3).permute(2, 0, 1).float() / 255
    mean, deviation = torch.tensor(MEAN), torch.tensor(DEVIATION)
    return ((pixels - mean[:, None, None]) / deviation[:, None, None])[None]


def classify(path, network=None):
    """The classes with their probabilities, most probable first."""
    from PIL import Image

    network = network or build()
    with Image.open(path) as picture, torch.no_grad():
        scores, _ = network(prepare(picture))
    probabilities = torch.softmax(scores[0], 0)
    order = torch.argsort(probabilities, descending=True)
    return [(CLASSES[i], probabilities[i].item()) for i in order.tolist()]


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: " + os.path.basename(sys.argv[0]) + " PICTURE...")
    network = build()
    for path in sys.argv[1:]:
        best = classify(path, network)[:5]
        print(path + ":", "  ".join(f"{name} {100 * share:.1f} %" for name, share in best))


if __name__ == "__main__":
    main()
