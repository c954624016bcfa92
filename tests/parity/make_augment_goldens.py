"""Writes augment_goldens.json: what torchvision's RandAugment operations make of a small image.

Run with torchvision installed: python3 make_augment_goldens.py > augment_goldens.json
"""
import json

import torch
import torchvision
from torchvision.transforms.autoaugment import RandAugment, _apply_op
from torchvision.transforms.functional import InterpolationMode

WIDTH, HEIGHT = 20, 16


def picture():
    """Bytes that a C++ test can make again: waves over a slope, no two rows alike."""
    pixels = torch.empty(3, HEIGHT, WIDTH, dtype=torch.uint8)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            for channel in range(3):
                pixels[channel, y, x] = (7 * x + 5 * y * (channel + 1) + (x * y) % 13 * 6) % 200 + 20
    return pixels


def results():
    image = picture()
    space = RandAugment()._augmentation_space(31, (HEIGHT, WIDTH))
    for name, (magnitudes, signed) in space.items():
        for bin_ in (9, 27) if magnitudes.ndim else (9,):
            value = float(magnitudes[bin_].item()) if magnitudes.ndim else 0.0
            for magnitude in (value, -value) if signed else (value,):
                out = _apply_op(image, name, magnitude, InterpolationMode.NEAREST, None)
                yield {"operation": name, "bin": bin_, "magnitude": magnitude,
                       "pixels": bytes(out.permute(1, 2, 0).flatten().tolist()).hex()}


print(json.dumps({"torchvision": torchvision.__version__, "width": WIDTH, "height": HEIGHT,
                  "results": list(results())}, indent=1))
