//! A queue hands messages that failed too often to its dead-letter queue.

use crate::catalog::queue;
use crate::design::{Connection, ConnectionId};
use crate::synthesize::Builder;
use crate::value::Value;

verb! {
    /// Moves messages that were received too often to another queue, where people look at them.
    /// Without it, a message that makes the program fail comes again until its retention is over. Both queues are FIFO or neither is.
    "redrives" {
        phrase: "redrives to",
        source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        line: Traffic,
        joins: &[("queue", "queue")],
        label: |_, connection| format!("redrives after {}", max_receives(&connection.fields).text()),
        synthesize: synthesize,
    }

    /// How often a message is received without being deleted before it is moved.
    max_receives "Receives" in "Redrive": Number { least: 1, most: 1000 } => Number(3), unit "times";
}

fn synthesize(builder: &mut Builder<'_>, _: ConnectionId, connection: &Connection) {
    let Some((from, to)) = connection.nodes() else { return };
    let most = max_receives(&connection.fields).value().unwrap_or(Value::Number(3));
    queue::set_redrive(builder, from, to, most);
}
