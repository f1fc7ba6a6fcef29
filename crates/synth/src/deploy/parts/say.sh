# ---- Words for people: what happens goes to the standard output, what is wrong to the standard error ----

if [[ -t 1 && -t 2 && -z "${NO_COLOR:-}" ]]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold='' red='' green='' plain=''
fi

heading() { printf '%s%s%s\n' "$bold" "$1" "$plain"; }
say() { printf '%s\n' "$1"; }
good() { printf '%s%s%s\n' "$green" "$1" "$plain"; }
warn() { printf '%s%s%s\n' "$red" "$1" "$plain" >&2; }

# Ends the script with one sentence about what is missing or wrong.
die() {
    warn "$1"
    exit 1
}

step_number=0
step_total=0

# Starts the next of the numbered steps: what it does, and how long that usually takes.
step() {
    step_number=$((step_number + 1))
    printf '\n%s%d/%d %s%s%s\n' "$bold" "$step_number" "$step_total" "$1" "$plain" "${2:+ (usually $2)}"
}

# Says at once that nobody could answer a question that comes later.
need_answers() {
    [[ "$yes" == yes || -t 0 ]] || die "Nobody is there to ask: give --yes to go ahead without a question."
}

# Whether the person says yes; --yes is the answer given beforehand.
agreed() {
    local answer=''
    [[ "$yes" == no ]] || return 0
    read -r -p "$1 [y/N] " answer || true
    case "$answer" in
        y | Y | yes | Yes) ;;
        *) return 1 ;;
    esac
}

last_line() {
    local line last=''
    while IFS= read -r line || [[ -n "$line" ]]; do
        [[ -z "$line" ]] || last=$line
    done <<<"$1"
    printf '%s' "$last"
}

# Whether the text $1 has the line $2.
has_line() {
    local line
    while IFS= read -r line; do
        [[ "$line" != "$2" ]] || return 0
    done <<<"$1"
    return 1
}

pause() { sleep "$poll_seconds"; }
