"""Random policies by moto's own evaluation and by `groundplan can`.

Known differences, which the policies keep away from: moto takes a statement without `Resource` for one about everything, so `NotResource`
is not used; it refuses when the condition of any statement fails, so there are no conditions; its wildcards know no `?`; and it compares actions by case.
"""

import json
import random
import subprocess

from conftest import CLI, quoted
from moto.iam.access_control import IAMPolicy, PermissionResult

ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage"]
WRITTEN = ACTIONS + ["s3:*", "s3:Get*", "*", "sqs:*", "s3:*Object"]
RESOURCES = ["arn:aws:s3:::photos", "arn:aws:s3:::photos/a/b", "arn:aws:s3:::films/a"]
PATTERNS = RESOURCES + ["*", "arn:aws:s3:::photos/*", "arn:aws:s3:::*/a", "arn:aws:s3:::films*", "arn:aws:sqs:*:*:*"]


def statement(chance):
    some = lambda words: chance.sample(words, chance.randint(1, 3))
    return {
        "Effect": chance.choice(["Allow", "Allow", "Deny"]),
        chance.choice(["Action", "Action", "Action", "NotAction"]): some(WRITTEN),
        "Resource": some(PATTERNS),
    }


def written(value):
    """A value as the sketch writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return quoted(value)


def by_moto(statements, action, resource):
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    policy = IAMPolicy(document)
    return policy.is_action_permitted(action, resource) == PermissionResult.PERMITTED


def test_random_policies_are_decided_alike():
    chance = random.Random(20261126)
    allowed = 0
    for _ in range(60):
        statements = [statement(chance) for _ in range(chance.randint(1, 4))]
        sketch = f"role worker statements={written(statements)}\n"
        for action, resource in chance.sample([(action, resource) for action in ACTIONS for resource in RESOURCES], 4):
            result = subprocess.run([CLI, "can", "-", "worker", action, resource], input=sketch, capture_output=True, text=True, encoding="utf-8")
            assert result.returncode in (0, 1), result.stderr
            expected = by_moto(statements, action, resource)
            assert (result.returncode == 0) == expected, f"{action} {resource}\n{json.dumps(statements, indent=1)}\n{result.stdout}"
            allowed += expected
    assert 40 < allowed < 200, "the policies are neither all open nor all shut"
