using System.Text;

namespace MultifdBench.Tests.Yaml;

/// <summary>YAML to break readers with.</summary>
internal static class YamlText
{
    private const string Marks = "{}[]&*:-?|>'\"!%@#,~\t \n0a";

    /// <summary>The files that come with the program.</summary>
    public static IReadOnlyList<string> Shipped(params string[] folders) =>
    [
        .. folders.Select(folder => Path.Combine(AppContext.BaseDirectory, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)).Order(StringComparer.Ordinal),
    ];

    /// <summary>A mapping in which every line has twice as many values as the line above it, by aliases alone.</summary>
    public static string Bomb(int lines)
    {
        StringBuilder text = new("a0: &a0 [x, x]\n");
        for (int i = 1; i < lines; i++) text.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        return text.ToString();
    }

    /// <summary>
    /// The text with one to four seeded changes: characters that mean something to YAML put in, taken out or exchanged, parts copied or
    /// dropped.
    /// </summary>
    public static string Mutated(string text, Random random)
    {
        StringBuilder mutated = new(text);
        for (int changes = random.Next(1, 5); changes > 0 && mutated.Length > 1; changes--)
        {
            int at = random.Next(mutated.Length);
            switch (random.Next(6))
            {
                case 0: mutated.Insert(at, Marks[random.Next(Marks.Length)]); break;
                case 1: mutated.Remove(at, 1); break;
                case 2: mutated[at] = Marks[random.Next(Marks.Length)]; break;
                case 3: mutated[at] = (char)random.Next(1, 0x2100); break;
                case 4: mutated.Remove(at, Math.Min(random.Next(1, 40), mutated.Length - at)); break;
                default:
                    string part = mutated.ToString(at, Math.Min(random.Next(1, 60), mutated.Length - at));
                    mutated.Insert(random.Next(mutated.Length), part);
                    break;
            }
        }

        return mutated.ToString();
    }
}
