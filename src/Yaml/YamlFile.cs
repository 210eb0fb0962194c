using System.Text;
using MultifdBench.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace MultifdBench.Yaml;

/// <summary>
/// A YAML file that is one mapping, and what is wrong with it: the one reader of profiles, scenarios and parameter files. Whatever a file
/// holds, reading it takes bounded memory and ends in a mapping or in a <see cref="UsageException"/>. Problems are collected, so that a
/// reader can report all of them at once. Not thread-safe.
/// </summary>
public sealed class YamlFile
{
    private readonly List<(int Line, string Text)> _problems = [];
    private readonly string _what;

    private YamlFile(string text, string name, string what)
    {
        Name = name;
        Text = text;
        _what = what;
        Root = new YamlMapping(1, []);
    }

    /// <summary>The most bytes that a file may have: a hundred times what anyone writes by hand.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The file as messages name it.</summary>
    public string Name { get; }

    /// <summary>The file as it is written.</summary>
    public string Text { get; }

    /// <summary>What the file consists of.</summary>
    public YamlMapping Root { get; private set; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path; a pipe will do.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="what">What it should be, for messages: <c>a scenario is one YAML mapping of name and summary</c>.</param>
    /// <exception cref="UsageException">
    /// It cannot be read, is no YAML, or is more than one mapping; the message names file and line.
    /// </exception>
    /// <remarks>A key that is there twice is among the problems that <see cref="ThrowProblems"/> reports.</remarks>
    public static YamlFile Read(string path, string name, string what)
    {
        byte[] bytes = new byte[MaxBytes + 1];
        int length;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"'{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }

        if (length > MaxBytes) throw new UsageException($"{path} is larger than {MaxBytes} bytes: {what}.");
        using StreamReader text = new(new MemoryStream(bytes, 0, length), Encoding.UTF8);
        return Parse(text.ReadToEnd(), name, what);
    }

    /// <summary>Parses a text, likewise.</summary>
    /// <exception cref="UsageException">As <see cref="Read"/>.</exception>
    public static YamlFile Parse(string text, string name, string what)
    {
        YamlFile file = new(text, name, what);
        Scanner scanner = new(new StringReader(text));
        try
        {
            file.Root = new YamlReader(file, new Parser(scanner)).ReadRoot();
        }
        catch (YamlException e)
        {
            throw file.NotValid((int)e.Start.Line, e.Message);
        }
        catch (InvalidOperationException)
        {
            // The library's scanner lets one of its own collections throw where a plain value ends in what may not be there.
            throw file.NotValid((int)scanner.CurrentPosition.Line, "there is something here that YAML does not allow");
        }

        return file;
    }

    /// <summary>An object as YAML, property names in snake case, nulls left out, a key on each line.</summary>
    public static string Write(object value) => new SerializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build().Serialize(value);

    /// <summary>The key of a property in such a file.</summary>
    public static string KeyOf(string property) => UnderscoredNamingConvention.Instance.Apply(property);

    /// <summary>A text as a value in double quotes, whatever it holds.</summary>
    public static string Quote(string text)
    {
        using StringWriter output = new();
        Emitter emitter = new(output, EmitterSettings.Default.WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        emitter.Emit(new Scalar(
            AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true));
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return output.ToString().Trim();
    }

    /// <summary>The file's text with other values in place of some; everything else stays as it was written, comments too.</summary>
    /// <param name="values">Values of this file, none twice, and what is written there: YAML, with quotes where it needs them.</param>
    public string With(IEnumerable<(YamlScalar Value, string Text)> values)
    {
        StringBuilder text = new(Text);
        foreach ((YamlScalar value, string written) in values.OrderByDescending(one => one.Value.Span.Start.Value))
        {
            (int start, int length) = value.Span.GetOffsetAndLength(Text.Length);
            // A value over several lines ends with the last one's end, which is not its own.
            int own = Text.AsSpan(start, length).TrimEnd("\r\n").Length;
            text.Remove(start, own).Insert(start, written);
        }

        return text.ToString();
    }

    /// <summary>A place as messages begin: "idle.yaml, line 12".</summary>
    public string At(int line) => Invariant.Text($"{Name}, line {line}");

    /// <summary>Adds a problem.</summary>
    /// <param name="line">Where it is; 0 for the file as a whole.</param>
    /// <param name="problem">What is wrong and what to write instead, a sentence.</param>
    public void Add(int line, string problem)
    {
        if (!_problems.Contains((line, problem))) _problems.Add((line, problem));
    }

    /// <summary>Adds a problem for every key of a mapping that is not among <paramref name="known"/>.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="known">The keys that it may have.</param>
    public void CheckKeys(YamlMapping mapping, IReadOnlyCollection<string> known)
    {
        foreach (YamlEntry entry in mapping.Entries.Where(entry => !known.Contains(entry.Key)))
            Add(entry.Line, $"unknown key '{entry.Key}'.{NearestName.Suggest(entry.Key, known)} Keys: {string.Join(", ", known)}.");
    }

    /// <summary>Ends reading if there are problems.</summary>
    /// <exception cref="UsageException">
    /// There are; each is a line of the message, in the file's order, those of the whole file at the end.
    /// </exception>
    public void ThrowProblems()
    {
        if (_problems.Count == 0) return;
        IEnumerable<string> lines = _problems.OrderBy(problem => problem.Line == 0 ? int.MaxValue : problem.Line)
            .Select(problem => $"{(problem.Line == 0 ? Name : At(problem.Line))}: {problem.Text}");
        throw new UsageException(string.Join(Environment.NewLine, lines));
    }

    internal UsageException NoMapping() => new($"{Name}: {_what}.");

    internal UsageException NotValid(int line, string problem) =>
        new($"{At(Math.Max(1, line))}: not valid YAML: {problem.ReplaceLineEndings(" ")}");
}
