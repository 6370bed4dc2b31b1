"""How a pose bundle is put together: two TFLite models in one stored zip. Bytes in, the same bytes out.

The pose runtime refuses a model that does not say how its input image is to be scaled. The published
detector says so already and goes in byte for byte; the published landmark models do not, so `attach_metadata`
writes it in front of them.
"""

import io
import struct
import zipfile

import flatbuffers
from flatbuffers.number_types import Float32Flags, Int32Flags, UOffsetTFlags
from flatbuffers.table import Table

DETECTOR_MEMBER = "pose_detector.tflite"
LANDMARKS_MEMBER = "pose_landmarks_detector.tflite"

_ALIGN_BYTES = 16  # TFLite maps weights in place and wants them so aligned, in the model and in the zip
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: no clock in the output
_ZIP_LOCAL_HEADER_BYTES = 30
_ZIP_ALIGNMENT_FIELD = 0xD935  # the registered extra field for padding a stored member to an alignment

# Slot numbers from TFLite's schema.fbs and metadata_schema.fbs: the only ones that we write or read.
_MODEL_SLOTS = 8
_MODEL_VERSION, _MODEL_BUFFERS, _MODEL_METADATA = 0, 4, 6
# operator codes, subgraphs, description, metadata_buffer and signatures stay where they are
_MODEL_UNCHANGED = (1, 2, 3, 5, 7)
_BUFFER_SLOTS, _BUFFER_DATA = 3, 0
_METADATA_SLOTS, _METADATA_NAME, _METADATA_BUFFER = 2, 0, 1
_NORMALIZATION_OPTIONS = 1  # in the union ProcessUnitOptions
_IMAGE_PROPERTIES, _RGB = 2, 1  # in the union ContentProperties and the enum ColorSpaceType


def pack_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Pack both models into a `.task` file.

    Parameters
    ----------
    detector, landmarks : bytes
        Two TFLite models, each with its metadata.

    Returns
    -------
    bytes
        An uncompressed zip with fixed dates and aligned members: the same input gives the same bytes.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for member, content in ((DETECTOR_MEMBER, detector), (LANDMARKS_MEMBER, landmarks)):
            entry = zipfile.ZipInfo(member, _ZIP_EPOCH)
            entry.create_system = 3  # Unix, also when built on Windows: the bytes must not differ
            entry.external_attr = 0o100644 << 16
            entry.extra = _make_padding_field(out.tell() + _ZIP_LOCAL_HEADER_BYTES + len(member))
            bundle.writestr(entry, content)
    return out.getvalue()


def _make_padding_field(data_offset_bytes: int) -> bytes:
    """A zip extra field just long enough that a member's data, at this offset without it, starts aligned."""
    field_header_bytes = 6
    padding = -(data_offset_bytes + field_header_bytes) % _ALIGN_BYTES
    return struct.pack("<HHH", _ZIP_ALIGNMENT_FIELD, 2 + padding, _ALIGN_BYTES) + bytes(padding)


def build_image_metadata(name: str, description: str, mean: float, std: float) -> bytes:
    """Build TFLite model metadata for one RGB image as input.

    Parameters
    ----------
    name, description : str
        Of the model, in words.
    mean, std : float
        The runtime feeds the model (pixel − mean) / std, pixels 0..255.

    Returns
    -------
    bytes
        A flatbuffer of TFLite's metadata schema.
    """
    b = flatbuffers.Builder(1024)
    options = _add_table(b, 2, {0: _add_floats(b, mean), 1: _add_floats(b, std)})
    process_unit = _add_union(b, _NORMALIZATION_OPTIONS, options)
    b.StartObject(2)
    b.PrependInt8Slot(0, _RGB, 0)
    content = _add_union(b, _IMAGE_PROPERTIES, b.EndObject())
    image = _add_table(b, 7, {0: b.CreateString("image"), 3: content, 4: _add_offsets(b, [process_unit])})
    subgraph = _add_table(b, 10, {2: _add_offsets(b, [image])})
    model = _add_table(
        b,
        8,
        {
            0: b.CreateString(name),
            1: b.CreateString(description),
            3: _add_offsets(b, [subgraph]),
            4: b.CreateString("The MediaPipe Authors"),
            5: b.CreateString("Apache License, Version 2.0"),
            7: b.CreateString("1.0.0"),  # the oldest metadata parser that understands the fields above
        },
    )
    b.Finish(model, b"M001")
    return bytes(b.Output())


