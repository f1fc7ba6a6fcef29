# ---- Words for people: what happens goes to the standard output, what is wrong to the standard error ----

if [[ -t 1 && -t 2 && -z "${NO_COLOR:-}" ]]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold='' red='' green='' plain=''
fi

step() { printf '%s%s%s\n' "$bold" "$1" "$plain"; }
say() { printf '%s\n' "$1"; }
good() { printf '%s%s%s\n' "$green" "$1" "$plain"; }
warn() { printf '%s%s%s\n' "$red" "$1" "$plain" >&2; }

# Ends the script with one sentence about what is missing or wrong.
die() {
    warn "$1"
    exit 1
}

# Asks before anything changes; --yes is the answer given beforehand.
ask() {
    local answer=''
    [[ "$yes" == no ]] || return 0
    [[ -t 0 ]] || die "Nobody is there to ask: give --yes to go ahead without a question."
    read -r -p "$1 [y/N] " answer || true
    case "$answer" in
        y | Y | yes | Yes) ;;
        *) die "Nothing was changed." ;;
    esac
}
