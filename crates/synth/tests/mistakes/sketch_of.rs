//! The sketch of a plan. Names say what a thing is: `service-1` with its container `app-1` uses `store-2`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::plan::{Front, Number, Plan, Roles, Sidecar, Store, Way, Work};

/// The letters of the zones.
const LETTERS: [&str; 3] = ["a", "b", "c"];

/// Parameters, each written where something uses it.
const PARAMETERS: [(&str, &str); 3] = [
    ("Count", "Type=Number Default=2"),
    ("HealthPath", "Type=String Default=/up"),
    ("CertificateArn", "Type=String Default=\"arn:aws:acm:eu-west-1:123456789012:certificate/1\""),
];

/// The sketch of a plan.
pub(crate) fn sketch_of(plan: &Plan) -> String {
    let mut writer =
        Writer { plan, nodes: String::new(), inside: String::new(), others: String::new(), lines: String::new(), reached: BTreeSet::new() };
    for (index, work) in all_work(plan) {
        writer.work(&index, work);
    }
    let cluster = std::mem::take(&mut writer.nodes);
    writer.front();
    writer.stores();
    writer.walls();
    for part in plan.parts.iter().filter(|part| (part.fits)(plan)) {
        writer.inside.push_str(part.inside);
        writer.others.push_str(part.outside);
        writer.lines.push_str(part.lines);
    }
    let vpc = writer.vpc(&cluster);
    let mut text = String::from("design Random region=eu-west-1\n");
    let rest = vpc + &writer.others + "\n" + &writer.lines;
    for (name, line) in PARAMETERS {
        if rest.contains(&format!("!Ref {name}")) {
            let _ = writeln!(text, "  parameter {name} {line}");
        }
    }
    text + "\n" + &rest
}

/// Services and tasks with the ends of their names.
pub(crate) fn all_work(plan: &Plan) -> Vec<(String, &Work)> {
    let services = (1..).zip(&plan.services).map(|(index, work)| (index.to_string(), work));
    let tasks = (1..).zip(&plan.tasks).map(|(index, work)| (format!("t{index}"), work));
    services.chain(tasks).collect()
}

struct Writer<'a> {
    plan: &'a Plan,
    /// What lies in the cluster, or in the VPC.
    nodes: String,
    /// What lies in the VPC beside zones and subnets.
    inside: String,
    /// Nodes on the top level.
    others: String,
    /// Connections.
    lines: String,
    /// Services of AWS that the tasks call.
    reached: BTreeSet<&'static str>,
}

