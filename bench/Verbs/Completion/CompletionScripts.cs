namespace MultifdBench.Bench.Verbs.Completion;

/// <summary>
/// What each shell needs: the line and the cursor's place in it go to System.CommandLine's <c>[suggest]</c> directive, its lines come back.
/// Where the program has nothing to offer, the shell offers files.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash =
        """
        # bash completion for bench
        _bench_complete()
        {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(bench "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _bench_complete bench

        """;

    private const string Zsh =
        """
        # zsh completion for bench
        _bench()
        {
            local -a suggestions
            suggestions=("${(@f)$(bench "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${suggestions[*]}" ]]; then compadd -- "${suggestions[@]}"; else _files; fi
        }
        compdef _bench bench

        """;

    private const string Fish =
        """
        # fish completion for bench
        function __bench_complete
            set -l line (commandline -cp)
            bench "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c bench -a "(__bench_complete)"

        """;

    /// <summary>Shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>The script; lines end in LF.</summary>
    /// <param name="shell">One of <see cref="Shells"/>.</param>
    public static string Of(string shell) => (shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "no script for this shell"),
    }).ReplaceLineEndings("\n");
}
