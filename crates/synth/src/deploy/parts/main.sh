# ---- Start ----

main() {
    local command=${1:-help}
    (($# == 0)) || shift
    case "$command" in
        deploy | status | destroy)
            read_options "$@"
            template=$(mktemp "${TMPDIR:-/tmp}/groundplan.XXXXXX")
            trap 'rm -f -- "$template"' EXIT
            "$command"
            ;;
        help | --help | -h) show_help ;;
        *) die "Unknown command $command: use deploy, status, destroy or help." ;;
    esac
}

main "$@"
