"""The stored part field: a ``.npz`` with one array of triangles and one of JSON text. Same field, same bytes.

Read with ``allow_pickle=False`` and checked in every particular: the file may come from a stranger.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from codegen.errors import BadInput
from codegen.messages import say
from codegen.model.curve import Loop
from codegen.model.part_field import FeatureRegion, PartField, RegionThread

VERSION: Final = 1
MAX_BYTES: Final = 256 * 1024 * 1024
MAX_TRIANGLES: Final = 4_000_000
MAX_META_BYTES: Final = 32 * 1024 * 1024
_MEMBERS: Final = ("triangles.npy", "meta.npy")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip file can hold


def field_bytes(field: PartField) -> bytes:
    """The field as a file. Triangles are stored in full double precision, compressed."""
    meta = {
        "version": VERSION,
        "tolerance": field.tolerance,
        "low": field.low,
        "high": field.high,
        "volume": field.volume,
        "step_sha256": field.step_sha256,
        "undercuts": field.undercuts,
        "threads": [[t.feature, t.designation, t.x, t.y, t.pitch, t.z_full, t.left_hand] for t in field.threads],
        "regions": [
            {
                "feature": r.feature,
                "kind": r.kind,
                "outline": r.outline.model_dump(mode="json"),
                "z_top": r.z_top,
                "z_bottom": r.z_bottom,
            }
            for r in field.regions
        ],
    }
    text = json.dumps(meta, ensure_ascii=False, allow_nan=False, sort_keys=True).encode("utf-8")
    arrays = (np.asarray(field.triangles, dtype="<f8"), np.frombuffer(text, dtype=np.uint8))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, array in zip(_MEMBERS, arrays, strict=True):
            piece = io.BytesIO()
            np.lib.format.write_array(piece, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else it tells the operating system, and the bytes differ between them
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, piece.getvalue(), compresslevel=1)
    return out.getvalue()


def load_field(data: bytes) -> PartField:
    """The field in a file.

    Raises:
        BadInput: not such a file, of another version, damaged, or larger than the limits.
    """
    try:
        return _load(data)
    except BadInput:
        raise
    # zipfile, zlib, numpy and pydantic each have errors of their own for damaged data; all mean the same to the caller
    except Exception as e:
        raise BadInput(
            say("the stored part field cannot be read ({reason}); make it again", reason=type(e).__name__)
        ) from e


def _load(data: bytes) -> PartField:
    if len(data) > MAX_BYTES:
        raise BadInput(
            say(
                "the stored part field has {size} bytes; the limit is {limit}",
                size=len(data),
                limit=MAX_BYTES,
            )
        )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sorted(archive.namelist()) != sorted(_MEMBERS):
            raise BadInput(
                say(
                    "the stored part field holds {found!r} instead of {members!r}",
                    found=archive.namelist()[:5],
                    members=list(_MEMBERS),
                )
            )
        triangles = _array(archive, "triangles.npy", MAX_TRIANGLES * 72 + 4096)
        text = _array(archive, "meta.npy", MAX_META_BYTES)
    if triangles.dtype != np.dtype("<f8") or triangles.ndim != 3 or triangles.shape[1:] != (3, 3):
        raise BadInput(
            say(
                "triangles of the stored part field are {dtype} {shape}, not float64 [n, 3, 3]",
                dtype=triangles.dtype,
                shape=triangles.shape,
            )
        )
    if not np.isfinite(triangles).all():
        raise BadInput(say("the stored part field has a corner that is not finite"))
    if text.dtype != np.uint8 or text.ndim != 1:
        raise BadInput(say("the text of the stored part field is not an array of bytes"))
    meta = json.loads(text.tobytes().decode("utf-8"))
    if not isinstance(meta, dict) or meta.get("version") != VERSION:
        raise BadInput(say("the stored part field is of another version of codegen: make it again"))
    return PartField(
        triangles=np.ascontiguousarray(triangles, dtype=np.float64),
        tolerance=_number(meta["tolerance"]),
        low=_point(meta["low"]),
        high=_point(meta["high"]),
        volume=_number(meta["volume"]),
        regions=tuple(_region(r) for r in meta["regions"]),
        step_sha256=_text(meta["step_sha256"]),
        undercuts=tuple(_text(u) for u in meta["undercuts"]),
        threads=tuple(_thread(t) for t in meta["threads"]),
    )


def _array(archive: zipfile.ZipFile, name: str, limit: int) -> npt.NDArray[Any]:
    """An array of the archive, never unpacking more than ``limit`` bytes (a small file may claim to hold a huge one)."""
    if archive.getinfo(name).file_size > limit:
        raise BadInput(say("{name} of the stored part field is larger than {limit} bytes", name=name, limit=limit))
    with archive.open(name) as member:
        raw = member.read(limit + 1)
    if len(raw) > limit:
        raise BadInput(say("{name} of the stored part field is larger than {limit} bytes", name=name, limit=limit))
    return np.asarray(np.lib.format.read_array(io.BytesIO(raw), allow_pickle=False))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(say("the stored part field has {value!r} where a number should be", value=value))
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(say("the stored part field has {value!r} where a text should be", value=value))
    return value


def _point(value: object) -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise BadInput(say("the stored part field has {value!r} where a point should be", value=value))
    return (_number(value[0]), _number(value[1]), _number(value[2]))


def _thread(value: object) -> RegionThread:
    if not isinstance(value, list) or len(value) != 7 or not isinstance(value[6], bool):
        raise BadInput(say("the stored part field has {value!r} where a thread should be", value=value))
    x, y, pitch, z_full = (_number(v) for v in value[2:6])
    return RegionThread(_text(value[0]), _text(value[1]), x, y, pitch, z_full, value[6])


def _region(value: dict[str, Any]) -> FeatureRegion:
    return FeatureRegion(
        feature=_text(value["feature"]),
        kind=_text(value["kind"]),
        outline=Loop.model_validate(value["outline"]),
        z_top=_number(value["z_top"]),
        z_bottom=_number(value["z_bottom"]),
    )
