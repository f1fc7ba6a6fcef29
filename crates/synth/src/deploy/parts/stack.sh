# ---- The stack as CloudFormation sees it ----

# The state of the stack; nothing when there is none.
stack_status() {
    local answer
    if answer=$(aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text 2>&1); then
        answer=$(last_line "$answer")
        # A change set that was never executed leaves an empty stack, a deleted one can still be asked for by its id.
        case "$answer" in
            REVIEW_IN_PROGRESS | DELETE_COMPLETE) ;;
            *) printf '%s' "$answer" ;;
        esac
    elif [[ "$answer" != *'does not exist'* ]]; then
        die "CloudFormation does not answer: $(last_line "$answer")"
    fi
}

# The physical id of a resource of the stack by its logical id; nothing when the stack does not have it.
physical_id() {
    local answer
    answer=$(aws cloudformation describe-stack-resource --stack-name "$stack" --logical-resource-id "$1" \
        --query 'StackResourceDetail.[ResourceStatus,PhysicalResourceId]' --output text 2>/dev/null) || return 0
    local status='' id=''
    IFS=$'\t' read -r status id <<<"$answer"
    [[ "$status" == DELETE_COMPLETE || "$id" == None ]] || printf '%s' "$id"
}

# The value of an output of the stack; nothing when there is none.
output_value() {
    local answer
    answer=$(aws cloudformation describe-stacks --stack-name "$stack" \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text 2>/dev/null) || return 0
    [[ "$answer" == None ]] || printf '%s' "$answer"
}

# What failed first since the last change of the stack $1 (a name or an id) began: that is the cause, the rest follows from it.
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
