# ---- The starter: a Dockerfile and a small web service in Go, for those who have none yet ----

# Writes the starter for the repository number $1 when the person wants it; answers 1 when not.
offer_starter() {
    local folder file port=${repository_ports[$1]} word
    folder=$(build_context "$1")
    file=$(dockerfile "$1")
    [[ "$file" == "$folder/Dockerfile" ]] || return 1
    if [[ "$starter" == no ]]; then
        # To look is not to write.
        [[ "$command" == deploy && -t 0 && "$yes" == no ]] || return 1
        agreed "There is no $file. Write one there, with a small web service in Go on port $port?" || return 1
    fi
    mkdir -p -- "$folder" || die "The folder $folder cannot be made."
    starter_file Dockerfile "$port" >"$file" || die "$file cannot be written."
    say "  Wrote $file"
    # Whoever has Go files has a program already.
    for word in "$folder"/*.go; do
        [[ ! -e "$word" ]] || {
            say "  Kept the program in $folder"
            return 0
        }
    done
    write_new "$folder/main.go" "$port"
    write_new "$folder/go.mod" "$port"
}

# Writes one of the starter's files unless it is there.
write_new() {
    if [[ -e "$1" || -L "$1" ]]; then
        say "  Kept $1"
    else
        starter_file "${1##*/}" "$2" >"$1" || die "$1 cannot be written."
        say "  Wrote $1"
    fi
}
