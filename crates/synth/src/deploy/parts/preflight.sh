# ---- What must be there before anything starts; every problem says what to do next ----

account=''
caller=''
partition=''

# The AWS command line, a region and credentials: without them nothing else can be looked at.
need_aws() {
    local said
    command -v aws >/dev/null ||
        die "The AWS command line (aws) is not on the PATH: install it from https://aws.amazon.com/cli/."
    [[ -n "$region" ]] || region=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
    [[ -n "$region" ]] || region=$(aws configure get region 2>/dev/null || true)
    [[ -n "$region" ]] || die "No region is set: give one with --region, for instance --region eu-west-1."
    [[ "$region" =~ ^[a-z]{2,}(-[a-z]+)+-[0-9]+$ ]] ||
        die "\"$region\" is no region: give one with --region, for instance --region eu-west-1."
    export AWS_REGION=$region AWS_DEFAULT_REGION=$region AWS_PAGER=''
    said=$(aws sts get-caller-identity --query '[Account,Arn]' --output text 2>&1) ||
        die "AWS does not accept your credentials, or there are none: sign in with \"aws configure\" or \"aws sso login\". It says: $(last_line "$said")"
    IFS=$'\t' read -r account caller <<<"$(last_line "$said")"
    partition=${caller#arn:}
    partition=${partition%%:*}
}

problems=0

problem() {
    problems=$((problems + 1))
    warn "$1"
}

passed() { printf '  %-13s %s\n' "$1" "$2"; }

# The oldest versions that know all we ask for, ECS Exec among it:
# https://github.com/aws-containers/amazon-ecs-exec-checker
check_cli_version() {
    local said number
    said=$(last_line "$(aws --version 2>&1 || true)")
    number=${said#aws-cli/}
    number=${number%% *}
    if [[ "$said" =~ ^aws-cli/([0-9]+)\.([0-9]+)\.([0-9]+) ]]; then
        case "${BASH_REMATCH[1]}" in
            0) number=0 ;;
            1) number=$((BASH_REMATCH[2] * 1000 + BASH_REMATCH[3] >= 19028)) ;;
            2) number=$((BASH_REMATCH[2] * 1000 + BASH_REMATCH[3] >= 1030)) ;;
            *) number=1 ;;
        esac
        if ((number == 0)); then
            problem "The AWS command line ${BASH_REMATCH[0]#aws-cli/} is too old: install version 2 from https://aws.amazon.com/cli/."
        else
            passed 'AWS CLI' "${BASH_REMATCH[0]#aws-cli/}"
        fi
    else
        problem "The program aws on the PATH does not say that it is the AWS command line (it says: $said): install it from https://aws.amazon.com/cli/."
    fi
}

