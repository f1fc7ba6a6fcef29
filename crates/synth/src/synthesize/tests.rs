//! Logical ids, and resources that are there once.

use super::*;

#[test]
fn names_become_logical_ids() {
    for (name, expected) in [("web", "Web"), ("private-a", "PrivateA"), ("web app 2", "WebApp2"), ("größe", "GrE"), ("", "")] {
        assert_eq!(pascal_case(name), expected);
    }
}

#[test]
fn nodes_whose_names_run_together_keep_their_own_resources() {
    let text = "vpc web\n  cluster web-cluster\n    service web\n      container a\n    service web-service\n      container b\n";
    let template = synthesize(&crate::design::sketch::parse(text).design);
    let services = template.resources.values().filter(|resource| resource.kind == "AWS::ECS::Service");
    let definitions: Vec<_> = services.filter_map(|service| service.property("TaskDefinition").cloned()).collect();
    assert_eq!(definitions, [Value::reference("WebTaskDefinition"), Value::reference("WebServiceTaskDefinition")]);
    let names: BTreeSet<String> = template.outputs.values().filter_map(|output| Some(output.as_map()?.get("Value")?.display())).collect();
    assert_eq!(names.len(), template.outputs.len(), "{names:?}");
}

#[test]
fn two_paths_to_one_service_open_its_port_once() {
    let text = "vpc main\n  load-balancer site\n  cluster work\n    service web\n      container app\n\nsite -> web : forwards\nsite -> web : forwards path=/api\n";
    let template = synthesize(&crate::design::sketch::parse(text).design);
    let of_kind = |kind: &str| template.resources.values().filter(|resource| resource.kind == kind).count();
    assert_eq!((of_kind("AWS::EC2::SecurityGroupIngress"), of_kind("AWS::ElasticLoadBalancingV2::TargetGroup")), (1, 1));
    let group = &template.resources["SiteSecurityGroup"];
    assert_eq!(group.property("SecurityGroupEgress").and_then(Value::as_list).map(<[Value]>::len), Some(1));
}
