# ---- logs ----

need_stack() {
    need_aws
    state=$(stack_status "$stack")
    [[ -n "$state" ]] || die "There is no stack $stack in $region of account $account: run \"deploy$(same_options)\" first."
    read_resources "$stack"
}

# Where the containers of a task definition write to, one a line: group, start of the stream's name, container.
log_places() {
    aws ecs describe-task-definition --task-definition "$1" --output text --query \
        "taskDefinition.containerDefinitions[?logConfiguration.logDriver=='awslogs'].[logConfiguration.options.\"awslogs-group\",logConfiguration.options.\"awslogs-stream-prefix\",name]"
}

# The logical id of the task definition of the service or task $1; all of them when no name is given.
definitions_of() {
    local index found=1
    for index in ${service_names[@]+"${!service_names[@]}"}; do
        [[ -z "$1" || "${service_names[index]}" == "$1" ]] || continue
        found=0
        printf '%s\n' "${service_definitions[index]}"
    done
    for index in ${task_names[@]+"${!task_names[@]}"}; do
        [[ -z "$1" || "${task_names[index]}" == "$1" ]] || continue
        found=0
        printf '%s\n' "${task_ids[index]}"
    done
    return $found
}

known_names() {
    local names=(${service_names[@]+"${service_names[@]}"} ${task_names[@]+"${task_names[@]}"}) list
    ((${#names[@]} > 0)) || {
        printf 'nothing'
        return 0
    }
    list=$(printf '"%s", ' "${names[@]}")
    printf '%s' "${list%, }"
}

# The time of the newest line that was shown, in milliseconds, and which lines were.
newest=0
shown=''

# Shows what came in the group $1, in streams that start with $2, since the time $3.
show_log() {
    local time stream id message arguments=(--log-group-name "$1" --start-time "$3")
    [[ -z "$2" || "$2" == None ]] || arguments+=(--log-stream-name-prefix "$2")
    while IFS=$'\t' read -r time stream id message; do
        if [[ ! "$time" =~ ^[0-9]{13}$ || -z "$id" ]]; then
            # The next line of a message that has several.
            say "  $time${stream:+ $stream}${id:+ $id}${message:+ $message}"
            continue
        fi
        [[ "$shown" != *" $id "* ]] || continue
        ((time <= newest)) || newest=$time
        shown+=" $id "
        ((${#shown} < 100000)) || shown=${shown:50000}
        say "${stream##*/} $message"
    done < <(aws logs filter-log-events "${arguments[@]}" --query 'events[].[timestamp,logStreamName,eventId,message]' --output text 2>"$work/error" || true)
    [[ ! -s "$work/error" ]] || grep -q ResourceNotFound "$work/error" || die "The log group $1 cannot be read: $(last_line "$(cat "$work/error")")"
}

do_logs() {
    local ids id definition places='' more group prefix name start
    need_stack
    ((${#service_names[@]} + ${#task_names[@]} > 0)) || die 'The design has no service and no task: nothing in it writes logs.'
    ids=$(definitions_of "${words[0]:-}") || die "The design has no service or task ${words[0]:-}: there is $(known_names)."
    while IFS= read -r id; do
        definition=$(physical_id "$id")
        [[ -n "$definition" ]] || continue
        more=$(log_places "$definition") || die "The task definition $definition cannot be read."
        places+=$more$'\n'
    done <<<"$ids"
    start=$((($(date +%s) - since * 60) * 1000))
    [[ -n "${places//[$'\n']/}" ]] ||
        die "Nothing writes logs to CloudWatch: connect the containers with a log group in the design and run \"deploy$(same_options)\"."
    while :; do
        while IFS=$'\t' read -r group prefix name; do
            [[ -n "$group" && "$group" != None ]] || continue
            [[ "$prefix" == None ]] || prefix=$prefix/$name/
            show_log "$group" "$prefix" "$start"
        done <<<"$places"
        [[ "$follow" == yes ]] || break
        # Lines reach CloudWatch some seconds late, and not in the order in which they were written.
        ((newest == 0)) || start=$((newest - 15000))
        pause
    done
    ((newest > 0)) || say "Nothing was written in the last $since minutes: --since MINUTES goes further back."
}