impl Writer<'_> {
    /// The beginning of the names of the subnets in which tasks run.
    fn place(&self) -> &'static str {
        if self.plan.way == Way::PublicAddress { "public" } else { "work" }
    }

    fn zones(&self) -> &'static [&'static str] {
        &LETTERS[..self.plan.zones]
    }

    fn is_isolated(&self) -> bool {
        matches!(self.plan.way, Way::Endpoints { .. })
    }

    // The network

    fn vpc(&mut self, cluster: &str) -> String {
        let mut text = String::from("vpc main cidr=10.0.0.0/16\n");
        for (index, letter) in self.zones().iter().enumerate() {
            let (number, zone) = (index + 1, if self.plan.zone_frames { String::new() } else { format!(" zone={}", index + 1) });
            let mut subnets = vec![format!("subnet public-{letter} cidr=10.0.{number}.0/24 access=public{zone}")];
            match self.plan.way {
                Way::NatPerZone { .. } => subnets.push(format!("  nat nat-{letter}")),
                Way::OneNat if index == 0 => subnets.push(format!("  nat nat-{letter}")),
                _ => {}
            }
            let access = if self.is_isolated() { "isolated" } else { "private" };
            if self.plan.way != Way::PublicAddress {
                subnets.push(format!("subnet work-{letter} cidr=10.0.1{number}.0/24 access={access}{zone}"));
            }
            if self.plan.way == (Way::NatPerZone { drawn: true }) {
                let _ = writeln!(self.lines, "work-{letter} -> nat-{letter} : routes");
            }
            let indent = if self.plan.zone_frames { "    " } else { "  " };
            if self.plan.zone_frames {
                let _ = writeln!(text, "  zone zone-{letter} number={number}");
            }
            for subnet in subnets {
                let _ = writeln!(text, "{indent}{subnet}");
            }
        }
        if self.plan.way == Way::Regional {
            text.push_str("  nat everywhere\n");
        }
        if let Way::Endpoints { drawn } = self.plan.way {
            for service in self.reached.clone() {
                let name = format!("to-{}", service.replace('.', "-"));
                let _ = writeln!(text, "  endpoint {name} service={service}");
                for letter in self.zones().iter().filter(|_| drawn) {
                    let _ = writeln!(self.lines, "{name} -> work-{letter} : spans");
                }
            }
        }
        text + &self.inside + &std::mem::take(&mut self.nodes) + "  cluster all\n" + cluster
    }

    fn walls(&mut self) {
        if !self.plan.extras.walls {
            return;
        }
        let place = self.place();
        let entry = |name: &str, out: bool, number: u16, rest: &str| {
            format!(
                "resource {name} type=AWS::EC2::NetworkAclEntry properties={{NetworkAclId=!Ref Wall, RuleNumber={number}, RuleAction=allow, Egress={out}, {rest}}}\n"
            )
        };
        self.others.push_str("resource wall type=AWS::EC2::NetworkAcl properties={VpcId=!Ref MainVpc}\n");
        self.others.push_str(&entry("wall-out", true, 100, "Protocol=-1, CidrBlock=0.0.0.0/0"));
        self.others.push_str(&entry("wall-near", false, 100, "Protocol=-1, CidrBlock=10.0.0.0/16"));
        self.others.push_str(&entry("wall-answers", false, 110, "Protocol=6, CidrBlock=0.0.0.0/0, PortRange={From=1024, To=65535}"));
        for letter in self.zones() {
            let subnet = format!("{}{}Subnet", if place == "work" { "Work" } else { "Public" }, letter.to_uppercase());
            let _ = writeln!(
                self.others,
                "resource around-{letter} type=AWS::EC2::SubnetNetworkAclAssociation properties={{SubnetId=!Ref {subnet}, NetworkAclId=!Ref Wall}}"
            );
        }
        // The load balancer's own ports come in where it stands in the same subnets.
        if place == "public" {
            for (name, number, port) in [("wall-http", 120, 80), ("wall-https", 130, 443)] {
                let rest = format!("Protocol=6, CidrBlock=0.0.0.0/0, PortRange={{From={port}, To={port}}}");
                self.others.push_str(&entry(name, false, number, &rest));
            }
        }
    }

    fn front(&mut self) {
        let plan = self.plan;
        if plan.front == Front::None {
            return;
        }
        let fields = match plan.front {
            Front::Http => " allow={http-only=\"Only people of the office use it\"}",
            Front::Https { own: true } => " protocol=HTTPS port=443",
            Front::Https { own: false } => " protocol=HTTPS port=443 certificate=!Ref CertificateArn",
            Front::Internal => " scheme=internal",
            Front::None | Front::Distribution { .. } => "",
        };
        let _ = writeln!(self.nodes, "  load-balancer site{fields}");
        let place = if plan.front == Front::Internal { self.place() } else { "public" };
        for letter in self.zones() {
            let _ = writeln!(self.lines, "site -> {place}-{letter} : spans");
        }
        match plan.front {
            Front::Http | Front::Https { .. } => {
                self.others.push_str("internet users\n");
                self.lines.push_str("users -> site : requests\n");
            }
            Front::Distribution { secret } => {
                self.others.push_str("internet users\ndistribution edge\n");
                let fields = if secret { "" } else { " prefix_list=pl-4fa04526 secret_header=\"\"" };
                let _ = writeln!(self.lines, "users -> edge : requests\nedge -> site : fetches-from{fields}");
            }
            Front::None | Front::Internal => {}
        }
        if plan.front == (Front::Https { own: true }) {
            self.others.push_str("certificate proof domain=shop.example.com\nhosted-zone domain domain=shop.example.com\nrecord top\n");
            self.lines.push_str(
                "site -> proof : secured-by\nproof -> domain : validated-by\ntop -> site : resolves-to\ntop -> domain : belongs-to\n",
            );
        }
        for (index, work) in plan.services.iter().enumerate() {
            let (named, path, codes) = work.check;
            let number = index + 1;
            let port = if named { format!(" port={}", work.port) } else { String::new() };
            let path = if plan.extras.parameters { "!Ref HealthPath".to_owned() } else { format!("\"{path}\"") };
            let condition = match index {
                0 => String::new(),
                1 => format!(" path=/part-{number}/*"),
                _ => format!(" host=part-{number}.example.com priority=70"),
            };
            let _ =
                writeln!(self.lines, "site -> service-{number} : forwards{port}{condition} health_path={path} health_codes=\"{codes}\"");
        }
    }

    // Services and tasks

    fn work(&mut self, end: &str, work: &Work) {
        let plan = self.plan;
        let is_task = end.starts_with('t');
        let kind = if is_task { "task" } else { "service" };
        let name = format!("{kind}-{end}");
        let (cpu, memory) = work.size;
        let mut fields = format!("cpu={cpu} memory={memory}");
        if plan.way == Way::PublicAddress {
            fields.push_str(" public_address=true");
        }
        if work.execute_command {
            fields.push_str(" execute_command=true");
            self.reached.insert("ssmmessages");
        }
        if work.sidecars.contains(&Sidecar::Volume) {
            fields.push_str(" volumes=[shared]");
        }
        if let Some(schedule) = work.schedule {
            let _ = write!(fields, " schedule=\"{schedule}\"");
        }
        if !is_task {
            let number = match work.number {
                Number::Fixed(_) if plan.extras.parameters => " desired_count=!Ref Count".to_owned(),
                Number::Fixed(count) => format!(" desired_count={count}"),
                Number::Scaled(least, most) => format!(" scale_least={least} scale_most={most} scale_cpu=60"),
                Number::Spot(count) => format!(" desired_count={count} spot_percent=50 spot_base=1"),
            };
            fields.push_str(&number);
        }
        let _ = writeln!(self.nodes, "    {kind} {name} {fields}");
        for letter in self.zones() {
            let _ = writeln!(self.lines, "{name} -> {}-{letter} : runs", self.place());
        }
        if work.guarded {
            let subnet = if self.place() == "work" { "10.0.11.0/24" } else { "10.0.1.0/24" };
            let _ = writeln!(
                self.inside,
                "  security-group guard-{end} ingress=[{{IpProtocol=tcp, FromPort=9100, ToPort=9100, CidrIp={subnet}}}]"
            );
            let _ = writeln!(self.lines, "guard-{end} -> {name} : guards");
        }
        self.roles(end, &name, work);
        self.containers(end, work);
        if plan.extras.alarms && !is_task {
            let _ = writeln!(self.others, "alarm load-{end} threshold=80");
            let _ = writeln!(self.lines, "load-{end} -> {name} : watches\nload-{end} -> operators : notifies");
        }
    }

    /// What a service uses: place in the list, store, how.
    fn uses(&self, work: &Work) -> Vec<(usize, Store, &'static str, bool)> {
        let stores = &self.plan.stores;
        let mut seen = BTreeSet::new();
        let all = work.uses.iter().filter(|_| !stores.is_empty()).map(|(place, way, named)| {
            let (index, verbs) = (place % stores.len(), verbs(stores[place % stores.len()]));
            (index, stores[index], verbs[way % verbs.len()], *named)
        });
        all.filter(|(index, ..)| seen.insert(*index)).collect()
    }

    fn roles(&mut self, end: &str, name: &str, work: &Work) {
        let mut statements = Vec::new();
        let by_hand = work.by_hand && work.roles != Roles::Derived;
        for (index, store, verb, named) in self.uses(work) {
            let number = index + 1;
            self.reached.insert(service_of(store));
            if by_hand && by_hand_statements(number, store).is_some() {
                statements.extend(by_hand_statements(number, store).unwrap_or_default());
                continue;
            }
            let from = if verb == "injects" { format!("app-{end}") } else { name.to_owned() };
            let variable =
                if named && verb != "decrypt" && verb != "encrypt" { format!(" variable=STORE_{number}") } else { String::new() };
            let _ = writeln!(self.lines, "{from} -> store-{number} : {verb}{variable}");
        }
        if work.roles != Roles::Derived {
            let statements = if statements.is_empty() { String::new() } else { format!(" statements=[{}]", statements.join(", ")) };
            let _ = writeln!(self.others, "role runner-{end}{statements}");
            let _ = writeln!(self.lines, "{name} -> runner-{end} : assumes");
        }
        if work.roles == Roles::Both {
            let managed = "managed_policies=[\"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\"]";
            let managed = if is_by_address(work) { format!(" {managed}") } else { String::new() };
            let _ = writeln!(self.others, "role starter-{end}{managed}");
            let _ = writeln!(self.lines, "{name} -> starter-{end} : starts-with");
        }
    }

    fn containers(&mut self, end: &str, work: &Work) {
        let is_task = end.starts_with('t');
        let port = if is_task { "\"\"".to_owned() } else { work.port.to_string() };
        let mut fields = format!("port={port}");
        if work.sidecars.contains(&Sidecar::Volume) {
            fields.push_str(" mounts=[{Volume=shared, Path=/data}]");
        }
        if work.by_hand && work.roles != Roles::Derived {
            let by_hand = self.uses(work).into_iter().filter_map(|(index, store, ..)| {
                by_hand_statements(index + 1, store)?;
                Some(format!("STORE_{}=!Ref {}", index + 1, logical_id(index + 1, store)))
            });
            let variables: Vec<String> = by_hand.collect();
            if !variables.is_empty() {
                let _ = write!(fields, " environment={{{}}}", variables.join(", "));
            }
        }
        let mut names = vec![format!("app-{end}")];
        let mut images = vec![self.image(end, work)];
        let mut containers = vec![fields];
        for (index, sidecar) in work.sidecars.iter().enumerate() {
            let name = format!("helper-{end}-{index}");
            containers.push(match sidecar {
                Sidecar::Listening => format!("port={}", usize::from(work.port) + index + 1),
                Sidecar::Healthy => "port=\"\" health_command=\"test -f /ready\"".to_owned(),
                Sidecar::Prepares => "port=\"\" essential=false".to_owned(),
                Sidecar::Volume => "port=\"\" mounts=[{Volume=shared, Path=/data, ReadOnly=true}]".to_owned(),
            });
            let condition = match sidecar {
                Sidecar::Healthy => " condition=HEALTHY",
                Sidecar::Prepares => " condition=SUCCESS",
                Sidecar::Listening | Sidecar::Volume => "",
            };
            if *sidecar != Sidecar::Volume {
                let _ = writeln!(self.lines, "app-{end} -> {name} : waits-for{condition}");
            }
            names.push(name);
            images.push(self.helper_image());
        }
        for ((name, fields), image) in names.iter().zip(&containers).zip(images) {
            let image = match image {
                Image::Repository(repository) => {
                    let _ = writeln!(self.lines, "{name} -> {repository} : pulls");
                    String::new()
                }
                Image::Address(address) => format!(" image={address}"),
            };
            let _ = writeln!(self.nodes, "      container {name} {fields}{image}");
            if self.plan.extras.logs {
                let _ = writeln!(self.lines, "{name} -> lines-{end} : logs");
            }
        }
        if self.plan.extras.logs {
            self.reached.insert("logs");
            let _ = writeln!(self.others, "log-group lines-{end} retention=14");
        }
    }

    fn image(&mut self, end: &str, work: &Work) -> Image {
        self.reached.extend(["ecr.api", "ecr.dkr", "s3"]);
        if is_by_address(work) {
            return Image::Address("123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1.4".to_owned());
        }
        if work.own_image {
            let _ = writeln!(self.others, "repository images-{end}");
            return Image::Repository(format!("images-{end}"));
        }
        self.helper_image()
    }

    fn helper_image(&self) -> Image {
        // Nothing leads from isolated subnets to a public registry.
        if self.is_isolated() {
            Image::Repository("images".to_owned())
        } else {
            Image::Address("public.ecr.aws/nginx/nginx:1.29".to_owned())
        }
    }

    // Stores

    fn stores(&mut self) {
        if self.is_isolated() {
            self.others.push_str("repository images\n");
        }
        if self.plan.extras.alarms {
            self.others.push_str("topic operators\n");
        }
        let own_key = |store: &Store| match store {
            Store::Table { own_key, .. }
            | Store::Bucket { own_key, .. }
            | Store::Queue { own_key, .. }
            | Store::Topic { own_key }
            | Store::Secret { own_key } => *own_key,
            Store::Parameter | Store::Key | Store::Pool => false,
        };
        if self.plan.stores.iter().any(own_key) {
            self.others.push_str("kms-key keeper\n");
        }
        for (index, store) in self.plan.stores.iter().enumerate() {
            let name = format!("store-{}", index + 1);
            let line = match store {
                Store::Table { sort, index, .. } => {
                    let sort = if *sort { " sort_key=made sort_type=N" } else { "" };
                    let index = if *index { " global_indexes=[{name=by-owner, partition=owner, sort=made, sort_type=N}]" } else { "" };
                    format!("table {name} partition_key=customer{sort}{index}")
                }
                Store::Bucket { versions: true, .. } => format!("bucket {name} versioning=Enabled noncurrent_days=30"),
                Store::Bucket { .. } => format!("bucket {name}"),
                Store::Queue { fifo, .. } => {
                    let fifo = if *fifo { " fifo=true" } else { "" };
                    let _ = writeln!(self.lines, "{name} -> {name}-dead : redrives");
                    format!("queue {name}{fifo}\nqueue {name}-dead{fifo} retention=1209600")
                }
                Store::Topic { .. } => format!("topic {name}"),
                Store::Parameter => format!("ssm-parameter {name} value=green"),
                Store::Secret { .. } => format!("secret {name}"),
                Store::Key => format!("kms-key {name}"),
                Store::Pool => format!("user-pool {name}"),
            };
            let _ = writeln!(self.others, "{line}");
            if own_key(store) {
                let _ = writeln!(self.lines, "{name} -> keeper : encrypts-with");
            }
        }
    }
}

