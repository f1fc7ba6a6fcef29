# ---- Images: built once for each repository, tagged and pushed for each container ----

clock=$(date -u +%Y%m%d-%H%M%S)

# The tag of the image number $1.
image_tag() {
    if [[ -n "$tag" ]]; then
        printf '%s' "$tag"
    elif [[ "${image_tags[$1]}" == latest ]]; then
        printf '%s' "$clock"
    else
        printf '%s' "${image_tags[$1]}"
    fi
}

# What the caller gave for the repository number $1: the last of the values that are for it, or for all.
chosen() {
    local key=${repository_keys[$1]} value found='' all=''
    shift
    for value in "$@"; do
        case "$value" in
            "$key"=*) found=${value#*=} ;;
            *) named_for_another "$value" || all=$value ;;
        esac
    done
    printf '%s' "${found:-$all}"
}

named_for_another() {
    local key
    for key in "${repository_keys[@]}"; do
        [[ "$1" != "$key"=* ]] || return 0
    done
    return 1
}

# The folder in which the image for the repository number $1 is built.
build_context() {
    local given
    given=$(chosen "$1" ${contexts[@]+"${contexts[@]}"})
    if [[ -n "$given" ]]; then
        printf '%s' "$given"
    elif ((${#repository_keys[@]} == 1)); then
        printf '.'
    else
        printf './%s' "${repository_keys[$1]}"
    fi
}

dockerfile() {
    local given
    given=$(chosen "$1" ${dockerfiles[@]+"${dockerfiles[@]}"})
    printf '%s' "${given:-$(build_context "$1")/Dockerfile}"
}

need_sources() {
    local index file value
    for index in ${repository_keys[@]+"${!repository_keys[@]}"}; do
        file=$(dockerfile "$index")
        [[ -d "$(build_context "$index")" ]] ||
            die "There is no folder $(build_context "$index") to build the image of ${repository_keys[index]} in: name one with --context."
        [[ -f "$file" ]] || die "There is no $file to build the image of ${repository_keys[index]} from: name one with --dockerfile."
    done
    for index in ${image_parameters[@]+"${!image_parameters[@]}"}; do
        value=$(image_tag "$index")
        [[ "$value" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] ||
            die "\"$value\" cannot be the tag of an image: use up to 128 letters, digits, \"_\", \".\" and \"-\"."
    done
}

# The address of the repository number $1.
repository_uri() {
    local name
    name=$(physical_id "${repository_ids[$1]}")
    [[ -n "$name" ]] || die "The stack $stack has no repository ${repository_keys[$1]}."
    aws ecr describe-repositories --repository-names "$name" --query 'repositories[0].repositoryUri' --output text
}

# Builds the image of the repository number $1 under all its tags and pushes each.
push_image() {
    local repository=$1 uri index name names=() arguments=()
    uri=$(repository_uri "$repository")
    for index in "${!image_parameters[@]}"; do
        name=$uri:$(image_tag "$index")
        if [[ "${image_repositories[index]}" == "$repository" && " ${names[*]-} " != *" $name "* ]]; then
            names+=("$name")
            arguments+=(--tag "$name")
        fi
    done
    step "Build ${repository_keys[repository]} in $(build_context "$repository") for ${repository_platforms[repository]}"
    docker build --platform "${repository_platforms[repository]}" "${arguments[@]}" \
        --file "$(dockerfile "$repository")" -- "$(build_context "$repository")" ||
        die "Docker could not build the image of ${repository_keys[repository]}: mend it and run \"deploy\" again."
    for name in "${names[@]}"; do
        step "Push $name"
        docker push "$name" ||
            die "Docker could not push $name. In a repository with immutable tags a tag can be pushed once: choose another with --tag."
    done
}

signed_in=' '

# Builds and pushes for the repositories whose numbers are given.
push_images() {
    local repository registry
    for repository in "$@"; do
        registry=$(repository_uri "$repository")
        registry=${registry%%/*}
        if [[ "$signed_in" != *" $registry "* ]]; then
            step "Sign in to $registry"
            aws ecr get-login-password | docker login --username AWS --password-stdin "$registry" ||
                die "Docker could not sign in to $registry."
            signed_in+="$registry "
        fi
        push_image "$repository"
    done
}
