"""checkov finds no more to blame in the workshop's design than in what the CDK writes for the same architecture."""

import collections
import json
import subprocess

from conftest import ROOT, groundplan, program

WORKSHOP = ROOT / "examples/unicorn.sketch"

# The checks that fail on the template which `ApplicationLoadBalancedFargateService` and its neighbours of aws-cdk-lib 2.275 give
# for the workshop's application with its known mistakes mended, and on how many resources of which type.
FAILED_BY_THE_CDK = {
    ("CKV_AWS_2", "AWS::ElasticLoadBalancingV2::Listener"): 1,  # protocol is HTTPS
    ("CKV_AWS_18", "AWS::S3::Bucket"): 1,  # access logging
    ("CKV_AWS_65", "AWS::ECS::Cluster"): 1,  # container insights
    ("CKV_AWS_68", "AWS::CloudFront::Distribution"): 1,  # web application firewall
    ("CKV_AWS_86", "AWS::CloudFront::Distribution"): 1,  # access logging
    ("CKV_AWS_91", "AWS::ElasticLoadBalancingV2::LoadBalancer"): 1,  # access logging
    ("CKV_AWS_103", "AWS::ElasticLoadBalancingV2::Listener"): 1,  # TLS 1.2
    ("CKV_AWS_119", "AWS::DynamoDB::Table"): 2,  # encrypted with a key of one's own
    ("CKV_AWS_131", "AWS::ElasticLoadBalancingV2::LoadBalancer"): 1,  # invalid headers are dropped
    ("CKV_AWS_136", "AWS::ECR::Repository"): 1,  # encrypted with a key of one's own
    ("CKV_AWS_158", "AWS::Logs::LogGroup"): 1,  # encrypted with a key of one's own
    ("CKV_AWS_174", "AWS::CloudFront::Distribution"): 1,  # TLS 1.2 towards viewers
}


def failed(folder, template):
    """How often each check fails on each type."""
    path = folder / "template.yaml"
    path.write_text(template, encoding="utf-8")
    command = [program("checkov"), "--file", path, "--framework", "cloudformation", "--output", "json", "--quiet", "--skip-download"]
    result = subprocess.run(command, capture_output=True, text=True)
    report = json.loads(result.stdout)
    assert report["summary"]["parsing_errors"] == 0 and report["summary"]["passed"] > 0, result.stdout
    return collections.Counter((found["check_id"], found["resource"].split(".")[0]) for found in report["results"]["failed_checks"])


def test_the_workshop_as_it_should_be(tmp_path):
    template = groundplan("synth", WORKSHOP)
    found = failed(tmp_path, template)
    if "AWS::CloudFront::Distribution" not in template:
        # There, only CloudFront reaches the load balancer. Without it, the load balancer is what everybody must reach.
        assert found.pop(("CKV_AWS_260", "AWS::EC2::SecurityGroup")) == 1
    assert {check: count for check, count in found.items() if count > FAILED_BY_THE_CDK.get(check, 0)} == {}


def test_the_judge_sees(tmp_path):
    """A repository whose pushed images nobody scans."""
    template = groundplan("synth", WORKSHOP).replace("ScanOnPush: true", "ScanOnPush: false")
    assert failed(tmp_path, template)["CKV_AWS_163", "AWS::ECR::Repository"] == 1
