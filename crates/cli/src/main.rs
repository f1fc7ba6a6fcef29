//! `groundplan`: checks, templates, scripts and pictures of a design from the command line.
//!
//! The exit code is 0 when all is fine, 1 when `check` found something, `can` answers no, `trace` does not pass or a goal is not met, and 2 when
//! the input could not be read.

mod can;
mod cdk;
mod check;
mod draw;
mod explain;
mod files;
mod lesson;
mod link;
mod mark;
mod mend;
mod pixels;
mod sarif;
mod trace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use groundplan_synth::design::{saved, sketch};
use groundplan_synth::{deploy, raw, synthesize};

use crate::files::{Failure, deliver, read_design};

/// Designs AWS container architectures: checks them and writes their CloudFormation template, deploy script and picture
///
/// DESIGN is a sketch, a saved design, an SVG picture that Groundplan exported, a link with a design in it, or `-` for standard input.
/// Exit codes: 0 fine or allowed, 1 findings, not allowed for certain, a walk that does not pass or a goal that is not met, 2 bad input.
#[derive(Parser)]
#[command(name = "groundplan", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Says what will not work, and exits with 1 when something is as bad as the denied level
    Check {
        /// The design to check
        design: PathBuf,
        /// How the findings are written
        #[arg(long, value_enum, default_value = "text")]
        format: check::Format,
        /// The least severity that counts as a failure
        #[arg(long, value_enum, default_value = "error")]
        deny: check::Level,
    },
    /// Says what a container, service, task or role may do and because of what, as IAM evaluates the template's policies
    Can {
        /// The design
        design: PathBuf,
        /// Who asks: the name of a container, service, task or role
        principal: String,
        /// An action such as `s3:GetObject`; without one, or with `*`, everything that is granted is listed
        action: Option<String>,
        /// What it acts on: the name of a node or an ARN; without one, everything in the design that it can act on
        resource: Option<String>,
        /// How the answer is written
        #[arg(long, value_enum, default_value = "text")]
        format: can::Format,
    },
    /// Walks from one place of the design to another and says at each hop which rule decides; exits with 1 unless it passes
    Trace {
        /// The design
        design: PathBuf,
        /// Where the walk starts: the name of a node, or `internet`
        from: String,
        /// Where it ends: the name of a node, or `internet`
        to: String,
        /// The TCP port that is asked for instead of the one on which the target answers
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
        port: Option<u16>,
        /// How the walk is written
        #[arg(long, value_enum, default_value = "text")]
        format: trace::Format,
    },
    /// Applies the best repair of each error and warning, one after the other, and exits with 1 when errors are left
    Mend {
        /// The design to mend
        design: PathBuf,
        /// The sketch to write instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Writes the CloudFormation template
    Synth {
        /// The design
        design: PathBuf,
        /// How the template is written
        #[arg(long, value_enum, default_value = "yaml")]
        format: TemplateFormat,
        /// The file to write instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Writes a bash script that deploys the design, shows its status and destroys it
    Script {
        /// The design
        design: PathBuf,
        /// The file to write instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Writes the design as a CDK program, whose stack has the same resources as the template
    Cdk {
        /// The design
        design: PathBuf,
        /// The language of the program
        #[arg(long, value_enum, default_value = "python")]
        language: cdk::Language,
        /// The folder to write into; it is made when it is not there
        #[arg(short, long)]
        output: PathBuf,
    },
    /// Draws the design as an SVG picture, which carries its design and opens again for editing, or as pixels
    Draw {
        /// The design
        design: PathBuf,
        /// The colours
        #[arg(long, value_enum, default_value = "light")]
        theme: draw::Theme,
        /// How the picture is written
        #[arg(long, value_enum, default_value = "svg")]
        format: draw::Format,
        /// How many pixels of a PNG a unit of the drawing has on each side
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=4))]
        scale: u32,
        /// The .svg or .png file to write instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Turns a design into a saved design or a sketch, also one in which every resource of the template is a node of its own
    Convert {
        /// The design
        design: PathBuf,
        /// What it becomes
        #[arg(long, value_enum)]
        format: DesignFormat,
        /// The file to write instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Prints an address that carries the whole design; the designer opens it, and every command takes it
    Link {
        /// The design
        design: PathBuf,
        /// Where a designer is served
        #[arg(long, default_value = link::ADDRESS)]
        address: String,
        /// Who opens it looks first, and edits a copy
        #[arg(long)]
        read_only: bool,
    },
    /// Checks lessons and prints them
    Lesson {
        #[command(subcommand)]
        command: LessonCommand,
    },
    /// Says which goals of a lesson the designs of a folder meet, and which fail for how many; exits with 1 unless all are met
    Mark {
        /// The lesson
        lesson: PathBuf,
        /// The folder with the files of a class: sketches, saved designs and exported pictures
        folder: PathBuf,
        /// The id of a step, to mark this one alone
        #[arg(long)]
        step: Option<String>,
        /// The seed that chose the faults of the class
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How the table is written
        #[arg(long, value_enum, default_value = "text")]
        format: mark::Format,
    },
    /// Explains a rule, a kind of node or a kind of connection; lists all of them without a name
    Explain {
        /// A rule's name or code, a kind or a verb: `fargate-size`, `GP001`, `service`, `forwards`
        name: Option<String>,
    },
}

#[derive(Subcommand)]
enum LessonCommand {
    /// Says what is wrong with a lesson and proves that it works; with designs, which goals they meet
    Check {
        /// The lesson, a Markdown file
        lesson: PathBuf,
        /// Designs of students; exits with 1 unless they meet all goals
        designs: Vec<PathBuf>,
        /// The id of a step, to judge designs by this one alone
        #[arg(long)]
        step: Option<String>,
        /// The seed that chose the faults
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Writes the sketch with which a step starts, with the fault that the seed chooses where the step has one
    Start {
        /// The lesson
        lesson: PathBuf,
        /// The id of the step
        step: String,
        /// The seed that chooses the faults
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The .sketch file to write instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Writes a lesson as a page to print
    Handout {
        /// The lesson
        lesson: PathBuf,
        /// The seed that chooses the faults
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The .html file to write instead of standard output
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum TemplateFormat {
    Yaml,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum DesignFormat {
    /// A saved design
    Design,
    /// A sketch
    Sketch,
    /// A sketch of raw resources that gives the same template
    Raw,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Check { design, format, deny } => return check::run(&design, format, deny),
        Command::Can { design, principal, action, resource, format } => {
            let question = can::Question { principal: &principal, action: action.as_deref(), resource: resource.as_deref() };
            return can::run(&design, &question, format);
        }
        Command::Trace { design, from, to, port, format } => {
            return trace::run(&design, &trace::Ends { from: &from, to: &to, port }, format);
        }
        Command::Lesson { command: LessonCommand::Check { lesson, designs, step, seed } } => {
            return lesson::check(&lesson, &designs, step.as_deref(), seed);
        }
        Command::Lesson { command: LessonCommand::Start { lesson, step, seed, output } } => {
            lesson::start(&lesson, &step, seed, output.as_deref())?;
        }
        Command::Lesson { command: LessonCommand::Handout { lesson, seed, output } } => lesson::handout(&lesson, seed, output.as_deref())?,
        Command::Mark { lesson, folder, step, seed, format } => {
            return mark::run(&lesson, &folder, &mark::Which { step: step.as_deref(), seed }, format);
        }
        Command::Mend { design, output } => return mend::run(&design, output.as_deref()),
        Command::Synth { design, format, output } => {
            let template = synthesize::synthesize(&read_design(&design)?.design);
            let text = match format {
                TemplateFormat::Yaml => template.to_yaml(),
                TemplateFormat::Json => template.to_json(),
            };
            deliver(output.as_deref(), &text)?;
        }
        Command::Script { design, output } => deliver(output.as_deref(), &deploy::script(&read_design(&design)?.design))?,
        Command::Cdk { design, language, output } => cdk::write(&read_design(&design)?.design, language, &output)?,
        Command::Draw { design, theme, format, scale, output } => {
            draw::run(&design, &draw::How { theme, format, scale }, output.as_deref())?;
        }
        Command::Convert { design, format, output } => {
            let design = read_design(&design)?.design;
            let text = match format {
                DesignFormat::Design => saved::write(&design),
                DesignFormat::Sketch => sketch::print(&design),
                DesignFormat::Raw => sketch::print(&raw::as_raw_resources(&design)),
            };
            deliver(output.as_deref(), &text)?;
        }
        Command::Link { design, address, read_only } => {
            deliver(None, &link::address(&read_design(&design)?.design, &address, read_only)?)?;
        }
        Command::Explain { name } => deliver(None, &explain::explain(name.as_deref())?)?,
    }
    Ok(ExitCode::SUCCESS)
}