def attach_metadata(model: bytes, metadata: bytes) -> bytes:
    """Attach metadata to a TFLite model under the name that the pose runtime looks for.

    The published file stays inside, byte for byte; in front of it comes a new root table that points into
    it, with one buffer and one metadata entry more.

    Parameters
    ----------
    model : bytes
        A TFLite model.
    metadata : bytes
        What `build_image_metadata` built.

    Returns
    -------
    bytes
        The model with its metadata.
    """
    root = Table(model, int.from_bytes(model[:4], "little"))
    b = flatbuffers.Builder(len(model) + len(metadata) + 65536)
    original = _add_aligned_bytes(b, model) - UOffsetTFlags.bytewidth

    def convert_position(position: int) -> int:
        """Where what stands at this position of `model` is now, as the builder counts: from the end."""
        return original - position

    buffers = [convert_position(p) for p in _list_table_positions(root, _MODEL_BUFFERS)]
    entries = [convert_position(p) for p in _list_table_positions(root, _MODEL_METADATA)]
    buffers.append(_add_table(b, _BUFFER_SLOTS, {_BUFFER_DATA: _add_aligned_bytes(b, metadata)}))
    label = b.CreateString("TFLITE_METADATA")
    b.StartObject(_METADATA_SLOTS)
    b.PrependUOffsetTRelativeSlot(_METADATA_NAME, label, 0)
    b.PrependUint32Slot(_METADATA_BUFFER, len(buffers) - 1, 0)
    entries.append(b.EndObject())

    fields = {_MODEL_BUFFERS: _add_offsets(b, buffers), _MODEL_METADATA: _add_offsets(b, entries)}
    for slot in _MODEL_UNCHANGED:
        if at := _find_field(root, slot):
            fields[slot] = convert_position(root.Indirect(root.Pos + at))
    b.StartObject(_MODEL_SLOTS)
    b.PrependUint32Slot(_MODEL_VERSION, root.Get(Int32Flags, root.Pos + _find_field(root, _MODEL_VERSION)), 0)
    for slot, offset in fields.items():
        b.PrependUOffsetTRelativeSlot(slot, offset, 0)
    b.Finish(b.EndObject(), b"TFL3")
    return bytes(b.Output())


def _find_field(table: Table, slot: int) -> int:
    """Where in the table this slot's field stands, 0 if it is absent."""
    return table.Offset(4 + 2 * slot)


def _list_table_positions(table: Table, slot: int) -> list[int]:
    """Positions of the tables listed in this slot's vector."""
    at = _find_field(table, slot)
    if not at:
        return []
    first = table.Vector(at)
    return [table.Indirect(first + i * UOffsetTFlags.bytewidth) for i in range(table.VectorLen(at))]


def _add_aligned_bytes(b: flatbuffers.Builder, content: bytes) -> int:
    b.Prep(_ALIGN_BYTES, len(content))
    return b.CreateByteVector(content)


def _add_table(b: flatbuffers.Builder, slots: int, fields: dict[int, int]) -> int:
    """A table whose set fields are all references."""
    b.StartObject(slots)
    for slot, offset in fields.items():
        b.PrependUOffsetTRelativeSlot(slot, offset, 0)
    return b.EndObject()


def _add_union(b: flatbuffers.Builder, kind: int, offset: int) -> int:
    """A table of two fields: which kind of table follows, and that table."""
    b.StartObject(2)
    b.PrependUint8Slot(0, kind, 0)
    b.PrependUOffsetTRelativeSlot(1, offset, 0)
    return b.EndObject()


def _add_offsets(b: flatbuffers.Builder, offsets: list[int]) -> int:
    b.StartVector(UOffsetTFlags.bytewidth, len(offsets), UOffsetTFlags.bytewidth)
    for offset in reversed(offsets):
        b.PrependUOffsetTRelative(offset)
    return b.EndVector()


def _add_floats(b: flatbuffers.Builder, value: float) -> int:
    b.StartVector(Float32Flags.bytewidth, 1, Float32Flags.bytewidth)
    b.PrependFloat32(value)
    return b.EndVector()
