# ---- status ----

say_tasks() {
    local index arn cluster arguments counts running desired state
    for index in ${service_ids[@]+"${!service_ids[@]}"}; do
        arn=$(physical_id "${service_ids[index]}")
        [[ -n "$arn" ]] || continue
        arguments=(--services "$arn")
        cluster=''
        [[ -z "${service_clusters[index]}" ]] || cluster=$(physical_id "${service_clusters[index]}")
        [[ -z "$cluster" ]] || arguments+=(--cluster "$cluster")
        counts=$(aws ecs describe-services "${arguments[@]}" --query 'services[0].[runningCount,desiredCount,status]' --output text 2>/dev/null) || continue
        IFS=$'\t' read -r running desired state <<<"$counts"
        say "  service ${service_names[index]}: $running of $desired task(s) running, $state"
    done
}

status() {
    local state outputs key value
    need_aws
    state=$(stack_status "$stack")
    if [[ -z "$state" ]]; then
        say "There is no stack $stack in $region of account $account."
        return 0
    fi
    step "Stack $stack in $region of account $account: $state"
    outputs=$(aws cloudformation describe-stacks --stack-name "$stack" \
        --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' --output text)
    while IFS=$'\t' read -r key value; do
        [[ -z "$key" || "$key" == None ]] || say "  $key: $value"
    done <<<"$outputs"
    say_tasks
    [[ "$state" != *FAILED && "$state" != *ROLLBACK* ]] || say_first_failures "$stack"
}
