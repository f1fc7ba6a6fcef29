# ---- A change of the stack: made as a change set, shown, executed when the person agrees ----

values=()

# Sets the parameters of one change: counts, tags, then the caller's own, since the last value of a name counts.
# Services whose numbers are given wait for their images: they get no task yet.
set_values() {
    local index
    values=()
    for index in ${service_counts[@]+"${!service_counts[@]}"}; do
        # A count without a value is a parameter of the design's own that has no default: the caller gives it.
        [[ -z "${service_counts[index]}" || -z "${service_tasks[index]}" ]] || values+=("${service_counts[index]}=${service_tasks[index]}")
    done
    for index in ${image_parameters[@]+"${!image_parameters[@]}"}; do
        values+=("${image_parameters[index]}=$(image_tag "$index")")
    done
    values+=(${parameters[@]+"${parameters[@]}"})
    for index in "$@"; do
        [[ -z "${service_counts[index]}" ]] || values+=("${service_counts[index]}=0")
    done
}

# Writes the parameters as CloudFormation reads them: the values that are set, and for all others what the stack has.
write_parameters() {
    local known='' names name value entry found between=''
    [[ -z "$state" ]] || known=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].Parameters[].[ParameterKey]' --output text) ||
        die "CloudFormation does not show the stack $stack: run \"deploy$(same_options)\" again."
    names=$(template_parameters) || die "CloudFormation cannot read the template $template_file: see what it says above."
    printf '['
    while IFS= read -r name; do
        [[ -n "$name" ]] || continue
        found=no
        for entry in ${values[@]+"${values[@]}"}; do
            [[ "$entry" != "$name"=* ]] || {
                found=yes
                value=${entry#*=}
            }
        done
        if [[ "$found" == yes ]]; then
            printf '%s{"ParameterKey":"%s","ParameterValue":%s}' "$between" "$name" "$(json_text "$value")"
        elif has_line "$known" "$name"; then
            printf '%s{"ParameterKey":"%s","UsePreviousValue":true}' "$between" "$name"
        else
            continue
        fi
        between=,
    done <<<"$names"
    printf ']\n'
}

# The names of the template's parameters, one a line.
template_parameters() {
    if [[ -z "$template_file" ]]; then
        ((${#parameter_names[@]} == 0)) || printf '%s\n' "${parameter_names[@]}"
    else
        aws cloudformation get-template-summary "${template_argument[@]}" --query 'Parameters[].[ParameterKey]' --output text
    fi
}

template_argument=()

# A template that is too large to be sent is put into the bucket first, under the sum of its content.
place_template() {
    local key domain=amazonaws.com
    template_argument=(--template-body "file://$template")
    [[ -n "$bucket" ]] || return 0
    key=$stack/$(cksum <"$template" | tr ' ' '-').yaml
    aws s3 cp "$template" "s3://$bucket/$key" --only-show-errors ||
        die "The template could not be put into the bucket $bucket: name with --bucket one in $region that you may write to."
    [[ "$region" != cn-* ]] || domain=amazonaws.com.cn
    template_argument=(--template-url "https://$bucket.s3.$region.$domain/$key")
}

change_set=''
change_lines=''

# Makes a change set of the values that are set; answers 1 when there is nothing to change.
make_change_set() {
    local kind=UPDATE status reason arguments
    [[ -n "$state" ]] || kind=CREATE
    place_template
    write_parameters >"$work/parameters.json"
    arguments=(--stack-name "$stack" --change-set-type "$kind" --change-set-name "groundplan-$(date -u +%Y%m%d-%H%M%S)-$$-$RANDOM")
    arguments+=("${template_argument[@]}" --parameters "file://$work/parameters.json")
    ((${#capabilities[@]} == 0)) || arguments+=(--capabilities "${capabilities[@]}")
    change_set=$(aws cloudformation create-change-set "${arguments[@]}" --query Id --output text 2>&1) || {
        [[ "$change_set" != *'No updates are to be performed'* ]] || return 1
        die "CloudFormation refuses the template: $(last_line "$change_set")"
    }
    change_set=$(last_line "$change_set")
    while :; do
        IFS=$'\t' read -r status reason < <(aws cloudformation describe-change-set --change-set-name "$change_set" \
            --query '[Status,StatusReason]' --output text) || die "CloudFormation does not show the change set $change_set."
        case "$status" in
            CREATE_COMPLETE) break ;;
            FAILED)
                drop_change_set
                case "$reason" in
                    *"didn't contain changes"* | *'No updates are to be performed'*) return 1 ;;
                    *) die "CloudFormation cannot make the changes: $reason" ;;
                esac
                ;;
        esac
        pause
    done
    change_lines=$(aws cloudformation describe-change-set --change-set-name "$change_set" --output text --query \
        'Changes[].ResourceChange.[Action,LogicalResourceId,ResourceType,Replacement]')
}

# A change set that is not executed goes, and with it the empty stack that it made.
drop_change_set() {
    aws cloudformation delete-change-set --change-set-name "$change_set" >/dev/null 2>&1 || true
    [[ -n "$state" ]] || aws cloudformation delete-stack --stack-name "$stack" >/dev/null 2>&1 || true
}

show_changes() {
    local action id type replacement lost=() name
    printf '  %-7s  %-36s  %-44s  %s\n' Action Resource Type Replacement
    while IFS=$'\t' read -r action id type replacement; do
        [[ -n "$action" && "$action" != None ]] || continue
        case "$action/$replacement" in
            Modify/True)
                replacement=yes
                lost+=("$id is replaced by a new one")
                ;;
            Modify/Conditional) replacement=perhaps ;;
            Modify/*) replacement=no ;;
            Remove/*)
                replacement=''
                lost+=("$id is removed")
                ;;
            *) replacement='' ;;
        esac
        printf '  %-7s  %-36s  %-44s  %s\n' "$action" "$id" "$type" "$replacement"
    done <<<"$change_lines"
    [[ -n "$change_lines" ]] || say '  (no resource changes, only parameters, outputs or descriptions)'
    for name in ${lost[@]+"${lost[@]}"}; do
        warn "  Mind: $name, with the data it holds, unless it is kept."
    done
}

# Makes, shows and executes one change, and waits for its end. Answers 1 when there was nothing to change.
change_stack() {
    local status reason
    make_change_set || return 1
    show_changes
    if ! agreed "Make these changes? AWS bills what runs."; then
        drop_change_set
        die "Nothing was changed. \"deploy$(same_options)\" shows the changes again."
    fi
    [[ -z "$2" ]] || step "$1" "$2"
    skip_events "$stack"
    aws cloudformation execute-change-set --change-set-name "$change_set" || die "CloudFormation does not execute the changes: run \"deploy$(same_options)\" again."
    wait_for_stack "$stack"
    case "$outcome" in
        CREATE_COMPLETE | UPDATE_COMPLETE) ;;
        *) explain_failure ;;
    esac
    state=$outcome
    read_resources "$stack"
}

explain_failure() {
    say_first_failures "$stack"
    case "$outcome" in
        UPDATE_ROLLBACK_COMPLETE) die "The changes failed, and the stack $stack is as it was before: mend the cause above and run \"deploy$(same_options)\" again." ;;
        ROLLBACK_COMPLETE) die "The stack $stack could not be created and CloudFormation took everything back: mend the cause above, run \"destroy$(same_options)\", then \"deploy\" again." ;;
        *) die "The stack $stack could not be deployed ($outcome): mend the cause above; \"status$(same_options)\" shows where it stands." ;;
    esac
}
