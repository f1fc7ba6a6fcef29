//! Random plans of designs that are right: what a person decides before drawing. The sketch follows in `sketch_of`.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::parts::{PARTS, Part};

/// A plan of one design.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// How many availability zones, from 1 to 3.
    pub(crate) zones: usize,
    /// Whether the zones are drawn as frames; else each subnet says its own.
    pub(crate) zone_frames: bool,
    pub(crate) way: Way,
    pub(crate) front: Front,
    pub(crate) services: Vec<Work>,
    pub(crate) tasks: Vec<Work>,
    pub(crate) stores: Vec<Store>,
    pub(crate) extras: Extras,
    /// What stands beside it; parts that do not fit the plan are left out.
    pub(crate) parts: Vec<&'static Part>,
}

/// How tasks reach AWS and the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A NAT gateway in each zone; with the connections drawn or not.
    NatPerZone { drawn: bool },
    /// One NAT gateway for all zones.
    OneNat,
    /// A regional NAT gateway.
    Regional,
    /// Tasks in public subnets with addresses of their own.
    PublicAddress,
    /// Isolated subnets with endpoints; with the connections to the subnets drawn or not.
    Endpoints { drawn: bool },
}

/// Where requests come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Front {
    /// Nowhere: the services are workers.
    None,
    /// Plain HTTP, which the author allows with a reason.
    Http,
    /// HTTPS; with a certificate, zone and record of the design or with an ARN that is a parameter.
    Https { own: bool },
    /// From the VPC alone.
    Internal,
    /// From CloudFront alone, by a secret or by its addresses.
    Distribution { secret: bool },
}

/// A service, or a task that runs to its end.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) size: (i64, i64),
    pub(crate) port: u16,
    pub(crate) sidecars: Vec<Sidecar>,
    /// Places in the list of stores, how each is used, and whether a variable names it.
    pub(crate) uses: Vec<(usize, usize, bool)>,
    /// Whether each store is used by a statement and a variable by hand where a drawn role takes them.
    pub(crate) by_hand: bool,
    pub(crate) roles: Roles,
    /// Whether a security group of the drawing guards it.
    pub(crate) guarded: bool,
    pub(crate) own_image: bool,
    pub(crate) execute_command: bool,
    pub(crate) number: Number,
    /// Whether the connection to it names the port, and which page and codes the health check takes.
    pub(crate) check: (bool, &'static str, &'static str),
    pub(crate) schedule: Option<&'static str>,
}

/// A further container of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sidecar {
    /// Listens on a port of its own.
    Listening,
    /// Is ready before the first container starts.
    Healthy,
    /// Ends before the first container starts.
    Prepares,
    /// Shares a volume with the first container.
    Volume,
}

/// Which roles are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Roles {
    Derived,
    Task,
    Both,
}

/// How many tasks a service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Fixed(i64),
    /// From so many to so many by the use of CPU.
    Scaled(i64, i64),
    /// Half of them on spare capacity.
    Spot(i64),
}

/// Something that tasks use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    Table { sort: bool, index: bool, own_key: bool },
    Bucket { versions: bool, own_key: bool },
    Queue { fifo: bool, own_key: bool },
    Topic { own_key: bool },
    Parameter,
    Secret { own_key: bool },
    Key,
    Pool,
}

/// What else stands in the drawing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extras {
    /// Every container keeps its output.
    pub(crate) logs: bool,
    /// An alarm of each service with a topic.
    pub(crate) alarms: bool,
    /// Network ACLs around the subnets of the tasks that let through what is needed.
    pub(crate) walls: bool,
    /// The number of tasks and the size are parameters.
    pub(crate) parameters: bool,
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        3 => any::<bool>().prop_map(|drawn| Way::NatPerZone { drawn }),
        1 => Just(Way::OneNat),
        1 => Just(Way::Regional),
        2 => Just(Way::PublicAddress),
        3 => any::<bool>().prop_map(|drawn| Way::Endpoints { drawn }),
    ]
}

