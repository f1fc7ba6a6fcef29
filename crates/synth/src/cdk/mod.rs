//! The CDK program: a design as the Python that a student of CDK version 2 would write, whose stack has the template's resources.
//!
//! It is written from the synthesized template, so it holds whatever a template holds: each resource by a construct of the library
//! where one says exactly the same (`lift`), else by the class of its type, else as a `CfnResource` (`plain`).
//! Source: <https://docs.aws.amazon.com/cdk/v2/guide/work-with-cdk-python.html>.

mod expression;
mod lift;
mod names;
mod order;
mod plain;
mod python;
mod stack;
mod tags;
mod types;

pub use types::TYPES;
mod writer;

use python::{comment, literal};

use crate::design::Design;
use crate::synthesize::{self, pascal_case};

/// A file of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the program's folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The versions of the library that the program is written for: from the one it is judged with up to the next major one.
const REQUIREMENTS: &str = "aws-cdk-lib>=2.275.0,<3.0.0\nconstructs>=10.8.1,<11.0.0\n";

/// How the CDK command line starts the program. The flag, which `cdk init` sets as well, keeps a service without alarms free of them.
/// Source: <https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html>.
const CDK_JSON: &str = r#"{
  "app": "python3 app.py",
  "context": {
    "@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm": true
  }
}
"#;

/// The files of a design's CDK program in Python. The same design gives the same bytes; [`TYPES`] must be there.
pub fn program(design: &Design) -> Vec<File> {
    let names = ProgramNames::of(&design.settings().name);
    vec![
        File { path: "app.py".to_owned(), text: app(design, &names) },
        stack_file(design),
        File { path: "requirements.txt".to_owned(), text: REQUIREMENTS.to_owned() },
        File { path: "cdk.json".to_owned(), text: CDK_JSON.to_owned() },
    ]
}

/// The file with the stack, which is the part of the program worth showing.
pub fn stack_file(design: &Design) -> File {
    let names = ProgramNames::of(&design.settings().name);
    let (template, _) = synthesize::synthesize_with_names(design);
    File { path: format!("{}.py", names.module), text: stack::write(design, &template, &names.class) }
}

/// What the stack is called.
struct ProgramNames {
    /// The class: `UnicornPursuitStack`.
    class: String,
    /// The module: `unicorn_pursuit_stack`.
    module: String,
}

/// Module and class names stay readable, and file names short enough for every file system.
const LONGEST_NAME: usize = 60;

impl ProgramNames {
    fn of(design: &str) -> Self {
        let mut stem = pascal_case(design);
        stem.truncate(LONGEST_NAME);
        let stem = stem.strip_suffix("Stack").unwrap_or(&stem);
        let class = match stem.chars().next() {
            None => "DesignStack".to_owned(),
            Some(first) if first.is_ascii_digit() => format!("Design{stem}Stack"),
            Some(_) => format!("{stem}Stack"),
        };
        Self { module: names::snake_case(&class), class }
    }
}

fn app(design: &Design, names: &ProgramNames) -> String {
    let settings = design.settings();
    let ProgramNames { class, module } = names;
    let region = if settings.region.is_empty() { "os.environ.get(\"CDK_DEFAULT_REGION\")".to_owned() } else { literal(&settings.region) };
    format!(
        "#!/usr/bin/env python3\n\
         # Starts the CDK program of the design \"{}\". Made by Groundplan.\n\
         #\n\
         #   python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt\n\
         #   cdk synth     shows the template\n\
         #   cdk deploy    creates or changes the stack\n\
         #   cdk destroy   deletes it\n\
         import os\n\
         \n\
         import aws_cdk as cdk\n\
         \n\
         from {module} import {class}\n\
         \n\
         app = cdk.App()\n\
         {class}(\n\
         \x20   app,\n\
         \x20   {},\n\
         \x20   # The account is the one that you are signed in to.\n\
         \x20   env=cdk.Environment(account=os.environ.get(\"CDK_DEFAULT_ACCOUNT\"), region={region}),\n\
         )\n\
         app.synth()\n",
        comment(&settings.name),
        literal(class),
    )
}

#[cfg(test)]
mod tests;
