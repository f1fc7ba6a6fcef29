# ---- Waiting: what CloudFormation says while it works ----

last_event=''

# The newest events of the stack $1, newest first: id, time, state, type, logical id, reason.
newest_events() {
    # One page has the newest hundred; more than that do not come between two looks.
    aws cloudformation describe-stack-events --stack-name "$1" --no-paginate --output text --query \
        'StackEvents[].[EventId,Timestamp,ResourceStatus,ResourceType,LogicalResourceId,ResourceStatusReason]' 2>/dev/null || true
}

# Whatever happened until now is not shown by what follows.
skip_events() {
    local rest
    IFS=$'\t' read -r last_event rest < <(newest_events "$1") || true
}

show_new_events() {
    local id time state type logical reason lines=() index newest=''
    while IFS=$'\t' read -r id time state type logical reason; do
        [[ "$id" != "$last_event" ]] || break
        # A reason may have several lines; only the first of an event starts with its id.
        [[ -n "$logical" ]] || continue
        [[ -n "$newest" ]] || newest=$id
        time=${time#*T}
        [[ "$reason" != None ]] || reason=''
        lines+=("$(printf '  %-8.8s  %-28s %-44s %s%s' "$time" "$state" "$type" "$logical" "${reason:+: $reason}")")
    done < <(newest_events "$1")
    for ((index = ${#lines[@]} - 1; index >= 0; index--)); do
        case "${lines[index]}" in
            *_FAILED*) warn "${lines[index]}" ;;
            *) say "${lines[index]}" ;;
        esac
    done
    [[ -z "$newest" ]] || last_event=$newest
}

# How the change of a stack ended.
outcome=''

# Waits for the end of the change of the stack $1 (a name or an id) and shows its events.
wait_for_stack() {
    local silent=0
    while :; do
        if outcome=$(aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text 2>"$work/error"); then
            silent=0
            show_new_events "$1"
            [[ "$outcome" == *_IN_PROGRESS ]] || return 0
        elif grep -q 'does not exist' "$work/error"; then
            outcome=DELETE_COMPLETE
            return 0
        else
            # A connection may fail for a moment; credentials that ended do not come back.
            silent=$((silent + 1))
            ((silent < 5)) ||
                die "CloudFormation does not answer any more; it goes on by itself. It says: $(last_line "$(cat "$work/error")") Sign in again if need be, and run \"$command$(same_options)\" again."
        fi
        pause
    done
}

# What failed first since the last change of the stack $1 began: that is the cause, the rest follows from it.
say_first_failures() {
    local type status id reason failures=() index shown=0
    while IFS=$'\t' read -r type status id reason; do
        # Events come newest first; the change began with the stack's own event.
        [[ "$type" == AWS::CloudFormation::Stack && "$status" =~ ^(CREATE|UPDATE|DELETE)_IN_PROGRESS$ ]] && break
        [[ "$status" != *_FAILED ]] || failures+=("$id: $reason")
    done < <(aws cloudformation describe-stack-events --stack-name "$1" --output text \
        --query 'StackEvents[].[ResourceType,ResourceStatus,LogicalResourceId,ResourceStatusReason]' 2>/dev/null)
    ((${#failures[@]} > 0)) || return 0
    warn "What failed first:"
    for ((index = ${#failures[@]} - 1; index >= 0 && shown < 5; index--, shown++)); do
        warn "  ${failures[index]}"
    done
}
