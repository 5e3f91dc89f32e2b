"""The schemas that the package ships."""

import json
from importlib.resources import files


def schema(name: str) -> dict[str, object]:
    return json.loads(files("policybook").joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))


HANDBOOK, RECORD = schema("handbook"), schema("record")
