# ---- deploy ----

# The services that pull from one of the repositories whose numbers are given.
services_pulling_from() {
    local wanted=" $* " index
    for index in "${!image_parameters[@]}"; do
        # A container of a task that no service runs keeps nobody waiting.
        [[ -z "${image_services[index]}" || "$wanted" != *" ${image_repositories[index]} "* ]] || printf '%s ' "${image_services[index]}"
    done
}

# Repositories must be there before images can be pushed, and images before tasks can start: an ECS service that
# cannot pull never becomes stable. So what is new comes first, without the tasks that wait for its images.
make_repositories() {
    local index missing=() waiting=()
    step 'Image repositories: with all that is new, but no task that waits for its image' "$usual_time"
    for index in "${!repository_keys[@]}"; do
        [[ -n "$(physical_id "${repository_ids[index]}")" ]] || missing+=("$index")
    done
    if ((${#missing[@]} == 0)); then
        say '  They are there already.'
        return 0
    fi
    if [[ -z "$state" ]]; then
        waiting=(${service_counts[@]+"${!service_counts[@]}"})
    else
        # In a stack that is there, services that have their images go on running.
        read -r -a waiting <<<"$(services_pulling_from "${missing[@]}")"
    fi
    set_values ${waiting[@]+"${waiting[@]}"}
    change_stack '' '' || say '  They are there already.'
}

do_deploy() {
    local index
    need_answers
    step_total=4
    ((${#repository_keys[@]} == 0)) || step_total=$((step_total + 1 + ${#repository_keys[@]}))
    heading "Deploy $design"
    step 'Look whether everything is there' 'some seconds'
    preflight
    if ((${#repository_keys[@]} > 0)); then
        make_repositories
        for index in "${!repository_keys[@]}"; do
            push_image "$index"
        done
    fi
    step 'Work out the changes' 'some seconds'
    set_values
    if change_stack 'Make the changes' "$usual_time"; then
        good "The stack $stack is deployed."
    else
        say '  There are none.'
        step 'Make the changes'
        say '  Nothing to change: the stack is as the design says.'
    fi
    step 'Addresses and health' 'some seconds'
    read_outputs
    say_tasks
    say_targets
    say_addresses
}
