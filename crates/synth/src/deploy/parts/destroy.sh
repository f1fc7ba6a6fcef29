# ---- destroy ----

# The names of the stack's repositories that go with it, one a line.
repositories_to_empty() {
    local answer id name kept
    answer=$(aws cloudformation describe-stack-resources --stack-name "$stack" --output text --query \
        "StackResources[?ResourceType=='AWS::ECR::Repository' && ResourceStatus!='DELETE_COMPLETE'].[LogicalResourceId,PhysicalResourceId]") ||
        die "CloudFormation does not list the resources of the stack $stack."
    while IFS=$'\t' read -r id name; do
        [[ -n "$name" && "$name" != None ]] || continue
        for kept in ${kept_ids[@]+"${kept_ids[@]}"}; do
            [[ "$id" != "$kept" ]] || continue 2
        done
        printf '%s\n' "$name"
    done <<<"$answer"
}

# A repository with images cannot be deleted. An image that a list of images names goes only after that list: hence the rounds.
empty_repository() {
    local images deleted reason
    while :; do
        # 100 images are the most that one call deletes.
        images=$(aws ecr list-images --repository-name "$1" --query 'imageIds[:100]' --output json 2>&1) || {
            [[ "$images" == *RepositoryNotFoundException* ]] || die "The images of $1 cannot be listed: $(last_line "$images")"
            return 0
        }
        case "$images" in
            '[]' | null | '') return 0 ;;
        esac
        IFS=$'\t' read -r deleted reason < <(aws ecr batch-delete-image --repository-name "$1" --image-ids "$images" \
            --query '[length(imageIds), failures[0].failureReason]' --output text) || true
        [[ "${deleted:-0}" =~ ^[1-9] ]] || die "The images of $1 cannot be deleted: ${reason:-no reason was given}"
    done
}

destroy() {
    local state id repository repositories stays
    need_aws
    state=$(stack_status "$stack")
    if [[ -z "$state" ]]; then
        say "There is no stack $stack in $region of account $account: nothing to delete."
        return 0
    fi
    [[ "$state" != *_IN_PROGRESS ]] || die "The stack $stack is being changed ($state): wait until that is over."
    id=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackId' --output text)
    repositories=$(repositories_to_empty)

    step "Delete the stack $stack in $region of account $account, with everything in it"
    while IFS= read -r repository; do
        [[ -z "$repository" ]] || say "  all images in the repository $repository"
    done <<<"$repositories"
    for stays in ${kept_names[@]+"${kept_names[@]}"}; do
        say "  stays: $stays"
    done
    ask "Delete it? This cannot be undone."

    while IFS= read -r repository; do
        [[ -n "$repository" ]] || continue
        step "Empty the repository $repository"
        empty_repository "$repository"
    done <<<"$repositories"
    step "Delete the stack"
    aws cloudformation delete-stack --stack-name "$id" || die "CloudFormation does not delete the stack $stack."
    if ! aws cloudformation wait stack-delete-complete --stack-name "$id"; then
        say_first_failures "$id"
        die "The stack $stack could not be deleted."
    fi
    state=$(stack_status "$stack")
    [[ -z "$state" ]] || die "The stack $stack is still there: $state"
    good "The stack $stack is gone."
}
