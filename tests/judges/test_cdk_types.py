"""The table of CloudFormation classes is what the real aws-cdk-lib has. GROUNDPLAN_BLESS=1 writes it anew."""

import os
import re
from importlib import metadata

from cdk_types import snake_case, table
from conftest import ROOT

FILE = ROOT / "crates/synth/src/cdk/types.txt"


def test_the_table_is_that_of_the_package():
    text = FILE.read_text(encoding="utf-8")
    kinds = re.findall(r"^type (\S+)", text, re.MULTILINE)
    assert len(kinds) > 50 and len(kinds) == len(set(kinds))
    expected = table(kinds, metadata.version("aws-cdk-lib"))
    if os.environ.get("GROUNDPLAN_BLESS") == "1":
        FILE.write_text(expected, encoding="utf-8")
    else:
        assert text.splitlines() == expected.splitlines()


def test_names_in_snake_case():
    given = {"EnableECSManagedTags": "enable_ecs_managed_tags", "S3BucketName": "s3_bucket_name", "VPCZoneIdentifier": "vpc_zone_identifier"}
    assert {name: snake_case(name) for name in given} == given
