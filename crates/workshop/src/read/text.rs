//! What running text of a lesson may not have.

use super::Problems;
use crate::lesson::Lesson;

/// True for an address that a lesson may lead to.
pub(crate) fn is_web_address(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme)) && !address.chars().any(char::is_control)
}

/// Links lead to a step, by `#id`, or to the web.
pub(super) fn check_links(text: &str, lesson: &Lesson, links: &[(String, usize)], problems: &mut Problems) {
    for (address, byte) in links {
        match address.strip_prefix('#') {
            Some(id) if lesson.step(id).is_some() => {}
            Some(id) => problems.at(text, *byte, format!("found a link to #{id}, which is no step")),
            None if is_web_address(address) => {}
            None => problems.at(text, *byte, format!("found a link to {address}, expected `https://…`, or `#id` for a step")),
        }
    }
}
