"""One made plate for all tests of this folder: making it takes seconds."""

from pathlib import Path

import pytest

from codegen import Made, make, save
from tests.pipeline.plate import REQUEST


@pytest.fixture(scope="session")
def plate() -> Made:
    return make(REQUEST)


@pytest.fixture(scope="session")
def plate_dir(plate: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("plate") / "out"
    save(plate, directory)
    return directory
