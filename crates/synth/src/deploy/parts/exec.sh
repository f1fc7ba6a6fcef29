# ---- exec: into a running container; run: a task of its own ----

do_exec() {
    local index name=${words[0]:-} number='' arn cluster arguments enabled task
    [[ -n "$name" ]] || die "Name the service: \"exec SERVICE\". There is $(known_names)."
    for index in ${service_names[@]+"${!service_names[@]}"}; do
        [[ "${service_names[index]}" != "$name" ]] || number=$index
    done
    [[ -n "$number" ]] || die "The design has no service $name: there is $(known_names)."
    command -v session-manager-plugin >/dev/null ||
        die "ECS Exec needs the Session Manager plugin: install it as https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html says."
    need_stack
    arn=$(physical_id "${service_ids[number]}")
    [[ -n "$arn" ]] || die "The stack $stack has no service $name: run \"deploy$(same_options)\" first."
    arguments=()
    cluster=$(cluster_of "${service_clusters[number]}")
    [[ -z "$cluster" ]] || arguments=(--cluster "$cluster")
    enabled=$(aws ecs describe-services ${arguments[@]+"${arguments[@]}"} --services "$arn" --query 'services[0].enableExecuteCommand' --output text) ||
        die "The service $name does not answer."
    [[ "$enabled" == True || "$enabled" == true ]] ||
        die "ECS Exec is not enabled for the service $name: set its field ECS Exec in the design and run the new script's \"deploy$(same_options)\"; tasks that start after that have it."
    task=$(aws ecs list-tasks ${arguments[@]+"${arguments[@]}"} --service-name "$arn" --desired-status RUNNING --query 'taskArns[0]' --output text) ||
        die "The tasks of the service $name cannot be listed."
    [[ -n "$task" && "$task" != None ]] || die "No task of the service $name runs: \"status$(same_options)\" and \"logs$(same_options)\" may say why."
    [[ -z "$container" ]] || arguments+=(--container "$container")
    if [[ -z "$container" ]]; then
        container=$(aws ecs describe-tasks ${arguments[@]+"${arguments[@]}"} --tasks "$task" --query 'tasks[0].containers[0].name' --output text 2>/dev/null) || container=None
        [[ "$container" == None ]] || arguments+=(--container "$container")
    fi
    aws ecs execute-command ${arguments[@]+"${arguments[@]}"} --task "$task" --interactive --command "$(command_line)" ||
        die "The command could not be run. An image without a shell has no /bin/sh: name a program of it, \"exec $name -- PROGRAM\"."
}

# The words after the service as one command, each quoted for a shell where it needs to be.
command_line() {
    local word line=''
    if ((${#words[@]} == 1)); then
        printf '/bin/sh'
    elif ((${#words[@]} == 2)); then
        printf '%s' "${words[1]}"
    else
        for word in "${words[@]:1}"; do
            line+="$(printf '%q' "$word") "
        done
        printf '%s' "${line% }"
    fi
}

do_run() {
    local index name=${words[0]:-} number='' definition cluster arguments network task said status codes
    [[ -n "$name" ]] || die "Name the task: \"run TASK\". There is $(known_names)."
    for index in ${task_names[@]+"${!task_names[@]}"}; do
        [[ "${task_names[index]}" != "$name" ]] || number=$index
    done
    [[ -n "$number" ]] || die "The design has no one-off task $name: there is $(known_names)."
    need_stack
    definition=$(physical_id "${task_ids[number]}")
    [[ -n "$definition" ]] || die "The stack $stack has no task $name: run \"deploy$(same_options)\" first."
    read_outputs
    network=$(output_value "${task_networks[number]}")
    [[ -n "$network" ]] || die "The design does not say where the task $name runs: connect it with subnets and run \"deploy$(same_options)\"."
    arguments=()
    cluster=$(cluster_of "${task_clusters[number]}")
    [[ -z "$cluster" ]] || arguments=(--cluster "$cluster")
    heading "Run the task $name"
    said=$(aws ecs run-task ${arguments[@]+"${arguments[@]}"} --task-definition "$definition" --launch-type FARGATE --count 1 \
        --network-configuration "$network" --query '[tasks[0].taskArn,failures[0].reason]' --output text 2>&1) ||
        die "ECS does not start the task: $(last_line "$said")"
    IFS=$'\t' read -r task status <<<"$(last_line "$said")"
    [[ "$task" == arn:* ]] || die "ECS does not start the task: $status"
    say "  ${task##*/} starts (usually 1 minute)"
    while :; do
        IFS=$'\t' read -r status said < <(aws ecs describe-tasks ${arguments[@]+"${arguments[@]}"} --tasks "$task" --query 'tasks[0].[lastStatus,stoppedReason]' --output text) ||
            die "ECS does not show the task any more; it goes on by itself."
        [[ "$status" != STOPPED ]] || break
        pause
    done
    codes=$(aws ecs describe-tasks ${arguments[@]+"${arguments[@]}"} --tasks "$task" --query 'tasks[0].containers[].[exitCode]' --output text)
    while IFS= read -r status; do
        [[ "$status" == 0 ]] || die "The task ended with ${status/None/no exit code}: $said. \"logs $name$(same_options)\" shows what it wrote."
    done <<<"$codes"
    good "The task $name ended well. \"logs $name$(same_options)\" shows what it wrote."
}
