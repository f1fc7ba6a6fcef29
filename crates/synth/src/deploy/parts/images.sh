# ---- Images: built once for each repository, tagged by content, pushed when the tag is not there yet ----

# The tag that the content of each build folder gives, by the number of its repository.
content_tags=()

# The tag of the image number $1.
image_tag() {
    if is_given "${image_parameters[$1]}"; then
        given_value "${image_parameters[$1]}"
    elif [[ -n "$tag" ]]; then
        printf '%s' "$tag"
    elif [[ "${image_tags[$1]}" == latest ]]; then
        printf '%s' "${content_tags[${image_repositories[$1]}]}"
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

# The sum of the standard input. Linux has the one program, macOS the other.
sum_of_input() {
    if command -v sha256sum >/dev/null; then
        sha256sum
    else
        shasum -a 256
    fi
}

# The files below the current folder that go into an image: all but .git and what .dockerignore names without wildcards.
# (What only a wildcard names counts as content: at worst an image is built once more.)
list_files() {
    local line arguments=(. -path ./.git -prune)
    if [[ -f .dockerignore ]] && ! grep -q '^!' .dockerignore; then
        while IFS= read -r line || [[ -n "$line" ]]; do
            line=${line%$'\r'}
            line=${line#/}
            line=${line%/}
            [[ "$line" =~ ^[A-Za-z0-9._/-]+$ && "$line" != . ]] || continue
            arguments+=(-o -path "./$line" -prune)
        done <.dockerignore
    fi
    find "${arguments[@]}" -o "$@"
}

# A tag that is the same wherever the same files are: from the content of all files, which of them can be executed,
# where links lead, the Dockerfile and the platforms. The number of the repository is $1.
content_tag() {
    local sum
    # shellcheck disable=SC2016
    sum=$(
        {
            sum_of_input <"$(dockerfile "$1")" || exit 1
            printf '%s\n' "${repository_platforms[$1]}"
            cd -- "$(build_context "$1")" || exit 1
            export LC_ALL=C
            list_files -type f -exec sh -c 'if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi' sh {} + | sort || exit 1
            list_files -type f -perm -100 -print | sort || exit 1
            list_files -type l -exec sh -c 'for link; do printf "%s -> %s\n" "$link" "$(readlink "$link")"; done' sh {} + | sort || exit 1
        } | sum_of_input
    ) || return 1
    printf 'content-%.16s' "$sum"
}

# Each folder with its Dockerfile must be there; answers with the content's tags, too.
check_sources() {
    local index file folder value
    for index in ${repository_keys[@]+"${!repository_keys[@]}"}; do
        folder=$(build_context "$index")
        file=$(dockerfile "$index")
        if [[ ! -d "$folder" && "$starter" == no ]]; then
            problem "There is no folder $folder to build the image of ${repository_keys[index]} in: name one with --context, or let --starter make one with a small web service."
            continue
        fi
        if [[ ! -f "$file" && "$starter" == yes && "$command" == check ]]; then
            content_tags[index]=unknown
            passed 'Image' "${repository_keys[index]}, from the starter that \"deploy --starter\" writes into $folder"
            continue
        fi
        if [[ ! -f "$file" ]] && ! offer_starter "$index"; then
            problem "There is no $file to build the image of ${repository_keys[index]} from: name one with --dockerfile, or let --starter write one with a small web service."
            continue
        fi
        content_tags[index]=$(content_tag "$index") || {
            problem "The files in $folder cannot be read: see what the lines above name."
            continue
        }
        passed 'Image' "${repository_keys[index]}, from $folder for ${repository_platforms[index]}"
    done
    ((problems == 0)) || return 0
    for index in ${image_parameters[@]+"${!image_parameters[@]}"}; do
        value=$(image_tag "$index")
        [[ "$value" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] ||
            problem "\"$value\" cannot be the tag of an image: use up to 128 letters, digits, \"_\", \".\" and \"-\"."
    done
}

# The tags of the repository number $1, one a line, each once.
tags_of() {
    local index
    for index in "${!image_parameters[@]}"; do
        [[ "${image_repositories[index]}" != "$1" ]] || printf '%s\n' "$(image_tag "$index")"
    done | sort -u
}

signed_in=' '

sign_in() {
    [[ "$signed_in" != *" $1 "* ]] || return 0
    say "  Sign in to $1"
    aws ecr get-login-password | docker login --username AWS --password-stdin "$1" ||
        die "Docker could not sign in to $1: see what it says above; your credentials need the permission ecr:GetAuthorizationToken."
    signed_in+="$1 "
}

# Builds the image of the repository number $1 under all its tags and pushes those that are not there.
push_image() {
    local repository=$1 name uri one missing=() arguments=()
    name=$(physical_id "${repository_ids[repository]}")
    step "Image ${repository_keys[repository]}: build and push what is new" '1 to 5 minutes'
    [[ -n "$name" ]] || die "The stack $stack has no repository ${repository_keys[repository]}: run \"deploy$(same_options)\" again."
    while IFS= read -r one; do
        if asked ecr describe-images --repository-name "$name" --image-ids "imageTag=$one" --query 'imageDetails[].imageDigest'; then
            say "  The tag $one is in the repository already: nothing to build."
        else
            missing+=("$one")
        fi
    done <<<"$(tags_of "$repository")"
    ((${#missing[@]} > 0)) || return 0
    uri=$(aws ecr describe-repositories --repository-names "$name" --query 'repositories[0].repositoryUri' --output text) ||
        die "The repository $name does not answer: run \"deploy$(same_options)\" again."
    sign_in "${uri%%/*}"
    for one in "${missing[@]}"; do
        arguments+=(--tag "$uri:$one")
    done
    say "  Build in $(build_context "$repository") for ${repository_platforms[repository]}"
    DOCKER_BUILDKIT=1 docker build --platform "${repository_platforms[repository]}" "${arguments[@]}" \
        --file "$(dockerfile "$repository")" -- "$(build_context "$repository")" ||
        die "Docker could not build the image of ${repository_keys[repository]}: mend what it says above and run \"deploy$(same_options)\" again; what is done stays done."
    for one in "${missing[@]}"; do
        say "  Push $uri:$one"
        docker push "$uri:$one" ||
            die "Docker could not push $uri:$one: run \"deploy$(same_options)\" again. In a repository with immutable tags a tag can be pushed once: choose another with --tag."
    done
}