fn front() -> impl Strategy<Value = Front> {
    prop_oneof![
        1 => Just(Front::None),
        2 => Just(Front::Http),
        2 => any::<bool>().prop_map(|own| Front::Https { own }),
        1 => Just(Front::Internal),
        2 => any::<bool>().prop_map(|secret| Front::Distribution { secret }),
    ]
}

fn store() -> impl Strategy<Value = Store> {
    let own_key = || prop::bool::weighted(0.3);
    prop_oneof![
        3 => (any::<bool>(), any::<bool>(), own_key()).prop_map(|(sort, index, own_key)| Store::Table { sort, index, own_key }),
        3 => (any::<bool>(), own_key()).prop_map(|(versions, own_key)| Store::Bucket { versions, own_key }),
        2 => (any::<bool>(), own_key()).prop_map(|(fifo, own_key)| Store::Queue { fifo, own_key }),
        1 => own_key().prop_map(|own_key| Store::Topic { own_key }),
        1 => Just(Store::Parameter),
        2 => own_key().prop_map(|own_key| Store::Secret { own_key }),
        1 => Just(Store::Key),
        1 => Just(Store::Pool),
    ]
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (2..5_i64).prop_map(Number::Fixed),
        (2..4_i64, 4..9_i64).prop_map(|(least, most)| Number::Scaled(least, most)),
        (2..5_i64).prop_map(Number::Spot),
    ]
}

fn any_work(is_task: bool) -> impl Strategy<Value = Work> {
    let sizes = [(256, 512), (256, 2048), (512, 1024), (1024, 4096), (2048, 16384), (4096, 30720), (8192, 61440), (32768, 122_880)];
    let schedules = ["rate(1 hour)", "rate(5 minutes)", "cron(0 3 * * ? *)", "cron(*/15 6-18 ? * MON-FRI *)", "at(2031-05-01T06:00:00)"];
    let sidecars = vec(select(vec![Sidecar::Listening, Sidecar::Healthy, Sidecar::Prepares, Sidecar::Volume]), 0..3);
    let codes = select(vec![("/", "200"), ("/health", "200-299"), ("/api/v1/up", "200,204"), ("/ready?deep=1", "200-399")]);
    let first = (select(sizes.to_vec()), 1024..9000_u16, sidecars, vec((0..9_usize, 0..9_usize, any::<bool>()), 0..4), any::<bool>());
    let second = (select(vec![Roles::Derived, Roles::Task, Roles::Both]), prop::bool::weighted(0.3), any::<bool>());
    let third = (prop::bool::weighted(0.2), number(), any::<bool>(), codes, prop::option::weighted(0.7, select(schedules.to_vec())));
    (first, second, third).prop_map(move |(first, second, third)| {
        let (size, port, sidecars, uses, by_hand) = first;
        let (roles, guarded, own_image) = second;
        let (execute_command, number, named, (path, codes), schedule) = third;
        let schedule = schedule.filter(|_| is_task);
        let check = (named, path, codes);
        Work { size, port, sidecars, uses, by_hand, roles, guarded, own_image, execute_command, number, check, schedule }
    })
}

/// A plan of a design in which nothing is wrong.
pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    let extras = (any::<bool>(), any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.3));
    let extras = extras.prop_map(|(logs, alarms, walls, parameters)| Extras { logs, alarms, walls, parameters });
    let place = (1..=3_usize, any::<bool>(), way(), front());
    let parts = subsequence(PARTS.iter().collect::<Vec<_>>(), 0..4);
    let rest = (vec(store(), 0..6), extras, parts);
    (place, vec(any_work(false), 1..4), vec(any_work(true), 0..2), rest).prop_map(|(place, services, tasks, (stores, extras, parts))| {
        let (zones, zone_frames, way, front) = place;
        // A load balancer takes two zones.
        let zones = if front == Front::None { zones } else { zones.max(2) };
        Plan { zones, zone_frames, way, front, services, tasks, stores, extras, parts }
    })
}
