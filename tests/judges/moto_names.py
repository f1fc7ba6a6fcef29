"""Attributes of load balancers and hosted zones that CloudFormation has and moto does not."""

from moto.elbv2.models import FakeLoadBalancer
from moto.route53.models import FakeZone

moto_balancer_attribute = FakeLoadBalancer.get_cfn_attribute

# https://docs.aws.amazon.com/general/latest/gr/elb.html
BALANCERS_OF_IRELAND = "Z32O12XQLNTSW2"


def balancer_attribute(balancer, name):
    """The zone in which the addresses of a region's load balancers stand."""
    return BALANCERS_OF_IRELAND if name == "CanonicalHostedZoneID" else moto_balancer_attribute(balancer, name)


def zone_attribute(zone, name):
    """A zone tells its name servers."""
    return {"Id": zone.id, "NameServers": [f"ns-{number}.example.net" for number in range(1, 5)]}[name]


def correct():
    """Teaches the server in this process."""
    FakeLoadBalancer.get_cfn_attribute = balancer_attribute
    FakeZone.has_cfn_attr = classmethod(lambda _, name: name in ("Id", "NameServers"))
    FakeZone.get_cfn_attribute = zone_attribute
