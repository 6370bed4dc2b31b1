"""The landmark network of a pose bundle, run directly: by LiteRT, or by the OpenCV that ships already.

OpenCV's TFLite reader gives only what the last operator makes. So the model is cut down, in its own bytes, to
the operators that the heat maps need; these are then last. Needs no second runtime.
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import cv2
import numpy as np
from flatbuffers import encode, packer
from flatbuffers.table import Table

from analysis.pose.landmarks import N_LANDMARKS
from tools.heat_maps import CROP_PX, MAP_CELLS, Maps
from vision.pose.models.bundle import LANDMARKS_MEMBER

HEAT_OUTPUT = "Identity_3"

# Slot numbers from TFLite's schema.fbs: the only ones that are read here.
_MODEL_SUBGRAPHS, _GRAPH_TENSORS, _GRAPH_OUTPUTS, _GRAPH_OPERATORS = 2, 0, 2, 3
_OPERATOR_INPUTS, _OPERATOR_OUTPUTS, _TENSOR_NAME = 1, 2, 3


def load_landmark_model(bundle: Path) -> bytes:
    with zipfile.ZipFile(bundle) as parts:
        return parts.read(LANDMARKS_MEMBER)


def cut_model(model: bytes, output: str) -> bytes:
    """The model with this one of its outputs and only the operators it needs, in their order.

    Raises ValueError where the model has no such output.
    """
    graph = _get_child(Table(bytearray(model), encode.Get(packer.uoffset, model, 0)), _MODEL_SUBGRAPHS, 0)
    outputs, operators = _find_vector(graph, _GRAPH_OUTPUTS), _find_vector(graph, _GRAPH_OPERATORS)
    wanted = [at for at in _read_numbers(graph, _GRAPH_OUTPUTS) if _read_tensor_name(graph, at) == output]
    if not wanted:
        raise ValueError(f"The model has no output {output}.")
    needed, kept = set(wanted), []
    for index in reversed(range(operators[1])):
        operator = _get_child(graph, _GRAPH_OPERATORS, index)
        if needed & set(_read_numbers(operator, _OPERATOR_OUTPUTS)):
            needed |= set(_read_numbers(operator, _OPERATOR_INPUTS))
            kept.append(operator.Pos)
    struct.pack_into("<Ii", graph.Bytes, outputs[0] - 4, 1, wanted[0])
    struct.pack_into("<I", graph.Bytes, operators[0] - 4, len(kept))
    for place, target in enumerate(reversed(kept)):  # a vector of tables holds distances, not places
        at = operators[0] + 4 * place
        struct.pack_into("<I", graph.Bytes, at, target - at)
    return bytes(graph.Bytes)


def _find_vector(table: Table, slot: int) -> tuple[int, int]:
    """Place of the first element, and how many there are."""
    offset = table.Offset(4 + 2 * slot)
    return (table.Vector(offset), table.VectorLen(offset)) if offset else (0, 0)


def _read_numbers(table: Table, slot: int) -> tuple[int, ...]:
    first, count = _find_vector(table, slot)
    return struct.unpack_from(f"<{count}i", table.Bytes, first)


def _get_child(table: Table, slot: int, index: int) -> Table:
    return Table(table.Bytes, table.Indirect(_find_vector(table, slot)[0] + 4 * index))


def _read_tensor_name(graph: Table, index: int) -> str:
    tensor = _get_child(graph, _GRAPH_TENSORS, index)
    return tensor.String(tensor.Pos + tensor.Offset(4 + 2 * _TENSOR_NAME)).decode()


class OpenCvNetwork:
    """Heat maps alone: 25 ms a crop on one core, equal to LiteRT's within 0.0003 of a logit."""

    def __init__(self, bundle: Path) -> None:
        model = cut_model(load_landmark_model(bundle), HEAT_OUTPUT)
        self._net = cv2.dnn.readNetFromTFLite(np.frombuffer(model, np.uint8))

    def __call__(self, crop: np.ndarray) -> Maps:
        self._net.setInput(cv2.dnn.blobFromImage(crop, 1.0 / 255.0, (CROP_PX, CROP_PX)))
        heat = self._net.forward()[0, :N_LANDMARKS].transpose(1, 2, 0)
        return Maps(np.full((N_LANDMARKS, 2), np.nan), np.full((N_LANDMARKS, 3), np.nan), heat)


class LiteRtNetwork:
    """Everything the network says, 10 ms a crop. Needs the package ai-edge-litert, which does not ship."""

    def __init__(self, bundle: Path) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._net = Interpreter(model_content=load_landmark_model(bundle), num_threads=1)
        self._net.allocate_tensors()
        self._input = self._net.get_input_details()[0]["index"]
        self._outputs = {tuple(out["shape"]): out["index"] for out in self._net.get_output_details()}

    def __call__(self, crop: np.ndarray) -> Maps:
        self._net.set_tensor(self._input, (crop.astype(np.float32) / 255.0)[None])
        self._net.invoke()
        landmarks = self._get_output(1, 195).reshape(-1, 5)[:N_LANDMARKS, :2]
        world = self._get_output(1, 117).reshape(-1, 3)[:N_LANDMARKS]
        heat = self._get_output(1, MAP_CELLS, MAP_CELLS, 39)[0, :, :, :N_LANDMARKS]
        return Maps(landmarks.astype(float), world.astype(float), heat)

    def _get_output(self, *shape: int) -> np.ndarray:
        return self._net.get_tensor(self._outputs[shape])
