# ---- destroy ----

# Of the resources that this script's template owns and does not keep, the stack's own of the type $1, one a line.
# What another version of the design put into the stack is not emptied: nobody here knows whether it is to be kept.
owned() {
    local index id
    for index in ${emptied_ids[@]+"${!emptied_ids[@]}"}; do
        [[ "${emptied_types[index]}" == "$1" ]] || continue
        id=$(physical_id "${emptied_ids[index]}")
        [[ -z "$id" ]] || printf '%s\n' "$id"
    done
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

# A bucket can be deleted when it has no object, no older version of one and no mark of a deleted one.
empty_bucket() {
    local said
    while :; do
        # 1000 are the most that one call deletes. What stands in backticks is a value for the AWS command line.
        # shellcheck disable=SC2016
        said=$(aws s3api list-object-versions --bucket "$1" --max-items 1000 --output json --query \
            '{Objects: [Versions, DeleteMarkers][] | [].{Key: Key, VersionId: VersionId}, Quiet: `true`}' 2>&1 >"$work/objects.json") || {
            [[ "$said" == *NoSuchBucket* ]] || die "The objects of the bucket $1 cannot be listed: $(last_line "$said")"
            return 0
        }
        grep -q '"Key"' "$work/objects.json" || return 0
        said=$(aws s3api delete-objects --bucket "$1" --delete "file://$work/objects.json" --query 'Errors[0].[Key,Message]' --output text 2>&1) ||
            die "The objects of the bucket $1 cannot be deleted: $(last_line "$said")"
        [[ -z "$said" || "$said" == None* ]] || die "An object of the bucket $1 cannot be deleted: $said"
    done
}

empty_all() {
    local name
    while IFS= read -r name; do
        [[ -n "$name" ]] || continue
        say "  Empty the bucket $name"
        empty_bucket "$name"
    done <<<"$(owned AWS::S3::Bucket)"
    while IFS= read -r name; do
        [[ -n "$name" ]] || continue
        say "  Empty the repository $name"
        empty_repository "$name"
    done <<<"$(owned AWS::ECR::Repository)"
}

# What is lost, by name where it holds data, and by number where it does not.
say_losses() {
    local logical type status id index kept=' ' others=0 name
    for index in ${kept_ids[@]+"${!kept_ids[@]}"}; do
        kept+="${kept_ids[index]} "
    done
    say 'Lost is:'
    while IFS=$'\t' read -r logical type status id; do
        [[ -n "$id" && "$status" != DELETE_COMPLETE && "$kept" != *" $logical "* ]] || continue
        case "$type" in
            AWS::S3::Bucket) say "  bucket $id, with all objects and all their versions" ;;
            AWS::ECR::Repository) say "  repository $id, with all images" ;;
            AWS::DynamoDB::Table) say "  table $id, with all items" ;;
            AWS::Logs::LogGroup) say "  log group $id, with all logs" ;;
            AWS::SQS::Queue) say "  queue ${id##*/}, with all messages" ;;
            AWS::Cognito::UserPool) say "  user pool $id, with all accounts" ;;
            AWS::SecretsManager::Secret | AWS::SSM::Parameter) say "  $type $id, with its value" ;;
            AWS::KMS::Key) say "  key $id, and with it all that only it can read" ;;
            AWS::RDS::* | AWS::EFS::FileSystem) say "  $type $id, with its data" ;;
            *) others=$((others + 1)) ;;
        esac
    done <<<"$resources"
    say "  $others other resource(s) of the stack"
    for index in ${kept_ids[@]+"${!kept_ids[@]}"}; do
        name=$(physical_id "${kept_ids[index]}")
        [[ -z "$name" ]] || say "  (stays: ${kept_names[index]}, $name)"
    done
}

ask_for_the_name() {
    local said=''
    [[ "$yes" == no ]] || return 0
    read -r -p "This cannot be undone. Type the stack's name, $stack, to delete it: " said || true
    [[ "$said" == "$stack" ]] || die "That is not its name: nothing was changed."
}

do_destroy() {
    local id round
    need_aws
    state=$(stack_status "$stack")
    if [[ -z "$state" ]]; then
        say "There is no stack $stack in $region of account $account: nothing to delete."
        return 0
    fi
    need_answers
    step_total=3
    heading "Delete the stack $stack in $region of account $account"
    await_other_changes
    [[ -n "$state" ]] || {
        good "The stack $stack is gone."
        return 0
    }
    read_resources "$stack"
    id=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackId' --output text) ||
        die "CloudFormation does not show the stack $stack."
    say_losses
    ask_for_the_name

    step 'Empty buckets and repositories' 'some seconds, minutes when there are many objects'
    empty_all
    step 'Delete the stack' "$usual_time"
    # Tasks that still run may write into a bucket that was empty: then it is emptied and deleted once more.
    for round in 1 2 3; do
        skip_events "$id"
        aws cloudformation delete-stack --stack-name "$id" || die "CloudFormation does not delete the stack $stack: it may be protected, see what it says above."
        wait_for_stack "$id"
        [[ "$outcome" != DELETE_COMPLETE ]] || break
        if ((round == 3)) || [[ -z "$(owned AWS::S3::Bucket)$(owned AWS::ECR::Repository)" ]]; then
            say_first_failures "$id"
            die "The stack $stack could not be deleted ($outcome): mend the cause above and run \"destroy$(same_options)\" again."
        fi
        empty_all
    done
    step 'Prove that nothing is left' 'some seconds'
    prove_that_nothing_is_left "$id"
}
