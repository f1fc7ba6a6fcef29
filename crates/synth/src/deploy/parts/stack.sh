# ---- The stack as CloudFormation sees it: what is done is asked of AWS, never remembered in a file ----

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

# The stack's resources, one a line: logical id, type, state, physical id.
resources=''

read_resources() {
    resources=$(aws cloudformation list-stack-resources --stack-name "$1" --output text --query \
        'StackResourceSummaries[].[LogicalResourceId,ResourceType,ResourceStatus,PhysicalResourceId]') ||
        die "CloudFormation does not list the resources of the stack $stack."
}

# The physical id of a resource by its logical id; nothing when the stack does not have it.
physical_id() {
    local logical type state id
    while IFS=$'\t' read -r logical type state id; do
        [[ "$logical" == "$1" && "$state" != DELETE_COMPLETE && -n "$id" && "$id" != None ]] || continue
        printf '%s' "$id"
        return 0
    done <<<"$resources"
}

# The physical ids of all resources of the type $1, one a line.
physical_ids() {
    local logical type state id
    while IFS=$'\t' read -r logical type state id; do
        [[ "$type" == "$1" && "$state" != DELETE_COMPLETE && -n "$id" && "$id" != None ]] || continue
        printf '%s\n' "$id"
    done <<<"$resources"
}

# The outputs, one a line: key, value.
outputs=''

read_outputs() {
    outputs=$(aws cloudformation describe-stacks --stack-name "$stack" \
        --query 'Stacks[0].Outputs[].[OutputKey,OutputValue]' --output text) || die "CloudFormation does not show the stack $stack."
    [[ "$outputs" != None ]] || outputs=''
}

output_value() {
    local key value
    while IFS=$'\t' read -r key value; do
        [[ "$key" != "$1" ]] || printf '%s' "$value"
    done <<<"$outputs"
}

# A text as JSON writes it, quotes and all.
json_text() {
    printf '"'
    printf '%s' "$1" | tr -d '\000-\010\013\014\016-\037' | sed -e 's/[\\"]/\\&/g' -e $'s/\t/\\\\t/g' -e $'s/\r/\\\\r/g' |
        awk '{ printf "%s%s", between, $0; between = "\\n" }'
    printf '"'
}
