//! Permissions between the same two nodes share one line: `read, write`. Two lines beside each other would say no more. What leads to a
//! collapsed container shares a line with what is alike, whatever of its content it is about.

use super::super::collapsed::Collapsed;
use super::labels::label_text;
use crate::design::{ConnectionId, Design};
use crate::meaning::{self, Line};

/// The connections that share a connection's line, in the order of their ids; itself alone when it is no permission.
pub fn bundle(design: &Design, id: ConnectionId) -> Vec<ConnectionId> {
    let is_permission = |verb: &str| meaning::by_id(verb).is_some_and(|verb| verb.line == Line::Permission);
    let Some(connection) = design.connection(id) else { return Vec::new() };
    if let Some(shared) = Collapsed::of(design).bundle(design, id) {
        return shared;
    }
    let Some((from, to)) = connection.nodes().filter(|_| is_permission(&connection.verb)) else { return vec![id] };
    let alike = design.connections_between(from, to).filter(|(_, other)| is_permission(&other.verb));
    alike.map(|(id, _)| id).collect()
}

/// The connection under whose id the line of a connection is drawn: the first of those that share it.
pub fn drawn_as(design: &Design, id: ConnectionId) -> ConnectionId {
    bundle(design, id).first().copied().unwrap_or(id)
}

/// The text on a line: what each connection that shares it says, every word once.
pub fn shared_label(design: &Design, id: ConnectionId) -> String {
    let mut words: Vec<String> = Vec::new();
    for connection in bundle(design, id).into_iter().filter_map(|id| design.connection(id)) {
        let word = label_text(design, connection);
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::sketch;

    #[track_caller]
    fn check(connections: &str, labels: &[&str]) {
        let text = format!("internet users\nload-balancer site\nservice web\nbucket files\nrole job\n{connections}");
        let parsed = sketch::parse(&text);
        assert_eq!(parsed.errors, []);
        let design = parsed.design;
        let drawn = design.connections().map(|(id, _)| id).filter(|id| drawn_as(&design, *id) == *id);
        assert_eq!(drawn.map(|id| shared_label(&design, id)).collect::<Vec<_>>(), labels);
    }

    #[test]
    fn permissions_between_the_same_nodes_share_a_line() {
        check("web -> files : read, write", &["read, write"]);
        check("web -> files : read\nweb -> job : assumes\nweb -> files : write", &["read, write", "assumes"]);
        check("web -> job : assumes, starts-with", &["assumes, starts with"]);
        // Requests are no permissions: each rule of a listener is a line.
        check("site -> web : forwards port=80\nsite -> web : forwards path=/a", &["forwards :80", "/a → :80"]);
        check("users -> site : requests", &["requests :80"]);
    }
}
