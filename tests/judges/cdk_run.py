"""Runs CDK programs with the real library, many of them in one process: starting its engine takes seconds."""

import json
import os
import runpy
import sys
from pathlib import Path

# What the CDK command line does as well; a judge asks nobody else.
os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")
os.environ.pop("CDK_DEFAULT_ACCOUNT", None)


def synthesize(folder):
    """The template that the program in a folder synthesizes."""
    import aws_cdk

    folder = Path(folder)
    out = folder / "cdk.out"
    settings = json.loads((folder / "cdk.json").read_text(encoding="utf-8"))
    assert settings["app"] == "python3 app.py"
    context = {**settings.get("context", {}), "aws:cdk:enable-path-metadata": True}
    app = aws_cdk.App
    before = set(sys.modules)
    aws_cdk.App = lambda **given: app(outdir=str(out), context=context, **given)
    sys.path.insert(0, str(folder))
    try:
        runpy.run_path(str(folder / "app.py"), run_name="__main__")
    finally:
        aws_cdk.App = app
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name not in before and name.endswith("_stack")]:
            del sys.modules[name]
    (template,) = out.glob("*.template.json")
    return json.loads(template.read_text(encoding="utf-8"))
