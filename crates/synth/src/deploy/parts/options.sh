# ---- Options ----

show_help() {
    cat <<'HELP'
Usage: bash SCRIPT COMMAND [OPTIONS]

Commands
  check             Look whether everything is there that "deploy" needs; change nothing
  deploy            Create or update the stack. A second run changes nothing; one that was
                    interrupted goes on where it stopped
  status            Show the stack, its outputs, tasks, health and addresses
  logs [SERVICE]    Show what the containers wrote; with --follow as it comes
  exec SERVICE [-- COMMAND]
                    Open a shell, or run a command, in a running container (ECS Exec)
  run TASK          Start a one-off task and wait for its end
  destroy           Delete the stack and what is in its buckets and repositories
  help              Show this text

Options
  --yes             Ask nothing
  --suffix WORD     A deployment of one's own: the word is added to the stack's name, and
                    CloudFormation puts that name into every name it makes. So a whole
                    room can share one account. The environment variable GROUNDPLAN_SUFFIX
                    does the same. A name that the design fixes cannot take a suffix: such
                    fields have to be empty, or hold !Sub "name-${AWS::StackName}"
  --stack NAME      The stack; letters, digits and hyphens
  --region REGION   The region
  --parameter NAME=VALUE
                    The value of a parameter of the template; once for each
  --bucket NAME     A bucket in the region through which a template above 51,200 bytes
                    reaches CloudFormation
  --template FILE   Deploy this template instead of the one in the script
  --since MINUTES   How far back "logs" starts; 10 without it
  --follow          "logs" goes on until Ctrl-C
  --container NAME  The container for "exec"; the first without it

Images
  --context [NAME=]DIR      The folder that Docker builds in. Without it, "." when there is
                            one repository, else a folder named like each repository
  --dockerfile [NAME=]FILE  The Dockerfile, when it is not DIR/Dockerfile
  --starter                 Where there is no Dockerfile, write one with a small web
                            service in Go. A file that is there is never overwritten
  --tag TAG                 The tag of the images. Without it, the design's own tag counts;
                            where that is "latest", the tag is made of the content of DIR,
                            so that the same files have the same tag everywhere. An image
                            whose tag is in the repository already is not built again;
                            when only its base image changed, give a tag

The environment variable GROUNDPLAN_POLL_SECONDS sets the seconds between two looks at AWS.
HELP
    printf '\nDesign      %s\n' "$design"
    printf 'Stack       %s (unless --stack names another)\n' "$default_stack"
    [[ -z "$default_region" ]] || printf 'Region      %s (unless --region names another)\n' "$default_region"
    local name
    for name in ${service_names[@]+"${service_names[@]}"}; do
        printf 'Service     %s\n' "$name"
    done
    for name in ${task_names[@]+"${task_names[@]}"}; do
        printf 'Task        %s\n' "$name"
    done
    for name in ${repository_keys[@]+"${repository_keys[@]}"}; do
        printf 'Repository  %s\n' "$name"
    done
}

yes=no
starter=no
follow=no
suffix=${GROUNDPLAN_SUFFIX:-}
stack=$default_stack
region=$default_region
tag=''
bucket=''
template_file=''
since=10
container=''
contexts=()
dockerfiles=()
parameters=()
# What is no option: the name of a service or task, and the command for "exec".
words=()
poll_seconds=${GROUNDPLAN_POLL_SECONDS:-5}

read_options() {
    while (($# > 0)); do
        case "$1" in
            --yes | -y) yes=yes ;;
            --starter) starter=yes ;;
            --follow | -f) follow=yes ;;
            --help | -h)
                show_help
                exit 0
                ;;
            --)
                shift
                words+=("$@")
                break
                ;;
            --suffix | --stack | --region | --tag | --context | --dockerfile | --parameter | --template | --bucket | --since | --container)
                [[ -n "${2:-}" ]] || die "Option $1 needs a value."
                read_value "$1" "$2"
                shift
                ;;
            -*) die "Unknown option $1: \"help\" lists the options." ;;
            *) words+=("$1") ;;
        esac
        shift
    done
    check_options
}

read_value() {
    case "$1" in
        --suffix) suffix=$2 ;;
        --stack) stack=$2 ;;
        --region) region=$2 ;;
        --tag) tag=$2 ;;
        --context) contexts+=("$2") ;;
        --dockerfile) dockerfiles+=("$2") ;;
        --parameter) parameters+=("$2") ;;
        --template) template_file=$2 ;;
        --bucket) bucket=$2 ;;
        --since) since=$2 ;;
        --container) container=$2 ;;
    esac
}

check_options() {
    local parameter
    if [[ -n "$suffix" ]]; then
        [[ "$suffix" =~ ^[a-z0-9][a-z0-9-]{0,19}$ ]] ||
            die "\"$suffix\" cannot be a suffix: use up to 20 lower-case letters, digits and hyphens, for instance --suffix ana."
        stack=$stack-$suffix
    fi
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    [[ "$stack" =~ ^[A-Za-z][A-Za-z0-9-]{0,127}$ ]] ||
        die "\"$stack\" cannot be the name of a stack: use up to 128 letters, digits and hyphens, a letter first."
    for parameter in ${parameters[@]+"${parameters[@]}"}; do
        [[ "$parameter" =~ ^[A-Za-z0-9]+= ]] || die "\"$parameter\" is no parameter: write --parameter NAME=VALUE."
    done
    [[ "$since" =~ ^[0-9]{1,6}$ ]] || die "\"$since\" is no number of minutes: write for instance --since 30."
    [[ "$poll_seconds" =~ ^[0-9]+([.][0-9]+)?$ ]] || die "GROUNDPLAN_POLL_SECONDS has to be a number of seconds, not \"$poll_seconds\"."
}

# Whether the caller gave a value for the parameter $1.
is_given() {
    local parameter
    for parameter in ${parameters[@]+"${parameters[@]}"}; do
        [[ "$parameter" != "$1"=* ]] || return 0
    done
    return 1
}

# The value that the caller gave for the parameter $1: the last one counts.
given_value() {
    local parameter found=''
    for parameter in ${parameters[@]+"${parameters[@]}"}; do
        [[ "$parameter" != "$1"=* ]] || found=${parameter#*=}
    done
    printf '%s' "$found"
}

# What --yes, --region and the like were, for a sentence that says how to go on.
same_options() {
    [[ -z "$suffix" ]] || printf ' --suffix %s' "$suffix"
    [[ "$region" == "$default_region" ]] || printf ' --region %s' "$region"
    [[ "${stack%-"$suffix"}" == "$default_stack" || "$stack" == "$default_stack" ]] || printf ' --stack %s' "${stack%-"$suffix"}"
}
