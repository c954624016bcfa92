"""Makes tests/parity/weights: small files of torch.save() and what PyTorch says they hold.

    /usr/bin/python3 tests/parity/make_weight_files.py [FOLDER]

Needs Debian's python3-torch. Nothing is random. tiny-zip.pth, tiny-legacy.pth and tiny-wrapped.pth hold
the tensors of weights.json; the last as {"state_dict": ...} of a DataParallel, with other entries.
"""
import collections
import json
import os
import sys

import torch

FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights")


def count(*shape):
    size = 1
    for side in shape:
        size *= side
    return (torch.arange(size, dtype=torch.float32) * 0.25 - 1).reshape(shape)


def tensors():
    plain = count(2, 3)
    table = count(4, 6)
    state = collections.OrderedDict()
    state["plain"] = plain
    state["transposed"] = plain.t()  # The same storage.
    state["part"] = table[1:, 2:5]
    state["every_other"] = table[::2, ::3]
    state["channels_last"] = count(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)
    state["one_number"] = torch.tensor(7.5)
    state["empty"] = torch.zeros(0, 3)
    state["parameter"] = torch.nn.Parameter(count(3))
    for kind in ["float64", "float16", "bfloat16", "int64", "int32", "int16", "int8"]:
        state[kind] = (count(5) * 4).to(getattr(torch, kind))
    state["uint8"] = torch.tensor([0, 1, 255], dtype=torch.uint8)
    state["bool"] = torch.tensor([True, False])
    return state


def main():
    state = tensors()
    os.makedirs(FOLDER, exist_ok=True)
    path = lambda name: os.path.join(FOLDER, name)
    torch.save(state, path("tiny-zip.pth"))
    torch.save(state, path("tiny-legacy.pth"), _use_new_zipfile_serialization=False)
    parallel = collections.OrderedDict(("module." + name, tensor) for name, tensor in state.items())
    torch.save({"epoch": 3, "best": 0.5, "arch": "tiny", "state_dict": parallel}, path("tiny-wrapped.pth"))
    expected = {name: {"type": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape),
                       "values": tensor.detach().double().flatten().tolist()} for name, tensor in state.items()}
    with open(path("weights.json"), "w") as file:
        json.dump(expected, file, indent=1)
        file.write("\n")


main()