check_docker() {
    local version
    ((${#repository_keys[@]} > 0)) || return 0
    if ! command -v docker >/dev/null; then
        problem "Docker (docker) is not on the PATH: install it from https://docs.docker.com/get-docker/; it builds the images."
    elif ! version=$(docker info --format '{{.ServerVersion}}' 2>/dev/null); then
        problem "Docker is installed but does not answer: start it."
    else
        passed 'Docker' "${version:-answers}"
    fi
}

# CloudFormation's list of zones has those with a default subnet, and all of them when no zone has one:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
check_zones() {
    local zones offered zone count=0
    ((zone_count > 0 || ${#zone_names[@]} > 0)) || return 0
    if ! offered=$(aws ec2 describe-availability-zones --output text --query \
        "AvailabilityZones[?State=='available' && ZoneType=='availability-zone'].[ZoneName]" 2>&1); then
        problem "The availability zones of $region cannot be listed: the region may have to be enabled for the account, or you may not use it. AWS says: $(last_line "$offered")"
        return 0
    fi
    zones=$(aws ec2 describe-subnets --filters Name=default-for-az,Values=true --query 'Subnets[].[AvailabilityZone]' --output text 2>/dev/null | sort -u) || zones=''
    [[ -n "$zones" ]] || zones=$offered
    while IFS= read -r zone; do
        [[ -z "$zone" ]] || ! has_line "$offered" "$zone" || count=$((count + 1))
    done <<<"$zones"
    if ((count < zone_count)); then
        problem "The design uses $zone_count availability zones, and $region offers CloudFormation $count here: choose another region with --region, or a design with fewer zones. Where a zone lost its default subnet, \"aws ec2 create-default-subnet --availability-zone ZONE\" brings it back."
        return 0
    fi
    for zone in ${zone_names[@]+"${zone_names[@]}"}; do
        has_line "$offered" "$zone" || problem "The design names the availability zone $zone, which $region does not have: choose another region with --region, or empty the field."
    done
    passed 'Zones' "$count, the design uses $((zone_count > ${#zone_names[@]} ? zone_count : ${#zone_names[@]}))"
}

# Names that the design fixes: with a suffix they would be the same for everybody, and AWS takes each of them once.
check_names() {
    local index name found
    for index in ${fixed_ids[@]+"${!fixed_ids[@]}"}; do
        name=${fixed_names[index]}
        if [[ -n "${fixed_parameters[index]}" ]] && is_given "${fixed_parameters[index]}"; then
            name=$(given_value "${fixed_parameters[index]}")
        elif [[ -n "$suffix" && -n "${fixed_parameters[index]}" ]]; then
            problem "${fixed_fields[index]} has the name \"$name\" from the parameter ${fixed_parameters[index]}, which cannot take the suffix: give --parameter ${fixed_parameters[index]}=NAME."
            continue
        elif [[ -n "$suffix" ]]; then
            problem "${fixed_fields[index]} has the fixed name \"$name\", which cannot take the suffix: empty that field of the design, or write !Sub \"$name-\${AWS::StackName}\" into it."
            continue
        fi
        # The stack that is there has the name itself.
        [[ "$(physical_id "${fixed_ids[index]}")" != *"$name" ]] || continue
        [[ "${fixed_types[index]}" != Export || -z "$resources" ]] || continue
        found=0
        resource_exists "${fixed_types[index]}" "$name" || found=$?
        ((found != 0)) ||
            problem "The name \"$name\" of ${fixed_fields[index]} is taken already, and not by the stack $stack: empty that field of the design, choose another name, or delete what has it."
    done
    ((${#fixed_ids[@]} == 0 || problems > 0)) || passed 'Names' "${#fixed_ids[@]} fixed, all free or this stack's own"
}

need_template() {
    local size
    ((resource_count > 0)) || [[ -n "$template_file" ]] || die "The design has nothing to deploy: CloudFormation wants at least one resource."
    if [[ -n "$template_file" ]]; then
        [[ -f "$template_file" ]] || die "There is no template $template_file."
        cat -- "$template_file" >"$template"
    else
        write_template >"$template"
    fi
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    size=$(($(wc -c <"$template")))
    if ((size > 1000000)); then
        problem "The template has $size bytes, and CloudFormation takes 1,000,000: split the design."
    elif ((size > 51200)) && [[ -z "$bucket" ]]; then
        problem "The template has $size bytes, and CloudFormation takes 51,200 directly: name a bucket in $region with --bucket; it is uploaded there (\"aws s3 mb s3://NAME\" makes one)."
    else
        passed 'Template' "$size bytes, $resource_count resources${bucket:+, through the bucket $bucket}"
    fi
}

# A parameter without a default needs a value once; a stack that is there keeps it.
check_parameters() {
    local parameter
    [[ -z "$1" ]] || return 0
    for parameter in ${required_parameters[@]+"${required_parameters[@]}"}; do
        is_given "$parameter" || problem "Parameter $parameter has no default: give its value with --parameter $parameter=VALUE."
    done
}

# The state in which the stack is; nothing when there is none.
state=''

# A change that somebody began, perhaps this script before it was interrupted, has to end first.
await_other_changes() {
    state=$(stack_status "$stack")
    [[ "$state" == *_IN_PROGRESS ]] || return 0
    say "  The stack $stack is being changed ($state): waiting for the end of that."
    skip_events "$stack"
    wait_for_stack "$stack"
    state=$(stack_status "$stack")
}

# Everything; ends the script when there is a problem.
preflight() {
    need_aws
    passed 'Account' "$account, as $caller"
    passed 'Region' "$region"
    check_cli_version
    check_docker
    need_template
    await_other_changes
    case "$state" in
        ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED | DELETE_FAILED | UPDATE_ROLLBACK_FAILED)
            problem "The stack $stack is in $state, and CloudFormation cannot update it from there: run \"destroy$(same_options)\" first, or mend it in the console."
            ;;
        *) passed 'Stack' "$stack, $([[ -z "$state" ]] && printf 'new' || printf '%s' "$state")" ;;
    esac
    resources=''
    [[ -z "$state" ]] || read_resources "$stack"
    check_parameters "$state"
    check_zones
    check_names
    ((problems > 0)) || check_sources
    ((problems == 0)) || exit 1
}

do_check() {
    heading "Check $design"
    preflight
    good "Everything is there. \"deploy$(same_options)\" creates or updates the stack."
}
