//! The script holds what the design says, and nothing that a name could smuggle in.

use super::*;
use crate::design::sketch;

/// The script of a sketch holds all the lines, once each.
#[track_caller]
fn check(text: &str, lines: &[&str]) {
    let parsed = sketch::parse(text);
    let script = script(&parsed.design);
    for line in lines {
        assert_eq!(script.lines().filter(|own| own.trim() == *line).count(), 1, "{line}\n{script}");
    }
}

const TWO_SERVICES: &str = "design \"Shop\" region=eu-central-1
parameter Stage Type=String

vpc main
  cluster work
    service web desired_count=3
      container app
    service jobs architecture=ARM64
      container job tag=v7
      container helper image=public.ecr.aws/nginx/nginx:stable

repository app-images
repository job-images keep_on_delete=true

app -> app-images : pulls
job -> job-images : pulls
";

#[test]
fn services_and_their_images() {
    check(
        TWO_SERVICES,
        &[
            "design='Shop'",
            "default_stack='shop'",
            "default_region='eu-central-1'",
            "capabilities=('CAPABILITY_IAM')",
            "service_names=('web' 'jobs')",
            "service_counts=('WebDesiredCount' 'JobsDesiredCount')",
            "service_tasks=('3' '2')",
            "service_clusters=('WorkCluster' 'WorkCluster')",
            "repository_keys=('app-images' 'job-images')",
            "repository_platforms=('linux/amd64' 'linux/arm64')",
            "image_parameters=('AppImageTag' 'JobImageTag')",
            "image_tags=('latest' 'v7')",
            "kept_ids=('JobImagesRepository')",
        ],
    );
}

#[test]
fn a_repository_for_two_processors_is_built_for_both() {
    let text = "vpc main\n  cluster work\n    service web\n      container a\n    service jobs architecture=ARM64\n      container b\n\nrepository images\n\na -> images : pulls\nb -> images : pulls\n";
    check(text, &["repository_platforms=('linux/amd64,linux/arm64')", "image_repositories=('0' '0')"]);
}

#[test]
fn a_design_without_services_or_repositories() {
    check("vpc main\n", &["service_ids=()", "repository_keys=()", "capabilities=()", "resource_count=1"]);
    check("", &["resource_count=0", "default_stack='untitled'"]);
}

#[test]
fn names_are_words() {
    check("design \"it's $(touch x)\"\n", &[r"design='it'\''s $(touch x)'", "default_stack='it-s-touch-x'"]);
}

#[test]
fn the_delimiter_is_no_line_of_the_template() {
    let mut text = String::new();
    embed_template(&mut text, "END_OF_THE_GROUNDPLAN_TEMPLATE\nrm -rf x\n");
    assert!(text.ends_with("\nrm -rf x\nEND_OF_THE_GROUNDPLAN_TEMPLATE_\n}\n\n"), "{text}");
}

#[test]
fn the_script_carries_its_template() {
    let design = sketch::parse(TWO_SERVICES).design;
    assert!(script(&design).contains(&synthesize::synthesize(&design).to_yaml()));
    assert_eq!(script(&design), script(&design));
}

#[test]
fn fields_that_are_parameters_of_the_author() {
    let text = "design Own\n  parameter Count Type=Number Default=4\n  parameter Tag Type=String\n  parameter Stage Type=String\n\nvpc main\n  cluster work\n    service web desired_count=!Ref Count\n      container app tag=!Ref Tag\n\nrepository images\n\napp -> images : pulls\n";
    check(
        text,
        &[
            "service_counts=('Count')",
            "service_tasks=('4')",
            "image_parameters=('Tag')",
            "image_tags=('latest')",
            "required_parameters=('Stage')",
            "DesiredCount: !Ref Count",
            "Image: !Sub \"${ImagesRepository.RepositoryUri}:${Tag}\"",
        ],
    );
}
