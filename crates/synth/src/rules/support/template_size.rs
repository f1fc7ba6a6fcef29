//! How long the template of a design is as it is written, worked out once for all who ask.

use crate::design::Design;
use crate::synthesize::synthesized;

/// The size of a template in bytes.
struct TemplateSize(usize);

/// The size of the YAML form in bytes, which is what the deploy script hands over.
pub(in crate::rules) fn template_size(design: &Design) -> usize {
    design.once(|design| TemplateSize(synthesized(design).0.yaml_size())).0
}
