namespace MultifdBench.Methods;

/// <summary>The level option of a method, as data: command line, profiles and docs derive from it.</summary>
/// <param name="Name">QEMU's name, without dashes: <c>multifd-zlib-level</c>.</param>
/// <param name="Min">Lowest level.</param>
/// <param name="Max">Highest level.</param>
/// <param name="Default">Level when none is given.</param>
/// <param name="Summary">One line for the help text.</param>
public sealed record LevelOption(string Name, int Min, int Max, int Default, string Summary)
{
    /// <summary>What is wrong with a level, in one line; null when nothing is.</summary>
    public string? Problem(int level) =>
        level >= Min && level <= Max ? null : $"--{Name} {level} is out of range: use {Min} to {Max} (default {Default}).";
}
