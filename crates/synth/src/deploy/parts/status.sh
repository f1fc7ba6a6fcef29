# ---- status: tasks, health, addresses ----

# The physical id of the cluster with the logical id $1; nothing for the account's default one.
cluster_of() { [[ -z "$1" ]] || physical_id "$1"; }

say_tasks() {
    local index arn cluster arguments counts running desired status
    for index in ${service_ids[@]+"${!service_ids[@]}"}; do
        arn=$(physical_id "${service_ids[index]}")
        [[ -n "$arn" ]] || continue
        arguments=(--services "$arn")
        cluster=$(cluster_of "${service_clusters[index]}")
        [[ -z "$cluster" ]] || arguments+=(--cluster "$cluster")
        counts=$(aws ecs describe-services "${arguments[@]}" --query 'services[0].[runningCount,desiredCount,status]' --output text 2>/dev/null) || continue
        IFS=$'\t' read -r running desired status <<<"$counts"
        say "  service ${service_names[index]}: $running of $desired task(s) running, $status"
    done
}

# What each target group thinks of its targets.
say_targets() {
    local group name health target condition reason healthy all
    while IFS= read -r group; do
        [[ -n "$group" ]] || continue
        name=${group%/*}
        health=$(aws elbv2 describe-target-health --target-group-arn "$group" --output text --query \
            'TargetHealthDescriptions[].[Target.Id,TargetHealth.State,TargetHealth.Description]' 2>/dev/null) || continue
        healthy=0 all=0
        while IFS=$'\t' read -r target condition reason; do
            [[ -n "$condition" ]] || continue
            all=$((all + 1))
            case "$condition" in
                healthy) healthy=$((healthy + 1)) ;;
                initial | draining) say "  target $target: $condition" ;;
                *) warn "  target $target: $condition, $reason. \"logs$(same_options)\" shows what the container wrote; the health check's path and port are in the design." ;;
            esac
        done <<<"$health"
        say "  targets of ${name##*/}: $healthy of $all healthy"
    done <<<"$(physical_ids AWS::ElasticLoadBalancingV2::TargetGroup)"
}

# Whether an address answers.
say_answer() {
    local code
    command -v curl >/dev/null || return 0
    if code=$(curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' -- "$1"); then
        case "$code" in
            5*) warn "  It answers, but with $code: \"logs$(same_options)\" shows what the containers wrote." ;;
            *) say "  It answers with $code." ;;
        esac
    else
        warn "  It does not answer yet. The name of a new load balancer takes a minute or two: \"status$(same_options)\" asks again."
    fi
}

say_addresses() {
    local index address
    for index in ${address_outputs[@]+"${!address_outputs[@]}"}; do
        address=$(output_value "${address_outputs[index]}")
        [[ -n "$address" ]] || continue
        good "Address: $address"
        if [[ "${address_reach[index]}" == internal ]]; then
            say '  It is reached from inside its network alone.'
        else
            say_answer "$address"
        fi
    done
}

do_status() {
    local key value
    need_aws
    state=$(stack_status "$stack")
    if [[ -z "$state" ]]; then
        say "There is no stack $stack in $region of account $account."
        return 0
    fi
    heading "Stack $stack in $region of account $account: $state"
    read_resources "$stack"
    read_outputs
    while IFS=$'\t' read -r key value; do
        [[ -z "$key" ]] || say "  $key: $value"
    done <<<"$outputs"
    say_tasks
    say_targets
    say_addresses
    [[ "$state" != *FAILED && "$state" != *ROLLBACK* ]] || say_first_failures "$stack"
}
