//! Sets values: fields of nodes and connections, a connection's verb, settings of the design.

use groundplan_synth::catalog;
use groundplan_synth::design::{ConnectionId, Design, Edit, NodeId, Patch};
use groundplan_synth::meaning;
use groundplan_synth::value::Value;

use super::connect::{already_there, is_there};
use super::{Command, Refusal};
use crate::event::Setting;

/// Sets a field of nodes.
pub struct SetField {
    /// The nodes.
    pub nodes: Vec<NodeId>,
    /// The field's name.
    pub field: String,
    /// The value; `None` takes the field back to its default.
    pub value: Option<Value>,
}

impl Command for SetField {
    /// A value that does not fit is set all the same: a rule says what is wrong, and nothing that was typed is lost.
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut edit = Edit::new(design);
        for id in &self.nodes {
            let Some(node) = design.node(*id) else { return Err(Refusal::new("This node is no longer there")) };
            let known = catalog::kind_of(node).is_none_or(|kind| kind.field(&self.field).is_some());
            if !known && !node.fields.contains_key(&self.field) {
                return Err(Refusal::new(format!("{} has no field \"{}\"", node.name, self.field)));
            }
            edit.set_field(*id, &self.field, self.value.clone());
        }
        Ok(edit.finish())
    }
}

/// Sets a connection's field.
pub struct SetConnectionField {
    /// The connection.
    pub connection: ConnectionId,
    /// The field's name.
    pub field: String,
    /// The value; `None` takes the field back to its default.
    pub value: Option<Value>,
}

impl Command for SetConnectionField {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let Some(connection) = design.connection(self.connection) else { return Err(Refusal::new("This connection is no longer there")) };
        let known = meaning::by_id(&connection.verb).is_none_or(|verb| verb.field(&self.field).is_some());
        if !known && !connection.fields.contains_key(&self.field) {
            return Err(Refusal::new(format!("\"{}\" has no field \"{}\"", connection.verb, self.field)));
        }
        let mut edit = Edit::new(design);
        edit.connection(self.connection, |connection| {
            match &self.value {
                Some(value) => connection.fields.insert(self.field.clone(), value.clone()),
                None => connection.fields.remove(&self.field),
            };
        });
        Ok(edit.finish())
    }
}

/// Gives a connection another verb.
pub struct SetVerb {
    /// The connection.
    pub connection: ConnectionId,
    /// The verb's id.
    pub verb: String,
}

impl Command for SetVerb {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let Some(connection) = design.connection(self.connection) else { return Err(Refusal::new("This connection is no longer there")) };
        let Some(verb) = meaning::by_id(&self.verb) else { return Err(Refusal::new(format!("There is no verb \"{}\"", self.verb))) };
        let ends = connection.nodes().and_then(|(from, to)| Some((design.node(from)?, design.node(to)?)));
        if let Some((from, to)) = ends
            && let (Some(from), Some(to)) = (catalog::kind_of(from), catalog::kind_of(to))
            && !verb.can_join(from, to)
        {
            return Err(Refusal::new(meaning::refusal(from, to)));
        }
        if let Some((from, to)) = connection.nodes().filter(|(from, to)| is_there(design, *from, *to, &self.verb, &[self.connection])) {
            return Err(already_there(design, from, to, &self.verb));
        }
        let mut edit = Edit::new(design);
        edit.connection(self.connection, |connection| {
            self.verb.clone_into(&mut connection.verb);
            connection.fields.retain(|name, _| verb.field(name).is_some());
        });
        Ok(edit.finish())
    }
}

/// Sets what holds for the whole design.
pub struct SetSetting {
    /// The setting and its value.
    pub setting: Setting,
}

impl Command for SetSetting {
    fn plan(&self, design: &Design) -> Result<Patch, Refusal> {
        let mut edit = Edit::new(design);
        edit.settings(|settings| match &self.setting {
            Setting::Name(name) => name.clone_into(&mut settings.name),
            Setting::Description(text) => text.clone_into(&mut settings.description),
            Setting::Region(region) => region.clone_into(&mut settings.region),
            Setting::Tag(name, value) => put(&mut settings.tags, name, value.as_ref()),
            Setting::Parameter(name, value) => put(&mut settings.parameters, name, value.as_ref()),
            Setting::Output(name, value) => put(&mut settings.outputs, name, value.as_ref()),
            Setting::Condition(name, value) => put(&mut settings.conditions, name, value.as_ref()),
            Setting::Mapping(name, value) => put(&mut settings.mappings, name, value.as_ref()),
        });
        Ok(edit.finish())
    }
}

fn put(entries: &mut std::collections::BTreeMap<String, Value>, name: &str, value: Option<&Value>) {
    match value {
        Some(value) => entries.insert(name.to_owned(), value.clone()),
        None => entries.remove(name),
    };
}
