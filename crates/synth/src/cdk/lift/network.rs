//! The VPCs and subnets of the template, which stand there by their own classes, as the constructs that the library asks for.

use crate::cdk::python::Code;
use crate::cdk::writer::{Writer, target};
use crate::value::Value;

const VPC: &str = "AWS::EC2::VPC";
const SUBNET: &str = "AWS::EC2::Subnet";
const ASSOCIATION: &str = "AWS::EC2::SubnetRouteTableAssociation";

/// The network behind `VpcId`.
pub(super) fn vpc(writer: &mut Writer<'_>, value: &Value) -> Option<String> {
    let id = target(value, "")?.to_owned();
    of(writer, &id)
}

/// The network that a resource without one of its own may be given: the only one that there is.
pub(super) fn any(writer: &mut Writer<'_>, _: &str) -> Option<String> {
    let mut networks = writer.template.resources.iter().filter(|(_, resource)| resource.kind == VPC).map(|(id, _)| id.clone());
    let id = networks.next().filter(|_| networks.next().is_none())?;
    of(writer, &id)
}

fn of(writer: &mut Writer<'_>, id: &str) -> Option<String> {
    writer.template.resources.get(id).filter(|resource| resource.kind == VPC)?;
    let reference = writer.written.contains_key(id).then(|| writer.reference(id))?;
    let zones = Code::List((0..2).map(|zone| Code::call("Fn.select", [Code::number(zone), Code::call("Fn.get_azs", [])])).collect());
    Some(writer.helper(id, &format!("{id}Network"), "The same VPC in the form that CDK's own constructs ask for", |construct_id| {
        Code::construct("ec2.Vpc.from_vpc_attributes", construct_id, [("vpc_id", Code::atom(reference)), ("availability_zones", zones)])
    }))
}

/// Subnets as a selection: each is a subnet of the template with a route table.
pub(super) fn subnets(writer: &mut Writer<'_>, value: &Value) -> Option<Code> {
    let ids: Vec<String> = value.as_list()?.iter().map(|item| target(item, "").map(str::to_owned)).collect::<Option<_>>()?;
    let mut parts = Vec::new();
    for id in &ids {
        let subnet = writer.template.resources.get(id).filter(|resource| resource.kind == SUBNET)?;
        let zone = writer.text(subnet.property("AvailabilityZone")?)?;
        let of_subnet = |value: Option<&Value>| value.and_then(|value| target(value, "")) == Some(id);
        let mut associations = writer.template.resources.values().filter(|resource| resource.kind == ASSOCIATION);
        let association = associations.find(|association| of_subnet(association.property("SubnetId")))?;
        let table = target(association.property("RouteTableId")?, "").filter(|table| writer.written.contains_key(*table))?;
        let reference = writer.written.contains_key(id).then(|| writer.reference(id))?;
        parts.push((id.clone(), reference, zone, writer.reference(table)));
    }
    let helpers = parts.into_iter().map(|(id, reference, zone, table)| {
        Code::atom(writer.helper(&id, &format!("{id}Imported"), "", |construct_id| {
            let arguments = [("subnet_id", Code::atom(reference)), ("availability_zone", zone), ("route_table_id", Code::atom(table))];
            Code::construct("ec2.Subnet.from_subnet_attributes", construct_id, arguments)
        }))
    });
    let list = Code::List(helpers.collect());
    Some(Code::named("ec2.SubnetSelection", [("subnets", list)]))
}
