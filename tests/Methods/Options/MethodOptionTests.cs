using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Zlib;

namespace MultifdBench.Tests.Methods.Options;

/// <summary>An option is data: what is read, refused, said of it and recorded derives from there.</summary>
public sealed class MethodOptionTests
{
    [Fact]
    public void EveryOption_CanBeHelpedWith_AndIsToldApartInARow() => Assert.All(BuiltIn.Methods.Options, option =>
    {
        Assert.True(option.Summary.Length > 0 && option.Placeholder.Length > 0 && option.DefaultText.Length > 0, option.Name);
        Assert.True(option.TryRead(option.DefaultText, out _, out string? problem), problem);
        // Two runs of a matrix that differ in this option alone would otherwise be one.
        Assert.Contains(option.Column, (string[])["level", "library", "path", "huffman", "streams", "dictionary_kib"]);
    });

    [Theory]
    [InlineData("multifd-zlib-level", "9", "9")]
    [InlineData("multifd-zlib-level", "09", "9")]
    [InlineData("streams", "016", "16")]
    [InlineData("dictionary", "32768", "32KiB")]
    [InlineData("dictionary", "0", "none")]
    [InlineData("qpl-huffman", "canned", "canned")]
    [InlineData("qpl-huffman", "Canned", "Canned")]
    public void Values_AreWrittenInOneWay(string option, string text, string expected) =>
        Assert.Equal(expected, BuiltIn.Methods.FindOption(option)!.Normalize(text));

    [Theory]
    [InlineData("multifd-zlib-level", "fast", "--multifd-zlib-level fast is no whole number: use 0 to 9 (default 1).")]
    [InlineData("multifd-zlib-level", "10", "--multifd-zlib-level 10 is out of range: use 0 to 9 (default 1).")]
    [InlineData("multifd-zlib-level", "99999999999", "--multifd-zlib-level 99999999999 is no whole number")]
    [InlineData("streams", "3",
        "--streams 3 cannot split a packet of 128 pages: use 1, 2, 4, 8, 16, 32, 64 or 128 (one per page).")]
    [InlineData("streams", "all", "--streams all cannot split a packet of 128 pages")]
    [InlineData("dictionary", "1", "--dictionary 1B is out of range: use 1KiB to 63KiB, or none.")]
    [InlineData("dictionary", "64KiB", "--dictionary 64KiB is out of range: use 1KiB to 63KiB, or none.")]
    [InlineData("dictionary", "9999TiB", "is out of range: use 1KiB to 63KiB, or none.")]
    [InlineData("dictionary", "large", "--dictionary large is no size: use 1KiB to 63KiB, or none.")]
    [InlineData("qpl-path", "hard", "--qpl-path hard is unknown: use auto, hardware, software.")]
    [InlineData("codec-library", "nativ", "Did you mean 'native'?")]
    public void WrongValue_NamesOptionValueAndRemedy(string option, string text, string expected)
    {
        Assert.False(BuiltIn.Methods.FindOption(option)!.TryRead(text, out object? value, out string? problem));
        Assert.Null(value);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTheUserWrote_BecomesValues()
    {
        MethodChoice choice = new MethodChoice { Method = "qpl" }.With("qpl-huffman", "canned").With("streams", "8")
            .With("library", "managed");
        MethodRequest request = BuiltIn.Methods.Read(choice);
        Assert.Equal(
            (DeflateMode.Canned, 8, CodecLibrary.Managed, QplPath.Auto),
            (request.Get(QplOptions.Huffman), request.Get(CodecOptions.Streams), request.Get(CodecOptions.Library),
                request.Get(QplOptions.Path)));
        Assert.Equal(("canned", "auto"), (request.Options.TextOf(QplOptions.Huffman), request.Options.TextOf(QplOptions.Path)));
    }

    [Theory]
    [InlineData("zstd", "level", "3", "")]
    [InlineData("none", "level", "3", "level 3: method none has no levels; leave it out.")]
    [InlineData("zstd", "qpl_huffman", "fixed", "--qpl-huffman has no effect on --multifd-compression zstd: it is an option of")]
    [InlineData("zstd", "qpl_huffman", "fix", "--qpl-huffman fix is unknown: use fixed, dynamic, canned.")]
    [InlineData("zstd", "multifd-zlib-level", "3",
        "--multifd-zlib-level has no effect on --multifd-compression zstd: it is an option of zlib.")]
    [InlineData("zstd", "levle", "3", "--levle 3 is no option of a method: use --multifd-zlib-level")]
    [InlineData("zstdd", "level", "3", "Did you mean 'zstd'?")]
    public void Option_ThatTheMethodHasNot_IsOneProblem(string method, string option, string value, string problem)
    {
        List<string> problems = [];
        BuiltIn.Methods.Read(new MethodChoice { Method = method }.With(option, value), problems);
        if (problem.Length == 0) Assert.Empty(problems);
        else Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Effective_KeepsWhatTheMethodHasOnThatAccelerator()
    {
        MethodChoice all = new MethodChoice { Method = "zlib" }
            .With("multifd-zlib-level", "2").With("multifd-zstd-level", "3").With("qpl-huffman", "dynamic").With("streams", "4");
        Assert.Equal(["multifd-zlib-level"], BuiltIn.Methods.Effective(all).Options.Keys);
        Assert.Equal(["qpl-huffman"], BuiltIn.Methods.Effective(all with { Accel = "qpl" }).Options.Keys);
        Assert.Equal(all, BuiltIn.Methods.Effective(all with { Method = "other" }) with { Method = "zlib" });
    }

    [Fact]
    public void Sets_AreEqualByContent_AndNeverChange()
    {
        MethodOptionSet one = MethodOptionSet.Empty.With(ZlibOptions.Level, 2).With(CodecOptions.Library, CodecLibrary.Native);
        MethodOptionSet same = MethodOptionSet.Empty.With(CodecOptions.Library, CodecLibrary.Native).With(ZlibOptions.Level, 9)
            .With(ZlibOptions.Level, 2);
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, one.With(ZlibOptions.Level, 3));
        Assert.Equal(2, one.Get(ZlibOptions.Level));
        Assert.Equal(1, MethodOptionSet.Empty.Get(ZlibOptions.Level));
    }

    [Fact]
    public void Choices_AreEqualByContent()
    {
        MethodChoice choice = new MethodChoice { Method = "zlib" }.With("level", "1");
        Assert.Equal(choice, new MethodChoice { Method = "zlib" }.With("level", "1"));
        Assert.NotEqual(choice, choice.With("level", "2"));
        Assert.Throws<UsageException>(() => BuiltIn.Methods.Read(choice.With("level", "99")));
    }
}
