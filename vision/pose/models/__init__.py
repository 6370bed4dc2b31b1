"""The pose models: which there are, where they are, and how one is built. Light to import, no mediapipe."""

from analysis.errors import ModelDamaged, ModelMissing
from vision.pose.models.build import build_model
from vision.pose.models.catalogue import (
    MODELS,
    ModelName,
    PoseModel,
    compute_file_sha256,
    find_model_path,
    verify_model,
)

__all__ = [
    "MODELS",
    "ModelDamaged",
    "ModelMissing",
    "ModelName",
    "PoseModel",
    "build_model",
    "compute_file_sha256",
    "find_model_path",
    "verify_model",
]
