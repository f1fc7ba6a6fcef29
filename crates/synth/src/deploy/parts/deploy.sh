# ---- deploy ----

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
    size=$(wc -c <"$template")
    ((size <= 51200)) || [[ -n "$bucket" ]] ||
        die "The template has $((size)) bytes, and CloudFormation takes 51,200 directly: name a bucket in $region with --bucket; it is uploaded there."
}

# Whether the caller gave a value for the parameter $1.
is_given() {
    local parameter
    for parameter in ${parameters[@]+"${parameters[@]}"}; do
        [[ "$parameter" != "$1"=* ]] || return 0
    done
    return 1
}

# A parameter without a default needs a value once; a stack that is there keeps it.
need_parameters() {
    local parameter
    [[ -z "$1" ]] || return 0
    for parameter in ${required_parameters[@]+"${required_parameters[@]}"}; do
        is_given "$parameter" || die "Parameter $parameter has no default: give its value with --parameter $parameter=VALUE."
    done
}

values=()

# Sets the parameters of one deployment: counts, tags, then the caller's own, since the last value of a name counts.
# Services whose numbers are given wait for their images: they get no task yet.
set_values() {
    local index
    values=()
    for index in ${service_counts[@]+"${!service_counts[@]}"}; do
        # A count without a value is a parameter of the design's own that has no default: the caller gives it.
        [[ -z "${service_counts[index]}" || -z "${service_tasks[index]}" ]] || values+=("${service_counts[index]}=${service_tasks[index]}")
    done
    for index in ${image_parameters[@]+"${!image_parameters[@]}"}; do
        values+=("${image_parameters[index]}=$(image_tag "$index")")
    done
    values+=(${parameters[@]+"${parameters[@]}"})
    for index in "$@"; do
        [[ -z "${service_counts[index]}" ]] || values+=("${service_counts[index]}=0")
    done
}

# One deployment of the template, with the values that are set.
change_stack() {
    local arguments=(--stack-name "$stack" --template-file "$template" --no-fail-on-empty-changeset)
    ((${#capabilities[@]} == 0)) || arguments+=(--capabilities "${capabilities[@]}")
    [[ -z "$bucket" ]] || arguments+=(--s3-bucket "$bucket" --s3-prefix "$stack")
    ((${#values[@]} == 0)) || arguments+=(--parameter-overrides "${values[@]}")
    if ! aws cloudformation deploy "${arguments[@]}"; then
        say_first_failures "$stack"
        die "The stack $stack could not be deployed. \"status\" shows where it stands."
    fi
}

# The services that pull from one of the repositories whose numbers are given.
services_pulling_from() {
    local wanted=" $* " index
    for index in "${!image_parameters[@]}"; do
        [[ "$wanted" != *" ${image_repositories[index]} "* ]] || printf '%s ' "${image_services[index]}"
    done
}

# Repositories must be there before images can be pushed, and images before tasks can start: an ECS service that
# cannot pull never becomes stable. So what is new comes first, without the tasks that wait for its images.
prepare_images() {
    local status=$1 index missing=() present=() waiting=()
    for index in ${repository_keys[@]+"${!repository_keys[@]}"}; do
        if [[ -n "$status" && -n "$(physical_id "${repository_ids[index]}")" ]]; then
            present+=("$index")
        else
            missing+=("$index")
        fi
    done
    push_images ${present[@]+"${present[@]}"}
    ((${#missing[@]} > 0)) || return 0
    if [[ -z "$status" ]]; then
        waiting=(${service_counts[@]+"${!service_counts[@]}"})
    else
        # In a stack that is there, services that have their images go on running.
        read -r -a waiting <<<"$(services_pulling_from "${missing[@]}")"
    fi
    step "Create what is new, without the tasks that wait for their images"
    set_values ${waiting[@]+"${waiting[@]}"}
    change_stack
    push_images "${missing[@]}"
}

deploy() {
    local status index
    need_aws
    ((${#repository_keys[@]} == 0)) || need_docker
    need_sources
    need_template
    status=$(stack_status "$stack")
    case "$status" in
        *_IN_PROGRESS) die "The stack $stack is being changed ($status): wait until that is over." ;;
        ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED | DELETE_FAILED | UPDATE_ROLLBACK_FAILED)
            die "The stack $stack is in $status, and CloudFormation cannot update it from there: mend it in the console or run \"destroy\" first."
            ;;
    esac
    need_parameters "$status"

    step "Deploy $design"
    say "  account   $account"
    say "  region    $region"
    say "  stack     $stack ($([[ -z "$status" ]] && printf 'new' || printf '%s, will be updated' "$status"))"
    for index in ${repository_keys[@]+"${!repository_keys[@]}"}; do
        say "  image     ${repository_keys[index]}, built in $(build_context "$index") for ${repository_platforms[index]}"
    done
    for index in ${service_counts[@]+"${!service_counts[@]}"}; do
        say "  service   ${service_names[index]}${service_tasks[index]:+, ${service_tasks[index]} task(s)}"
    done
    ask "Deploy it? AWS bills what runs."

    prepare_images "$status"
    step "Deploy the stack"
    set_values
    change_stack
    good "The stack $stack is deployed."
    say_addresses
}

say_addresses() {
    local output address
    for output in ${address_outputs[@]+"${address_outputs[@]}"}; do
        address=$(output_value "$output")
        [[ -z "$address" ]] || good "Address: $address"
    done
}