/// Where a container's image comes from.
enum Image {
    Repository(String),
    Address(String),
}

/// True when the image is named by its address alone and the drawn execution role may pull it by a policy of AWS.
fn is_by_address(work: &Work) -> bool {
    work.roles == Roles::Both && work.by_hand && work.own_image
}

fn verbs(store: Store) -> &'static [&'static str] {
    match store {
        Store::Table { .. } | Store::Bucket { .. } => &["read", "write", "admin"],
        Store::Queue { .. } => &["send", "receive"],
        Store::Topic { .. } => &["publish"],
        Store::Parameter | Store::Secret { .. } => &["injects", "read"],
        Store::Key => &["encrypt", "decrypt"],
        Store::Pool => &["read", "admin"],
    }
}

fn service_of(store: Store) -> &'static str {
    match store {
        Store::Table { .. } => "dynamodb",
        Store::Bucket { .. } => "s3",
        Store::Queue { .. } => "sqs",
        Store::Topic { .. } => "sns",
        Store::Parameter => "ssm",
        Store::Secret { .. } => "secretsmanager",
        Store::Key => "kms",
        Store::Pool => "cognito-idp",
    }
}

fn logical_id(number: usize, store: Store) -> String {
    let end = match store {
        Store::Table { .. } => "Table",
        Store::Bucket { .. } => "Bucket",
        Store::Queue { .. } => "Queue",
        Store::Topic { .. } => "Topic",
        Store::Parameter => "Parameter",
        Store::Secret { .. } => "Secret",
        Store::Key => "Key",
        Store::Pool => "UserPool",
    };
    format!("Store{number}{end}")
}

