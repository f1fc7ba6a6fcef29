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
    local suspects=$resources logical type status id found left='' round looked=0 told=0 stays=() kept line
    [[ -z "$(stack_status "$stack")" ]] || die "The stack $stack is still there: run \"destroy$(same_options)\" again."
    read_resources "$1"
    # A service may need a moment to forget what is gone: what still seems to be there is asked for three times.
    for round in 1 2 3; do
        left=''
        while IFS=$'\t' read -r logical type status id; do
            [[ -n "$id" && "$id" != None && "$status" != DELETE_COMPLETE ]] || continue
            status=$(resource_state "$logical")
            [[ "$status" != DELETE_COMPLETE ]] || ((round > 1)) || told=$((told + 1))
            kept=$(kept_name "$logical")
            [[ -n "$kept" || "$status" != DELETE_SKIPPED ]] || kept=$type
            found=0
            resource_exists "$type" "$id" || found=$?
            ((found == 2 || round > 1)) || looked=$((looked + 1))
            if [[ -n "$kept" ]]; then
                ((found == 1)) || stays+=("$kept, $id")
            elif ((found == 0)) || { ((found == 2)) && [[ "$status" != DELETE_COMPLETE ]]; }; then
                left+=$logical$'\t'$type$'\t'there$'\t'$id$'\n'
            fi
        done <<<"$suspects"
        [[ -n "$left" ]] || break
        suspects=$left
        ((round == 3)) || pause
    done
    for line in ${stays[@]+"${stays[@]}"}; do
        say "  stays: $line"
    done
    [[ -z "$left" ]] || {
        while IFS=$'\t' read -r logical type status id; do
            [[ -z "$id" ]] || warn "  still there: $type $id"
        done <<<"$left"
        die "The stack $stack is gone, but not all that it had: delete what is listed above in the console; AWS goes on billing it."
    }
    say "  Of $told resources CloudFormation says that it deleted them."
    say "  $looked were looked for in their own services: $( ((${#stays[@]} == 0)) && printf 'none is there.' || printf 'only those that stay are there.')"
    good "The stack $stack is gone."
}

# The state of the resource with the logical id $1 in the list.
resource_state() {
    local logical type status id
    while IFS=$'\t' read -r logical type status id; do
        [[ "$logical" != "$1" ]] || printf '%s' "$status"
    done <<<"$resources"
}
