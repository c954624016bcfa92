"""Makes a whole ResNet-18 for test_pytorch_weights, which runs this where PyTorch is installed:

    python3 tests/parity/make_resnet18.py FOLDER

The weights are torchvision's random ones, with norms that have seen something. zip.pth and legacy.pth are
torch.save()'s; timm.safetensors holds the same under timm's names, which are torchvision's; d.safetensors
has the stem and the shortcuts of timm's resnet18d. expected.safetensors: images, features, logits.
"""
import json
import struct
import sys

import torch
import torchvision


def write_safetensors(path, tensors):
    """The format in ten lines (huggingface/safetensors, README.md), for Debian has no package of it."""
    header, offset, pieces = {"__metadata__": {"format": "pt"}}, 0, []
    for name, tensor in sorted(tensors.items()):
        piece = tensor.detach().contiguous().numpy().tobytes()
        kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [offset, offset + len(piece)]}
        offset += len(piece)
        pieces.append(piece)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(pieces))


def main():
    folder = sys.argv[1] + "/"
    torch.manual_seed(1)
    network = torchvision.models.resnet18()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.1)
    network.eval()
    images = torch.randn(2, 3, 96, 80)
    captured = {}
    network.layer4.register_forward_hook(lambda module, given, out: captured.update(features=out))
    with torch.no_grad():
        logits = network(images)
    state = network.state_dict()
    torch.save(state, folder + "zip.pth")
    torch.save(state, folder + "legacy.pth", _use_new_zipfile_serialization=False)
    write_safetensors(folder + "timm.safetensors", state)
    deep = {}
    for name, tensor in state.items():
        name = name.replace("downsample.1.", "downsample.2.").replace("downsample.0.", "downsample.1.")
        deep[name.replace("conv1.weight", "conv1.0.weight") if name == "conv1.weight" else name] = tensor
    write_safetensors(folder + "d.safetensors", deep)
    write_safetensors(folder + "expected.safetensors",
                      {"images": images, "features": captured["features"], "logits": logits})


main()
