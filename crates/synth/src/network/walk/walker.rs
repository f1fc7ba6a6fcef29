//! The ways from one place to another: directly, or through distributions and load balancers that stand in front.

use ipnet::Ipv4Net;

use super::balancer::{self, Request, Wanted};
use super::hop::{Go, Ground, Hop, Step, Way};
use super::interfaces::{self, Interface, Placed};
use super::peers::{Addresses, Guard, Peer};
use super::places::{Place, Tasks};
use super::{Leg, NoWalk, Stop, api_leg, apis, front, leg, nowhere, packet, place_words, tasks, topology, words};
use crate::design::NodeId;
use crate::meaning::requests;
use crate::network::addresses;

/// Everything that one walk needs.
pub(super) struct Walker<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) from: Stop,
    pub(super) to: Stop,
    pub(super) port: Option<u16>,
}

impl Walker<'_> {
    /// What may be walked, the likeliest first: directly or through what stands in front. One that passes is enough.
    pub(super) fn candidates(&self, source: &Place, target: &Place) -> Result<Vec<Vec<Leg>>, NoWalk> {
        let all = self.all(source, target)?;
        if !all.is_empty() {
            return Ok(all);
        }
        // Only a distribution leads to nothing but its origins.
        let (from, to) = (place_words(self.ground, self.from), place_words(self.ground, self.to));
        let hop = Hop::blocked(Step::Origin, format!("no origin of {from} leads to {to}")).node(self.start());
        Ok(vec![vec![leg(to, vec![Way { hops: vec![hop] }])]])
    }

    fn all(&self, source: &Place, target: &Place) -> Result<Vec<Vec<Leg>>, NoWalk> {
        let ground = self.ground;
        let name = place_words(ground, self.to);
        Ok(match (source, target) {
            (Place::Api { .. }, _)
            | (Place::Internet | Place::Distribution(_), Place::Internet)
            | (Place::Distribution(_), Place::Distribution(_)) => {
                return Err(NoWalk::NoStart(place_words(ground, self.from)));
            }
            (Place::Internet, Place::Distribution(id)) => {
                let port = self.port.unwrap_or(apis::HTTPS);
                let mut way = Way::default();
                let _ = front::enter(ground, &mut way, id, port, None);
                vec![vec![leg(format!("{name} on port {port}"), vec![way])]]
            }
            (Place::Internet, Place::Api { resource, apis }) => {
                let mut all = self.by_distribution(None, resource, &name);
                let port = self.port.unwrap_or(apis::HTTPS);
                let hop = Hop::passes(Step::Place, format!("{} answers at its public address; permissions decide who may", apis[0].title));
                let hop = if port == apis::HTTPS {
                    hop
                } else {
                    Hop::blocked(Step::Place, format!("{} answers on port 443 alone", apis[0].title))
                };
                all.push(vec![leg(
                    format!("{} on port {port}", apis[0].title),
                    vec![Way { hops: vec![ground.decided(hop, resource, &[])] }],
                )]);
                all
            }
            (Place::Distribution(id), Place::Api { resource, .. }) => self.by_distribution(Some(id), resource, &name),
            (Place::Distribution(id), Place::Balancer { id: balancer, placed }) => {
                self.through_front(Some(id), (balancer, placed), None, &name)
            }
            (Place::Distribution(id), Place::Tasks(tasks)) => self
                .balancers(tasks)
                .iter()
                .flat_map(|(balancer, placed)| self.through_front(Some(id), (balancer, placed), Some(tasks), &name))
                .collect(),
            (Place::Internet, Place::Balancer { id, placed }) => {
                let mut all = self.internet_to_balancer(id, placed, None, &name)?;
                let behind = self.through_front(None, (id, placed), None, &name);
                self.prefer_drawn(&mut all, behind)
            }
            (Place::Internet, Place::Tasks(tasks)) => self.internet_to_tasks(tasks, &name)?,
            (Place::Balancer { id, placed }, Place::Tasks(tasks)) => self.balancer_to_tasks(id, placed, tasks, &name)?,
            (_, Place::Internet) => vec![vec![self.to_internet(source.placed())]],
            (_, Place::Distribution(id)) => vec![vec![self.to_distribution(source.placed(), id, &name)]],
            (_, Place::Api { apis, .. }) => {
                let port = self.port.unwrap_or(apis::HTTPS);
                let placed = source.placed().cloned().unwrap_or_default();
                vec![apis.iter().map(|api| api_leg(ground, &placed, *api, port)).collect()]
            }
            (_, Place::Balancer { id, placed }) => vec![vec![self.tasks_to_balancer(source.placed(), id, placed, None, &name)?]],
            (_, Place::Tasks(tasks)) => self.tasks_to_tasks(source, tasks, &name)?,
        })
    }

    /// The node where it starts.
    fn start(&self) -> Option<NodeId> {
        if let Stop::Node(id) = self.from { Some(id) } else { None }
    }

    fn prefer_drawn(&self, direct: &mut Vec<Vec<Leg>>, mut behind: Vec<Vec<Leg>>) -> Vec<Vec<Leg>> {
        let drawn = match (self.from, self.to) {
            (Stop::Node(from), Stop::Node(to)) => !self.ground.connections(Some(from), Some(to)).is_empty(),
            _ => false,
        };
        if drawn {
            direct.append(&mut behind);
            std::mem::take(direct)
        } else {
            behind.append(direct);
            behind
        }
    }

    /// The internet as a firewall sees it: the range of the drawn connection, else every address.
    fn internet(&self, target: Option<NodeId>) -> Peer {
        let ground = self.ground;
        let everybody = Addresses::Public("the internet".to_owned());
        let name = match self.from {
            Stop::Node(id) => words::name(ground.design, id).to_owned(),
            Stop::Internet => "the internet".to_owned(),
        };
        let ranges: Vec<Option<Ipv4Net>> = ground
            .connections(self.start(), target)
            .into_iter()
            .filter_map(|id| ground.design.connection(id))
            .filter(|connection| connection.verb == requests::VERB.id)
            .map(|connection| addresses::range(&requests::from_range(&connection.fields).text()))
            .collect();
        let addresses = match ranges.as_slice() {
            [Some(range)] if range.prefix_len() > 0 => Addresses::Range(*range),
            _ => everybody,
        };
        Peer { name, addresses, groups: Guard::Nothing, is_cloudfront: false }
    }

    /// The load balancers that forward to tasks.
    fn balancers(&self, tasks: &Tasks) -> Vec<(String, Placed)> {
        let all = self.ground.network.of_type(topology::BALANCER).iter();
        let fitting = all.filter(|id| balancer::forwards_to(self.ground, id, &tasks.resource));
        fitting.map(|id| (id.clone(), interfaces::of_resource(self.ground, id).unwrap_or_default())).collect()
    }

    fn by_distribution(&self, from: Option<&String>, resource: &str, name: &str) -> Vec<Vec<Leg>> {
        let port = self.port.unwrap_or(apis::HTTPS);
        let all = front::in_front(self.ground, resource).into_iter().filter(|(id, _)| from.is_none_or(|from| from == id));
        all.map(|(id, fetch)| {
            let mut way = Way::default();
            let _ = front::enter(self.ground, &mut way, id, port, Some(&fetch));
            vec![leg(format!("{name} on port {port}"), vec![way])]
        })
        .collect()
    }

    /// Through each distribution that fetches from a load balancer, and on to tasks behind it.
    fn through_front(
        &self,
        from: Option<&String>,
        (balancer, placed): (&str, &Placed),
        tasks: Option<&Tasks>,
        name: &str,
    ) -> Vec<Vec<Leg>> {
        let port = self.port.unwrap_or(apis::HTTPS);
        let all = front::in_front(self.ground, balancer).into_iter().filter(|(id, _)| from.is_none_or(|from| from == id));
        all.map(|(id, fetch)| {
            let mut way = Way::default();
            let fetched = front::enter(self.ground, &mut way, id, port, Some(&fetch)).flatten();
            let inside = matches!(fetch.lead, front::Lead::Balancer { inside: true, .. });
            let ways = match fetched {
                None => vec![way],
                Some(fetched) => {
                    let arrive = |way: &mut Way, interface: &Interface, port: u16| {
                        packet::from_cloudfront(self.ground, way, interface, port, inside)
                    };
                    let wanted = tasks.map(|tasks| (tasks.wanted(), &tasks.placed));
                    tasks::through(self.ground, &way, (balancer, placed), fetched.port, wanted, &fetched.request, &arrive)
                }
            };
            vec![leg(format!("{name} through {}, on port {port}", self.ground.called(id)), ways)]
        })
        .collect()
    }

    fn listening_port(&self, balancer: &str) -> Result<u16, NoWalk> {
        self.port
            .or_else(|| balancer::main_port(self.ground, balancer))
            .ok_or_else(|| NoWalk::NoPort(self.ground.called(balancer).to_owned()))
    }

    fn internet_to_balancer(&self, balancer: &str, placed: &Placed, tasks: Option<&Tasks>, name: &str) -> Result<Vec<Vec<Leg>>, NoWalk> {
        let port = self.listening_port(balancer)?;
        let node = self.ground.network.node(balancer);
        let peer = self.internet(node);
        let from = self.start();
        let arrive = |way: &mut Way, interface: &Interface, port: u16| packet::into(self.ground, way, (from, &peer), interface, port);
        let wanted = tasks.map(|tasks| (tasks.wanted(), &tasks.placed));
        let ways = tasks::through(self.ground, &Way::default(), (balancer, placed), port, wanted, &Request::default(), &arrive);
        Ok(vec![vec![leg(format!("{name} on port {port}"), ways)]])
    }

    fn internet_to_tasks(&self, tasks: &Tasks, name: &str) -> Result<Vec<Vec<Leg>>, NoWalk> {
        let mut all = Vec::new();
        for (balancer, placed) in self.balancers(tasks) {
            let mut direct = self.internet_to_balancer(&balancer, &placed, Some(tasks), name)?;
            let behind = self.through_front(None, (&balancer, &placed), Some(tasks), name);
            let drawn = self.ground.connections(self.start(), self.ground.network.node(&balancer));
            if drawn.is_empty() && !behind.is_empty() {
                all.extend(behind);
                all.append(&mut direct);
            } else {
                all.append(&mut direct);
                all.extend(behind);
            }
        }
        let peer = self.internet(None);
        let from = self.start();
        if let Some(port) = self.port.or_else(|| tasks.port(self.ground)) {
            let walk = |interface: &Interface| {
                let mut way = Way::default();
                if packet::into(self.ground, &mut way, (from, &peer), interface, port).is_some() {
                    let _ = tasks.listens(self.ground, &mut way, port);
                }
                way
            };
            let mut ways: Vec<Way> = tasks.placed.interfaces.iter().map(walk).collect();
            ways.extend(nowhere(self.ground, &tasks.placed));
            all.push(vec![leg(format!("{name} on port {port}"), ways)]);
        } else if all.is_empty() {
            return Err(NoWalk::NoPort(name.to_owned()));
        }
        Ok(all)
    }

    fn balancer_to_tasks(&self, balancer: &str, placed: &Placed, tasks: &Tasks, name: &str) -> Result<Vec<Vec<Leg>>, NoWalk> {
        let port = self.listening_port(balancer)?;
        // The walk starts at the load balancer: whatever request a rule asks for is there already.
        let request = Request { headers: balancer::asked_headers(self.ground, balancer) };
        let arrive = |_: &mut Way, _: &Interface, _: u16| Some(());
        let ways = tasks::through(
            self.ground,
            &Way::default(),
            (balancer, placed),
            port,
            Some((tasks.wanted(), &tasks.placed)),
            &request,
            &arrive,
        );
        Ok(vec![vec![leg(format!("{name} from listener :{port}"), ways)]])
    }

    fn to_internet(&self, placed: Option<&Placed>) -> Leg {
        let port = self.port.unwrap_or(apis::HTTPS);
        let addresses = Addresses::Public("the internet".to_owned());
        let peer = Peer { name: place_words(self.ground, self.to), addresses, groups: Guard::Nothing, is_cloudfront: false };
        self.outward(placed, format!("{} on port {port}", peer.name), &peer, port, |_, _| Some(()))
    }

    fn to_distribution(&self, placed: Option<&Placed>, id: &str, name: &str) -> Leg {
        let port = self.port.unwrap_or(apis::HTTPS);
        let peer = front::peer();
        self.outward(placed, format!("{name} on port {port}"), &peer, port, |way, _| {
            front::enter(self.ground, way, id, port, None).map(drop)
        })
    }

    fn outward(&self, placed: Option<&Placed>, title: String, peer: &Peer, port: u16, arrive: impl Fn(&mut Way, &Peer) -> Go) -> Leg {
        let placed = placed.cloned().unwrap_or_default();
        let walk = |interface: &Interface| {
            let mut way = Way::default();
            if let Some(translated) = packet::out(self.ground, &mut way, interface, peer, port) {
                let _ = arrive(&mut way, &translated);
            }
            way
        };
        let mut ways: Vec<Way> = placed.interfaces.iter().map(walk).collect();
        ways.extend(nowhere(self.ground, &placed));
        leg(title, ways)
    }

    /// From interfaces to a load balancer: inside the network when it is internal, over its public addresses when it faces the internet.
    fn tasks_to_balancer(
        &self,
        source: Option<&Placed>,
        balancer: &str,
        placed: &Placed,
        tasks: Option<&Tasks>,
        name: &str,
    ) -> Result<Leg, NoWalk> {
        let port = self.listening_port(balancer)?;
        let source = source.cloned().unwrap_or_default();
        let mut ways = Vec::new();
        for from in &source.interfaces {
            let arrive = |way: &mut Way, to: &Interface, port: u16| packet::to_named(self.ground, way, from, to, port);
            let wanted = tasks.map(|tasks| (tasks.wanted(), &tasks.placed));
            ways.extend(tasks::through(self.ground, &Way::default(), (balancer, placed), port, wanted, &Request::default(), &arrive));
        }
        ways.extend(nowhere(self.ground, &source));
        Ok(leg(format!("{name} on port {port}"), ways))
    }

    fn tasks_to_tasks(&self, source: &Place, tasks: &Tasks, name: &str) -> Result<Vec<Vec<Leg>>, NoWalk> {
        let placed = source.placed().cloned().unwrap_or_default();
        let mut all = Vec::new();
        if let Some(port) = self.port.or_else(|| tasks.port(self.ground)) {
            let mut ways = Vec::new();
            for from in &placed.interfaces {
                for to in &tasks.placed.interfaces {
                    let mut way = Way::default();
                    if packet::between(self.ground, &mut way, from, to, port).is_some() {
                        let _ = tasks.listens(self.ground, &mut way, port);
                    }
                    ways.push(way);
                }
            }
            ways.extend(nowhere(self.ground, &placed));
            ways.extend(nowhere(self.ground, &tasks.placed));
            all.push(vec![leg(format!("{name} on port {port}"), ways)]);
        }
        for (balancer, behind) in self.balancers(tasks) {
            let title = format!("{name} through {}", self.ground.called(&balancer));
            all.push(vec![self.tasks_to_balancer(Some(&placed), &balancer, &behind, Some(tasks), &title)?]);
        }
        if all.is_empty() { Err(NoWalk::NoPort(name.to_owned())) } else { Ok(all) }
    }
}

/// What a rule of a listener is asked for.
impl Tasks {
    pub(super) fn wanted(&self) -> Wanted<'_> {
        Wanted { service: &self.resource, container: self.container.as_deref() }
    }
}
