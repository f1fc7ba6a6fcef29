# ---- The proof after a deletion: CloudFormation's own word for each resource, and a question to each service ----

# A person's words for what stays, by its logical id.
kept_name() {
    local index
    for index in ${kept_ids[@]+"${!kept_ids[@]}"}; do
        [[ "${kept_ids[index]}" != "$1" ]] || printf '%s' "${kept_names[index]}"
    done
}

# Looks for what the stack $1 had; $resources is the list from before the deletion.
prove_that_nothing_is_left() {
    local before=$resources logical type status id found left=() round looked=0 count=0 stays=() kept
    [[ -z "$(stack_status "$stack")" ]] || die "The stack $stack is still there: run \"destroy$(same_options)\" again."
    read_resources "$1"
    # A service may need a moment to forget what is gone.
    for round in 1 2 3; do
        left=() stays=() looked=0 count=0
        while IFS=$'\t' read -r logical type status id; do
            [[ -n "$id" && "$id" != None ]] || continue
            count=$((count + 1))
            kept=$(kept_name "$logical")
            [[ -n "$kept" || "$(resource_state "$logical")" != DELETE_SKIPPED ]] || kept=$type
            found=0
            resource_exists "$type" "$id" || found=$?
            ((found == 2)) || looked=$((looked + 1))
            if [[ -n "$kept" ]]; then
                ((found == 1)) || stays+=("$kept: $id")
            elif ((found == 0)); then
                left+=("$type $id")
            elif ((found == 2)) && [[ "$(resource_state "$logical")" != DELETE_COMPLETE ]]; then
                left+=("$type $id ($(resource_state "$logical"))")
            fi
        done <<<"$before"
        ((${#left[@]} > 0)) || break
        ((round == 3)) || pause
    done
    for kept in ${stays[@]+"${stays[@]}"}; do
        say "  stays: $kept"
    done
    for kept in ${left[@]+"${left[@]}"}; do
        warn "  still there: $kept"
    done
    ((${#left[@]} == 0)) || die "The stack $stack is gone, but not all that it had: delete what is listed above in the console; AWS goes on billing it."
    good "The stack $stack is gone. All of its $count resources are deleted${stays[*]+, but those that stay,} by CloudFormation's account; of $looked, the services themselves were asked."
}

# The state of the resource with the logical id $1 in the list.
resource_state() {
    local logical type status id
    while IFS=$'\t' read -r logical type status id; do
        [[ "$logical" != "$1" ]] || printf '%s' "$status"
    done <<<"$resources"
}
