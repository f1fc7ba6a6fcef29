# ---- Options ----

show_help() {
    cat <<'HELP'
Usage: bash SCRIPT COMMAND [OPTIONS]

Commands
  deploy    Create or update the stack: repositories first, then images, then tasks
  status    Show the state of the stack, its outputs and the running tasks
  destroy   Delete the stack with everything in it
  help      Show this text

Options
  --yes                   Ask nothing
  --stack NAME            The stack; letters, digits and hyphens
  --region REGION         The region
  --tag TAG               The tag of the images. Without it, the design's own tag counts;
                          where that is "latest", the time takes its place, since ECS
                          starts no new tasks for a tag it runs already
  --context [NAME=]DIR    The folder that docker builds in. Without it, "." when there is
                          one repository, else a folder named like each repository
  --dockerfile [NAME=]FILE  The Dockerfile, when it is not DIR/Dockerfile
  --parameter NAME=VALUE  The value of a parameter of the template; once for each
  --template FILE         Deploy this template instead of the one in the script
  --bucket NAME           A bucket in the region through which a template above
                          51,200 bytes reaches CloudFormation
HELP
    printf '\nDesign      %s\n' "$design"
    printf 'Stack       %s (unless --stack names another)\n' "$default_stack"
    [[ -z "$default_region" ]] || printf 'Region      %s (unless --region names another)\n' "$default_region"
    local key
    for key in ${repository_keys[@]+"${repository_keys[@]}"}; do
        printf 'Repository  %s\n' "$key"
    done
}

yes=no
stack=$default_stack
region=$default_region
tag=''
bucket=''
template_file=''
contexts=()
dockerfiles=()
parameters=()

read_options() {
    while (($# > 0)); do
        case "$1" in
            --yes | -y)
                yes=yes
                shift
                continue
                ;;
            --help | -h)
                show_help
                exit 0
                ;;
            --stack | --region | --tag | --context | --dockerfile | --parameter | --template | --bucket) ;;
            *) die "Unknown option $1: \"help\" lists the options." ;;
        esac
        [[ -n "${2:-}" ]] || die "Option $1 needs a value."
        case "$1" in
            --stack) stack=$2 ;;
            --region) region=$2 ;;
            --tag) tag=$2 ;;
            --context) contexts+=("$2") ;;
            --dockerfile) dockerfiles+=("$2") ;;
            --parameter) parameters+=("$2") ;;
            --template) template_file=$2 ;;
            --bucket) bucket=$2 ;;
        esac
        shift 2
    done
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    [[ "$stack" =~ ^[A-Za-z][A-Za-z0-9-]{0,127}$ ]] ||
        die "\"$stack\" cannot be the name of a stack: use up to 128 letters, digits and hyphens, a letter first."
    local parameter
    for parameter in ${parameters[@]+"${parameters[@]}"}; do
        [[ "$parameter" =~ ^[A-Za-z0-9]+= ]] || die "\"$parameter\" is no parameter: write --parameter NAME=VALUE."
    done
}
