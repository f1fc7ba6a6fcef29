# ---- What must be there before anything starts ----

account=''

need_aws() {
    command -v aws >/dev/null ||
        die "The AWS command line (aws) is not on the PATH: install it from https://aws.amazon.com/cli/."
    [[ -n "$region" ]] || region=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
    [[ -n "$region" ]] || region=$(aws configure get region 2>/dev/null || true)
    [[ -n "$region" ]] || die "No region is set: give one with --region, for instance --region eu-west-1."
    [[ "$region" =~ ^[a-z]{2,}(-[a-z]+)+-[0-9]+$ ]] ||
        die "\"$region\" is no region: give one with --region, for instance --region eu-west-1."
    export AWS_REGION=$region AWS_DEFAULT_REGION=$region AWS_PAGER=''
    local answer
    answer=$(aws sts get-caller-identity --query Account --output text 2>&1) ||
        die "AWS does not accept your credentials, or there are none: sign in with \"aws configure\" or \"aws sso login\". It says: $(last_line "$answer")"
    account=$(last_line "$answer")
}

need_docker() {
    command -v docker >/dev/null ||
        die "Docker (docker) is not on the PATH: install it from https://docs.docker.com/get-docker/; it builds the images."
    docker info >/dev/null 2>&1 || die "Docker is installed but does not answer: start it."
}

last_line() {
    local line last=''
    while IFS= read -r line || [[ -n "$line" ]]; do
        [[ -z "$line" ]] || last=$line
    done <<<"$1"
    printf '%s' "$last"
}
