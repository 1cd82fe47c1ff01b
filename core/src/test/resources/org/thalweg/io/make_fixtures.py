#!/usr/bin/env python3
"""Writes the reference files beside this script; run it from anywhere. Made with NumPy 1.24.2."""
import json
import pathlib
import struct

import numpy as np

here = pathlib.Path(__file__).parent

# Every kind of number, both byte orders, both orders of indices, several ranks. Value k of each array is k * 0.5 - 1
# for floats and k - 1 (or k where there is no sign) for integers, in C order.
halves = lambda shape, t: (np.arange(np.prod(shape, dtype=int)) * 0.5 - 1).reshape(shape).astype(t)
whole = lambda shape, t, first=-1: (np.arange(np.prod(shape, dtype=int)) + first).reshape(shape).astype(t)
arrays = {
    "f8": halves((2, 3), "<f8"),
    "f4": halves((5,), "<f4"),
    "f2": halves((2, 2), "<f2"),
    "big": halves((3, 2), ">f8"),
    "i8": whole((4,), "<i8"),
    "i4": whole((2, 2), "<i4"),
    "i2": whole((3,), "<i2"),
    "i1": whole((3,), "|i1"),
    "u1": whole((3, 1), "|u1", 0),
    "bool": np.array([False, True, True]),
    "scalar": np.array(2.5),
    "empty": np.zeros((0, 3)),
    "fortran": np.asfortranarray(halves((2, 3, 4), "<f8")),
    "layer/weight": halves((3, 1), "<f4"),
}
np.savez(here / "numpy-stored.npz", **arrays)
np.savez_compressed(here / "numpy-deflated.npz", **arrays)

# A safetensors file put together from the format's description: F64, F32, F16, BF16, I64 and U8.
bf16 = lambda a: (a.astype("<f4").view("<u4") >> 16).astype("<u2")
tensors = [
    ("double", "F64", halves((2, 3), "<f8")),
    ("float", "F32", halves((2, 3), "<f4")),
    ("half", "F16", halves((2, 3), "<f2")),
    ("brain", "BF16", bf16(halves((2, 3), "<f4"))),
    ("long", "I64", whole((3,), "<i8")),
    ("byte", "U8", whole((3,), "|u1", 0)),
]
header, data = {"__metadata__": {"format": "pt"}}, b""
for name, dtype, array in tensors:
    header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
    data += array.tobytes()
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(here / "reference.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
