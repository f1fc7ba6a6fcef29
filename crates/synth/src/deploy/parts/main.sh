# ---- Start ----

work=''
command=''

tidy_up() { [[ -z "$work" ]] || rm -rf -- "$work"; }

interrupted() {
    trap - INT TERM HUP
    warn ''
    case "$command" in
        deploy | destroy)
            warn "Interrupted. What CloudFormation began goes on without this script. Run \"$command$(same_options)\" again: it looks what is done and goes on from there."
            ;;
        *) warn 'Interrupted.' ;;
    esac
    exit 130
}

main() {
    command=${1:-help}
    (($# == 0)) || shift
    case "$command" in
        check | deploy | status | logs | exec | run | destroy)
            read_options "$@"
            [[ "$command" == logs || "$command" == exec || "$command" == run || ${#words[@]} -eq 0 ]] ||
                die "Unknown word ${words[0]}: \"help\" lists what there is."
            work=$(mktemp -d "${TMPDIR:-/tmp}/groundplan.XXXXXX")
            template=$work/template.yaml
            trap tidy_up EXIT
            trap interrupted INT TERM HUP
            "do_$command"
            ;;
        help | --help | -h) show_help ;;
        *) die "Unknown command $command: use check, deploy, status, logs, exec, run, destroy or help." ;;
    esac
}

main "$@"