/// What a person writes who gives the permission without a connection; nothing for stores that are used by connections alone.
fn by_hand_statements(number: usize, store: Store) -> Option<Vec<String>> {
    let id = logical_id(number, store);
    let allow = |what: &str, actions: &str, resources: &str| {
        format!("{{Sid={what}{number}, Effect=Allow, Action=[{actions}], Resource={resources}}}")
    };
    let (mut statements, own_key) = match store {
        Store::Table { own_key, .. } => {
            let resources = format!("[!GetAtt {id}.Arn, !Sub \"${{{id}.Arn}}/index/*\"]");
            (vec![allow("Table", "dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query", &resources)], own_key)
        }
        Store::Bucket { own_key, .. } => (
            vec![
                allow("List", "s3:ListBucket", &format!("!GetAtt {id}.Arn")),
                allow("Objects", "s3:GetObject, s3:PutObject", &format!("!Sub \"${{{id}.Arn}}/*\"")),
            ],
            own_key,
        ),
        Store::Queue { own_key, .. } => (vec![allow("Send", "sqs:SendMessage, sqs:GetQueueUrl", &format!("!GetAtt {id}.Arn"))], own_key),
        Store::Topic { own_key } => (vec![allow("Publish", "sns:Publish", &format!("!Ref {id}"))], own_key),
        Store::Parameter | Store::Secret { .. } | Store::Key | Store::Pool => return None,
    };
    if own_key {
        statements.push(allow("Key", "kms:Decrypt, kms:GenerateDataKey", "!GetAtt KeeperKey.Arn"));
    }
    Some(statements)
}
